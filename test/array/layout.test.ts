import { describe, expect, test } from 'vitest';
import {
  contiguousStrides,
  elementCount,
  extent,
  isContiguous,
  isDense,
  tupleText,
} from '../../src/array/layout.ts';
import { indices, layouts } from './layouts.ts';

describe('elementCount', () => {
  test.each([
    [[], 1],
    [[5], 5],
    [[2, 3, 4], 24],
    [[2 ** 62, 0], 0],
    [[0, 2 ** 62], 0],
    [[2 ** 53 - 1], 2 ** 53 - 1],
  ])('%j', (shape, count) => expect(elementCount(shape)).toBe(count));

  // NumPy: "array is too big", also where an axis is 0: the other ones count.
  test.each([[[2 ** 53]], [[2 ** 32, 2 ** 32]], [[2 ** 32, 0, 2 ** 32]], [new Array(64).fill(2 ** 60)]])(
    '%j is too big',
    (shape) => {
      expect(() => elementCount(shape)).toThrow(
        new RangeError(`an array of shape ${tupleText(shape)} has more elements than can be addressed`),
      );
    },
  );
});

// `np.zeros(shape, 'V7', order).strides` (NumPy 2.4.6, and 1.24.2 alike)
test.each([
  [[], 'C', []],
  [[4], 'C', [7]],
  [[4], 'F', [7]],
  [[0], 'C', [0]],
  [[2, 3], 'C', [21, 7]],
  [[2, 3], 'F', [7, 14]],
  [[2, 1, 3], 'C', [21, 21, 7]],
  [[2, 1, 3], 'F', [7, 14, 14]],
  [[3, 0, 2], 'C', [0, 0, 0]],
  [[1, 0], 'F', [0, 0]],
] as const)('strides of %j in %s order', (shape, order, strides) => {
  expect(contiguousStrides(shape, 7, order)).toEqual(strides);
});

test.each(layouts)('$name: contiguity and extent by definition', ({ shape, steps, order, dense }) => {
  const strides = steps.map((step) => step * 8);
  expect(isContiguous(shape, strides, 8, 'C')).toBe(order === 'C');
  expect(isDense(shape, strides, 8)).toBe(dense);
  const places = indices(shape).map((index) => index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0));
  const expected =
    places.length === 0 ? { lo: 0, hi: 0 } : { lo: Math.min(...places), hi: Math.max(...places) + 8 };
  expect(extent(shape, strides, 8)).toEqual(expected);
});

test('shapes are printed as Python prints tuples', () => {
  expect([[], [3], [3, 4]].map(tupleText)).toEqual(['()', '(3,)', '(3, 4)']);
});
