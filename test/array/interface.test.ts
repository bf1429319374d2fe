import { describe, expect, test } from 'vitest';
import type { ArrayInterface } from '../../src/array/array-interface.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { loads } from '../../src/loads.ts';
import { tuple } from '../../src/values/tuple.ts';

const TYPES: DType[] = [
  ...['?', 'i1', '<i4', '>f8', 'e', '>g', 'F', 'S5', '>U3', 'V4', 'M8[25s]', '>m8', 'q'].map((spec) =>
    dtype(spec),
  ),
  dtype('i4,(2,3)f8'),
  dtype([
    [['title', 'x'], 'i4'],
    ['y', [['z', '>M8[ns]']]],
  ]),
  dtype({ names: ['a', 'b'], formats: ['i4', 'i2'], offsets: [0, 2], itemsize: 8 }),
  dtype({ names: ['b', 'a'], formats: ['i4', 'i1'], offsets: [4, 0] }),
  dtype(
    [
      ['a', 'i1'],
      ['b', 'f8'],
    ],
    { align: true },
  ),
  dtype([
    'i4',
    [
      ['lo', 'i2'],
      ['hi', 'i2'],
    ],
  ]),
  dtype(['numpy.record', [['a', 'i4']]]),
  dtype([['sub', tuple(dtype([['a', 'i4']]), [2]) as never]]),
  dtype([['deep', tuple(dtype(['f4', [2]]), [3]) as never]]),
  dtype(tuple('i4', new Map([['unit', 'kg']])) as never),
];

describe.each(TYPES.map((type) => [type.toString(), type] as const))('%s', (_name, type) => {
  const buffer = Uint8Array.from({ length: 4 * type.itemsize }, (_, i) => i % 100).buffer;
  test('there, through a structured clone, and back', () => {
    const array = new NumpyArray({ buffer, dtype: type, shape: [2, 2], readonly: true }).transpose();
    const back = NumpyArray.fromInterface(structuredClone(array.arrayInterface()));
    expect(back.dtype.equals(type)).toBe(true);
    const { isRecord, isAlignedStruct, metadata, char } = back.dtype;
    expect({ isRecord, isAlignedStruct, metadata, char }).toEqual({
      isRecord: type.isRecord,
      isAlignedStruct: type.isAlignedStruct,
      metadata: type.metadata,
      char: type.char,
    });
    expect([back.shape, back.strides, back.readonly]).toEqual([array.shape, array.strides, true]);
    expect(new Uint8Array(back.buffer)).toEqual(new Uint8Array(buffer));
    expect(String(back)).toBe(String(array));
  });
});

test('what it says', () => {
  const array = NumpyArray.from(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    { dtype: '>i2' },
  );
  expect(array.arrayInterface()).toEqual({
    version: 3,
    typestr: '>i2',
    descr: [['', '>i2']],
    dtype: '>i2',
    shape: [2, 3],
    strides: null,
    data: array.buffer,
    offset: 0,
    readonly: false,
  });
  const view = array.slice(':, ::-1').arrayInterface();
  expect([view.strides, view.offset]).toEqual([[6, -2], 4]);
  expect(NumpyArray.fromInterface(view).buffer).toBe(array.buffer);
  expect(NumpyArray.fromInterface(view).toArray()).toEqual([
    [3, 2, 1],
    [6, 5, 4],
  ]);
  const overlapping = dtype({ names: ['a', 'b'], formats: ['i4', 'i2'], offsets: [0, 2] });
  expect(new NumpyArray({ buffer, dtype: overlapping, shape: [1] }).arrayInterface().descr).toEqual([
    ['', '|V4'],
  ]);
});

const buffer = new ArrayBuffer(8);

test('made by hand, as NumPy tells it', () => {
  const array = NumpyArray.fromInterface({
    version: 3,
    typestr: '<f4',
    shape: [2],
    data: new Uint8Array(buffer),
  });
  expect(array.data).toEqual(new Float32Array(2));
  const struct = NumpyArray.fromInterface({
    version: 3,
    typestr: '|V8',
    descr: [
      ['a', '<i4'],
      ['b', '<f4'],
    ],
    shape: [1],
    data: buffer,
  });
  expect(struct.dtype.names).toEqual(['a', 'b']);
});

test('errors', () => {
  expect(() => NumpyArray.from([null], { dtype: 'O' }).arrayInterface()).toThrow(
    'elements of object point to Python objects, which no memory holds',
  );
  const bad = (description: unknown) => () => NumpyArray.fromInterface(description as ArrayInterface);
  const wanted = 'expected what arrayInterface() gives, { version: 3, typestr, shape, data, … }, got ';
  expect(bad(null)).toThrow(new TypeError(`${wanted}NoneType`));
  expect(bad({ version: 2, typestr: '<f4' })).toThrow(TypeError);
  expect(bad({ version: 3, typestr: '<f4', shape: [3], data: buffer })).toThrow(RangeError);
  expect(bad({ version: 3, typestr: '<f4', shape: [1], strides: [1, 2], data: buffer })).toThrow(RangeError);
  expect(bad({ version: 3, typestr: '|O', shape: [1], data: buffer })).toThrow('point to Python objects');
});

test('one class, whoever imports it', () => {
  const loaded = loads(Uint8Array.from([0x80, 2, 0x4e, 0x2e]));
  expect(loaded).toBe(null);
  const array = NumpyArray.from([1]);
  expect(array).toBeInstanceOf(NumpyArray);
  expect(array.constructor).toBe(NumpyArray);
  expect(array.slice(0)).toBeInstanceOf(NumpyArray);
});
