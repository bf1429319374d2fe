/** `reshape`: the strides that give the same elements another shape, where there are such. */
import type { DType } from '../dtype/dtype.ts';
import { contiguousStrides, elementCount, MAX_NDIM, type Order, tupleText } from './layout.ts';
import { mergedAxes } from './strided-copy.ts';
import type { Strides } from './views.ts';

/** `strides` are null where only a copy can have the shape. */
export interface Reshaped {
  readonly shape: readonly number[];
  readonly strides: readonly number[] | null;
  readonly offset: 0;
}

export function reshape(
  array: Strides & { readonly dtype: DType },
  wanted: readonly number[],
  { order = 'C', copy = 'if-needed' }: { readonly order?: Order; readonly copy?: 'if-needed' | 'never' },
): Reshaped {
  if (order !== 'C' && order !== 'F') {
    throw new TypeError(`order must be 'C' or 'F', got ${JSON.stringify(order)}`);
  }
  const { itemsize } = array.dtype;
  const shape = fullShape(array.shape, wanted);
  const strides =
    tupleText(shape) === tupleText(array.shape)
      ? array.strides
      : shape.includes(0)
        ? contiguousStrides(shape, itemsize, order)
        : regroup(array, shape, itemsize, order);
  if (strides === null && copy === 'never') {
    throw new RangeError(
      `no view of the array (shape ${tupleText(array.shape)}, strides ${tupleText(array.strides)}) ` +
        `has shape ${tupleText(shape)}; leave out copy: 'never' to have a copy`,
    );
  }
  return { shape, strides, offset: 0 };
}

/** The shape, checked, its -1 resolved. */
function fullShape(from: readonly number[], wanted: readonly number[]): readonly number[] {
  const size = elementCount(from);
  const open = wanted.indexOf(-1);
  const known = wanted.filter((_, axis) => axis !== open);
  if (wanted.length > MAX_NDIM || !known.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new RangeError(
      `shape must be up to ${MAX_NDIM} integers from 0 on, one of which may be -1, got ${tupleText(wanted)}`,
    );
  }
  const count = elementCount(known);
  if (open < 0 ? count !== size : count === 0 || size % count !== 0) {
    throw new RangeError(`can't reshape an array of ${size} elements into shape ${tupleText(wanted)}`);
  }
  return wanted.map((length, axis) => (axis === open ? size / count : length));
}

/** The axes are merged to as few runs as there can be, which the new axes then divide, from the fastest on. */
function regroup(
  { shape, strides }: Strides,
  wanted: readonly number[],
  itemsize: number,
  order: Order,
): readonly number[] | null {
  const slowestFirst = (numbers: readonly number[]) => (order === 'C' ? numbers : numbers.toReversed());
  const runs = mergedAxes(slowestFirst(shape), slowestFirst(strides))!;
  let { length: left, stride } = runs.pop() ?? { length: 1, stride: itemsize };
  const result: number[] = [];
  for (const length of slowestFirst(wanted).toReversed()) {
    // As in NumPy, an axis of length 1 between two runs is of the one on its right.
    if (left === 1 && (length !== 1 || order === 'F')) {
      ({ length: left, stride } = runs.pop() ?? { length: 1, stride });
    }
    if (left % length !== 0) return null;
    result.push(stride);
    stride *= length;
    left /= length;
  }
  return slowestFirst(result.reverse());
}
