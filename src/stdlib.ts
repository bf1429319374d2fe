/// <reference path="./stdlib-modules.d.ts" />
/**
 * `ndarray-pickle/stdlib`: NumPy's arrays as those of `@stdlib/ndarray`, which is to be installed beside, and back.
 *
 * ```ts
 * const x = toStdlib(array.as('complex128'));   // an ndarray of complex128, over the same memory
 * fromStdlib(transpose(x));                     // a NumpyArray over it, too
 * ```
 *
 * Source: https://stdlib.io/docs/api/latest/@stdlib/ndarray/ctor
 */
// The constructor's own file: the whole of @stdlib/ndarray is seven times as many modules, and makes functions of strings.
// First: it is what an error should name where it is not installed.
import ndarray from '@stdlib/ndarray/ctor/lib/index.js';

// What comes with it.

import BooleanArray from '@stdlib/array/bool/lib/index.js';
import Complex64Array from '@stdlib/array/complex64/lib/index.js';
import Complex128Array from '@stdlib/array/complex128/lib/index.js';
import type { NumpyArray } from './array/numpy-array.ts';
import { type ConvertOptions, checkCall } from './convert/options.ts';
import { fromStdlibArray, orderOf } from './convert/stdlib.ts';
import { storeOf } from './convert/store.ts';
import { dtype } from './dtype/parse.ts';
import type { DTypeSpec, NameOf } from './dtype/spec.ts';
import type { TypedArray } from './dtype/typed-array.ts';
import { typeName } from './values/type-name.ts';

/** A stdlib ndarray: what of its type every version has. Stdlib's functions take it as one of their own. */
export interface StdlibNdarray<
  K extends string = string,
  D = ArrayLike<unknown> | StdlibTypedArray<unknown>,
  T = unknown,
  B extends number | null = number | null,
> {
  readonly dtype: K;
  readonly data: D;
  readonly shape: number[];
  /** In elements. */
  readonly strides: number[];
  /** In elements. */
  readonly offset: number;
  readonly order: 'row-major' | 'column-major';
  readonly flags: {
    readonly [flag: string]: boolean | undefined;
    readonly ROW_MAJOR_CONTIGUOUS?: boolean;
    readonly COLUMN_MAJOR_CONTIGUOUS?: boolean;
    readonly READONLY?: boolean;
  };
  readonly ndims: number;
  readonly length: number;
  readonly byteLength: B;
  readonly BYTES_PER_ELEMENT: B;
  get(...index: number[]): T;
  set(...indexAndValue: (number | T)[]): StdlibNdarray<K, D, T, B>;
  iget(place: number): T;
  iset(place: number, value: T): StdlibNdarray<K, D, T, B>;
}

/** Stdlib's Complex64Array, Complex128Array and BooleanArray. */
export interface StdlibTypedArray<T> {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  get(place: number): T | undefined;
  set(value: T, place?: number): void;
}

/** Stdlib's Complex64 and Complex128. */
export interface StdlibComplex {
  readonly re: number;
  readonly im: number;
}

type Generic<T = unknown, D = T[]> = StdlibNdarray<'generic', D, T, null>;
type Float32 = StdlibNdarray<'float32', Float32Array, number, 4>;
type Float64 = StdlibNdarray<'float64', Float64Array, number, 8>;
type Complex128 = StdlibNdarray<'complex128', StdlibTypedArray<StdlibComplex>, StdlibComplex, 16>;

interface Ndarrays {
  bool: StdlibNdarray<'bool', StdlibTypedArray<boolean>, boolean, 1>;
  int8: StdlibNdarray<'int8', Int8Array, number, 1>;
  uint8: StdlibNdarray<'uint8', Uint8Array, number, 1>;
  int16: StdlibNdarray<'int16', Int16Array, number, 2>;
  uint16: StdlibNdarray<'uint16', Uint16Array, number, 2>;
  int32: StdlibNdarray<'int32', Int32Array, number, 4>;
  uint32: StdlibNdarray<'uint32', Uint32Array, number, 4>;
  int64: Generic<bigint, BigInt64Array>;
  uint64: Generic<bigint, BigUint64Array>;
  float16: Float32;
  float32: Float32;
  float64: Float64;
  float96: Float64;
  float128: Float64;
  complex64: StdlibNdarray<'complex64', StdlibTypedArray<StdlibComplex>, StdlibComplex, 8>;
  complex128: Complex128;
  complex192: Complex128;
  complex256: Complex128;
  object: Generic;
  [time: `datetime64${string}` | `timedelta64${string}`]: Generic<bigint, BigInt64Array>;
  [string: `str${number}`]: Generic<string>;
  [bytes: `bytes${number}`]: Generic<Uint8Array>;
  [other: `void${number}` | `StringDType${number}`]: Generic;
  [name: string]: StdlibNdarray;
}

/** What `toStdlib` gives for a data type of that name, with options of that type. */
export type StdlibOf<N extends string, O = Record<never, never>> = O extends { readonly int64: 'number' }
  ? Ndarrays[N] extends Generic<bigint, BigInt64Array | BigUint64Array>
    ? Float64
    : Ndarrays[N]
  : Ndarrays[N];

export type ToStdlibOptions = ConvertOptions;

const WORDS = { copy: ['if-needed', 'never'], int64: ['bigint', 'number'] };

