/** Bytes that lie in a pickle as Latin-1 text in UTF-8: the platform's own strict decoder says what they are. */

import { expect, test } from 'vitest';
import { transcodeLatin1 } from '../../src/values/latin1.ts';
import { random } from '../random.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function meant(utf8: Uint8Array): Buffer | undefined {
  let text: string;
  try {
    text = strict.decode(utf8);
  } catch {
    return undefined;
  }
  return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
}

/** Whether the bytes, which stand among others, are what they were meant to be. */
function isRight(utf8: Uint8Array, offset: number): boolean {
  const around = new Uint8Array(offset + utf8.length + 5).fill(0xa5);
  around.set(utf8, offset);
  const got = transcodeLatin1(around, offset, offset + utf8.length);
  const expected = meant(utf8);
  return expected === undefined || got === undefined ? got === expected : expected.equals(got);
}

const LARGE = 65536;
const { next } = random(8);
const KINDS: Readonly<Record<string, (i: number) => number>> = {
  ASCII: (i) => i & 0x7f,
  'all above it': (i) => 0x80 | (i & 0x7f),
  random: () => next() * 256,
  'mostly ASCII': () => (next() < 0.05 ? 128 + next() * 128 : next() * 128),
  'an element in eight': (i) => (i % 8 > 5 ? next() * 256 : 0),
};

test.each(Object.entries(KINDS))('%s', (_name, kind) => {
  for (const size of [
    0,
    1,
    2,
    3,
    5,
    40,
    1000,
    LARGE - 1,
    LARGE,
    LARGE + 1,
    LARGE + 2,
    LARGE + 3,
    3 * LARGE,
  ]) {
    const text = Buffer.from(Uint8Array.from({ length: size }, (_, i) => kind(i))).toString('latin1');
    for (const offset of [0, 1, 2, 3])
      expect(isRight(Buffer.from(text), offset), `${size} from ${offset}`).toBe(true);
  }
});

const WRONG = [
  [0x80],
  [0xbf],
  [0xc2],
  [0xc3],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc2, 0x41],
  [0xc2, 0xc2, 0x80],
  [0xc3, 0xc3],
  [0xc3, 0x80, 0x80],
  [0xc4, 0x80],
  [0xdf, 0xbf],
  [0xe2, 0x82, 0xac],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xff],
  [0xc2, 0xc2, 0xc2, 0xc2, 0xc2, 0xc2, 0xc2, 0xc2],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
];

test('what is no Latin-1, wherever it stands', () => {
  for (const size of [20, LARGE + 20]) {
    for (const filler of ['a', 'é', 'aé', 'éaa']) {
      const good = Buffer.from(filler.repeat(size)).subarray(0, 2 * Math.floor(size / 2));
      for (const wrong of WRONG) {
        const places = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [i, good.length - wrong.length - i]);
        for (const at of places) {
          const bad = Uint8Array.from(good);
          bad.set(wrong, at);
          expect(isRight(bad, at % 3), `${wrong} at ${at} of ${size}, ${filler}`).toBe(true);
        }
      }
    }
  }
});

test('nothing but what is wrong', () => {
  for (const byte of [0x80, 0xbf, 0xc2, 0xc3, 0xc4, 0xff])
    expect(transcodeLatin1(new Uint8Array(2 * LARGE).fill(byte), 0, 2 * LARGE)).toBeUndefined();
});
