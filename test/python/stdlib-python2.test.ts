/**
 * Values of the standard library, and pickles as Python 2 wrote them: Python → `loads(exact)` → `dumps` → Python, at every
 * protocol. Equal is what Python 3 loads of ours, with warnings as errors, and of the original under its encoding.
 */

import { expect, test } from 'vitest';
import { loads } from '../../src/index.ts';
import { rewritten, written } from '../dumps/rewrite.ts';
import { ENCODINGS, libraryCases, python2Cases } from '../golden/objects.ts';
import type { Difference, Pickle } from './judge.ts';
import { describeLive } from './live.ts';

const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const;

/** Under `bytes` NumPy leaves titles of fields bytes; we have them as text, as names are. */
const BYTES_TITLES = 'array/struct-title';

/** The lines of what is not equal. */
async function unequal(pairs: [id: string, Promise<Difference[]>][]): Promise<string[]> {
  const found = await Promise.all(
    pairs.map(async ([id, judged]) => {
      const [first] = await judged.catch((error: Error): Difference[] => [['raised', error.message, '', '']]);
      return first ? [`${id}: ${first.join(' ')}`] : [];
    }),
  );
  return found.flat();
}

for (const major of [1, 2] as const) {
  describeLive('written again', major, (live) => {
    test('values of the standard library', { timeout: 60_000 }, async () => {
      const { judge } = live();
      const judged: [string, Promise<Difference[]>][] = [];
      for (const { id, pickles } of libraryCases()) {
        for (const pickle of pickles) {
          for (const protocol of PROTOCOLS) {
            // Below protocol 4, Python itself loses the fold of a time.
            const own = pickles.find(({ name }) => name === pickle.name.replace(/\d$/, `${protocol}`))!;
            const ours = rewritten({ bytes: pickle.bytes, buffers: [] }, { protocol, numpy: 'any' });
            const equal = judge.equal(ours, { bytes: protocol < 4 ? own.bytes : pickle.bytes });
            judged.push([`${id} ${pickle.name} as p${protocol}`, equal]);
          }
        }
      }
      expect(await unequal(judged)).toEqual([]);
      expect(judged.length).toBeGreaterThan(1500);
    });

    test('pickles of Python 2', { timeout: 60_000 }, async () => {
      const { judge } = live();
      let count = 0;
      for (const { id, pickles } of python2Cases()) {
        const judged: [string, Promise<Difference[]>][] = [];
        for (const { name, bytes, outcomes } of pickles) {
          for (const encoding of ENCODINGS) {
            // Python has no value of it either, and golden tests say that we raise an error.
            if ('error' in outcomes[encoding]) continue;
            const value = loads(bytes, { exact: true, encoding });
            const original: Pickle = { bytes, encoding };
            for (const protocol of PROTOCOLS) {
              count++;
              const equal = judge.equal(written(value, { protocol, numpy: 'any' }), original);
              judged.push([`${id} ${name}, ${encoding}, as p${protocol}`, equal]);
            }
          }
        }
        const wrong = await unequal(judged);
        if (id === BYTES_TITLES) {
          const isTitle =
            /, bytes, as p\d: dtype .*\(\('the title', 'n'\).* dtype\(\[\(\(b'the title', 'n'\)/;
          expect(wrong.filter((line) => !isTitle.test(line))).toEqual([]);
          expect(wrong.length).toBe(pickles.length * PROTOCOLS.length);
        } else expect(wrong).toEqual([]);
      }
      expect(count).toBeGreaterThan(7000);
    });
  });
}
