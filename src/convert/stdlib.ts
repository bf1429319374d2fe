/**
 * Stdlib's ndarrays (`@stdlib/ndarray`, and its packages by themselves), known by their shape: nothing of
 * that package is imported.
 *
 * Source: https://stdlib.io/docs/api/latest/@stdlib/ndarray/ctor
 */
import type { NumpyArray } from '../array/numpy-array.ts';
import type { DType } from '../dtype/dtype.ts';
import { ofValues, overBytes, overTypedArray, reader } from './foreign.ts';
import { retyped } from './retype.ts';

/** What all stdlib ndarrays have; strides and offset are in elements. */
export interface StdlibLike {
  readonly dtype: unknown;
  readonly data: object;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly order: string;
  readonly flags?: { readonly READONLY?: boolean };
}

/** Complex64Array, Complex128Array and BooleanArray: memory behind `get` and `set`. */
interface AccessorArray {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** Data types whose elements lie in memory behind an accessor array, and what NumPy calls them. */
const BEHIND_ACCESSORS: { readonly [dtype: string]: string } = {
  complex64: '=c8',
  complex128: '=c16',
  bool: '?',
};

/** True for an ndarray of any version and copy of the package; reads nothing from values that are none. */
export function isStdlib(value: object): value is StdlibLike {
  if (!('iget' in value && 'ndims' in value && 'strides' in value && 'data' in value)) return false;
  const { ndims, order, offset, dtype, data, shape, iget } = value as Record<string, unknown>;
  return (
    typeof ndims === 'number' &&
    typeof order === 'string' &&
    typeof offset === 'number' &&
    dtype !== null &&
    dtype !== undefined &&
    typeof data === 'object' &&
    data !== null &&
    Array.isArray(shape) &&
    shape.length === ndims &&
    typeof iget === 'function'
  );
}

/**
 * The array over the ndarray's own memory, whatever its strides: every stdlib data type but `generic`, and typed
 * arrays under that (BigInt64Array is int64). What is behind `generic` else (an Array, an accessor
 * array) is read element by element: see `ofValues` for what it becomes. `wanted` says what the elements are: see
 * `retyped`.
 *
 * Undefined for what is no stdlib ndarray.
 *
 * @throws RangeError where the ndarray reaches outside of its data.
 */
export function fromStdlibArray(value: object, wanted?: DType): NumpyArray | undefined {
  if (!isStdlib(value)) return undefined;
  const { data, shape, offset, flags } = value;
  // Without axes there is still one stride.
  const strides = value.strides.slice(0, shape.length);
  const source = { data, shape, strides, offset, readonly: flags?.READONLY === true };
  const type = BEHIND_ACCESSORS[String(value.dtype)];
  const isAccessor = type !== undefined && isAccessorArray(data);
  const array = isAccessor
    ? overBytes(source, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), type)
    : (overTypedArray(source) ?? ofValues(source, reader(data), wanted));
  return wanted === undefined ? array : retyped(array, wanted);
}

function isAccessorArray(data: object): data is AccessorArray {
  return 'get' in data && 'byteLength' in data && 'buffer' in data && !ArrayBuffer.isView(data);
}

/** What stdlib calls the order of an array, or where it has none, the one that is nearer. */
export function orderOf({ order, strides }: NumpyArray): 'row-major' | 'column-major' {
  const isF = order === null ? Math.abs(strides[0] ?? 0) < Math.abs(strides.at(-1) ?? 0) : order === 'F';
  return isF ? 'column-major' : 'row-major';
}
