/**
 * Bytes that are gathered when they are written, such as an array's elements: in a pickle, a `bytes`. Big ones
 * go straight to where they are wanted, uncopied where they lie gapless.
 */
export abstract class PendingBytes {
  /** Bytes. */
  abstract readonly nbytes: number;
  /** The memory itself, where the bytes lie there one after the other; null where they must be gathered. */
  abstract view(): Uint8Array | null;
  /** Writes them to `target`, from byte `at` on. */
  abstract writeTo(target: Uint8Array, at: number): void;

  /** All of them: a view of the memory where that is possible, else a copy. */
  bytes(): Uint8Array {
    const memory = this.view();
    if (memory !== null) return memory;
    const gathered = new Uint8Array(this.nbytes);
    this.writeTo(gathered, 0);
    return gathered;
  }

  /** All of them, in pieces that are made when they are asked for. */
  *slabs(): Generator<Uint8Array> {
    yield this.bytes();
  }
}
