import type { NumpyArray } from '../array/numpy-array.ts';
import type { DType } from '../dtype/dtype.ts';
import type { Payload } from '../values/payload.ts';

/**
 * The most elements of an array for which the pickle has no byte each: those that strides of 0 repeat, those of a
 * data type without bytes. Their number costs a pickle nothing, and whoever converts the array much.
 */
export const MAX_ELEMENTS = 2 ** 26;

/** What an array is made of, but for its memory. */
export type Elements = readonly [
  payload: Payload,
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
  /** Where the first element lies in the payload, in bytes. */
  offset: number,
  /** Default: as the payload. */
  readonly?: boolean,
  /** Whether they are to be swapped to this machine's byte order. */
  swapped?: boolean | undefined,
];

/** What `loads` tells NumPy's entries. */
export interface NumpyOptions {
  /** Whether an array may move misaligned memory into memory of its own when its `.data` is asked for. */
  readonly copy: 'if-needed' | 'never';
  /** Whether the pickle was given away, so that payloads may be shifted in it. */
  readonly inPlace?: boolean;
  /** Whether every scalar stays a `NumpyScalar`. */
  readonly exact: boolean;
  /** The protocol of the pickle, for `exact`. */
  readonly protocol: number;
  /** The most elements of one array; undefined: as many as the pickle has bytes for, or {@link MAX_ELEMENTS}. */
  readonly maxElements?: number | undefined;
  /** What takes each array's place once it is complete. */
  readonly arrays: ((array: NumpyArray) => unknown) | undefined;
  readonly lazy?: Lazy | undefined;
}

/** What leaves arrays unread. */
export interface Lazy {
  /** Bytes that need not be read for an array; undefined for what must. `isState`: how many they are is told by `holds`. */
  payload(data: unknown, isState: true | undefined): Payload | undefined;
  /** What stands for the array, which is still blank; where its elements are objects, it has these, and `elements` is null. */
  array(array: NumpyArray, elements: Elements | null): object;
}

/**
 * Arrays that a protocol 5 pickle gave as `_reconstruct` does: in Python they had gaps, or another order of axes
 * than C and F. They have none here, but are written so again.
 */
export const scattered = new WeakSet<NumpyArray>();

/** The array that each object of the hook stands for; null for one that stands for several; what reads one that is lazy. */
export const delivered = new WeakMap<object, NumpyArray | null | (() => NumpyArray)>();

/** The array that a value is, or that it took the place of, where that is known. */
export function arrayOf(value: unknown): unknown {
  // Of what is no object it has none.
  const array = delivered.get(value as object);
  return (typeof array === 'function' ? array() : array) ?? value;
}

/** What stands for a complete array in the result. */
export function deliver(array: NumpyArray, { arrays }: NumpyOptions): unknown {
  if (arrays === undefined) return array;
  const value = arrays(array);
  if (value === undefined)
    throw new TypeError('the arrays hook gave undefined: it must return what takes the array’s place');
  if (typeof value === 'object' && value !== null) {
    const known = delivered.get(value);
    delivered.set(value, known === undefined || known === array ? array : null);
  }
  return value;
}
