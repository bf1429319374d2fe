/**
 * `ndarray-pickle/ndarray`: NumPy's arrays as scijs ndarrays, and back.
 *
 * ```ts
 * const nd = toNdarray(array.as('float32'));   // NdArray<Float32Array>, over the same memory
 * fromNdarray(nd.transpose(1, 0));             // a NumpyArray over it, too
 * ```
 *
 * Source: https://github.com/scijs/ndarray
 */
import type { NdArray } from 'ndarray';
import ndarray from 'ndarray';
import type { NumpyArray } from './array/numpy-array.ts';
import { type ConvertOptions, checkCall } from './convert/options.ts';
import { fromScijsOrPair } from './convert/scijs.ts';
import { type Store, storeOf } from './convert/store.ts';
import { dtype } from './dtype/parse.ts';
import type { DTypeSpec, NameOf } from './dtype/spec.ts';
import type { TypedArrays } from './dtype/typed-array.ts';

interface DataTypes extends Omit<TypedArrays, 'int64' | 'uint64' | 'float16'> {
  int64: ndarray.MaybeBigInt64Array;
  uint64: ndarray.MaybeBigUint64Array;
  float16: Float32Array | ndarray.MaybeFloat16Array;
  float96: Float64Array;
  float128: Float64Array;
  complex192: Float64Array;
  complex256: Float64Array;
  object: unknown[];
  [time: `datetime64${string}` | `timedelta64${string}`]: ndarray.MaybeBigInt64Array;
  [other: `bytes${number}` | `str${number}` | `void${number}` | `StringDType${number}`]: unknown[];
  [name: string]: ndarray.TypedArray | ndarray.MaybeBigInt64Array | ndarray.MaybeBigUint64Array | unknown[];
}

/** The data of an ndarray of a data type, by its name. */
type DataOf<N extends string, O> = O extends { readonly int64: 'number' }
  ? DataTypes[N] extends BigInt64Array | BigUint64Array
    ? Float64Array
    : DataTypes[N]
  : DataTypes[N];

/** Complex numbers as two ndarrays. */
export interface NdarrayPair<R = NdarrayInput> {
  readonly re: R;
  readonly im: R;
}

/** What `toNdarray` gives for a data type of that name, with options of that type. */
export type NdarrayOf<N extends string, O = Record<never, never>> = O extends { readonly complex: 'pair' }
  ? N extends `complex${string}`
    ? NdarrayPair<NdArray<DataOf<N, O>>>
    : string extends N
      ? NdArray<DataOf<N, O>> | NdarrayPair<NdArray<Float32Array | Float64Array>>
      : NdArray<DataOf<N, O>>
  : NdArray<DataOf<N, O>>;

