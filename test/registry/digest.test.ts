import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type HashName, hexDigest } from '../../src/registry/digest.ts';

const NAMES: readonly HashName[] = ['md5', 'sha1', 'sha256'];

describe('digests are those of Node', () => {
  test.each(NAMES)('%s', (name) => {
    // Each length of the last block, with and without a block of padding alone.
    for (let length = 0; length <= 200; length++) {
      const message = Uint8Array.from({ length }, (_, i) => (i * 131 + length * 17) & 0xff);
      expect(hexDigest(name, message), `${length} bytes`).toBe(
        createHash(name).update(message).digest('hex'),
      );
    }
  });
});
