import { SourceError } from '../errors.ts';

/** Ways in which a file is compressed, as told by the bytes that it begins with. */
export type Compression = 'gzip' | 'zlib' | 'bz2' | 'xz' | 'lzma' | 'zstd' | 'lz4' | 'zip';

const codes = (text: string): number[] => Array.from(text, (c) => c.charCodeAt(0));

/**
 * No pickle begins so: most of these first bytes are no opcode. A pickle that begins with the letters of bz2 or zip has
 * other bytes behind them.
 */
const MAGIC: readonly (readonly [Compression, readonly number[]])[] = /* @__PURE__ */ (() => [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zlib', [0x78, 0x01]],
  ['zlib', [0x78, 0x5e]],
  ['zlib', [0x78, 0x9c]],
  ['zlib', [0x78, 0xda]],
  ['bz2', codes('BZh')],
  ['xz', [0xfd, ...codes('7zXZ'), 0]],
  ['lzma', [0x5d, 0, 0]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zip', codes('PK\x03\x04')],
])();

/** What the bytes are compressed with; null: nothing known; a number: so many bytes tell more. */
export function compressionOf(head: Uint8Array): Compression | number | null {
  let wanted: number | null = null;
  for (const [compression, magic] of MAGIC) {
    if (!magic.every((byte, i) => i >= head.length || head[i] === byte)) continue;
    if (magic.length <= head.length) return compression;
    wanted = Math.max(wanted ?? 0, magic.length);
  }
  return wanted;
}

/** Rejects what is compressed, for what reads at any place. */
export function checkPlain(head: Uint8Array, name: string): void {
  const compression = compressionOf(head);
  if (typeof compression !== 'string') return;
  throw new SourceError(
    `${name} is compressed by ${compression}, so no part of it can be read alone: expand it first, or load it whole`,
    { offset: 0 },
  );
}