/**
 * An array as a stdlib ndarray over the same memory, with its strides, order and read-only mark. Where that can't be, it
 * is a copy, gapless and in the same order of axes.
 *
 * | dtype | stdlib's | data | shares memory |
 * |---|---|---|---|
 * | int8–32, uint8–32, float32, float64 | of that name | the typed array of that name | yes |
 * | bool | bool | BooleanArray | yes |
 * | complex64, complex128 | of that name | Complex64Array, Complex128Array | yes |
 * | int64, uint64 | generic | BigInt64Array, BigUint64Array | yes |
 * | datetime64, timedelta64 | generic | BigInt64Array: counts of the unit | yes |
 * | the last two rows with `int64: 'number'` | float64 | Float64Array | no |
 * | float16 | float32 | Float32Array | no |
 * | longdouble, real or complex | float64, complex128 | Float64Array, Complex128Array, rounded | no |
 * | S, U, V, object, StringDType, structured | generic | Array of what `get` gives | no; `array.field(name)` does |
 *
 * Memory in the other byte order, and strides that are no whole elements, can't be viewed either. Misaligned memory moves,
 * once, and the NumpyArray with it, as for `.data`; it is copied where it can't move. Complex numbers
 * need to be aligned as their parts only. A `MaskedArray` has two arrays to convert, its `data` and its `mask`; a matrix or
 * another subclass is an array like any.
 *
 * @throws TypeError for what is no NumpyArray; with `copy: 'never'` where memory can't be shared as it lies: why.
 *   RangeError with `int64: 'number'` for an integer beyond 2^53 - 1.
 */
export function toStdlib<N extends string, const O extends ToStdlibOptions = Record<never, never>>(
  array: NumpyArray<N>,
  options?: O,
): StdlibOf<N, O> {
  const given: ToStdlibOptions = options ?? {};
  checkCall('toStdlib', array, given, WORDS);
  const { copy = 'if-needed', int64 = 'bigint' } = given;
  let source: NumpyArray = array;
  if (array.dtype.num === 23) {
    if (copy === 'never') throw new TypeError("copy: 'never', but stdlib computes with no float16");
    source = array.astype('float32');
  }
  const store = storeOf(source, { copy, int64, step: 'element', maxLength: 2 ** 32 });
  const { type, data } = typed(store.data, array.dtype.kind);
  const strides = array.ndim === 0 ? [0] : [...store.strides];
  const readonly = array.readonly;
  const result = ndarray(type, data, [...array.shape], strides, store.offset, orderOf(array), { readonly });
  return result as StdlibOf<N, O>;
}

/** Stdlib's name for the elements, and what holds them there. */
function typed(data: TypedArray | unknown[], kind: string): { type: string; data: object } {
  if (Array.isArray(data)) return { type: 'generic', data };
  if (kind === 'b') return { type: 'bool', data: over(BooleanArray, data, data.length) };
  if (kind === 'c') {
    const isSingle = data instanceof Float32Array;
    return {
      type: isSingle ? 'complex64' : 'complex128',
      data: over(isSingle ? Complex64Array : Complex128Array, data, data.length / 2),
    };
  }
  const isBig = data instanceof BigInt64Array || data instanceof BigUint64Array;
  return { type: isBig ? 'generic' : data.constructor.name.replace('Array', '').toLowerCase(), data };
}

interface Accessors {
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: object;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): object;
}

/**
 * One of stdlib's own array classes over a typed array. Their constructors want a multiple of the element's size, and no
 * SharedArrayBuffer; what computes with them needs neither. So where they refuse, the array is made of the two
 * properties that it is made of, and by which these classes know those of another copy of stdlib.
 */
function over(Class: Accessors, parts: TypedArray, length: number): object {
  const { buffer, byteOffset } = parts;
  if (byteOffset % Class.BYTES_PER_ELEMENT === 0 && buffer instanceof ArrayBuffer) {
    return new Class(buffer, byteOffset, length);
  }
  return Object.create(Class.prototype, { _buffer: { value: parts }, _length: { value: length } });
}

/** Data types that both name alike. */
type SameName = 'bool' | `${'' | 'u'}int${8 | 16 | 32}` | 'float32' | 'float64' | 'complex64' | 'complex128';

/** NumPy's name for a data type of stdlib. */
type NameOfStdlib<K extends string> = K extends 'uint8c' ? 'uint8' : K extends SameName ? K : string;

export interface FromStdlibOptions<S = DTypeSpec> {
  /**
   * What the elements are, where the ndarray can't tell: datetime64 in a BigInt64Array shares memory, any other type is
   * converted as by `astype`.
   */
  readonly dtype?: S | undefined;
}

/**
 * A stdlib ndarray as a NumpyArray over the same memory, with its strides and read-only mark. A generic one over an Array
 * or an accessor array is read into memory of its own: numbers are float64, unless `dtype` says more.
 *
 * @throws TypeError for what is no stdlib ndarray. RangeError where `dtype` can't hold a value. DTypeError where there
 *   is no conversion.
 */
export function fromStdlib<const S extends DTypeSpec>(
  source: object,
  options: { readonly dtype: S },
): NumpyArray<NameOf<S>>;
export function fromStdlib<K extends string>(
  source: { readonly dtype: K | object; readonly data: unknown },
  options?: { readonly dtype?: undefined },
): NumpyArray<NameOfStdlib<K>>;
export function fromStdlib(source: object, options?: FromStdlibOptions): NumpyArray;
export function fromStdlib(source: object, options: FromStdlibOptions = {}): NumpyArray {
  const wanted = options.dtype === undefined ? undefined : dtype(options.dtype);
  const array = typeof source === 'object' && source !== null ? fromStdlibArray(source, wanted) : undefined;
  if (array === undefined) throw new TypeError(`fromStdlib takes a stdlib ndarray, got ${typeName(source)}`);
  return array;
}
