import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { NATIVE } from '../../src/dtype/byte-order.ts';
import type { DType, Field } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { DTypeError } from '../../src/errors.ts';
import { type Golden, type GoldenDType, readGolden, specOf, unreduce, valueOf } from './golden.ts';

/** What NumPy recorded of a data type, as ours answers it. */
function attributes(type: DType) {
  return {
    str: type.str,
    name: type.name,
    text: type.toString(),
    repr: inspect(type),
    descr: descrOf(type),
    num: type.num,
    kind: type.kind,
    char: type.char,
    byteorder: type.byteOrder,
    itemsize: type.itemsize,
    alignment: type.alignment,
    flags: type.flags,
    hasobject: type.hasObject,
    isnative: numpyIsNative(type),
    isalignedstruct: type.isAlignedStruct,
    isrecord: type.isRecord,
    fields: type.fields && [...type.fields.values()].map(fieldOf),
    names: type.names,
    subdtype: type.subdtype && [type.subdtype.base.toString(), type.subdtype.shape],
    unit: type.unit && [type.unit.unit, type.unit.count],
    metadata: type.metadata,
  };
}

function descrOf(type: DType): unknown {
  try {
    return type.descr;
  } catch (error) {
    expect(error).toBeInstanceOf(DTypeError);
    return null;
  }
}

function fieldOf({ name, dtype: inner, offset, title }: Field): unknown[] {
  return [name, inner.toString(), offset, ...(title === undefined ? [] : [title])];
}

/** NumPy's isnative, which stops at subarrays and goes by the fields alone where there are any. */
function numpyIsNative(type: DType): boolean {
  if (type.fields) return [...type.fields.values()].every((field) => numpyIsNative(field.dtype));
  return type.subdtype !== null || type.isNative;
}

function expected({ spec, reduce, ...rest }: GoldenDType) {
  return {
    ...rest,
    // NumPy 1 keeps the flags in a signed char, and calls three classes otherwise.
    flags: rest.flags & 0xff,
    text: renamed(rest.text),
    repr: renamed(rest.repr),
    // NumPy 1 says 0 of an aligned struct without fields.
    alignment: Math.max(rest.alignment, 1),
    byteorder: rest.byteorder === '=' ? NATIVE : rest.byteorder,
    names: rest.fields?.map(([name]) => name) ?? null,
    descr: valueOf(rest.descr),
    metadata: valueOf(rest.metadata),
  };
}

function renamed(text: string): string {
  const now: { [name: string]: string } = {
    bool_: 'bool',
    float128: 'longdouble',
    complex256: 'clongdouble',
  };
  return text.replace(/(?<=numpy\.)(bool_|float128|complex256)\b/, (name) => now[name]!);
}

/** Specifications that NumPy 2 understands otherwise: a shape of 1 is a subarray, a trailing comma makes a struct. */
function changed(spec: unknown): boolean {
  const text = JSON.stringify(spec);
  return /^"[^"]*,"$|"1i4"/.test(text);
}

function check(golden: Golden) {
  const cases = golden.dtypes.filter(({ spec }) => !golden.numpy.startsWith('1.') || !changed(spec));

  test(`every attribute of ${cases.length} data types`, () => {
    for (const one of cases) {
      const type = dtype(specOf(one.spec as never));
      expect(attributes(type), JSON.stringify(one.spec)).toEqual(expected(one));
    }
  });

  test('the same from their pickled states', () => {
    for (const one of golden.dtypes) {
      const type = unreduce(one.reduce as never);
      const known = expected(one);
      // A pickle says 'i8' for 'l' and for 'q', and 'S1' for 'c'; NumPy loses that too.
      if (type.char !== one.char) {
        expect(['q', 'Q', 'c'], JSON.stringify(one.spec)).toContain(one.char);
        Object.assign(known, { char: type.char, num: type.num, text: type.toString(), repr: inspect(type) });
      }
      expect(attributes(type), JSON.stringify(one.spec)).toEqual(known);
    }
  });

  test('descr makes the same fields again', () => {
    for (const one of cases) {
      // What a descr can't say: gaps become fields with names of their own, numbers lose their fields, and NumPy
      // itself can't read the string that stands for a StringDType.
      const spec = JSON.stringify(one.spec);
      if (
        one.descr === null ||
        one.kind !== 'V' ||
        !one.fields ||
        /"pair":\["(?!numpy)|"T"|"string"/.test(spec)
      )
        continue;
      const again = dtype(valueOf(one.descr) as never);
      expect(again.itemsize, spec).toBe(one.itemsize);
      const hasGaps = JSON.stringify(one.descr).includes('""');
      if (!hasGaps) expect(again.equals(dtype(specOf(one.spec as never))), spec).toBe(true);
    }
  });

  test(`${golden.rejected.length} specifications that NumPy rejects`, () => {
    for (const [spec, error] of golden.rejected) {
      expect(() => dtype(specOf(spec as never)), `${JSON.stringify(spec)}, ${error}`).toThrow(DTypeError);
    }
  });

  test(`equality of ${golden.equal.length} data types with one another`, () => {
    const types = golden.equal.map(([spec]) => dtype(specOf(spec as never)));
    golden.equal.forEach(([spec, found], i) => {
      // NumPy finds M8[1000ms] equal to M8[s], but not M8[s] to M8[1000ms]; ours are equal both ways.
      const places = golden.equal.flatMap(([, back], j) =>
        found.includes(j) || back.includes(i) ? [j] : [],
      );
      const equal = types.flatMap((other, j) => (types[i]!.equals(other) ? [j] : []));
      expect(equal, JSON.stringify(spec)).toEqual(places);
    });
  });
}

describe('NumPy 2', () => {
  const golden = readGolden(2);
  check(golden);

  /** What ours understands besides: the longdouble of 32-bit machines, and units with '/' among commas. */
  const WIDER = ['i4,M8[M/2]'];

  test(`${golden.spellings.length} type strings`, () => {
    const wrong = golden.spellings.filter(([text, found]) => {
      if (WIDER.includes(text)) return false;
      // NumPy reads past its table of parts for weeks, and makes them 0 years.
      const sane = found?.[0] === '<M8[0Y]' ? null : found;
      return JSON.stringify(spelling(text)) !== JSON.stringify(sane);
    });
    expect(wrong.map(([text, found]) => ({ text, found, ours: spelling(text) }))).toEqual([]);
  });
});

describe('NumPy 1', () => check(readGolden(1)));

function spelling(text: string): [string, string] | null {
  try {
    const type = dtype(text);
    return [type.fields ? inspect(type) : type.str, type.char];
  } catch (error) {
    expect(error).toBeInstanceOf(DTypeError);
    return null;
  }
}