/** What `fromNdarray` needs of an ndarray. */
export interface NdarrayInput<D = unknown> {
  readonly data: D;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

export interface ToNdarrayOptions extends ConvertOptions {
  /**
   * `'axis'` (default): complex numbers become a last axis of length 2, real and imaginary part. `'pair'`: two ndarrays,
   * `{ re, im }`, as `ndarray-fft` takes them. Both share the array's memory.
   */
  readonly complex?: 'axis' | 'pair' | undefined;
}

const WORDS = {
  copy: ['if-needed', 'never'],
  int64: ['bigint', 'number'],
  complex: ['axis', 'pair'],
};

/** Scijs counts places in 32 bits. */
const MAX_LENGTH = 2 ** 31 - 1;

/**
 * An array as a scijs ndarray over the same memory, whatever its strides. Where that can't be, it is a copy, gapless and
 * in the same order of axes.
 *
 * | dtype | data | shares memory |
 * |---|---|---|
 * | int8–32, uint8–32, float32, float64 | the typed array of that name | yes |
 * | int64, uint64 | BigInt64Array, BigUint64Array | yes |
 * | datetime64, timedelta64 | BigInt64Array: counts of the unit | yes |
 * | the last two rows with `int64: 'number'` | Float64Array | no |
 * | bool | Uint8Array of 0 and 1 | yes |
 * | complex64, complex128 | Float32Array, Float64Array: see `complex` | yes |
 * | float16 | Float16Array where the runtime has one, else Float32Array | yes; no |
 * | longdouble, real or complex | Float64Array, rounded | no |
 * | S, U, V, object, StringDType, structured | Array of what `get` gives | no; `array.field(name)` does |
 *
 * Memory in the other byte order, and strides that are no whole elements, can't be viewed either. Misaligned memory moves,
 * once, and the NumpyArray with it, as for `.data`; it is copied where it can't move.
 *
 * An ndarray has no read-only mark, and no subclass: writing to one of a read-only array is up to you, and of a matrix
 * it is one of two axes. A `MaskedArray` has two arrays to convert, its `data` and its `mask`.
 *
 * @throws TypeError for what is no NumpyArray; with `copy: 'never'` where memory can't be shared as it lies: why.
 *   RangeError with `int64: 'number'` for an integer beyond 2^53 - 1; for more elements than an ndarray can index.
 */
export function toNdarray<N extends string, const O extends ToNdarrayOptions = Record<never, never>>(
  array: NumpyArray<N>,
  options?: O,
): NdarrayOf<N, O> {
  const given: ToNdarrayOptions = options ?? {};
  checkCall('toNdarray', array, given, WORDS);
  const { copy = 'if-needed', int64 = 'bigint', complex = 'axis' } = given;
  const store = storeOf(array, { copy, int64, step: 'part', maxLength: MAX_LENGTH });
  return (
    array.dtype.kind !== 'c' ? nd(store, array.shape) : complexNd(store, array.shape, complex)
  ) as NdarrayOf<N, O>;
}

function nd({ data, strides, offset }: Store, shape: readonly number[]): ndarray.NdArray {
  return ndarray(data as Float64Array, [...shape], [...strides], offset);
}

function complexNd(store: Store, shape: readonly number[], complex: 'axis' | 'pair'): unknown {
  const { data, strides, offset } = store;
  return complex === 'axis'
    ? nd({ data, strides: [...strides, 1], offset }, [...shape, 2])
    : { re: nd(store, shape), im: nd({ data, strides, offset: offset + 1 }, shape) };
}

export interface FromNdarrayOptions<S = DTypeSpec> {
  /**
   * What the elements are, where the ndarray can't tell: bool in a Uint8Array, datetime64 in a BigInt64Array, complex
   * numbers along a last axis of length 2. Those share memory; any other type is converted as by `astype`.
   */
  readonly dtype?: S | undefined;
}

/**
 * A scijs ndarray as a NumpyArray over the same memory, whatever its strides. An ndarray over an Array or a generic
 * store is read into memory of its own: numbers are float64, unless `dtype` says more. `{ re, im }` gives complex numbers:
 * over the same memory where each pair lies side by side.
 *
 * @throws TypeError for what is no ndarray. RangeError where it reaches outside of its data, which scijs does not check;
 *   where `dtype` can't hold a value. DTypeError where there is no conversion.
 */
export function fromNdarray<const S extends DTypeSpec>(
  source: NdarrayInput | NdarrayPair,
  options: { readonly dtype: S },
): NumpyArray<NameOf<S>>;
export function fromNdarray<D extends { readonly [Symbol.toStringTag]: string }>(
  source: NdarrayInput<D>,
  options?: { readonly dtype?: undefined },
): NumpyArray<NameOf<{ readonly prototype: D }>>;
export function fromNdarray(source: NdarrayInput | NdarrayPair, options?: FromNdarrayOptions): NumpyArray;
export function fromNdarray(
  source: NdarrayInput | NdarrayPair,
  options: FromNdarrayOptions = {},
): NumpyArray {
  const wanted = options.dtype === undefined ? undefined : dtype(options.dtype);
  return fromScijsOrPair(source, wanted);
}
