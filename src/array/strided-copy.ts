/**
 * Copies of strided memory into gapless memory, in one pass: any strides, any alignment, either byte order.
 *
 * The source is read through a DataView, which is as fast as a typed array here (measured, 4096 × 4096
 * float32 transposed: 34 ms against 33) and needs no alignment. There is one loop for each element size:
 * one loop shared by five typed-array classes is 25 times slower.
 */
import { NATIVE } from '../dtype/byte-order.ts';
import { halfTable } from './half.ts';
import { readLongDouble } from './long-double.ts';

/** Whether this machine's numbers are little-endian. */
export const NATIVE_LITTLE = NATIVE === '<';

/** Columns copied before the next row is begun, where rows are denser than columns (measured: see below). */
const TILE = 64;

/** Rows of elements, as they lie in the source (`stride`s, in bytes) and in the target (steps, in elements). */
interface Plane {
  readonly rows: number;
  readonly rowStride: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly stride: number;
  readonly tile: number;
}

/** Copies a plane from byte `at` of the view to index `to` of the target, where a row has no gaps. */
type Kernel<T> = (target: T, to: number, view: DataView, at: number, plane: Plane, little: boolean) => void;

const copy8: Kernel<Uint8Array> = (target, to, view, at, plane) => {
  const { rows, rowStride, rowStep, columns, stride, tile } = plane;
  for (let c = 0; c < columns; c += tile) {
    const width = Math.min(tile, columns - c);
    for (let r = 0; r < rows; r++) {
      let from = at + r * rowStride + c * stride;
      let i = to + r * rowStep + c;
      for (const end = i + width; i < end; i++, from += stride) target[i] = view.getUint8(from);
    }
  }
};

const copy16: Kernel<Uint16Array> = (target, to, view, at, plane, little) => {
  const { rows, rowStride, rowStep, columns, stride, tile } = plane;
  for (let c = 0; c < columns; c += tile) {
    const width = Math.min(tile, columns - c);
    for (let r = 0; r < rows; r++) {
      let from = at + r * rowStride + c * stride;
      let i = to + r * rowStep + c;
      for (const end = i + width; i < end; i++, from += stride) target[i] = view.getUint16(from, little);
    }
  }
};

const copy32: Kernel<Uint32Array> = (target, to, view, at, plane, little) => {
  const { rows, rowStride, rowStep, columns, stride, tile } = plane;
  for (let c = 0; c < columns; c += tile) {
    const width = Math.min(tile, columns - c);
    for (let r = 0; r < rows; r++) {
      let from = at + r * rowStride + c * stride;
      let i = to + r * rowStep + c;
      for (const end = i + width; i < end; i++, from += stride) target[i] = view.getUint32(from, little);
    }
  }
};

/** As two halves: a float64 on the way would lose the bits of some NaNs, a bigint is slow. */
const copy64: Kernel<Uint32Array> = (target, to, view, at, plane, little) => {
  const first = little === NATIVE_LITTLE ? 0 : 4;
  const second = 4 - first;
  const { rows, rowStride, rowStep, columns, stride, tile } = plane;
  for (let c = 0; c < columns; c += tile) {
    const width = Math.min(tile, columns - c);
    for (let r = 0; r < rows; r++) {
      let from = at + r * rowStride + c * stride;
      let i = 2 * (to + r * rowStep + c);
      for (const end = i + 2 * width; i < end; i += 2, from += stride) {
        target[i] = view.getUint32(from + first, little);
        target[i + 1] = view.getUint32(from + second, little);
      }
    }
  }
};

const widenHalf: Kernel<Float32Array> = (target, to, view, at, plane, little) => {
  const table = halfTable();
  const { rows, rowStride, rowStep, columns, stride, tile } = plane;
  for (let c = 0; c < columns; c += tile) {
    const width = Math.min(tile, columns - c);
    for (let r = 0; r < rows; r++) {
      let from = at + r * rowStride + c * stride;
      let i = to + r * rowStep + c;
      for (const end = i + width; i < end; i++, from += stride)
        target[i] = table[view.getUint16(from, little)]!;
    }
  }
};

