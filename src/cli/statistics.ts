/** Numbers that tell what is in an array, made in one pass over slabs of it. */

import type { NumpyArray } from '../array/numpy-array.ts';

export interface Statistics {
  readonly min: number | bigint | null;
  readonly max: number | bigint | null;
  /** Of what is finite. */
  readonly mean: number | null;
  readonly nan: number;
  readonly infinite: number;
  readonly zeros: number;
  /** How many finite numbers lie in each of the equal parts from min to max; empty where all are one. */
  readonly histogram: readonly number[];
}

/** Elements that are looked at together. */
const SLAB = 2 ** 18;
const BINS = 16;

/** Views of about {@link SLAB} elements each, along the first axis. */
function* slabs(array: NumpyArray): Generator<NumpyArray> {
  const rows = array.shape[0] ?? 1;
  const step = Math.max(1, Math.floor(SLAB / Math.max(1, array.size / rows)));
  if (array.ndim === 0 || step >= rows) yield array;
  else for (let at = 0; at < rows; at += step) yield array.slice([at, Math.min(at + step, rows)]);
}

type Numbers = ArrayLike<number> | ArrayLike<bigint>;

function* numbers(array: NumpyArray): Generator<Numbers> {
  // Of a longdouble, what float64 holds of it is enough here.
  const shown = array.dtype.kind === 'b' ? 'uint8' : array.dtype.name === 'longdouble' ? 'float64' : null;
  for (const slab of slabs(array))
    yield (shown === null ? slab : slab.astype(shown, { casting: 'unsafe' })).toTypedArray() as Numbers;
}

function histogramOf(array: NumpyArray, min: number, max: number): number[] {
  const bins = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  for (const part of numbers(array))
    for (let i = 0; i < part.length; i++) {
      const value = Number(part[i]);
      if (Number.isFinite(value)) bins[Math.min(Math.floor((value - min) / width), BINS - 1)]!++;
    }
  return bins;
}

/** Null for what has no order or no numbers: complex, text, times, objects, records. */
export function statistics(array: NumpyArray): Statistics | null {
  if (!'biuf'.includes(array.dtype.kind)) return null;
  let min: number | bigint | null = null;
  let max: number | bigint | null = null;
  let [sum, finite, nan, infinite, zeros] = [0, 0, 0, 0, 0];
  for (const part of numbers(array))
    for (let i = 0; i < part.length; i++) {
      const value = part[i]!;
      const number = Number(value);
      if (number === 0) zeros++;
      if (Number.isNaN(number)) nan++;
      else if (!Number.isFinite(number)) infinite++;
      else {
        sum += number;
        finite++;
      }
      if (Number.isNaN(number)) continue;
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    }
  const isBounded = min !== null && max !== null && infinite === 0;
  return {
    min,
    max,
    mean: finite === 0 ? null : sum / finite,
    nan,
    infinite,
    zeros,
    histogram: isBounded ? histogramOf(array, Number(min), Number(max)) : [],
  };
}
