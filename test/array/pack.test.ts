/** The lists that pickles of object-bearing arrays hold → memory. */
import { describe, expect, test } from 'vitest';
import { inOwnMemory } from '../../src/array/contents.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import { contiguousStrides } from '../../src/array/layout.ts';
import { blankArray, initArray } from '../../src/array/numpy-array.ts';
import { packElements } from '../../src/array/pack.ts';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { stringDType } from '../../src/dtype/string-dtype.ts';
import { Complex } from '../../src/values/complex.ts';
import { tuple } from '../../src/values/tuple.ts';

function load(
  type: DType,
  values: readonly unknown[],
  shape: readonly number[],
  order: 'C' | 'F' = 'C',
): NumpyArray {
  const array = blankArray();
  const { buffer, objects } = packElements(type, values, shape, order);
  const strides = contiguousStrides(shape, type.itemsize, order);
  initArray(array, inOwnMemory(type, shape, strides, buffer, objects));
  return array;
}

test('the list is in C order whatever the order of the memory is', () => {
  const values = ['a', 'b', 'c', 'd', 'e', null];
  for (const order of ['C', 'F'] as const) {
    const array = load(dtype('O'), values, [2, 3], order);
    expect(array.order).toBe(order);
    expect(array.toArray()).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', null],
    ]);
  }
});

test('every slot has a handle of its own, also for one value', () => {
  const value = {};
  const array = load(dtype('O'), [value, value], [2], 'C');
  array.set(1, 0);
  expect(array.toArray()).toEqual([1, value]);
});

test('no elements', () => {
  expect(load(dtype('O'), [], [3, 0]).toArray()).toEqual([[], [], []]);
});

test('an array that holds itself', () => {
  const array = blankArray();
  const { buffer, objects } = packElements(dtype('O'), [array]);
  initArray(array, {
    ...{ dtype: dtype('O'), shape: [1], strides: [8], buffer, byteOffset: 0 },
    ...{ readonly: false, objects, copy: 'if-needed' },
  });
  expect(array.get(0)).toBe(array);
});

describe('a struct', () => {
  const type = dtype([
    ['i', '<i4'],
    ['f', '>f8'],
    ['c', 'c8'],
    ['s', 'S3'],
    ['u', 'U2'],
    ['v', 'V2'],
    ['m', 'M8[ns]'],
    ['b', '?'],
    ['o', 'O'],
    ['sub', 'i2', [2]],
    [
      'in',
      [
        ['p', 'O'],
        ['q', 'u8'],
      ],
    ],
  ]);
  const sub = NumpyArray.from([7, -7], { dtype: 'i2' });
  const values: readonly unknown[] = [
    -5,
    1.5,
    new Complex(1, 2),
    new Uint8Array([97]),
    'é',
    new Uint8Array([1, 2]),
    2n ** 62n,
    true,
    null,
    sub,
    tuple('p', 2n ** 64n - 1n),
  ];

  test('comes as tuples', () => {
    const array = load(type, [tuple(...values)], [1]);
    const { sub: subarray, ...rest } = array.get(0) as Record<string, unknown>;
    expect((subarray as NumpyArray).toArray()).toEqual([7, -7]);
    expect(rest).toEqual({
      ...{ i: -5, f: 1.5, c: new Complex(1, 2), s: new Uint8Array([97]), u: 'é', v: new Uint8Array([1, 2]) },
      ...{ m: 2n ** 62n, b: true, o: null, in: { p: 'p', q: 2n ** 64n - 1n } },
    });
  });

  test.each<[number, unknown, string]>([
    [0, 2 ** 31, 'field "i": int32 takes an integer from -2147483648 to 2147483647, got 2147483648'],
    [
      6,
      { year: 2020 },
      'field "m": datetime64[ns] takes an integer from -9223372036854775808 to 9223372036854775807, or null for NaT, got Object',
    ],
    [
      9,
      NumpyArray.from([1, 2, 3], { dtype: 'i2' }),
      `field "sub": ('<i2', (2,)) takes an array of shape (2,), got list`,
    ],
    [10, tuple('p'), `field "in": [('p', 'O'), ('q', '<u8')] has 2 fields, got 1 values`],
  ])('item %i of a wrong kind', (at, value, message) => {
    const wrong = values.with(at, value);
    expect(() => load(type, [tuple(...values), tuple(...wrong)], [2])).toThrow(`the item at [1]: ${message}`);
  });

  test('of a wrong length', () => {
    expect(() => load(type, [tuple(1, 2)], [1])).toThrow(/has 11 fields, got 2 values$/);
  });
});

test('a subarray of structs with objects is copied with its objects, bit for bit', () => {
  const inner = dtype([
    ['o', 'O'],
    ['g', 'f16'],
  ]);
  const type = dtype([
    ['s', inner, [2]],
    ['n', 'u1'],
  ]);
  const bits = Buffer.from('35c26821a2da0fc90040000000000000', 'hex');
  const pi = new NumpyArray({ buffer: bits, dtype: 'f16', shape: [] });
  const parts = NumpyArray.from([tuple('a', pi), tuple([1], pi)], { dtype: inner });
  const array = load(type, [tuple(parts, 7), tuple(parts, 8)], [2]);
  const copied = array.field('s').field('g').copy();
  expect(Buffer.from(copied.buffer as ArrayBuffer).toString('hex')).toBe(bits.toString('hex').repeat(4));
  expect(array.field('s').field('o').toArray()).toEqual([
    ['a', [1]],
    ['a', [1]],
  ]);
  array.field('s').field('o').set('b', 0, 0);
  expect(parts.field('o').toArray()).toEqual(['a', [1]]);
  expect(array.field('s').field('o').get(1, 0)).toBe('a');
  array.set(tuple(parts, 9), 0);
  expect(array.field('s').field('o').get(0, 0)).toBe('a');
  expect(array.field('n').toArray()).toEqual([9, 8]);
});

describe('StringDType', () => {
  test('strings, and the NA object where there is one', () => {
    const plain = stringDType();
    expect(load(plain, ['', 'long '.repeat(50), 'a\0'], [3]).toArray()).toEqual([
      '',
      'long '.repeat(50),
      'a\0',
    ]);
    expect(() => load(plain, [null], [1])).toThrow(/^the item at \[0\]: .* takes a string, got null$/);
    const missing = stringDType({ naObject: NaN });
    const array = load(missing, ['x', NaN], [2]);
    expect(array.toArray()).toEqual(['x', NaN]);
    array.set(NaN, 0);
    expect(array.get(0)).toBe(NaN);
    expect(() => array.set(1, 0)).toThrow(/takes a string or its NA object, got 1$/);
    expect(array.strides).toEqual([16]);
    expect(array.copy().toArray()).toEqual([NaN, NaN]);
  });

  test('from values', () => {
    const array = NumpyArray.from(
      [
        ['a', ''],
        ['b', 'c'],
      ],
      { dtype: stringDType(), order: 'F' },
    );
    expect(array.toArray()).toEqual([
      ['a', ''],
      ['b', 'c'],
    ]);
    expect(array.transpose().toArray()).toEqual([
      ['a', 'b'],
      ['', 'c'],
    ]);
  });
});
