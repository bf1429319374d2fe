/** .npy files without a Python: golden ones, and what is none. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrayStr } from '../../src/array/array-text.ts';
import {
  DTypeError,
  dtype,
  FormatError,
  LimitError,
  loads,
  NumpyArray,
  PicklingError,
  pythonDType,
  tuple,
  UnpicklingError,
} from '../../src/index.ts';
import { type ByteSource, readNpy, readNpyHeader, writeNpy, writeNpyChunks } from '../../src/npy.ts';
import { FIXTURES } from '../golden/golden.ts';
import { goldenFiles } from './golden.ts';
import { sourceOf } from './source.ts';

describe.each([1, 2] as const)('golden files of NumPy %i', (major) => {
  const files = goldenFiles(major).filter(({ id }) => !id.startsWith('npz/'));

  test.each(files)('$id', async ({ file, arrays }) => {
    const { dtype: name, shape, order, text } = arrays['']!;
    const { size, read } = sourceOf(file);
    const sources: ByteSource[] = [sourceOf(file), { size, read }];
    const options = { allowPickle: true };
    const fromSources = await Promise.all(sources.map((source) => readNpy(source, options)));
    for (const array of [readNpy(file, options), ...fromSources]) {
      expect(String(array.dtype)).toBe(name);
      expect(array.shape).toEqual(shape);
      expect(array.order).toBe(order);
      expect(array.readonly).toBe(false);
      expect(arrayStr(array)).toBe(text);
    }
  });

  test('are what is written', () => {
    let written = 0;
    for (const { id, file } of files) {
      if (id.startsWith('headers/')) continue;
      const array = readNpy(file, { allowPickle: true, exact: true });
      expect(Buffer.from(writeNpy(array, { numpy: major })).equals(file), id).toBe(true);
      written++;
    }
    expect(written).toBeGreaterThan(40);
  });
});

/** An .npy file with a header of that text. */
function npy(text: string, data: string | Uint8Array = '', version = 1): Uint8Array {
  const header = Buffer.from(text, version === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  return new Uint8Array(Buffer.concat([start, length, header, Buffer.from(data as string, 'latin1')]));
}

const text = (descr: string, shape = '(2,)', order = 'False') =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

/** The error that reading throws, from memory and from a source. */
async function failure(file: Uint8Array, options = {}): Promise<{ message: string; offset: number }> {
  let thrown: unknown;
  try {
    readNpy(file, options);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Error);
  const rejected = await readNpy(sourceOf(file), options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(String(rejected)).toBe(String(thrown));
  expect((rejected as Error).constructor).toBe((thrown as Error).constructor);
  return thrown as FormatError;
}

describe('memory', () => {
  const file = writeNpy(NumpyArray.from([1, 2, 3], { dtype: 'float64' }));

  test('an array is a view of the file', () => {
    const array = readNpy(file);
    expect(array.buffer).toBe(file.buffer);
    expect(array.byteOffset).toBe(128);
    expect(array.data).toEqual(Float64Array.of(1, 2, 3));
    expect(array.data.buffer).toBe(file.buffer);
    expect(readNpy(file, { copy: 'always' }).buffer).not.toBe(file.buffer);
  });

  test('also where the file begins in the midst of a buffer', () => {
    const shifted = new Uint8Array(file.length + 8).subarray(3, -5);
    shifted.set(file);
    expect(readNpy(shifted).data).toEqual(Float64Array.of(1, 2, 3));
    expect(() => readNpy(shifted, { copy: 'never' }).data).toThrow(TypeError);
    expect(readNpy(shifted.buffer.slice(3, 3 + file.length)).toArray()).toEqual([1, 2, 3]);
  });

  test("from a source, small files take one read, large ones the header's and one into the array's own memory", async () => {
    const small = sourceOf(file);
    await readNpy(small);
    expect(small.reads).toEqual([[0, file.length]]);
    const large = sourceOf(writeNpy(new Float64Array(10_000)));
    const array = await readNpy(large);
    expect(large.reads).toEqual([
      [0, 65_536],
      [65_536, 80_128 - 65_536],
    ]);
    expect([array.byteOffset, array.buffer.byteLength]).toEqual([0, 80_000]);
  });

  test('a header alone needs no more than the header', async () => {
    const source = sourceOf(writeNpy(new Float64Array(10_000)));
    const expected = {
      version: 1,
      dtype: dtype('float64'),
      shape: [10_000],
      order: 'C',
      offset: 128,
      nbytes: 80_000,
    };
    expect(await readNpyHeader(source)).toEqual(expected);
    expect(source.reads).toEqual([[0, 65_536]]);
    const wide = dtype(Array.from({ length: 2000 }, (_, i) => [`field_${i}`, 'i4'] as const));
    const long = writeNpy(new NumpyArray({ buffer: new ArrayBuffer(8000), dtype: wide, shape: [1] }));
    await expect(readNpyHeader(sourceOf(long))).rejects.toThrow(LimitError);
    const { version, offset, ...header } = await readNpyHeader(sourceOf(long), { maxHeaderSize: 100_000 });
    expect([version, offset % 64]).toEqual([1, 0]);
    expect(header.dtype.equals(wide)).toBe(true);
  });

  test('several arrays in one file', () => {
    const files = new Uint8Array([...file, ...writeNpy(Int8Array.of(7))]);
    expect(() => readNpy(files)).toThrow(
      "129 bytes follow the array: pass { trailing: 'ignore' } to leave them unread, at offset 152",
    );
    expect(readNpy(files, { trailing: 'ignore' }).toArray()).toEqual([1, 2, 3]);
    const { offset, nbytes } = readNpyHeader(files);
    expect(readNpy(files.subarray(offset + nbytes!)).toArray()).toEqual([7]);
  });

  test('an aborted read rejects with the reason', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readNpy(sourceOf(file), { signal })).rejects.toThrow('enough');
  });
});

