/** What is taken for an ndarray, and that nothing else is looked into. */

import Complex64Array from '@stdlib/array/complex64';
import ctor from '@stdlib/ndarray/ctor';
import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { toNumpyArray } from '../../src/convert/to-numpy-array.ts';

test('ndarrays of both libraries and typed arrays are arrays', () => {
  expect(toNumpyArray(ndarray(new Float32Array(6), [2, 3]))?.shape).toEqual([2, 3]);
  expect(toNumpyArray(ndarray([1, 2] as number[]))?.dtype.name).toBe('float64');
  expect(
    toNumpyArray(ctor('complex64', new Complex64Array(2) as never, [2], [1], 0, 'row-major'))?.dtype.name,
  ).toBe('complex64');
  expect(toNumpyArray(new Uint16Array([1, 2]).subarray(1))?.toArray()).toEqual([2]);
});

test('other values are not, and no getter of theirs is called', () => {
  const looked: PropertyKey[] = [];
  const spy = new Proxy(class {}.prototype, {
    get: (_target, key) => {
      looked.push(key);
    },
  });
  const values = [
    {},
    [],
    new Map(),
    Object.create(null),
    /a/,
    new Date(0),
    new Complex64Array(1),
    Promise.resolve(),
    spy,
  ];
  for (const value of [...values, new Uint8Array(1), Buffer.alloc(1), new DataView(new ArrayBuffer(1))]) {
    expect(toNumpyArray(value)).toBeUndefined();
  }
  expect(looked).toEqual([]);
  for (const alike of [
    { stride: [1], dimension: 1, pick: 1, data: [1], shape: [1], offset: 0 },
    { stride: [1], dimension: 2, pick: () => 0, data: [1], shape: [1], offset: 0 },
    {
      ndims: 1,
      iget: () => 0,
      strides: [1],
      data: [1],
      shape: [1, 2],
      order: 'row-major',
      offset: 0,
      dtype: 'generic',
    },
    {
      ndims: 1,
      iget: () => 0,
      strides: [1],
      data: null,
      shape: [1],
      order: 'row-major',
      offset: 0,
      dtype: 'generic',
    },
  ]) {
    expect(toNumpyArray(alike)).toBeUndefined();
  }
});
