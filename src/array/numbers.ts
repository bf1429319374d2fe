/** Copies of an array's elements into gapless memory. */
import type { DType } from '../dtype/dtype.ts';
import {
  type Float16ArrayLike,
  type TypedArray,
  type TypedArrayOf,
  typedArrayConstructor,
} from '../dtype/typed-array.ts';
import { elementCount } from './layout.ts';
import { copyHalves, copyLongDoubles, copyWords, NATIVE_LITTLE, type Strided } from './strided-copy.ts';

type LongDoubleName = 'longdouble' | 'float96' | 'float128' | 'clongdouble' | 'complex192' | 'complex256';

/** The typed array that holds the numbers of a data type, by its name, whatever their byte order is. */
export type NumbersOf<N extends string> = string extends N
  ? TypedArray
  : N extends 'float16'
    ? Float16ArrayLike | Float32Array
    : N extends LongDoubleName
      ? Float64Array
      : TypedArrayOf<N>;

/**
 * The numbers in C order, in this machine's byte order: complex ones interleaved, float16 as float32 where
 * the runtime has no Float16Array, longdouble rounded to float64. `null` where the elements are no numbers.
 */
export function copyNumbers(dtype: DType, source: Strided): TypedArray | null {
  const little = dtype.byteOrder !== '>';
  const parts = dtype.kind === 'c' ? 2 : 1;
  const unit = dtype.itemsize / parts;
  const numbers = parts === 1 ? source : withAxis(source, 2, unit);
  const count = elementCount(numbers.shape);
  const Class = typedArrayConstructor(dtype.isNative ? dtype : dtype.newByteOrder('='));
  if (Class !== null) {
    const result = new Class(count);
    copyWords(result.buffer as ArrayBuffer, unit, numbers, little);
    return result;
  }
  if (dtype.num === 23) {
    const result = new Float32Array(count);
    copyHalves(result, numbers, little);
    return result;
  }
  if (dtype.num === 13 || dtype.num === 16) {
    const result = new Float64Array(count);
    copyLongDoubles(result, unit, numbers, little);
    return result;
  }
  return null;
}

/** The elements in C order, byte for byte. */
export function copyElements(itemsize: number, source: Strided): ArrayBuffer {
  const unit = [8, 4, 2, 1].find((size) => itemsize % size === 0)!;
  const result = new ArrayBuffer(elementCount(source.shape) * itemsize);
  copyWords(result, unit, withAxis(source, itemsize / unit, unit), NATIVE_LITTLE);
  return result;
}

/** Each element as `length` parts of `stride` bytes. */
function withAxis({ view, at, shape, strides }: Strided, length: number, stride: number): Strided {
  return { view, at, shape: [...shape, length], strides: [...strides, stride] };
}
