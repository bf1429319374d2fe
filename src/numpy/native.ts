import { swapBytes } from '../array/swap.ts';
import type { DType } from '../dtype/dtype.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import type { Payload } from '../values/payload.ts';

/** The data type that NumPy gives such numbers in this machine's byte order. */
export function nativeOf(dtype: DType): DType {
  const swapped = dtype.newByteOrder('=');
  // Plain numbers get the built-in data type itself.
  const isBuiltIn = dtype.metadata === null && 'biufc'.includes(dtype.kind);
  return isBuiltIn ? dtypeFromString(swapped.str) : swapped;
}

/** Numbers in this machine's byte order, in memory of their own, with the data type that NumPy gives them. */
export function toNative(payload: Payload, dtype: DType): { buffer: ArrayBuffer; dtype: DType } {
  const bytes = new Uint8Array(payload.bytes());
  if (dtype.isNative || dtype.byteOrder === '|') return { buffer: bytes.buffer, dtype };
  swapBytes(bytes, dtype);
  return { buffer: bytes.buffer, dtype: nativeOf(dtype) };
}
