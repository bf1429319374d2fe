/** Bytes one after the other: what the machine's driver reads. */
export interface ByteReader {
  /** Bytes in all, where that is known. */
  readonly size: number | undefined;
  /** Offset of the next byte. */
  readonly position: number;
  /** The next chunk, of any length above 0; null at the end. */
  read(): Promise<Uint8Array | null>;
  /** Gives back bytes that were read last: they are read again. */
  unread(bytes: Uint8Array): void;
  /** The next bytes, at least `length` where there are so many, which stay to be read. */
  peek(length: number): Promise<Uint8Array>;
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
  /** Writes the next bytes to the start of `target`, and says how many; 0 at the end. */
  fill?(target: Uint8Array, signal?: AbortSignal): Promise<number>;
  /** Passes over as many bytes, where that takes no reading. */
  skip?(length: number): void;
  /** Told where all that was wanted was read. */
  finish?(): void;
  cancel(reason?: unknown): Promise<void>;
}
