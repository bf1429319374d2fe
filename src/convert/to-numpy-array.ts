import { dtypeOfTag } from '../array/element-type.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { overTypedArray, tagOf } from './foreign.ts';
import { fromScijs } from './scijs.ts';
import { fromStdlibArray } from './stdlib.ts';

/**
 * The array that a value of another make is: a scijs or stdlib ndarray, or a typed array as 1-d, over the same memory.
 * Undefined for all else, and for Uint8Array, which is bytes.
 *
 * @throws RangeError where an ndarray reaches outside of its data.
 */
export function toNumpyArray(value: object): NumpyArray | undefined {
  const tag = tagOf(value);
  if (tag === undefined) return fromScijs(value) ?? fromStdlibArray(value);
  if (tag === 'Uint8Array' || dtypeOfTag(tag) === undefined) return undefined;
  const { length } = value as unknown as ArrayLike<number>;
  return overTypedArray({ data: value, shape: [length], strides: [1], offset: 0, readonly: false });
}
