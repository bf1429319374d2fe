/** The same elements, said to be of another data type. */
import { NumpyArray } from '../array/creation.ts';
import type { DType } from '../dtype/dtype.ts';

/**
 * The array as one of `wanted`: over the same memory where its bytes are such elements already, else converted
 * (`astype`) into memory of its own.
 *
 * | from | view of the same memory |
 * |---|---|
 * | uint8, of 0 and 1 only | bool |
 * | int64 | datetime64, timedelta64: the counts |
 *
 * @throws RangeError where a value would be lost; DTypeError where there is no conversion.
 */
export function retyped(array: NumpyArray, wanted: DType): NumpyArray {
  const { dtype } = array;
  if (dtype.hasObject && dtype.equals(wanted)) return array;
  const isSame =
    dtype.equals(wanted) ||
    (wanted.isNative && wanted.unit !== null && dtype.kind === 'i' && dtype.itemsize === 8) ||
    (wanted.kind === 'b' && dtype.kind === 'u' && dtype.itemsize === 1 && isBoolean(array));
  return isSame ? viewed(array, wanted, array.shape, array.strides) : array.astype(wanted);
}

/** A view of the array's memory, from its first element on. */
export function viewed(
  { buffer, byteOffset, readonly }: NumpyArray,
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
): NumpyArray {
  return new NumpyArray({ buffer, byteOffset, dtype, shape, strides, readonly });
}

function isBoolean(array: NumpyArray): boolean {
  return (array.as('uint8').toTypedArray({ order: array.order ?? 'C' }) as Uint8Array).every(
    (byte) => byte <= 1,
  );
}
