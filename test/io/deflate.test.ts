import { deflateRawSync, crc32 as zlibCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32, portableCrc32 } from '../../src/io/crc32.ts';
import { deflate, inflate, inflateStart, inflateStream } from '../../src/io/deflate.ts';
import { random } from '../random.ts';

const r = random(1);
const bytes = Uint8Array.from({ length: 100_000 }, () => r.below(256) & r.below(256));

test('CRC-32 of any length, at once and bit by bit', () => {
  // As RFC 1952 and every zip program have it.
  expect(portableCrc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  for (const crc of [crc32, portableCrc32]) {
    for (let length = 0; length < 70; length++) {
      for (const start of [0, 1, 5]) {
        const part = bytes.subarray(start, start + length);
        expect(crc(part)).toBe(zlibCrc32(part));
        expect(crc(part.subarray(length >> 1), crc(part.subarray(0, length >> 1)))).toBe(zlibCrc32(part));
      }
    }
    expect(crc(bytes)).toBe(zlibCrc32(bytes));
  }
});

describe('what is deflated', () => {
  const crc = zlibCrc32(bytes);
  const packed = new Uint8Array(deflateRawSync(bytes));

  test.each([
    ['zlib', inflate],
    ['the platform', inflateStream],
  ])('is expanded by %s, and checked', async (_by, expand) => {
    const size = bytes.length;
    expect(Buffer.from(await expand(packed, { size, crc })).equals(bytes)).toBe(true);
    const small = new Uint8Array(deflateRawSync(bytes.subarray(0, 100)));
    const few = await expand(small, { size: 100, crc: zlibCrc32(bytes.subarray(0, 100)) });
    // Node's pool of small buffers is not to be handed out.
    expect(few.buffer.byteLength).toBe(100);
    await expect(expand(packed, { size: size - 1, crc })).rejects.toThrow(
      'it expands to more than 99999 bytes',
    );
    await expect(expand(packed, { size: size + 1, crc })).rejects.toThrow();
    await expect(expand(packed, { size, crc: crc ^ 1 })).rejects.toThrow();
    await expect(expand(packed.subarray(0, -20), { size, crc })).rejects.toThrow();
    await expect(expand(packed.subarray(7), { size, crc })).rejects.toThrow();
  });

  test('is expanded as far as it is there', async () => {
    const start = await inflateStart(packed.subarray(0, 5000), 1000);
    expect(start.length).toBeGreaterThan(1000);
    expect(Buffer.from(start).equals(bytes.subarray(0, start.length))).toBe(true);
  });

  test('comes in pieces', async () => {
    const made = await deflate([bytes.subarray(0, 10), bytes.subarray(10)]);
    expect(made.crc).toBe(crc);
    expect(
      Buffer.from(await inflate(Buffer.concat(made.pieces), { size: bytes.length, crc })).equals(bytes),
    ).toBe(true);
  });
});
