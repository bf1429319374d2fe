import { PendingBytes } from '../values/pending-bytes.ts';
import { gather } from './numbers.ts';
import type { NumpyArray } from './numpy-array.ts';
import type { Strided } from './strided-copy.ts';

/** Bytes gathered at a time: aligned, as a pickle's are not, and few enough to be copied from the cache. */
const SLAB = 2 ** 20;

/** A view may have 4 GiB in Node 20, and an array more. */
const WINDOW = 2 ** 30;

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
    const slab = new Uint8Array(Math.min(this.nbytes, this.#most()));
    for (const part of this.#gathered((size) => slab.subarray(0, size))) {
      target.set(part, at);
      at += part.length;
    }
  }

  override *slabs(): Generator<Uint8Array> {
    if (!this.#isGapless) {
      yield* this.#gathered((size) => new Uint8Array(size));
      return;
    }
    const { buffer, byteOffset } = this.#array;
    for (let at = 0; at < this.nbytes; at += WINDOW)
      yield new Uint8Array(buffer, byteOffset + at, Math.min(WINDOW, this.nbytes - at));
  }

  #most(): number {
    return Math.max(SLAB, this.#array.dtype.itemsize);
  }

  #gathered(slab: NewSlab): Generator<Uint8Array> {
    const { dtype, shape, strides, buffer, byteOffset } = this.#array;
    const source = { view: new DataView(buffer), at: byteOffset, shape, strides };
    return gathered(source, dtype.itemsize, this.nbytes, this.#most(), slab);
  }
}

/** Memory for so many bytes, at a buffer's start. */
type NewSlab = (size: number) => Uint8Array<ArrayBuffer>;

/** `size` bytes of elements, slab by slab: as much of the first axis as one holds, or its items one by one. */
function* gathered(
  source: Strided,
  itemsize: number,
  size: number,
  most: number,
  slab: NewSlab,
): Generator<Uint8Array> {
  if (size <= most) {
    const part = slab(size);
    gather(part.buffer, itemsize, source);
    yield part;
    return;
  }
  const [length, ...shape] = source.shape as [number, ...number[]];
  const [stride, ...strides] = source.strides as [number, ...number[]];
  const item = size / length;
  const step = Math.floor(most / item);
  for (let i = 0; i < length; i += Math.max(step, 1)) {
    const rows = Math.min(step, length - i);
    const layout = rows === 0 ? { shape, strides } : { shape: [rows, ...shape], strides: source.strides };
    const part = { view: source.view, at: source.at + i * stride, ...layout };
    yield* gathered(part, itemsize, Math.max(rows, 1) * item, most, slab);
  }
}
