import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** Members of a `.tar.gz` by name (plain files, ustar), in their order. */
export function readTarGz(compressed: Uint8Array): Map<string, Uint8Array> {
  const tar = gunzipSync(compressed);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; tar[at] !== 0 && at < tar.length; ) {
    const text = (from: number, to: number) => tar.toString('utf8', at + from, at + to).replace(/\0.*$/s, '');
    if (text(257, 262) !== 'ustar' || text(156, 157) !== '0')
      throw new Error(`tar: not a plain file at ${at}`);
    const name = text(345, 500) ? `${text(345, 500)}/${text(0, 100)}` : text(0, 100);
    const size = Number.parseInt(text(124, 136), 8);
    files.set(name, new Uint8Array(tar.subarray(at + BLOCK, at + BLOCK + size)));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
