import type { ByteSource } from '../../src/index.ts';

/** Bytes in memory, as a source that says no more than it must. */
export function memorySource(bytes: Uint8Array, canFill = false): ByteSource {
  const source: ByteSource = {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
  if (!canFill) return source;
  return {
    ...source,
    readInto: async (target, offset) => {
      const part = bytes.subarray(offset, offset + Math.min(target.length, 100_000));
      target.set(part);
      return part.length;
    },
  };
}

/** A stream of these chunks. */
export function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}