function narrowLongDouble(itemsize: number): Kernel<Float64Array> {
  return (target, to, view, at, { rows, rowStride, rowStep, columns, stride }, little) => {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        target[to + r * rowStep + c] = readLongDouble(
          view,
          at + r * rowStride + c * stride,
          itemsize,
          little,
        );
      }
    }
  };
}

/** Where the elements lie: byte `at` is the first one's, strides are in bytes. */
export interface Strided {
  readonly view: DataView;
  readonly at: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Copies numbers of `unit` bytes (1, 2, 4 or 8) bit for bit into `target`, in C order, in this machine's byte order. */
export function copyWords(target: ArrayBuffer, unit: number, source: Strided, little: boolean): void {
  const run = little === NATIVE_LITTLE || unit === 1 ? unit : 0;
  if (unit === 1) walk(copy8, new Uint8Array(target), target, run, source, little);
  else if (unit === 2) walk(copy16, new Uint16Array(target), target, run, source, little);
  else walk(unit === 4 ? copy32 : copy64, new Uint32Array(target), target, run, source, little);
}

/** Widens float16 to float32, in C order. */
export function copyHalves(target: Float32Array, source: Strided, little: boolean): void {
  walk(widenHalf, target, null, 0, source, little);
}

/** Rounds longdoubles of `itemsize` bytes (16 or 12) to float64, in C order. */
export function copyLongDoubles(
  target: Float64Array,
  itemsize: number,
  source: Strided,
  little: boolean,
): void {
  walk(narrowLongDouble(itemsize), target, null, 0, source, little);
}

/**
 * Runs the kernel over all axes. `run` is the element's size where a row without gaps can be copied as
 * bytes into `bytes`, else 0.
 */
function walk<T>(
  kernel: Kernel<T>,
  target: T,
  bytes: ArrayBuffer | null,
  run: number,
  source: Strided,
  little: boolean,
): void {
  const { view, at } = source;
  const axes = mergedAxes(source.shape, source.strides);
  if (axes === null) return;
  const columns = axes.pop() ?? { length: 1, stride: run, step: 1 };
  // The rows run along the axis on which the source is densest, so that a tile's cache lines are used up.
  let dense = axes.length - 1;
  axes.forEach((axis, i) => {
    if (Math.abs(axis.stride) < Math.abs(axes[dense]!.stride)) dense = i;
  });
  const rows = axes.splice(dense, 1)[0] ?? { length: 1, stride: 0, step: 0 };
  const plane = {
    rows: rows.length,
    rowStride: rows.stride,
    rowStep: rows.step,
    columns: columns.length,
    stride: columns.stride,
    tile: Math.abs(rows.stride) < Math.abs(columns.stride) ? TILE : columns.length,
  };
  const asRuns = bytes !== null && columns.stride === run && columns.length * run >= 256;
  const copy = (axis: number, from: number, to: number): void => {
    if (axis < axes.length) {
      const { length, stride, step } = axes[axis]!;
      for (let n = 0; n < length; n++) copy(axis + 1, from + n * stride, to + n * step);
    } else if (asRuns) copyRuns(bytes, to * run, view, from, plane, run);
    else kernel(target, to, view, from, plane, little);
  };
  copy(0, at, 0);
}

/** A plane whose rows have no gaps in the source, either (measured: twice as fast as element by element). */
function copyRuns(
  target: ArrayBuffer,
  to: number,
  view: DataView,
  at: number,
  plane: Plane,
  unit: number,
): void {
  const size = plane.columns * unit;
  for (let r = 0; r < plane.rows; r++) {
    const row = new Uint8Array(view.buffer, view.byteOffset + at + r * plane.rowStride, size);
    new Uint8Array(target, to + r * plane.rowStep * unit, size).set(row);
  }
}

interface Axis {
  length: number;
  stride: number;
  /** Elements from one to the next in the target. */
  step: number;
}

/** The axes without those of length 1, neighbours that are one run merged; `null` where there are no elements. */
export function mergedAxes(shape: readonly number[], strides: readonly number[]): Axis[] | null {
  const axes: Axis[] = [];
  let step = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const length = shape[i]!;
    const stride = strides[i]!;
    if (length === 0) return null;
    const inner = axes[0];
    if (inner !== undefined && stride === inner.stride * inner.length) inner.length *= length;
    else if (length !== 1) axes.unshift({ length, stride, step });
    step *= length;
  }
  return axes;
}
