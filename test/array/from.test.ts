import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import { DTypeError } from '../../src/errors.ts';
import { Complex } from '../../src/values/complex.ts';
import { tuple } from '../../src/values/tuple.ts';

const shown = (array: NumpyArray) => [String(array.dtype), array.shape, array.toArray()];

describe('the data type that values infer', () => {
  test.each([
    ['numbers', [1, 2.5], 'float64'],
    ['integers, too', [[1], [2]], 'float64'],
    ['nothing', [], 'float64'],
    ['bigints', [1n, -2n], 'int64'],
    ['bigints beyond int64', [1n, 2n ** 63n], 'uint64'],
    ['booleans', [true, false], 'bool'],
    ['strings', ['a', 'abc', '😀😀'], '<U3'],
    ['empty strings', [''], '<U1'],
    ['complex numbers', [new Complex(1, 2)], 'complex128'],
    ['rows of one typed array class', [new Float32Array([1, 2]), new Float32Array([3, 4])], 'float32'],
    ['rows of bytes', [Buffer.from([1]), new Uint8Array([3])], 'uint8'],
    ['one value', 5, 'float64'],
    ['one string', 'abc', '<U3'],
    ['an iterable', new Set([1, 2]), 'float64'],
  ])('%s', (_, values, dtype) => expect(String(NumpyArray.from(values).dtype)).toBe(dtype));

  test('mixed values need a dtype', () => {
    expect(() =>
      NumpyArray.from([
        [1, 2],
        [3, 'a'],
      ]),
    ).toThrow(
      new TypeError(
        'the values are of mixed types: a number first, the item at [1, 1] is a string; give a dtype',
      ),
    );
    expect(() => NumpyArray.from([1, 2n])).toThrow(
      new TypeError(
        'the values are of mixed types: a number first, the item at [1] is a bigint; give a dtype',
      ),
    );
    expect(() => NumpyArray.from([null])).toThrow(
      new TypeError(
        "the item at [0] is of type NoneType, for which there is no default dtype; give one ({ dtype: 'object' } takes anything)",
      ),
    );
    expect(() => NumpyArray.from([new Float32Array(1), new Float64Array(1)])).toThrow(
      new TypeError('the rows are of mixed types, typed arrays of several classes or lists; give a dtype'),
    );
    expect(NumpyArray.from([1, 2n, true], { dtype: 'f4' }).toArray()).toEqual([1, 2, 1]);
    expect(NumpyArray.from([[1, 2], new Uint8Array(2)], { dtype: 'i2' }).toArray()).toEqual([
      [1, 2],
      [0, 0],
    ]);
  });

  test('names of Object.prototype infer nothing', () => {
    expect(() => NumpyArray.from([undefined])).toThrow(/^the item at \[0\] is of type undefined/);
    expect(() => NumpyArray.from([() => 1])).toThrow(/^the item at \[0\] is of type function/);
  });
});

describe('nesting', () => {
  test('gives the shape', () => {
    expect(shown(NumpyArray.from([[[1], [2], [3]]], { dtype: 'i2' }))).toEqual([
      'int16',
      [1, 3, 1],
      [[[1], [2], [3]]],
    ]);
    expect(NumpyArray.from(7).shape).toEqual([]);
    expect(NumpyArray.from([[], []]).shape).toEqual([2, 0]);
  });

  test.each([
    [[[1, 2], [3]], 'ragged nesting: the item at [1] has 1 items, expected 2'],
    [[[1, 2], 3], 'ragged nesting: the item at [1] is a value, expected a list of 2'],
    [[1, [2]], 'ragged nesting: the item at [1] is a list of 1, expected a value'],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      'ragged nesting: the item at [1, 1] has 2 items, expected 1',
    ],
  ])('ragged: %j', (values, message) =>
    expect(() => NumpyArray.from(values)).toThrow(new RangeError(message)),
  );

  test('that ends nowhere, or is too deep, is an error', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => NumpyArray.from(cycle)).toThrow(
      new RangeError("lists are nested deeper than an array's 64 axes"),
    );
    let wide: unknown = [1, 2];
    for (let i = 0; i < 60; i++) wide = [wide, wide];
    expect(() => NumpyArray.from(wide)).toThrow(/has more elements than can be addressed$/);
  });
});

