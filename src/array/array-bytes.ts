import { PendingBytes } from '../values/pending-bytes.ts';
import { copyElements } from './numbers.ts';
import type { NumpyArray } from './numpy-array.ts';

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
    target.set(this.view() ?? this.#gathered(), at);
  }

  #gathered(): Uint8Array {
    const { dtype, shape, strides, buffer, byteOffset } = this.#array;
    const source = { view: new DataView(buffer), at: byteOffset, shape, strides };
    return new Uint8Array(copyElements(dtype.itemsize, source));
  }
}
