import { describe, expect, test } from 'vitest';
import { DType } from '../../src/dtype/buffer-format.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { DTypeError } from '../../src/errors.ts';
import { type Described, isExported, knownSpecs, readBufferGolden } from './buffer-golden.ts';
import { specOf } from './golden.ts';

const described = (type: DType): Described => [type.toString(), type.itemsize];

/** Without what no format can say: titles, and that fields are those of a number. */
function bare(type: DType): DType {
  if (type.subdtype) return dtype([bare(type.subdtype.base), type.subdtype.shape] as never) as DType;
  if (!type.fields) return type;
  const fields = [...type.fields.values()];
  return dtype({
    names: fields.map((field) => field.name),
    formats: fields.map((field) => bare(field.dtype)),
    offsets: fields.map((field) => field.offset),
    itemsize: type.itemsize,
  });
}

/** Formats that NumPy takes, and we don't: a bracket that nothing opened, one that nothing closes. */
const UNBALANCED = /^(i}|T\{i:a:|T\{)$/;

/** Formats of subarrays of subarrays: NumPy writes them, but can't read them. */
const SHAPES = /\)\(/;

/** NumPy lets a C int overflow here. */
const OVERFLOWS = '9999999999s';

/** NumPy has no subarrays of elements without bytes; unpickled data types have, so ours do. */
const NO_BYTES = 'ValueError: invalid itemsize in generic type tuple';

/** Formats of padding alone: NumPy makes structs without fields of them, which lose that it is V. */
const PADDING = /^(\([\d,]+\))?[@=<>!^]?\d*x$/;

describe.each([1, 2] as const)('NumPy %i', (major) => {
  const golden = readBufferGolden(major);
  const known = knownSpecs(major);
  const exported = known.filter(isExported);

  test(`reads ${golden.read.length} formats as NumPy does`, () => {
    const wrong = golden.read.flatMap(([format, found]) => {
      const ours = outcome(() => described(DType.fromBufferFormat(format)));
      const same = typeof found === 'string' ? ours === null : JSON.stringify(ours) === JSON.stringify(found);
      const known =
        UNBALANCED.test(format) ||
        SHAPES.test(format) ||
        PADDING.test(format) ||
        format === OVERFLOWS ||
        found === NO_BYTES;
      return same || known ? [] : [{ format, found, ours }];
    });
    expect(wrong).toEqual([]);
    expect(golden.read.filter(([, found]) => typeof found !== 'string').length).toBeGreaterThan(500);
  });

  test(`refuses the ${known.length - exported.length} data types that NumPy refuses`, () => {
    for (const one of known) {
      if (isExported(one)) continue;
      expect(() => dtype(specOf(one.spec)).toBufferFormat(), JSON.stringify(one.spec)).toThrow(DTypeError);
    }
  });

  test(`writes ${exported.length} data types as NumPy does, where NumPy reads them back`, () => {
    let same = 0;
    for (const { spec, two, read } of exported) {
      const type = dtype(specOf(spec)) as DType;
      const format = type.toBufferFormat();
      const readBack = JSON.stringify(read[1]) === JSON.stringify(described(bare(type)));
      if (readBack) expect(format, JSON.stringify(spec)).toBe((two as { format: string }).format);
      if (readBack) same++;
      expect(DType.fromBufferFormat(format).equals(bare(type)), `${JSON.stringify(spec)} ${format}`).toBe(
        true,
      );
    }
    expect(same).toBeGreaterThan(exported.length * 0.7);
  });

  test('reads what NumPy wrote, given the size of an element', () => {
    let whole = 0;
    for (const { spec, itemsize, one, two } of exported) {
      const type = bare(dtype(specOf(spec)) as DType);
      for (const { format } of [one, two] as { format: string }[]) {
        const what = `${JSON.stringify(spec)} ${format}`;
        // NumPy leaves out the padding at the end of structs. In an array of them that moves what follows:
        if (tails(type, true)) continue;
        const ours = outcome(
          () => DType.fromBufferFormat(format, itemsize),
          /whether the structs of an array have/,
        );
        // and whether it has, a reader can't always tell.
        if (ours === null) expect(format).toMatch(/\(\d[\d,]*\)T\{/);
        // Of an array without elements, none can tell what an element has at its end.
        else if (tails(type, false) || /[(,]0[,)]/.test(format))
          expect(leaves(ours), what).toEqual(leaves(type));
        else expect(ours.equals(type), what).toBe(true);
        if (ours?.equals(type)) whole++;
      }
    }
    expect(whole).toBeGreaterThan(exported.length * 1.8);
  });
});

/** Whether a struct inside has bytes after its last field; within an array of them, or anywhere. */
function tails(type: DType, inArray: boolean, isRepeated = !inArray, isInside = false): boolean {
  const { subdtype, fields, itemsize } = type;
  if (subdtype) {
    const count = subdtype.shape.reduce((product, length) => product * length, 1);
    return tails(subdtype.base, inArray, isRepeated || count > 1, isInside);
  }
  if (!fields) return false;
  const ends = Array.from(fields.values(), (field) => field.offset + field.dtype.itemsize);
  if (isInside && isRepeated && Math.max(0, ...ends) < itemsize) return true;
  return [...fields.values()].some((field) => tails(field.dtype, inArray, isRepeated, true));
}

/** What lies where. */
function leaves(type: DType, start = 0, path = ''): unknown[] {
  if (type.fields) {
    return [...type.fields.values()].flatMap((f) => leaves(f.dtype, start + f.offset, `${path}.${f.name}`));
  }
  if (type.subdtype?.base.fields) return leaves(type.subdtype.base, start, `${path}[${type.subdtype.shape}]`);
  return [[path, start, type.toString()]];
}

describe('beside what NumPy says', () => {
  const struct = (fields: readonly (readonly [string, string])[]) => dtype(fields);

  test('padding is written out where NumPy would read its own format otherwise', () => {
    expect(
      struct([
        ['a', 'i4'],
        ['b', 'i1'],
      ]).toBufferFormat(),
    ).toBe('T{=i:a:b:b:}');
    expect(
      struct([
        ['a', 'i1'],
        ['b', 'O'],
      ]).toBufferFormat(),
    ).toBe('T{^b:a:O:b:}');
    const gap = dtype({ names: ['a', 'b'], formats: ['i4', 'i4'], offsets: [0, 8], itemsize: 16 });
    expect(gap.toBufferFormat()).toBe('T{^i:a:xxxxi:b:xxxx}');
    const aligned = dtype(
      [
        ['a', 'i4'],
        ['b', 'i1'],
      ],
      { align: true },
    );
    expect(aligned.toBufferFormat()).toBe('T{i:a:b:b:}');
    expect(
      dtype([
        ['a', dtype([aligned, [2]])],
        ['b', 'i1'],
      ]).toBufferFormat(),
    ).toBe('T{(2)T{^i:a:b:b:xxx}:a:b:b:}');
    const far = dtype({ names: ['a'], formats: ['i1'], offsets: [2 ** 31 - 2], itemsize: 2 ** 31 - 1 });
    expect(far.toBufferFormat()).toBe('T{2147483646xb:a:}');
    expect(DType.fromBufferFormat('T{2147483646xb:a:}').equals(far)).toBe(true);
  });

  test('the size of an element tells what a format leaves open', () => {
    expect(DType.fromBufferFormat('T{i:a:b:b:}').itemsize).toBe(8);
    expect(DType.fromBufferFormat('T{i:a:b:b:}', 8).itemsize).toBe(8);
    expect(DType.fromBufferFormat('T{i:a:b:b:}', 5).toString()).toBe("[('a', '<i4'), ('b', 'i1')]");
    expect(DType.fromBufferFormat('T{i:a:b:b:}', 16).toString()).toBe(
      "{'names': ['a', 'b'], 'formats': ['<i4', 'i1'], 'offsets': [0, 4], 'itemsize': 16}",
    );
  });

  test('white space is skipped but in names; subarrays of subarrays are read', () => {
    expect(DType.fromBufferFormat(' 1 2 s ').str).toBe('|S12');
    expect(DType.fromBufferFormat('T{ i:a b:\n}').names).toEqual(['a b']);
    expect(DType.fromBufferFormat('(4)(2,3)f').equals(dtype([dtype('(2,3)f4'), [4]]))).toBe(true);
  });

  test('padding alone is V', () => {
    expect(['3x', '0x', 'x'].map((format) => DType.fromBufferFormat(format).str)).toEqual([
      '|V3',
      '|V0',
      '|V1',
    ]);
  });

  test.each<[string, number | undefined, string]>([
    ['i', 8, 'it is of 4 bytes, not 8'],
    ['T{i:a:b:b:}', 4, 'it is of 8 bytes, not 4'],
    ['T{i:a:b:b:}', 9.5, 'it is of 8 bytes, not 9.5'],
    ['(2)T{i:x:b:y:}b', 17, 'it does not say whether the structs of an array have padding between them'],
    ['u', undefined, 'expected a type that NumPy has at 0, got "u"'],
    ['=g', undefined, 'expected a type that NumPy has, of a standard size at 1, got "g"'],
    ['2(2)i', undefined, 'expected a type that NumPy has at 1, got "(2)i"'],
    ['i}', undefined, 'expected a type that NumPy has at 1, got "}"'],
    ['T{i:a:', undefined, `expected a type, such as 'd', '(2,3)>i' or 'T{i:x:}' at 6, got its end`],
    ['i:a', undefined, `expected a name, such as ':x:' at 1, got ":a"`],
    ['i:a:d:a:', undefined, 'expected no second field "a" before at 8, got its end'],
    ['999999999999i', undefined, 'an element of 3999999999996 bytes: expected at most 2147483647'],
  ])('%j of %j bytes is refused', (format, itemsize, why) => {
    expect(() => DType.fromBufferFormat(format, itemsize)).toThrow(
      new DTypeError(`buffer format ${JSON.stringify(format)}: ${why}`),
    );
  });

  test('nested 100,000 deep, and what is no string', () => {
    const message =
      /^buffer format "T\{T\{[T{]*": expected at most 64 levels of nesting at 130, got "T\{[T{]*"$/;
    expect(() => DType.fromBufferFormat('T{'.repeat(100_000))).toThrow(message);
    expect(() => DType.fromBufferFormat(5 as never)).toThrow('a buffer format must be a string, not 5');
  });

  test.each<[DType, string]>([
    [dtype('M8[s]'), 'buffers hold no datetime64[s]'],
    [dtype([['t', 'm8']]), 'buffers hold no timedelta64'],
    [dtype('T'), 'buffers hold no StringDType()'],
    [dtype('>g'), 'a longdouble must be as this machine has it, in 16 bytes of native order'],
    [dtype('f12'), 'a longdouble must be as this machine has it, in 16 bytes of native order'],
    [dtype([['a:b', 'i4']]), `':' can't be in a field's name, as in "a:b"`],
    [dtype([['\0', 'i4']]), `the field's name "\\u0000" has a lone surrogate or a NUL`],
    [
      dtype({ names: ['a', 'b'], formats: ['i4', 'i4'], offsets: [4, 0] }),
      'field "b" overlaps the one before, or is out of order',
    ],
  ])('%s has none', (type, why) => {
    expect(() => type.toBufferFormat()).toThrow(new DTypeError(`no buffer format: ${why}`));
  });
});

function outcome<T>(make: () => T, message = /^buffer format /): T | null {
  try {
    return make();
  } catch (error) {
    expect(error).toBeInstanceOf(DTypeError);
    expect((error as Error).message).toMatch(message);
    return null;
  }
}