describe('objects', () => {
  const array = NumpyArray.from([1, 'two'], { dtype: 'object' });

  test('are not loaded unless that is allowed', async () => {
    const error = await failure(writeNpy(array));
    expect(error.message).toBe(
      'an array of dtype object holds Python objects as a pickle: pass { allowPickle: true } to have it loaded, ' +
        'with nothing in it executed, at offset 128',
    );
    expect(readNpy(writeNpy(array), { allowPickle: true }).toArray()).toEqual([1, 'two']);
    expect(() => writeNpy(array, { allowPickle: false })).toThrow(PicklingError);
  });

  test('come by the same closed list as in loads', async () => {
    const evil = npy(text("'|O'", '()'), 'cos\nsystem\n(S"true"\ntR.');
    const error = await failure(evil, { allowPickle: true });
    expect(error).toBeInstanceOf(UnpicklingError);
    expect(error.message).toContain('os.system');
    const inert = npy(text("'|O'", '()'), 'cos\nsystem\n.');
    expect((await failure(inert, { allowPickle: true, unknownGlobals: 'opaque' })).message).toBe(
      'the pickle holds no plain array but PyGlobal: load it by itself, loads(bytes.subarray(64)), at offset 64',
    );
  });

  test('of another shape than the header says, and trailing bytes', async () => {
    const { offset } = readNpyHeader(writeNpy(array));
    const pickle = writeNpy(array).subarray(offset);
    expect((await failure(npy(text("'|O'", '(3,)'), pickle), { allowPickle: true })).message).toBe(
      'the header gives the shape (3,), the pickle (2,), at offset 66',
    );
    const more = new Uint8Array([...npy(text("'|O'"), pickle), 0]);
    expect((await failure(more, { allowPickle: true })).message).toContain("pass { trailing: 'ignore' }");
    expect(readNpy(more, { allowPickle: true, trailing: 'ignore' }).shape).toEqual([2]);
  });
});

