/** Data types and the typed arrays that hold them. */
import { NATIVE } from './byte-order.ts';
import type { DType } from './dtype.ts';

/** What this package needs of a Float16Array; the type is not in every TypeScript library yet. */
export interface Float16ArrayLike {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  [index: number]: number;
  [Symbol.iterator](): IterableIterator<number>;
  fill(value: number, start?: number, end?: number): this;
  set(array: ArrayLike<number>, offset?: number): void;
  slice(start?: number, end?: number): Float16ArrayLike;
  subarray(begin?: number, end?: number): Float16ArrayLike;
}

/** The typed array whose elements are those of the NumPy data type of that name. */
export interface TypedArrays {
  bool: Uint8Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float16: Float16ArrayLike;
  float32: Float32Array;
  float64: Float64Array;
  /** Interleaved: real, imaginary, real, imaginary, … */
  complex64: Float32Array;
  /** Interleaved: real, imaginary, real, imaginary, … */
  complex128: Float64Array;
}

/** Any of them. */
export type TypedArray = TypedArrays[keyof TypedArrays];

/** The typed array for a data type's name; for a name known only as `string`, any of them. */
export type TypedArrayOf<N extends string> = string extends N
  ? TypedArray
  : N extends keyof TypedArrays
    ? TypedArrays[N]
    : N extends `${'datetime64' | 'timedelta64'}${string}`
      ? BigInt64Array
      : never;

/** A typed array's class. */
export interface TypedArrayConstructor<T = TypedArray> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
}

/** By type number; complex numbers are pairs, times are counts. */
const CONSTRUCTORS: { readonly [num: number]: unknown } = {
  0: Uint8Array,
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: BigInt64Array,
  8: BigUint64Array,
  9: BigInt64Array,
  10: BigUint64Array,
  11: Float32Array,
  12: Float64Array,
  14: Float32Array,
  15: Float64Array,
  21: BigInt64Array,
  22: BigInt64Array,
};

/**
 * The class that views elements of that type in this runtime, two per complex number, or null where there is
 * none: a foreign byte order, longdouble, S, U, V, O, T, structs, and float16 before Node 24.
 */
export function typedArrayConstructor<N extends string>(
  dtype: DType<N>,
): TypedArrayConstructor<TypedArrayOf<N>> | null {
  if (dtype.byteOrder !== NATIVE && dtype.itemsize > 1) return null;
  const found =
    dtype.num === 23 ? (globalThis as { Float16Array?: unknown }).Float16Array : CONSTRUCTORS[dtype.num];
  return (found as TypedArrayConstructor<TypedArrayOf<N>> | undefined) ?? null;
}
