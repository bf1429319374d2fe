/** Bytes that can be read from any place: a file, a Blob, a URL with ranges, memory. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** What messages call it: `'the file a.pkl'`. */
  readonly name?: string;
  /**
   * Exactly `length` bytes from `offset` on; fewer only where the source ends (then the caller says "truncated"). The
   * result is the caller's.
   */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * Fills `target` from `offset` on, and says how many bytes it got, which may be fewer; 0 at the end. For sources
   * that can read into given memory (files).
   */
  readInto?(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<number>;
  close?(): Promise<void>;
}

export function isByteSource(value: object): value is ByteSource {
  return (
    'size' in value && typeof value.size === 'number' && 'read' in value && typeof value.read === 'function'
  );
}
