import { PendingBytes } from '../values/pending-bytes.ts';
import { gather } from './numbers.ts';
import type { NumpyArray } from './numpy-array.ts';
import type { Strided } from './strided-copy.ts';

/** Bytes gathered at a time: aligned, as a pickle's are not, and few enough to be copied from the cache. */
const SLAB = 2 ** 20;

/** The bytes of an array's elements: as they lie where they are gapless in C or F order, else in C order. */
export class ArrayBytes extends PendingBytes {
  override readonly nbytes: number;
  readonly #array: NumpyArray;
  readonly #isGapless: boolean;

  /** @param isGapless whether they lie gapless in C or F order, which the caller has found out. */
  constructor(array: NumpyArray, isGapless: boolean) {
    super();
    this.nbytes = array.nbytes;
    this.#array = array;
    this.#isGapless = isGapless;
  }

  override view(): Uint8Array | null {
    if (this.nbytes === 0) return new Uint8Array(0);
    const { buffer, byteOffset } = this.#array;
    return this.#isGapless ? new Uint8Array(buffer, byteOffset, this.nbytes) : null;
  }

  override writeTo(target: Uint8Array, at: number): void {
    const memory = this.view();
    if (memory !== null) {
      target.set(memory, at);
      return;
    }
    const { dtype, shape, strides, buffer, byteOffset } = this.#array;
    const slab = new Uint8Array(Math.min(this.nbytes, Math.max(SLAB, dtype.itemsize)));
    const source = { view: new DataView(buffer), at: byteOffset, shape, strides };
    gatherInto(target, at, this.nbytes, dtype.itemsize, source, slab);
  }
}

/** Writes `size` bytes of elements slab by slab: as much of the first axis as one holds, or its items one by one. */
function gatherInto(
  target: Uint8Array,
  at: number,
  size: number,
  itemsize: number,
  source: Strided,
  slab: Uint8Array<ArrayBuffer>,
): void {
  if (size <= slab.length) {
    gather(slab.buffer, itemsize, source);
    target.set(slab.subarray(0, size), at);
    return;
  }
  const [length, ...shape] = source.shape as [number, ...number[]];
  const [stride, ...strides] = source.strides as [number, ...number[]];
  const item = size / length;
  const step = Math.floor(slab.length / item);
  for (let i = 0; i < length; i += Math.max(step, 1)) {
    const rows = Math.min(step, length - i);
    const layout = rows === 0 ? { shape, strides } : { shape: [rows, ...shape], strides: source.strides };
    const part = { view: source.view, at: source.at + i * stride, ...layout };
    gatherInto(target, at + i * item, Math.max(rows, 1) * item, itemsize, part, slab);
  }
}
