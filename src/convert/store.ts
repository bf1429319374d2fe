/**
 * An array's elements as other libraries hold them: a typed array, or a list, with strides and an offset that
 * count elements.
 *
 * Where memory can be viewed, it is: that takes numbers in this machine's byte order, and strides that are whole
 * elements. Misaligned memory moves once, as for `.data`, and the array moves along.
 */
import { extent, isDense, stridesAlong } from '../array/layout.ts';
import { whyNoView } from '../array/numbers.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { axesOf } from '../array/views.ts';
import { type TypedArray, typedArrayConstructor } from '../dtype/typed-array.ts';
import { safeNumbers } from './safe-numbers.ts';

/** Elements by their place: `offset + Σ index × strides`. */
export interface Store<D = TypedArray | unknown[]> {
  /** Of complex numbers: both parts, one after the other. */
  readonly data: D;
  /** In steps; see {@link StoreOptions.step}. */
  readonly strides: readonly number[];
  /** In steps. */
  readonly offset: number;
}

export interface StoreOptions {
  readonly copy: 'if-needed' | 'never';
  readonly int64: 'bigint' | 'number';
  /** Whether a complex number is one step or, by its parts, two. */
  readonly step: 'element' | 'part';
  /** The most items that `data` may have. */
  readonly maxLength: number;
}

/** Kinds whose elements are numbers in memory: bool, integers, floats, complex, times. */
const NUMBERS = 'biufcMm';

/** True for what a typed array holds, after a conversion maybe. */
export function holdsNumbers(array: NumpyArray): boolean {
  return NUMBERS.includes(array.dtype.kind);
}

/**
 * @throws TypeError where the memory can't be viewed and may not be copied: why; RangeError for an integer that
 *   `int64: 'number'` would round, or an array too large.
 */
export function storeOf(array: NumpyArray, options: StoreOptions): Store {
  const { dtype } = array;
  const changes = options.int64 === 'number' && isLong(array);
  const view = changes ? `elements of ${dtype} become float64` : viewOf(array, options);
  if (typeof view !== 'string') return view;
  if (options.copy === 'never') throw new TypeError(`copy: 'never', but ${view}`);
  if (array.size * partsOf(array) > options.maxLength) {
    throw new RangeError(`an array of ${array.size} elements has more than can be indexed there`);
  }
  return holdsNumbers(array) ? numbers(array, options) : list(array);
}

/** Whether elements are bigints in JavaScript, and their typed array one of bigints. */
function isLong({ dtype }: NumpyArray): boolean {
  return dtype.itemsize === 8 && 'iuMm'.includes(dtype.kind);
}

function partsOf({ dtype }: NumpyArray): number {
  return dtype.kind === 'c' ? 2 : 1;
}

/** A view of the memory, or why there is none. */
function viewOf(array: NumpyArray, { copy, step, maxLength }: StoreOptions): Store | string {
  const { dtype, shape, strides, size } = array;
  const Class = typedArrayConstructor(dtype);
  if (Class === null) return reason(array);
  const part = dtype.itemsize / partsOf(array);
  const bytes = step === 'part' ? part : dtype.itemsize;
  if (size === 0) return { data: new Class(0), strides: shape.map(() => 0), offset: 0 };
  const uneven = strides.findIndex((stride, axis) => shape[axis] !== 1 && stride % bytes !== 0);
  if (uneven >= 0) return `strides[${uneven}] is ${strides[uneven]} bytes, no multiple of ${bytes}`;
  const { lo, hi } = extent(shape, strides, dtype.itemsize);
  const length = (hi - lo) / part;
  if (length > maxLength) return `its elements are spread over ${hi - lo} bytes, too many to index`;
  const misaligned = () => `the memory begins at byte ${array.byteOffset}, no multiple of ${part}`;
  if (array.byteOffset % part !== 0 && copy === 'never') return misaligned();
  const dense = isDense(shape, strides, dtype.itemsize);
  try {
    // The memory is aligned for all by a view of one element, and held there as long as there are views of it.
    (dense ? array : array.slice(...shape.map(() => 0))).data;
  } catch {
    return `${misaligned()}, and can't move`;
  }
  return {
    data: dense ? array.data : new Class(array.buffer, array.byteOffset + lo, length),
    // The stride of an axis of length 1 may be anything.
    strides: strides.map((stride) => (stride % bytes === 0 ? stride / bytes : 1)),
    offset: lo === 0 ? 0 : -lo / bytes,
  };
}

function reason(array: NumpyArray): string {
  return whyNoView(array)!.replace(/; use .*/, '');
}

/** A copy of the numbers, the axes in the order in which they lie now, without gaps. */
function numbers(array: NumpyArray, { step, int64 }: StoreOptions): Store {
  const axes = axesOf(array, 'K');
  const data = array.transpose(axes).toTypedArray();
  return {
    data: int64 === 'number' && isLong(array) ? safeNumbers(data as BigInt64Array, array, axes) : data,
    strides: stridesAlong(array.shape, step === 'part' ? partsOf(array) : 1, axes),
    offset: 0,
  };
}

/** The elements as `get` gives them, in that order, too. */
function list(array: NumpyArray): Store {
  const axes = axesOf(array, 'K');
  const data = array.transpose(axes).reshape([array.size]).toArray() as unknown[];
  return { data, strides: stridesAlong(array.shape, 1, axes), offset: 0 };
}
