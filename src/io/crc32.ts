/** CRC-32 of bytes, as zip and gzip have it. Source: RFC 1952, section 8 */

import { nodeZlib } from './node-zlib.ts';

/** Eight tables of 256: what a byte does to the sum that comes 0 to 7 bytes before the end of a group of eight. */
let tables: Int32Array | undefined;

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    made[byte] = sum;
  }
  for (let i = 256; i < made.length; i++) made[i] = (made[i - 256]! >>> 8) ^ made[made[i - 256]! & 0xff]!;
  return made;
}

/** Node takes no more at once. */
const MOST_AT_ONCE = 2 ** 30;

/** The CRC-32 of bytes, or of those before, whose sum is `sum`, and these. */
export function crc32(bytes: Uint8Array, sum = 0): number {
  const native = nodeZlib()?.crc32;
  if (native === undefined) return portableCrc32(bytes, sum);
  for (let at = 0; at < bytes.length; at += MOST_AT_ONCE) {
    sum = native(bytes.subarray(at, at + MOST_AT_ONCE), sum);
  }
  return sum;
}

/** The same in JavaScript alone: eight bytes a step (1.1 GB/s in Node 20; byte by byte 0.4). */
export function portableCrc32(bytes: Uint8Array, sum = 0): number {
  tables ??= makeTables();
  const t = tables;
  const end = bytes.length - (bytes.length % 8);
  let crc = ~sum;
  let i = 0;
  for (; i < end; i += 8) {
    const low = crc ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    crc =
      t[1792 + (low & 0xff)]! ^
      t[1536 + ((low >>> 8) & 0xff)]! ^
      t[1280 + ((low >>> 16) & 0xff)]! ^
      t[1024 + (low >>> 24)]! ^
      t[768 + bytes[i + 4]!]! ^
      t[512 + bytes[i + 5]!]! ^
      t[256 + bytes[i + 6]!]! ^
      t[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ t[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}
