/** Bytes that can be read from any place: a file, a Blob, a URL with ranges, memory. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset` on; fewer only where the source ends (then the caller says "truncated"). The
   * result is the caller's.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Fills `target` from `offset` on, and says how many bytes it got; for sources that can read into given memory
   * (files).
   */
  readInto?(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<number>;
  close?(): Promise<void>;
}
