/**
 * scijs ndarrays, known by their shape: nothing of that package is imported.
 *
 * Source: https://github.com/scijs/ndarray
 */
import type { NumpyArray } from '../array/numpy-array.ts';
import type { DType } from '../dtype/dtype.ts';
import { typeName } from '../values/type-name.ts';
import { joinLastAxis, joinPair } from './complex-parts.ts';
import { ofValues, overTypedArray, reader } from './foreign.ts';
import { retyped } from './retype.ts';

/** What all scijs ndarrays have; strides and offset are in elements. */
export interface ScijsLike {
  readonly data: unknown;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** True for an ndarray of any version and copy of the package; reads nothing from values that are none. */
export function isScijs(value: object): value is ScijsLike {
  if (!('stride' in value && 'dimension' in value && 'pick' in value && 'data' in value)) return false;
  const { shape, stride, dimension, pick } = value as Record<string, unknown>;
  return (
    Array.isArray(shape) &&
    Array.isArray(stride) &&
    shape.length === stride.length &&
    dimension === shape.length &&
    typeof pick === 'function' &&
    typeof (value as { offset?: unknown }).offset === 'number'
  );
}

/**
 * The array over the ndarray's own memory, whatever its strides; its data type is that of the typed array
 * (Uint8ClampedArray is uint8). Data that is no typed array (an Array, a store with `get`) is read element by element:
 * see `ofValues` for what it becomes. `wanted` says what the elements are: see `retyped`, and `joinLastAxis` for
 * complex numbers.
 *
 * Undefined for what is no scijs ndarray.
 *
 * @throws RangeError where the ndarray reaches outside of its data, which scijs does not check.
 */
export function fromScijs(value: object, wanted?: DType): NumpyArray | undefined {
  if (!isScijs(value)) return undefined;
  const { data, shape, stride: strides, offset } = value;
  const source = { data, shape, strides, offset, readonly: false };
  const isComplex = wanted?.kind === 'c';
  const array = overTypedArray(source) ?? ofValues(source, reader(data), isComplex ? undefined : wanted);
  if (wanted === undefined) return array;
  return isComplex && array.dtype.kind !== 'c' ? joinLastAxis(array, wanted) : retyped(array, wanted);
}

/**
 * The same for what a user says is one, or two of real and imaginary parts: see `joinPair`.
 *
 * @throws TypeError for what is neither.
 */
export function fromScijsOrPair(source: unknown, wanted: DType | undefined): NumpyArray {
  const isPair = typeof source === 'object' && source !== null && 're' in source && 'im' in source;
  return isPair ? joinPair(given(source.re), given(source.im), wanted) : given(source, wanted);
}

function given(source: unknown, wanted?: DType): NumpyArray {
  const array = typeof source === 'object' && source !== null ? fromScijs(source, wanted) : undefined;
  if (array === undefined) throw new TypeError(`fromNdarray takes a scijs ndarray, got ${typeName(source)}`);
  return array;
}
