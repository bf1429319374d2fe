/** The machine's work is linear in its input, whatever the input. */

import { describe, expect, it } from 'vitest';
import { loads, type Tuple } from '../../src/index.ts';
import { PickleFeed } from '../../src/pickle/feed.ts';
import { Unpickler } from '../../src/pickle/unpickler.ts';
import { builtins } from '../../src/registry/builtins.ts';
import { Registry } from '../../src/registry/registry.ts';
import { growthExponent } from '../growth.ts';
import { bytes, u4 } from './assemble.ts';

// Where linear ends: garbage collection makes linear work look a little steeper.
const LINEAR = 1.5;

const MILLION = 1_000_000;
/** `n` pieces, one after the other: too many to be arguments. */
const pieces = (n: number, piece: (i: number) => Uint8Array) =>
  Buffer.concat(Array.from({ length: n }, (_, i) => piece(i)));
const put = (i: number) => bytes(']r', u4(i), '0');

describe('a million', () => {
  it('lists deep', () => {
    let list = loads(bytes(']'.repeat(MILLION), 'a'.repeat(MILLION - 1), '.')) as unknown[];
    let depth = 1;
    for (; list.length === 1; depth++) list = list[0] as unknown[];
    expect(depth).toBe(MILLION);
  });

  it('MARKs', () => {
    let value = loads(bytes('('.repeat(MILLION), 't'.repeat(MILLION), '.')) as Tuple;
    let depth = 1;
    for (; value.length === 1; depth++) value = value[0] as Tuple;
    expect(depth).toBe(MILLION);
  });

  it('items in one APPENDS', () => {
    const list = loads(bytes('](', 'K\x05'.repeat(MILLION), 'e.')) as number[];
    expect(list.length).toBe(MILLION);
    expect(list.at(-1)).toBe(5);
  });
});

describe('time grows as the input does', () => {
  const families: Record<string, (n: number) => Uint8Array> = {
    'nested lists': (n) => bytes(']'.repeat(n), 'a'.repeat(n - 1), '.'),
    'MARKs and TUPLEs': (n) => bytes('('.repeat(n), 't'.repeat(n), '.'),
    'one APPENDS': (n) => bytes('](', 'K\x05'.repeat(n), 'e.'),
    'one SETITEMS': (n) =>
      bytes(
        '}(',
        pieces(n, (i) => bytes('J', u4(i), 'N')),
        'u.',
      ),
    'APPEND by APPEND': (n) => bytes(']', 'K\x05a'.repeat(n), '.'),
    'short strings': (n) => bytes('](', 'X\x03\0\0\0abc'.repeat(n), 'e.'),
    'strings that are not ASCII': (n) => bytes('](', 'X\x03\0\0\0a\xc3\xa9'.repeat(n), 'e.'),
    'a long string': (n) => bytes('X', u4(16 * n), 'ab'.repeat(8 * n), '.'),
    'a long string of surrogates': (n) => bytes('X', u4(3 * n), '\xed\xa0\x80'.repeat(n), '.'),
    'a long LONG4': (n) => bytes(0x8b, u4(8 * n), '\x77'.repeat(8 * n), '.'),
    'text lines': (n) => bytes('(', 'I12\nVab\nF1.5\n'.repeat(n), 't.'),
    'one long line': (n) => bytes('V', 'x'.repeat(16 * n), '\n.'),
    escapes: (n) => bytes('V', '\\u4e16'.repeat(n), '\n.'),
    'memo: MEMOIZE and GET': (n) => bytes(']', '\x94h\0'.repeat(n), '.'),
    'memo: ascending PUTs': (n) => bytes(pieces(n, put), 'N.'),
    'memo: descending PUTs': (n) =>
      bytes(
        pieces(n, (i) => put(n - 1 - i)),
        'N.',
      ),
    'memo: PUTs far apart': (n) =>
      bytes(
        pieces(n, (i) => put(i * 1000)),
        'N.',
      ),
    'DUP and TUPLE2': (n) => bytes(')', '2\x86'.repeat(n), '.'),
    'POP and POP_MARK': (n) => bytes('N', 'N0(NN1'.repeat(n), '.'),
    globals: (n) => bytes('(', 'cbuiltins\nset\n0'.repeat(n), 't.'),
    'calls with many arguments': (n) => bytes('cbuiltins\nset\n](', 'K\x05'.repeat(n), 'e\x85R.'),
    'sets and frozensets': (n) =>
      bytes(
        '(',
        pieces(n, (i) => bytes('J', u4(i))),
        '\x91.',
      ),
    'frames and protocols': (n) => bytes('\x80\x04\x95\0\0\0\0\0\0\0\0'.repeat(n), 'N.'),
  };
  for (const [family, make] of Object.entries(families)) {
    it(family, { retry: 6, timeout: 120_000 }, () => {
      const inputs = new Map<number, Uint8Array>();
      for (let size = 10_000; size <= 160_000; size *= 2) inputs.set(size, make(size));
      expect(growthExponent((size) => void loads(inputs.get(size)!), 10_000)).toBeLessThan(LINEAR);
    });
  }

  it('in chunks of one byte, too', { retry: 6, timeout: 120_000 }, () => {
    const registry = new Registry(builtins);
    const options = { opaque: false, exact: false, maxDigits: 4300, maxMemo: 2 ** 26 };
    const feedBytewise = (size: number) => {
      // A payload and a line, each longer than any chunk.
      const pickle = bytes('(B', u4(size), new Uint8Array(size), 'V', 'x'.repeat(size), '\nt.');
      const feed = new PickleFeed(new Unpickler(registry, options));
      for (let at = 0; at < pickle.length; at++) feed.push(pickle.subarray(at, at + 1));
    };
    expect(growthExponent(feedBytewise, 4000, 4, 4)).toBeLessThan(LINEAR);
  });

  it('a quadratic would be caught', { retry: 6, timeout: 120_000 }, () => {
    // A slice of the stack for each TUPLE, as a peer does it.
    const quadratic = (size: number) => {
      let stack: unknown[] = new Array(size).fill(null);
      for (let i = 0; i < size; i++) stack = [...stack.slice(0, -1), [stack.at(-1)]];
    };
    expect(growthExponent(quadratic, 250, 4, 3)).toBeGreaterThan(LINEAR);
  });
});