describe('hostile files', () => {
  test.each([
    ['', "no .npy file: expected it to begin with b'\\x93NUMPY', found b'', at offset 0"],
    [
      '\x93NUMPX\x01\0',
      "no .npy file: expected it to begin with b'\\x93NUMPY', found b'\\x93NUMPX', at offset 0",
    ],
    ['\x93NUMPY', 'truncated: the header needs 10 bytes, 6 are there, at offset 6'],
    ['\x93NUMPY\x04\0\0\0', 'version 4.0 of .npy is not known: expected 1.0, 2.0 or 3.0, at offset 6'],
    ['\x93NUMPY\x01\x01\0\0', 'version 1.1 of .npy is not known: expected 1.0, 2.0 or 3.0, at offset 6'],
    ['\x93NUMPY\x02\0\0\0', 'truncated: the header needs 12 bytes, 10 are there, at offset 10'],
    ['\x93NUMPY\x01\0\xff\0{', 'truncated: the header ends at byte 265, 11 are there, at offset 11'],
  ])('%j', async (start, message) => {
    const error = await failure(new Uint8Array(Buffer.from(start, 'latin1')));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(message);
  });

  test.each([
    ['', 'the header is no Python literal: expected a literal, found the end, at offset 10'],
    ['1', "the header's text must be a dict, not 1, at offset 10"],
    [
      "{'descr': '<f8'}",
      "the header's keys must be 'descr', 'fortran_order' and 'shape', not ['descr'], at offset 10",
    ],
    [
      "{'descr': __import__('os')}",
      'the header is no Python literal: expected a literal, found "__import__(\'os\')}", at offset 20',
    ],
    [
      text("'<f8'", '(2,) * 3'),
      "the header is no Python literal: expected ',' or '}', found \"* 3, }\", at offset 65",
    ],
    [text("'<f8'", '[2]'), "the header's shape must be a tuple of integers from 0 on, not [2], at offset 10"],
    [
      text("'<f8'", '(-2,)'),
      "the header's shape must be a tuple of integers from 0 on, not (-2,), at offset 10",
    ],
    [
      text("'<f8'", '(9007199254740992,)'),
      "the header's shape must be a tuple of integers from 0 on, not (9007199254740992,), at offset 10",
    ],
    [
      text("'<f8'", '(4294967296, 4294967296)'),
      'an array of shape (4294967296, 4294967296) has more elements than can be addressed, at offset 10',
    ],
    [
      text("'<f8'", `(${'1,'.repeat(65)})`),
      `the header's shape must have at most 64 axes, not (${'1, '.repeat(33)}…, at offset 10`,
    ],
    [text("'<f8'", '(2,)', '0'), "the header's fortran_order must be True or False, not 0, at offset 10"],
    [
      text("'<f9'"),
      "the header's descr is no data type: data type \"<f9\" not understood: expected a type string: '<f8', " +
        "'float64', 'U10', 'M8[ns]'; dtype() also takes 'i4,f8', at offset 10",
    ],
    [
      text('{}'),
      "the header's descr is no data type: {} describes no data type: expected a type string or a list of fields, at offset 10",
    ],
    [
      text("('<f4', (2,))"),
      "the header's descr is ('<f4', (2,)): an array's own dtype can't be a subarray, at offset 10",
    ],
    [
      text("'<f8'"),
      'truncated: an array of shape (2,) and dtype float64 needs 16 bytes of data, 0 are there, at offset 67',
    ],
    [
      text("'<f8'", '(1125899906842624,)'),
      'truncated: an array of shape (1125899906842624,) and dtype float64 needs 9007199254740992 bytes of data, 0 are there, at offset 82',
    ],
  ])('%s', async (header, message) => {
    const error = await failure(npy(header));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(message);
    expect(error.offset).toBe(Number(/\d+$/.exec(message)![0]));
  });

  test('limits', async () => {
    const long = npy(text("'|u1'", '(0,)').padEnd(10_001));
    expect((await failure(long)).message).toBe(
      'the header has 10001 characters, the limit is 10000: raise maxHeaderSize if you trust this file, at offset 8',
    );
    expect(readNpy(long, { maxHeaderSize: 10_001 }).shape).toEqual([0]);
    // As in NumPy.
    expect(readNpy(long, { allowPickle: true }).shape).toEqual([0]);
    // The limit is on characters.
    const wide = npy(`${text("'|u1'", '(0,)')}#${'é'.repeat(9000)}`, '', 3);
    expect(readNpy(wide).shape).toEqual([0]);
    const elements = npy(text("'|V0'", '(1000000000,)'));
    expect(await failure(elements)).toMatchObject({ name: 'LimitError', limit: 'maxElements' });
    expect(readNpy(elements, { limits: { maxElements: 2 ** 30 } }).size).toBe(1e9);
    expect(await failure(npy(text("'|u1'"), 'ab'), { limits: { maxBytes: 1 } })).toMatchObject({
      name: 'LimitError',
      limit: 'maxBytes',
    });
  });

  test('brackets, digits and spaces without end', async () => {
    const many = 200_000;
    const options = { maxHeaderSize: 10 * many };
    for (const inner of [
      '('.repeat(many),
      '1'.repeat(many),
      `${' '.repeat(many)}(`,
      `'${'\\'.repeat(many)}`,
      '('.repeat(150),
    ]) {
      expect(await failure(npy(text("'<f8'", inner), '', 2), options)).toBeInstanceOf(FormatError);
    }
    const deep = (levels: number) => `${"[('x', ".repeat(levels)}'<f8'${')]'.repeat(levels)}`;
    expect(readNpy(npy(text(deep(60)), new Uint8Array(16))).dtype.depth).toBe(60);
    expect((await failure(npy(text(deep(80)), new Uint8Array(16)))).message).toContain('64 levels deep');
  });

  test('names that mean something in JavaScript are names', () => {
    const file = npy(text("[('__proto__', '<i4'), ('constructor', '<i4')]", '(1,)'), new Uint8Array(8));
    const array = readNpy(file);
    expect(array.dtype.names).toEqual(['__proto__', 'constructor']);
    expect(array.field('__proto__').toArray()).toEqual([0]);
  });

  test('a source that is shorter than it says', async () => {
    const file = writeNpy(new Float64Array(10_000));
    const source = { ...sourceOf(file.subarray(0, 50_000)), size: file.length };
    await expect(readNpy(source)).rejects.toThrow(
      'truncated: an array of shape (10000,) and dtype float64 needs 80000 bytes of data, 49872 are there, at offset 50000',
    );
  });
});

