import type { Chunks } from './byte-reader.ts';
import type { ByteSource } from './byte-source.ts';

/** Bytes that are there, as one chunk. */
export function memoryChunks(bytes: Uint8Array): Chunks {
  let rest: Uint8Array | null = bytes;
  return {
    name: 'the bytes',
    size: bytes.length,
    isBorrowed: true,
    next: async () => {
      const all = rest;
      rest = null;
      return all;
    },
    cancel: async () => {},
  };
}

/** Bytes that are there, read at any place: what is read is a copy. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    name: 'the bytes',
    size: bytes.length,
    // A Buffer's own slice would be a view.
    read: async (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)),
  };
}
