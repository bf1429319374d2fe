import { type DType } from './dtype.ts';

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

export function typedArrayConstructor<N extends string>(
  _dtype: DType<N>,
): TypedArrayConstructor<TypedArrayOf<N>> | null {
  return null;
}