describe('what is written', () => {
  test('versions', () => {
    const array = NumpyArray.from([1, 2], { dtype: 'uint8' });
    for (const version of [1, 2, 3] as const) {
      const file = writeNpy(array, { version });
      expect([readNpyHeader(file).version, readNpyHeader(file).offset % 64]).toEqual([version, 0]);
    }
    const wide = dtype(Array.from({ length: 6000 }, (_, i) => [`field_${i}`, 'u1'] as const));
    const named = dtype([['日本', 'i4']]);
    const zeros = (type: typeof wide) =>
      new NumpyArray({ buffer: new ArrayBuffer(6000), dtype: type, shape: [1] });
    expect(readNpyHeader(writeNpy(zeros(wide)), { allowPickle: true }).version).toBe(2);
    expect(readNpyHeader(writeNpy(zeros(named))).version).toBe(3);
    expect(() => writeNpy(zeros(wide), { version: 1 })).toThrow(
      "version 1 of .npy can't hold the header: use version 2 or 3, or none to have it chosen",
    );
    expect(() => writeNpy(zeros(named), { version: 2 })).toThrow('use version 3');
    expect(() => writeNpy(array, { version: 4 as 3 })).toThrow('version must be 1, 2 or 3, not 4');
  });

  test('in pieces, which are the array', () => {
    const array = NumpyArray.from([
      [1, 2],
      [3, 4],
    ]);
    const pieces = [...writeNpyChunks(array)];
    expect(pieces.map(({ length }) => length)).toEqual([128, 32]);
    expect(pieces[1]!.buffer).toBe(array.buffer);
    const strided = new NumpyArray({
      buffer: new Float64Array(600_000).map((_, i) => i),
      dtype: 'f8',
      shape: [300_000],
      strides: [16],
    });
    const slabs = [...writeNpyChunks(strided)];
    expect(slabs.length).toBeGreaterThan(2);
    expect(readNpy(Buffer.concat(slabs)).get(299_999)).toBe(599_998);
  });

  test('arrays of other libraries, and typed arrays', () => {
    expect(
      readNpy(writeNpy(Float32Array.of(1, 2)))
        .as('float32')
        .toArray(),
    ).toEqual([1, 2]);
    expect(() => writeNpy([1, 2])).toThrow('expected an array to write, not list');
    expect(() => writeNpy(Uint8Array.of(1))).toThrow('NumpyArray.from(value) makes one of lists and bytes');
  });

  test('metadata is left out, as in NumPy', () => {
    const type = dtype(tuple('f8', new Map([['unit', 'm']])) as never);
    const field = dtype([
      ['x', type],
      ['y', [type, [2]]],
    ] as never);
    const array = new NumpyArray({ buffer: new ArrayBuffer(48), dtype: field, shape: [2] });
    expect(readNpy(writeNpy(array)).dtype.fields!.get('x')!.dtype.metadata).toBe(null);
    expect(readNpy(writeNpy(array)).dtype.equals(field)).toBe(true);
  });

  test('what NumPy has no text for is an error', () => {
    const type = dtype({ names: ['a', 'b'], formats: ['i4', 'i4'], offsets: [4, 0] });
    const array = new NumpyArray({ buffer: new ArrayBuffer(8), dtype: type, shape: [1] });
    expect(() => writeNpy(array)).toThrow(DTypeError);
  });

  test('nor for a data type of others, also within a struct', () => {
    const pickles = JSON.parse(readFileSync(join(FIXTURES, 'ml-dtypes.json'), 'utf8')) as {
      array: { pickles: string[] };
    };
    const bfloat16 = pythonDType({ module: 'ml_dtypes', name: 'bfloat16', itemsize: 2, read: () => 0 });
    const array = loads(Buffer.from(pickles.array.pickles[4]!, 'base64'), {
      classes: [bfloat16],
    }) as NumpyArray;
    const message =
      ".npy has no name for bfloat16: write its bytes, new NumpyArray({ buffer, byteOffset, dtype: 'V2', shape, strides })";
    expect(() => writeNpy(array)).toThrow(message);
    const type = dtype([['x', [array.dtype, [2]]]] as never);
    expect(() => writeNpy(new NumpyArray({ buffer: new ArrayBuffer(4), dtype: type, shape: [1] }))).toThrow(
      message,
    );
    const { buffer, byteOffset, shape, strides } = array;
    const bytes = new NumpyArray({ buffer, byteOffset, dtype: 'V2', shape, strides });
    expect(readNpy(writeNpy(bytes)).dtype.str).toBe('|V2');
  });
});
