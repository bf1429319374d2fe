import type { ByteSource } from './byte-source.ts';

/** A Blob or File, read by its slices, so that no more of it is in memory than is asked for. */
export function blobSource(blob: Blob): ByteSource {
  const { name } = blob as Partial<File>;
  return {
    name: name === undefined ? 'the Blob' : `the file ${name}`,
    size: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
  };
}
