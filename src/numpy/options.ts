import type { NumpyArray } from '../array/numpy-array.ts';

/**
 * The most elements of an array for which the pickle has no byte each: those that strides of 0 repeat, those of a
 * data type without bytes. Their number costs a pickle nothing, and whoever converts the array much.
 */
export const MAX_ELEMENTS = 2 ** 26;

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
}

/**
 * Arrays that a protocol 5 pickle gave as `_reconstruct` does: in Python they had gaps, or another order of axes
 * than C and F. They have none here, but are written so again.
 */
export const scattered = new WeakSet<NumpyArray>();

/** The array that each object of the hook stands for; null for one that stands for several. */
const delivered = new WeakMap<object, NumpyArray | null>();

/** The array that a value is, or that it took the place of, where that is known. */
export function arrayOf(value: unknown): unknown {
  return (typeof value === 'object' && value !== null && delivered.get(value)) || value;
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
