/** Bytes one after the other: what the machine's driver reads. */
export interface ByteReader {
  /** Bytes in all, where that is known. */
  readonly size: number | undefined;
  /** Offset of the next byte. */
  readonly position: number;
  /** The next chunk, of any length above 0; null at the end. It is the caller's. */
  read(): Promise<Uint8Array | null>;
  /**
   * Memory of its own (`byteOffset` 0) with `head` and what comes behind it, `length` bytes together, or fewer where
   * the bytes end. A length that lies allocates no more than a small multiple of what is there.
   */
  take(length: number, head?: Uint8Array): Promise<Uint8Array>;
  /** Passes over `length` bytes; gives how many there were. */
  skip(length: number): Promise<number>;
  /** Leaves nothing open and nothing locked. May be called again. */
  close(): Promise<void>;
}

/** Where a {@link ByteReader} gets its bytes. One call at a time. */
export interface Chunks {
  /** What messages call it: `'the stream'`. */
  readonly name: string;
  readonly size: number | undefined;
  /** Whether somebody else may hold the memory that {@link next} gives. */
  readonly isBorrowed: boolean;
  /** Bytes that somebody says there are, for a progress bar. */
  readonly announced?: number | undefined;
  /** The next bytes; null at the end. */
  next(signal?: AbortSignal): Promise<unknown>;
  /**
   * Writes the next bytes to the start of `target`, and gives them as a view; an empty one at the end. `target` may be
   * detached, and its whole memory come back under the view.
   */
  fill?(target: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Passes over as many bytes, where that takes no reading. */
  skip?(length: number): void;
  cancel(reason?: unknown): Promise<void>;
}
