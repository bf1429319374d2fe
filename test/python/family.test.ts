/** NumPy's family, written by us, in live NumPys: silent, and equal to what they wrote themselves. */

import { expect, test } from 'vitest';
import { loads } from '../../src/index.ts';
import { written } from '../dumps/rewrite.ts';
import { familyCases, type GoldenCase } from '../golden/golden.ts';
import { FAMILY_CLASSES as classes } from '../numpy/family.ts';
import type { Difference } from './judge.ts';
import { describeLive } from './live.ts';

const cases = familyCases();
const pickleOf = ({ pickles }: GoldenCase, name: string) => pickles.find((pickle) => pickle.name === name)!;

/** What no name loads in NumPy 2 without a warning that NumPy 1 has, too. */
const WARNED = /^subclasses\/chararray/;

/**
 * NumPy 1 does not pickle what a generator was seeded by, so any other may have another; and its Generator pickles the
 * state of its bit generator, which it then does not share.
 */
const isLostInOne = ([kind, path]: Difference) =>
  kind === 'identity' ? /^\[\d+\]$/.test(path) : path.includes('.state[1]');

for (const major of [1, 2] as const) {
  describeLive('the family', major, (live) => {
    for (const numpy of ['any', major] as const) {
      for (const name of ['p0', 'p2', 'p4', 'p5', 'oob']) {
        test(`written with numpy: ${numpy}, as ${name}`, { timeout: 60_000 }, async () => {
          const wrong: string[] = [];
          // What either NumPy wrote: a pickle written for both goes from the one to the other.
          for (const golden of cases) {
            if (numpy !== 'any' && golden.numpy !== major) continue;
            if (WARNED.test(golden.id) && numpy === 'any' && major === 2) continue;
            const expected = cases.find(({ id, numpy: by }) => id === golden.id && by === major)!;
            const given = pickleOf(golden, name);
            const value = loads(given.bytes, { buffers: given.buffers, classes, exact: true });
            const way = { protocol: given.protocol, numpy, outOfBand: name === 'oob', classes };
            try {
              const found = await live().judge.equal(written(value, way), pickleOf(expected, name));
              const told =
                golden.id.startsWith('random/') && numpy === 'any'
                  ? found.filter((one) => !isLostInOne(one))
                  : found;
              if (told.length > 0)
                wrong.push(`${golden.id} of NumPy ${golden.numpy}: ${told[0]!.join(' | ')}`);
            } catch (error) {
              wrong.push(`${golden.id} of NumPy ${golden.numpy}: ${(error as Error).message}`);
            }
          }
          expect(wrong).toEqual([]);
        });
      }
    }
  });
}
