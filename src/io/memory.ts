import type { Chunks } from './byte-reader.ts';

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
