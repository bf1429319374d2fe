import type { DType } from '../dtype/dtype.ts';

/** What an array is made of, checked: every element lies inside the buffer. */
export interface ArrayInit {
  readonly dtype: DType;
  /** Elements per axis. */
  readonly shape: readonly number[];
  /** Bytes from one element to the next, per axis. */
  readonly strides: readonly number[];
  readonly buffer: ArrayBufferLike;
  /** Where the element at index 0, 0, … lies: bytes from the start of the buffer. */
  readonly byteOffset: number;
  readonly readonly: boolean;
  /** For a data type that holds objects: see `Memory`. Else `null`. */
  readonly objects: unknown[] | null;
  /** Whether misaligned memory may move for `.data`. */
  readonly copy: 'if-needed' | 'never';
}

/** An array over the whole of memory that is its own. */
export function inOwnMemory(
  dtype: DType,
  shape: readonly number[],
  strides: readonly number[],
  buffer: ArrayBufferLike,
  objects: unknown[] | null = null,
): ArrayInit {
  return { dtype, shape, strides, buffer, byteOffset: 0, readonly: false, objects, copy: 'if-needed' };
}
