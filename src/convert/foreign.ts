/** Arrays of other libraries, which count strides and offset in elements, as NumPy arrays over the same memory. */
import { NumpyArray } from '../array/creation.ts';
import { dtypeOfTag } from '../array/element-type.ts';
import { elementCount, isContiguous } from '../array/layout.ts';
import type { DType } from '../dtype/dtype.ts';
import { dtype } from '../dtype/parse.ts';
import { Complex } from '../values/complex.ts';

/** Where another library's array has its elements; strides and offset are in elements. */
export interface ForeignArray {
  readonly data: unknown;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly readonly: boolean;
}

/** What reads the element at a place of `data`. */
export type Read = (place: number) => unknown;

/** The name of a typed array's class, `'Float32Array'`, whatever realm or subclass it is of; undefined for all else. */
export function tagOf(value: unknown): string | undefined {
  return ArrayBuffer.isView(value)
    ? (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag]
    : undefined;
}

/**
 * Over the memory of a typed array; undefined where `data` is none.
 *
 * @throws RangeError where the array reaches outside of its data.
 */
export function overTypedArray(array: ForeignArray): NumpyArray | undefined {
  const type = dtypeOfTag(tagOf(array.data) ?? '');
  return type && overBytes(array, array.data as ArrayBufferView, type);
}

/** @throws RangeError where the array reaches outside of the bytes. */
export function overBytes(
  { shape, strides, offset, readonly }: ForeignArray,
  buffer: ArrayBufferView,
  type: string | DType,
): NumpyArray {
  const element = dtype(type);
  const { itemsize } = element;
  return new NumpyArray({
    buffer,
    // Where there are no elements, offsets point anywhere: scijs gives -1 with a negative stride.
    byteOffset: elementCount(shape) === 0 ? 0 : offset * itemsize,
    dtype: element,
    shape,
    strides: strides.map((stride) => stride * itemsize),
    readonly,
  });
}

/** Reads what has `get` (an ndarray's generic store, an accessor array) or is a list. @throws RangeError outside of it. */
export function reader(data: unknown): Read {
  const { get } = (data ?? {}) as { get?: unknown };
  if (typeof get === 'function') return (place) => plain((data as { get: Read }).get(place));
  const { length } = (data ?? []) as ArrayLike<unknown>;
  return (place) => {
    if (place >= 0 && place < length) return (data as ArrayLike<unknown>)[place];
    throw new RangeError(`the ndarray has an element at place ${place} of its data, which has ${length}`);
  };
}

/** Complex numbers of other makes as ours. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('re' in value && 'im' in value)) return value;
  const { re, im } = value;
  return typeof re === 'number' && typeof im === 'number' ? new Complex(re, im) : value;
}

/**
 * An array of its own, of values read one by one. Without a data type, numbers give float64, bigints int64 (uint64 where one needs it),
 * booleans bool, strings `U`, complex ones complex128; anything else, or a mixture, gives object.
 */
export function ofValues(array: ForeignArray, read: Read, wanted?: DType): NumpyArray {
  const { shape, strides } = array;
  if (isContiguous(shape, strides, 1, 'F') && !isContiguous(shape, strides, 1, 'C')) {
    // Fortran's order is C's of the reversed axes.
    const reversed = { ...array, shape: [...shape].reverse(), strides: [...strides].reverse() };
    return ofValues(reversed, read, wanted).transpose();
  }
  const values = gather(array, read);
  // As a list: without axes, a lone value that is itself a list would be taken for one.
  return NumpyArray.from(values, {
    shape: [values.length],
    dtype: wanted ?? (isUniform(values) ? undefined : 'object'),
  }).reshape(shape);
}

/** In C order. */
function gather({ shape, strides, offset }: ForeignArray, read: Read): unknown[] {
  const values: unknown[] = [];
  const index = shape.map(() => 0);
  let place = offset;
  for (let left = elementCount(shape); left > 0; left--) {
    values.push(read(place));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      place -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}

/** Whether the values are such that `NumpyArray.from` can tell their data type. */
function isUniform(values: readonly unknown[]): boolean {
  const kinds = new Set(values.map((value) => (Complex.isComplex(value) ? 'complex' : typeof value)));
  const [kind = 'number', ...others] = kinds;
  if (kind === 'bigint') return others.length === 0 && fitsInteger(values as readonly bigint[]);
  return others.length === 0 && ['number', 'boolean', 'string', 'complex'].includes(kind);
}

function fitsInteger(values: readonly bigint[]): boolean {
  const isNegative = values.some((value) => value < 0n);
  const most = isNegative ? 2n ** 63n : 2n ** 64n;
  return values.every((value) => value >= -(2n ** 63n) && value < most);
}
