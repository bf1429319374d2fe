import type { ByteSource } from './byte-source.ts';

/** Bytes that are copied in one go: what they were copied from is garbage, of which there should not be much. */
const PART = 0x20_0000;

/** A Blob or File, read by its slices, so that no more of it is in memory than is asked for. */
export function blobSource(blob: Blob): ByteSource {
  const { name } = blob as Partial<File>;
  const read = async (offset: number, length: number) =>
    new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
  return {
    name: name === undefined ? 'the Blob' : `the file ${name}`,
    size: blob.size,
    read,
    readInto: async (target, offset) => {
      const bytes = await read(offset, Math.min(target.length, PART));
      target.set(bytes);
      return bytes.length;
    },
  };
}
