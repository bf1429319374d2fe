/**
 * MD5, SHA-1 and SHA-256: how Cython tells by the names of a class's fields whether a pickle fits it. They guard
 * nothing. (WebCrypto has no MD5, and answers later.)
 *
 * All three work alike: the padded message goes block by block into a state of 32-bit words.
 *
 * Source: RFC 1321; FIPS 180-4
 */

export type HashName = 'md5' | 'sha256' | 'sha1';

interface Hash {
  readonly littleEndian: boolean;
  readonly start: readonly number[];
  /** What one block of 16 words makes of the state, which is still to be added to it. */
  compress(state: readonly number[], block: readonly number[]): number[];
}

const BLOCK = 64;

const rotl = (x: number, n: number) => (x << n) | (x >>> (32 - n));

/** The first bits behind the point of the roots of the first primes, as SHA-2 has them. */
function rootBits(count: number, power: 2n | 3n): number[] {
  const words: number[] = [];
  for (let n = 2n; words.length < count; n++) {
    let isPrime = true;
    for (let d = 2n; d < n; d++) if (n % d === 0n) isPrime = false;
    if (!isPrime) continue;
    // The greatest integer whose power is at most n · 2^(32 · power), bit by bit.
    let root = 0n;
    for (let bit = 1n << 40n; bit > 0n; bit >>= 1n) {
      if ((root + bit) ** power <= n << (32n * power)) root += bit;
    }
    words.push(Number(BigInt.asUintN(32, root)));
  }
  return words;
}

const MD5_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
/** The block's word that step i takes is `(factor * i + offset) % 16`. */
const MD5_WORDS = [
  [1, 0],
  [5, 1],
  [3, 5],
  [7, 0],
] as const;

const SHA1_CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

const choose = (x: number, y: number, z: number) => (x & y) | (~x & z);
const majority = (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z);
const parity = (x: number, y: number, z: number) => x ^ y ^ z;

const MD5_MIX = [
  choose,
  (x: number, y: number, z: number) => choose(z, x, y),
  parity,
  (x: number, y: number, z: number) => y ^ (x | ~z),
] as const;
const SHA1_MIX = [choose, parity, majority, parity] as const;

const RFC_START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476] as const;

let sha256Constants: readonly number[] | undefined;

const HASHES: Readonly<Record<HashName, () => Hash>> = {
  md5: () => ({
    littleEndian: true,
    start: RFC_START,
    compress([a = 0, b = 0, c = 0, d = 0], block) {
      for (let i = 0; i < 64; i++) {
        const round = i >> 4;
        const [factor, offset] = MD5_WORDS[round]!;
        const constant = Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32);
        const sum = a + MD5_MIX[round]!(b, c, d) + constant + block[(factor * i + offset) % 16]!;
        [a, b, c, d] = [d, b + rotl(sum | 0, MD5_SHIFTS[round]![i % 4]!), b, c];
        b |= 0;
      }
      return [a, b, c, d];
    },
  }),
  sha1: () => ({
    littleEndian: false,
    start: [...RFC_START, 0xc3d2e1f0],
    compress([a = 0, b = 0, c = 0, d = 0, e = 0], block) {
      const words = [...block];
      for (let i = 0; i < 80; i++) {
        if (i >= 16) words.push(rotl(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1));
        const round = Math.floor(i / 20);
        const sum = rotl(a, 5) + SHA1_MIX[round]!(b, c, d) + e + SHA1_CONSTANTS[round]! + words[i]!;
        [a, b, c, d, e] = [sum | 0, a, rotl(b, 30), c, d];
      }
      return [a, b, c, d, e];
    },
  }),
  sha256: () => ({
    littleEndian: false,
    start: rootBits(8, 2n),
    compress([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0], block) {
      sha256Constants ??= rootBits(64, 3n);
      const words = [...block];
      for (let i = 0; i < 64; i++) {
        if (i >= 16) {
          const [x, y] = [words[i - 15]!, words[i - 2]!];
          const low = rotl(x, 25) ^ rotl(x, 14) ^ (x >>> 3);
          const high = rotl(y, 15) ^ rotl(y, 13) ^ (y >>> 10);
          words.push((words[i - 16]! + low + words[i - 7]! + high) | 0);
        }
        const first =
          h + (rotl(e, 26) ^ rotl(e, 21) ^ rotl(e, 7)) + choose(e, f, g) + sha256Constants[i]! + words[i]!;
        const second = (rotl(a, 30) ^ rotl(a, 19) ^ rotl(a, 10)) + majority(a, b, c);
        [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
      }
      return [a, b, c, d, e, f, g, h];
    },
  }),
};

/** The digest as the hexadecimal digits that Python's `hashlib` gives. */
export function hexDigest(name: HashName, message: Uint8Array): string {
  const { littleEndian, start, compress } = HASHES[name]();
  // A bit that is set, zeros, and the length in bits as a 64-bit number.
  const padded = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / BLOCK) * BLOCK));
  new Uint8Array(padded.buffer).set(message);
  padded.setUint8(message.length, 0x80);
  padded.setBigUint64(padded.byteLength - 8, BigInt(message.length) * 8n, littleEndian);

  let state = [...start];
  for (let at = 0; at < padded.byteLength; at += BLOCK) {
    const block = Array.from({ length: 16 }, (_, i) => padded.getUint32(at + 4 * i, littleEndian));
    const change = compress(state, block);
    state = state.map((word, i) => (word + change[i]!) | 0);
  }
  const digest = new DataView(new ArrayBuffer(4 * state.length));
  for (const [i, word] of state.entries()) digest.setUint32(4 * i, word, littleEndian);
  return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
