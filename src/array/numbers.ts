/** Copies of an array's elements into gapless memory. */
import type { DType } from '../dtype/dtype.ts';
import {
  type Float16ArrayLike,
  type TypedArray,
  type TypedArrays,
  typedArrayConstructor,
} from '../dtype/typed-array.ts';
import { elementCount, isDense, tupleText } from './layout.ts';
import { copyHalves, copyLongDoubles, copyWords, NATIVE_LITTLE, type Strided } from './strided-copy.ts';
import type { Strides } from './views.ts';

// Looked up, not computed by a conditional type: so an array of a known name is assignable to one of any name.

interface DataTypes extends TypedArrays {
  float96: never;
  float128: never;
  complex192: never;
  complex256: never;
  object: never;
  [time: `datetime64${string}` | `timedelta64${string}`]: BigInt64Array;
  [other: `bytes${number}` | `str${number}` | `void${number}` | `StringDType${number}`]: never;
  [name: string]: TypedArray;
}

/** The typed array that can view a data type's elements, by its name; any of them where that is not known. */
export type DataOf<N extends string> = DataTypes[N];

interface NumberTypes extends Omit<TypedArrays, 'float16'> {
  float16: Float16ArrayLike | Float32Array;
  float96: Float64Array;
  float128: Float64Array;
  complex192: Float64Array;
  complex256: Float64Array;
  object: never;
  [time: `datetime64${string}` | `timedelta64${string}`]: BigInt64Array;
  [other: `bytes${number}` | `str${number}` | `void${number}` | `StringDType${number}`]: never;
  [name: string]: TypedArray;
}

/** The typed array that holds the numbers of a data type in this machine's byte order, by its name. */
export type NumbersOf<N extends string> = NumberTypes[N];

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
  const result = new ArrayBuffer(elementCount(source.shape) * itemsize);
  gather(result, itemsize, source);
  return result;
}

/** Writes what {@link copyElements} gives to memory that is there, from its start on. */
export function gather(target: ArrayBuffer, itemsize: number, source: Strided): void {
  const unit = [8, 4, 2, 1].find((size) => itemsize % size === 0)!;
  copyWords(target, unit, withAxis(source, itemsize / unit, unit), NATIVE_LITTLE);
}

/** Each element as `length` parts of `stride` bytes. */
function withAxis({ view, at, shape, strides }: Strided, length: number, stride: number): Strided {
  return { view, at, shape: [...shape, length], strides: [...strides, stride] };
}

/** Why no typed array views the elements of an array, and what gives them; `null` where one does, or could after a move. */
export function whyNoView(array: Strides & { readonly dtype: DType }): string | null {
  const { dtype, shape, strides } = array;
  const isNumber = typedArrayConstructor(dtype.newByteOrder('=')) !== null;
  if (!isNumber && !'fc'.includes(dtype.kind)) {
    return `no typed array holds elements of ${dtype}; use toArray() or get()`;
  }
  const why = !isNumber
    ? `this runtime has no typed array for ${dtype}`
    : typedArrayConstructor(dtype) === null
      ? `the numbers (${dtype}) are not in this machine's byte order`
      : !isDense(shape, strides, dtype.itemsize) &&
        `the elements do not lie in one gapless run (shape ${tupleText(shape)}, strides ${tupleText(strides)})`;
  return why ? `${why}; use toTypedArray()` : null;
}