describe('shape and order', () => {
  test('order is that of memory; a flat list is taken in that order', () => {
    const nested = NumpyArray.from(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { order: 'F' },
    );
    expect([nested.order, nested.toArray(), [...nested.data]]).toEqual([
      'F',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [1, 4, 2, 5, 3, 6],
    ]);
    const flat = NumpyArray.from([1, 2, 3, 4, 5, 6], { shape: [2, 3], order: 'F' });
    expect(flat.toArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(NumpyArray.from([1, 2, 3, 4, 5, 6], { shape: [2, 3] }).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(NumpyArray.from([[1, 2]], { shape: [1, 2] }).toArray()).toEqual([[1, 2]]);
    expect(NumpyArray.from([], { shape: [0, 5] }).shape).toEqual([0, 5]);
    expect(NumpyArray.from([5], { shape: [] }).toArray()).toBe(5);
    expect(NumpyArray.from(5, { shape: [] }).toArray()).toBe(5);
  });

  test.each([
    [[1, 2, 3], [2, 2], 'shape (2, 2) needs 4 values, got 3'],
    [[[1, 2, 3]], [2, 2], 'shape (2, 2) needs 4 values, got 1'],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [4, 1, 1],
      'shape is (4, 1, 1), but the values are nested as (2, 2)',
    ],
    [[1], [-1], 'shape[0] must be an integer from 0 on, got -1'],
    [[1], [1.5], 'shape[0] must be an integer from 0 on, got 1.5'],
    [[1], new Array(65).fill(1), 'an array has at most 64 axes, got 65'],
  ])('%j into %j', (values, shape, message) => {
    // The list of one list is not 4 values; as nesting it is (1, 3).
    const expected = message.endsWith('got 1')
      ? 'shape is (2, 2), but the values are nested as (1, 3)'
      : message;
    expect(() => NumpyArray.from(values, { shape })).toThrow(new RangeError(expected));
  });

  test('options of a wrong type', () => {
    expect(() => NumpyArray.from([1], { order: 'K' as 'C' })).toThrow(
      new TypeError(`order must be 'C' or 'F', got "K"`),
    );
    expect(() => NumpyArray.from([1], { shape: 1 as never })).toThrow(
      new TypeError('shape must be an array of axis lengths, got int'),
    );
    expect(() => NumpyArray.from([1], { dtype: '(2,)f4' })).toThrow(
      new DTypeError(
        "('<f4', (2,)) is a subarray: give its base as dtype and put its shape into the array's",
      ),
    );
  });
});

describe('a typed array', () => {
  test.each([
    [new Int8Array(2), 'int8'],
    [new Uint8Array(2), 'uint8'],
    [new Uint8ClampedArray(2), 'uint8'],
    [new Int16Array(2), 'int16'],
    [new Uint16Array(2), 'uint16'],
    [new Int32Array(2), 'int32'],
    [new Uint32Array(2), 'uint32'],
    [new BigInt64Array(2), 'int64'],
    [new BigUint64Array(2), 'uint64'],
    [new Float32Array(2), 'float32'],
    [new Float64Array(2), 'float64'],
    [Buffer.from([0, 0]), 'uint8'],
  ])('is shared: %o', (typed, dtype) => {
    const array = NumpyArray.from(typed);
    expect(array.dtype.name).toBe(dtype);
    expect(array.buffer).toBe(typed.buffer);
    expect(array.byteOffset).toBe(typed.byteOffset);
    expect(array.shape).toEqual([2]);
  });

  test('of a part of a buffer gives that part', () => {
    const part = new Int16Array([1, 2, 3, 4, 5]).subarray(1, 4);
    const array = NumpyArray.from(part);
    expect(array.toArray()).toEqual([2, 3, 4]);
    array.set(9, 0);
    expect(part[0]).toBe(9);
  });

  test('takes a shape and an order without a copy', () => {
    const typed = new Float32Array([1, 2, 3, 4, 5, 6]);
    expect(NumpyArray.from(typed, { shape: [2, 3] }).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const columns = NumpyArray.from(typed, { shape: [2, 3], order: 'F' });
    expect(columns.toArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(columns.buffer).toBe(typed.buffer);
    expect(() => NumpyArray.from(typed, { shape: [4] })).toThrow(
      new RangeError('shape (4,) needs 4 values, got 6'),
    );
  });

  test('is converted where another dtype is asked for, exactly', () => {
    const typed = new Float64Array([1, -2, 3]);
    expect(shown(NumpyArray.from(typed, { dtype: 'i2' }))).toEqual(['int16', [3], [1, -2, 3]]);
    expect(NumpyArray.from(typed, { dtype: '>f8' }).toTypedArray()).toEqual(typed);
    expect(NumpyArray.from(new Float64Array([1, 0]), { dtype: 'bool' }).toArray()).toEqual([true, false]);
    expect(NumpyArray.from(typed, { dtype: 'c16' }).toArray()).toEqual(
      [1, -2, 3].map((re) => new Complex(re, 0)),
    );
    expect(() => NumpyArray.from(typed, { dtype: 'u1' })).toThrow(
      new RangeError('the item at [1]: uint8 takes an integer from 0 to 255, got -2'),
    );
    expect(() => NumpyArray.from(new Float64Array([1.5]), { dtype: 'i8' })).toThrow(
      new RangeError(
        'the item at [0]: int64 takes an integer from -9223372036854775808 to 9223372036854775807, got 1.5',
      ),
    );
  });

  test('of counts is shared as datetimes', () => {
    const counts = new BigInt64Array([1n, 2n]);
    const times = NumpyArray.from(counts, { dtype: 'M8[ms]' });
    expect(times.buffer).toBe(counts.buffer);
    expect(String(times.dtype)).toBe('datetime64[ms]');
  });

  test('of bytes is elements for S, V and object, where it lies in a list', () => {
    const bytes = [new Uint8Array([1, 2]), new Uint8Array([3])];
    expect(shown(NumpyArray.from(bytes, { dtype: 'S' }))).toEqual(['|S2', [2], bytes]);
    expect(NumpyArray.from(bytes, { dtype: 'object' }).get(1)).toBe(bytes[1]);
    expect(NumpyArray.from([bytes[0]], { dtype: 'V2' }).toArray()).toEqual([bytes[0]]);
  });
});

describe('dtype', () => {
  test('S and U take the size of the longest value', () => {
    expect(shown(NumpyArray.from(['a', 'abc'], { dtype: 'S' }))).toEqual([
      '|S3',
      [2],
      [new Uint8Array([97]), new Uint8Array([97, 98, 99])],
    ]);
    expect(shown(NumpyArray.from(['😀', ''], { dtype: 'U' }))).toEqual(['<U1', [2], ['😀', '']]);
    expect(String(NumpyArray.from(['ab'], { dtype: '>U' }).dtype)).toBe('>U2');
  });

  test('structs: tuples or objects are elements, lists are nesting', () => {
    const dtype = [
      ['x', 'i4'],
      ['y', 'f8'],
    ] as const;
    const array = NumpyArray.from([tuple(1, 2.5), { x: 3, y: -1 }], { dtype });
    expect(array.toArray()).toEqual([
      { x: 1, y: 2.5 },
      { x: 3, y: -1 },
    ]);
    expect(
      NumpyArray.from(
        [
          [1, 2.5],
          [3, 4],
        ],
        { dtype, shape: [2] },
      ).toArray(),
    ).toEqual([
      { x: 1, y: 2.5 },
      { x: 3, y: 4 },
    ]);
    expect(() => NumpyArray.from([{ x: 1, y: 'a' }], { dtype })).toThrow(
      new TypeError(`the item at [0]: field "y": float64 takes a number, got "a"`),
    );
  });

  test('object: a shape says where nesting ends', () => {
    const lists = [
      [1, [2]],
      ['a', null],
    ];
    expect(NumpyArray.from(lists, { dtype: 'object', shape: [2] }).toArray()).toEqual(lists);
    expect(NumpyArray.from(lists, { dtype: 'object', shape: [2, 2] }).get(0, 1)).toBe(lists[0]![1]);
    expect(() => NumpyArray.from(lists, { dtype: 'object' })).toThrow(
      new RangeError(
        'ragged nesting: the item at [0, 1] is a list of 1, expected a value; to keep lists as elements, give the shape',
      ),
    );
    expect(NumpyArray.from([1, 'a', null], { dtype: 'O', order: 'F' }).toArray()).toEqual([1, 'a', null]);
    expect(
      NumpyArray.from(
        [
          ['a', 'b'],
          ['c', 'd'],
        ],
        { dtype: 'O', order: 'F' },
      ).toArray(),
    ).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
});

describe('another array', () => {
  test('is copied, or converted value by value', () => {
    const array = NumpyArray.from(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype: '>i4' },
    );
    const copy = NumpyArray.from(array);
    expect(shown(copy)).toEqual(shown(array));
    expect(copy.buffer).not.toBe(array.buffer);
    expect(NumpyArray.from(array, { order: 'F' }).order).toBe('F');
    expect(shown(NumpyArray.from(array, { dtype: 'u1' }))).toEqual([
      'uint8',
      [2, 2],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(() => NumpyArray.from(array, { shape: [4] })).toThrow(
      new RangeError('the array has shape (2, 2), not (4,)'),
    );
  });
});
