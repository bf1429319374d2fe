/**
 * Complex arrays from real ones. Scijs has no complex ndarrays; its packages take two (`ndarray-fft`), or one with a
 * last axis of length 2.
 */
import { NumpyArray } from '../array/creation.ts';
import { contiguousStrides, tupleText } from '../array/layout.ts';
import type { DType } from '../dtype/dtype.ts';
import { dtype } from '../dtype/parse.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { retyped, viewed } from './retype.ts';

/** The data type of one part of such complex numbers. */
function partType({ byteOrder, itemsize }: DType): DType {
  return dtypeFromString(`${byteOrder}f${itemsize / 2}`);
}

/**
 * Real and imaginary parts along the last axis, as one complex array: over the same memory where the two are
 * neighbours of the right size, else a copy.
 */
export function joinLastAxis(array: NumpyArray, wanted: DType): NumpyArray {
  if (array.shape.at(-1) !== 2) {
    throw new RangeError(
      `${wanted}: the last axis holds real and imaginary parts and must have length 2, got shape ${tupleText(array.shape)}`,
    );
  }
  const part = partType(wanted);
  let parts = retyped(array, part);
  if (parts.strides.at(-1) !== part.itemsize) parts = parts.copy();
  return viewed(parts, wanted, parts.shape.slice(0, -1), parts.strides.slice(0, -1));
}

/**
 * Real and imaginary parts in two arrays, as one complex array, by default complex64 for two of float32, else
 * complex128: over the same memory where each pair are neighbours, as `toNdarray(…, { complex: 'pair' })` has them.
 */
export function joinPair(re: NumpyArray, im: NumpyArray, wanted?: DType): NumpyArray {
  if (tupleText(re.shape) !== tupleText(im.shape)) {
    throw new RangeError(`re has shape ${tupleText(re.shape)}, im has ${tupleText(im.shape)}`);
  }
  const isSingle = re.dtype.num === 11 && im.dtype.num === 11;
  const type = wanted ?? dtype(isSingle ? 'complex64' : 'complex128');
  const part = partType(type);
  const isPaired =
    re.buffer === im.buffer &&
    im.byteOffset - re.byteOffset === part.itemsize &&
    tupleText(re.strides) === tupleText(im.strides) &&
    part.equals(re.dtype) &&
    part.equals(im.dtype);
  if (isPaired) return viewed(re, type, re.shape, re.strides);
  const joined = interleaved(re, im, isSingle);
  return wanted === undefined ? joined : retyped(joined, wanted);
}

function interleaved(re: NumpyArray, im: NumpyArray, isSingle: boolean): NumpyArray {
  const order = re.order ?? 'C';
  const [real, imaginary] = [re, im].map((array) =>
    retyped(array, dtype(isSingle ? 'float32' : 'float64')).toTypedArray({ order }),
  ) as [Float64Array, Float64Array];
  const parts = new (isSingle ? Float32Array : Float64Array)(2 * real.length);
  for (let i = 0; i < real.length; i++) {
    parts[2 * i] = real[i]!;
    parts[2 * i + 1] = imaginary[i]!;
  }
  const type = dtype(isSingle ? 'complex64' : 'complex128');
  const strides = contiguousStrides(re.shape, type.itemsize, order);
  return new NumpyArray({ buffer: parts, dtype: type, shape: re.shape, strides });
}
