import type { DType } from '../dtype/dtype.ts';
import { DTypeError } from '../errors.ts';

/** Node's swaps run at 5–10 GB/s, a DataView's at 2–4. */
interface NodeBuffer {
  swap16(): void;
  swap32(): void;
  swap64(): void;
}

const nodeBuffer = (
  globalThis as { Buffer?: { from(b: ArrayBufferLike, at: number, n: number): NodeBuffer } }
).Buffer;

/**
 * The size of the numbers whose bytes have an order, in bytes: half a complex number, one character of
 * U; 1 where no order is.
 */
export function swapUnit(dtype: DType): number {
  if (dtype.byteOrder === '|') return 1;
  if (dtype.kind === 'U') return 4;
  return dtype.kind === 'c' ? dtype.itemsize / 2 : dtype.itemsize;
}

/**
 * Reverses the bytes of every number in `bytes`, in place: elements of `dtype`, whichever of the two
 * orders it names.
 *
 * @throws DTypeError for a structured data type: its fields have orders of their own.
 */
export function swapBytes(bytes: Uint8Array, dtype: DType): void {
  if (dtype.names || dtype.subdtype) {
    throw new DTypeError(`${dtype} has no byte order of its own; swap the bytes of its fields`);
  }
  const unit = swapUnit(dtype);
  if (unit === 1) return;
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteLength % unit !== 0) {
    throw new RangeError(`${byteLength} bytes are no whole number of ${unit}-byte numbers of ${dtype}`);
  }
  if (nodeBuffer && unit <= 8) {
    const node = nodeBuffer.from(buffer, byteOffset, byteLength);
    if (unit === 2) node.swap16();
    else if (unit === 4) node.swap32();
    else node.swap64();
    return;
  }
  const view = new DataView(buffer, byteOffset, byteLength);
  if (unit === 2) {
    for (let i = 0; i < byteLength; i += 2) view.setUint16(i, view.getUint16(i, true));
  } else if (unit === 4) {
    for (let i = 0; i < byteLength; i += 4) view.setUint32(i, view.getUint32(i, true));
  } else if (unit === 8) {
    for (let i = 0; i < byteLength; i += 8) {
      const low = view.getUint32(i, true);
      view.setUint32(i, view.getUint32(i + 4, true));
      view.setUint32(i + 4, low);
    }
  } else {
    for (let i = 0; i < byteLength; i += unit) bytes.subarray(i, i + unit).reverse();
  }
}
