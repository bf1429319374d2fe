/** `reshape`: the strides that give the same elements another shape, where there are such. */
import type { DType } from '../dtype/dtype.ts';
import { contiguousStrides, elementCount, MAX_NDIM, type Order, tupleText } from './layout.ts';
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

/**
 * Both shapes are taken apart into the smallest groups of neighbouring axes that have equally many elements; the
 * axes of a group must be one run, which the new axes then divide.
 */
function regroup(
  { shape, strides }: Strides,
  wanted: readonly number[],
  itemsize: number,
  order: Order,
): readonly number[] | null {
  const axes = shape
    .map((length, axis) => ({ length, stride: strides[axis]! }))
    .filter((axis) => axis.length !== 1);
  const result: number[] = [];
  let next = 0;
  while (result.length < wanted.length && next < axes.length) {
    const first = axes[next++]!;
    let last = first;
    let { length } = first;
    const lengths = [wanted[result.length]!];
    let count = lengths[0]!;
    while (count !== length) {
      if (count < length) {
        const more = wanted[result.length + lengths.length]!;
        lengths.push(more);
        count *= more;
      } else {
        const axis = axes[next++]!;
        const [outer, inner] = order === 'C' ? [last, axis] : [axis, last];
        if (outer.stride !== inner.length * inner.stride) return null;
        length *= axis.length;
        last = axis;
      }
    }
    result.push(...divide(lengths, order === 'C' ? last.stride : first.stride, order));
  }
  // What is left has length 1.
  const end = result.length;
  let stride = result.at(-1) ?? itemsize;
  if (order === 'F' && end > 0) stride *= wanted[end - 1]!;
  return [...result, ...wanted.slice(end).map(() => stride)];
}

/** The strides of axes that divide a run of elements `stride` bytes apart. */
function divide(lengths: readonly number[], stride: number, order: Order): number[] {
  const strides: number[] = [];
  for (const length of order === 'C' ? lengths.toReversed() : lengths) {
    strides.push(stride);
    stride *= length;
  }
  return order === 'C' ? strides.reverse() : strides;
}
