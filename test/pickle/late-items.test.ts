/** Dicts that get their batches all at once are what they would be batch by batch, whatever the bytes. */

import { describe, expect, it } from 'vitest';
import { mutated, seedPickles } from '../fuzz/mutate.ts';
import { stream } from '../fuzz/streams.ts';
import { goldenArchives } from '../golden/golden.ts';
import { bytes } from './assemble.ts';
import { outcome } from './outcome.ts';

// Errors are made by the thousand here, on purpose.
Error.stackTraceLimit = 0;

/** Of so many keys and values, a batch waits. */
const by = (batch: number, objects = false, size?: number) => ({
  ...{ batch, objects },
  ...(size !== undefined && { size }),
  persistentLoad: (id: unknown) => [id],
});

function expectSame(pickle: Uint8Array, buffers: readonly Uint8Array[], what: string): void {
  for (const objects of [false, true]) {
    const expected = outcome(pickle, buffers, by(Number.POSITIVE_INFINITY, objects)).text;
    for (const batch of [0, 2])
      expect(outcome(pickle, buffers, by(batch, objects)).text, `${what}, ${batch}`).toBe(expected);
  }
}

// Two batches of one item.
const A = '(Va\nK\x01u';
const B = '(Vb\nK\x02u';
const OBJECT = 'cm\nC\n)\x81';

const cases: Record<string, string> = {
  'three batches': `}${A}${B}(Vc\nK\x03u.`,
  'an empty batch at the end': `}${A}${B}(u.`,
  'an empty batch between': `}${A}(u${B}.`,
  'SETITEM at the end': `}${A}${B}Vc\nK\x03s.`,
  'a key twice': `}${A}(Va\nK\x02Va\nK\x03u${A}.`,
  'a key of another type in the second': `}${A}(K\x01K\x02u${B}.`,
  'a key that is not hashable in the second': `}${A}(]K\x02u.`,
  'a key that is not hashable between': `}${A}(]K\x02u${B}.`,
  'two keys that are NaN, an error': `}${A}(Fnan\nNFnan\nNu${B}.`,
  'no value for a key in the second': `}${A}(Vb\nu.`,
  'one in each other': `}(Vx\n}${A}${B}u(Vy\n}${B}${A}u${A}.`,
  'a value that is the dict': `}q\x00${A}(Vb\nh\x00u(Vc\nK\x03u.`,
  'a value that holds the dict': `}q\x00${A}(Vb\n](h\x00eu(Vc\nh\x00\x85u.`,
  'a call that looks at the dict': `}q\x00${A}(Vb\nccollections\nCounter\nh\x00\x85Ru${A}.`,
  'a call that looks at the dict, of two batches': `}q\x00${A}${B}(Vb\nccollections\nCounter\nh\x00\x85Ru${A}.`,
  'the same by what holds it': `](}q\x01e0](h\x01eq\x020h\x01${A}(Vb\ncm\nf\nh\x02\x85Ru${A}.`,
  'a state that is the dict': `}q\x00${A}(Vb\n${OBJECT}h\x00bu${B}.`,
  'one that is fetched, deep in others': `(}q\x00${A}(Vk\n(((h\x00tttu${B}t.`,
  'a class that is fetched': `cm\nC\nq\x050}${A}(Vb\nh\x05)\x81u${B}.`,
  'a tuple in place of items': `}${A}(K\x01K\x02t.`,
  'the same, and both taken': `(}${A}(K\x01K\x02tt.`,
  'a list in place of items': `(}${A}${B}(K\x01lt.`,
  'a dict in place of items': `(}${A}${B}(Vx\nK\x01dt.`,
  'a frozenset in place of items': `(}${A}${B}(K\x01\x91t.`,
  'items for a list, an error': `}${A}(K\x01e.`,
  'items for a set, an error': `}${A}(K\x01\x90.`,
  'an object in place of items': `(}${A}(cm\nC\nK\x01ot.`,
  'the same by INST': `(}${A}(K\x01im\nC\nt.`,
  POP_MARK: `(}${A}${B}(K\x01\x31t.`,
  'POP of the MARK': `(}${A}${B}(0t.`,
  'POP of the MARK, and more items': `(}${A}${B}(0${A}t.`,
  'DUP behind it': `(}${A}${B}(12t.`.replace('12', '1\x32'),
  'nothing above the MARK': `}${A}(0(0a.`,
  'STOP above the MARK': `}${A}(K\x07.`,
  'STOP on the MARK': `}${A}(.`,
  'a list as the value, and numbers behind it': `}(Va\n](K\x09eu(K\x01K\x02u.`,
  'a list as the value, and texts behind it': `}(Va\n](K\x09eu(Vb\nK\x02u.`,
  'a list as the value, and its items behind it, an error': `}(Va\n](K\x09eu(${'K\x01'.repeat(20)}e${'N0'.repeat(20)}.`,
  'a call on the value that is dropped': `}(Va\n${OBJECT}q\x01u(cm\nf\nh\x01\x85R0Vb\nK\x02u.`,
  'a persistent id': `}q\x00${A}(Vb\nh\x00Qu${B}.`,
  'one that a record gets': `${OBJECT}${A}${B}${A}.`,
  'one that an OrderedDict gets': `ccollections\nOrderedDict\n)R${A}${B}${A}.`,
  'keys of digits': `}(V7\nNu(Vb\nNu(V3\nNucm\nf\n}(V7\nNu(Vb\nNu(V3\nNu\x85R\x86.`,
  'a class takes all while one waits': `}q\x00(Va\n}u(Vb\ncm\nf\n}\x85Ru(Vc\n}u.`,
  'the memo has it, and what it holds': `](}q\x00(Va\n}q\x01u(Vb\nh\x01uh\x00h\x01e.`,
};

describe('the same value, with all that it shares', () => {
  it.each(Object.entries(cases))('%s', (name, text) => {
    expectSame(bytes(text), [], name);
    const whole = outcome(bytes(text), [], by(0)).text;
    expect(outcome(bytes(text), [], by(0, false, 1)).text).toBe(whole);
    expect(/^\d+ \w+ /.test(whole)).toBe(/error|hashable|no value|nothing|STOP on/.test(name));
  });

  it('of all golden data with dicts', { timeout: 600_000 }, () => {
    let count = 0;
    for (const { cases } of goldenArchives())
      for (const { id, pickles } of cases)
        for (const { bytes, buffers } of pickles.filter(
          (p) => p.bytes.length <= 8192 && p.bytes.includes(0x75),
        )) {
          count++;
          expectSame(bytes, buffers, id);
        }
    expect(count).toBeGreaterThan(1000);
  });

  it('of streams made by a grammar, and of these mutated', { timeout: 240_000 }, () => {
    const seeds = seedPickles(10).filter(({ bytes }) => bytes.includes(0x75));
    let differ = 0;
    for (let i = 0; i < 8000; i++) {
      const made = stream(12, i);
      expectSame(made, [], `stream ${i}`);
      const { bytes, buffers } = mutated(seeds, 12, i);
      expectSame(bytes, buffers, `mutated ${i}`);
      const both = mutated([{ bytes: made, buffers: [] }], 12, i);
      expectSame(both.bytes, [], `mutated stream ${i}`);
      if (!/^\d+ \w+ /.test(outcome(both.bytes, [], by(0)).text)) differ++;
    }
    expect(differ).toBeGreaterThan(500);
  });
});
