/**
 * Where the elements of a strided array lie. A layout is a shape (elements per axis) and strides (bytes
 * from one element to the next along each axis), as NumPy's `ndarray.shape` and `ndarray.strides`.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.ndarray.html#internal-memory-layout-of-an-ndarray
 */

import type { DType } from '../dtype/dtype.ts';

/** `'C'`: the last axis varies fastest; `'F'`: the first does. */
export type Order = 'C' | 'F';

/** NumPy's limit on the number of axes. */
export const MAX_NDIM = 64;

/** Strides of vectors by element size, shared: a pickle can hold 100,000 of them. */
const VECTOR_STRIDES: (readonly number[])[] = [];

/**
 * The number of elements of an array of that shape.
 *
 * @throws RangeError where even NumPy can't count them (2^63 without the axes of length 0, as NumPy
 *   guards it), or a JavaScript number can't (2^53).
 */
export function elementCount(shape: readonly number[]): number {
  let nonzero = 1;
  let empty = false;
  for (const length of shape) {
    if (length === 0) empty = true;
    else nonzero *= length;
  }
  if (nonzero >= 2 ** 63 || (!empty && nonzero > Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`an array of shape ${tupleText(shape)} has more elements than can be addressed`);
  }
  return empty ? 0 : nonzero;
}

/** The byte strides of a gapless array: as in NumPy, all 0 where the array has no elements. */
export function contiguousStrides(
  shape: readonly number[],
  itemsize: number,
  order: Order,
): readonly number[] {
  const ndim = shape.length;
  if (ndim === 1) {
    const stride = shape[0] === 0 ? 0 : itemsize;
    // Element sizes above this are strings and records of any size: sharing them would only grow the table.
    if (stride > 32) return [stride];
    VECTOR_STRIDES[stride] ??= Object.freeze([stride]);
    return VECTOR_STRIDES[stride];
  }
  const strides = new Array<number>(ndim).fill(0);
  if (shape.includes(0)) return strides;
  let stride = itemsize;
  for (let i = 0; i < ndim; i++) {
    const axis = order === 'C' ? ndim - 1 - i : i;
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The byte strides of a gapless array whose axes lie in that order, the one that varies slowest first. */
export function stridesAlong(
  shape: readonly number[],
  itemsize: number,
  axes: readonly number[],
): readonly number[] {
  const packed = contiguousStrides(
    axes.map((axis) => shape[axis]!),
    itemsize,
    'C',
  );
  const strides = shape.map(() => 0);
  axes.forEach((axis, i) => {
    strides[axis] = packed[i]!;
  });
  return strides;
}

/** Whether the elements lie gapless in that order. Axes of length 1 don't count, an empty array always is. */
export function isContiguous(
  shape: readonly number[],
  strides: readonly number[],
  itemsize: number,
  order: Order,
): boolean {
  const ndim = shape.length;
  let expected = itemsize;
  let contiguous = true;
  for (let i = 0; i < ndim; i++) {
    const axis = order === 'C' ? ndim - 1 - i : i;
    const length = shape[axis]!;
    if (length === 0) return true;
    if (length !== 1 && strides[axis] !== expected) contiguous = false;
    expected *= length;
  }
  return contiguous;
}

/** Whether the elements lie gapless in C, F or any other order of the axes, all strides positive. */
export function isDense(shape: readonly number[], strides: readonly number[], itemsize: number): boolean {
  if (isContiguous(shape, strides, itemsize, 'C')) return true;
  const axes = shape.map((_, axis) => axis).sort((a, b) => strides[a]! - strides[b]!);
  return isContiguous(
    axes.map((axis) => shape[axis]!),
    axes.map((axis) => strides[axis]!),
    itemsize,
    'F',
  );
}

/** The bytes that the elements cover: from `lo` up to and without `hi`, relative to the first element. */
export function extent(
  shape: readonly number[],
  strides: readonly number[],
  itemsize: number,
): { lo: number; hi: number } {
  let lo = 0;
  let hi = itemsize;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 0) return { lo: 0, hi: 0 };
    const reach = (length - 1) * strides[axis]!;
    if (reach < 0) lo += reach;
    else hi += reach;
  }
  return { lo, hi };
}

/** What an array of that many elements of `dtype` is: the axes of a subarray data type become the array's own. */
export function foldSubarray(
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
): { dtype: DType; shape: readonly number[]; strides: readonly number[] } {
  while (dtype.subdtype) {
    const inner = dtype.subdtype;
    shape = [...shape, ...inner.shape];
    strides = [...strides, ...contiguousStrides(inner.shape, inner.base.itemsize, 'C')];
    dtype = inner.base;
  }
  return { dtype, shape, strides };
}

/** Numbers as Python prints a tuple: `(3, 4)`, `(3,)`, `()`. */
export function tupleText(numbers: readonly number[]): string {
  return numbers.length === 1 ? `(${numbers[0]},)` : `(${numbers.join(', ')})`;
}
