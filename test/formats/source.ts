import type { ByteSource } from '../../src/npy.ts';

/** Bytes as a source; what was asked of it is listed in `reads`, as [offset, length]. */
export function sourceOf(bytes: Uint8Array): ByteSource & { readonly reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    size: bytes.length,
    reads,
    async read(offset, length, signal) {
      signal?.throwIfAborted();
      reads.push([offset, length]);
      return bytes.slice(offset, offset + length);
    },
    async readInto(target, offset, signal) {
      signal?.throwIfAborted();
      reads.push([offset, target.length]);
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
  };
}
