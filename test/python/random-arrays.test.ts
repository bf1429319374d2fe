/**
 * Random arrays straight from a live NumPy: data types, nested structs, layouts, protocols. `RANDOM_SEED` and
 * `RANDOM_COUNT` choose others than the usual ones.
 */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loads } from '../../src/index.ts';
import { expectLoaded, FIXTURES, readGroup } from '../golden/golden.ts';
import { findPython, pythonLines } from './python.ts';

const SEED = process.env['RANDOM_SEED'] ?? '1';
const COUNT = Number(process.env['RANDOM_COUNT'] ?? 400);

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`random arrays of a live NumPy ${major}${why}`, () => {
    test(`${COUNT} arrays of seed ${SEED}`, { timeout: 120_000 + 100 * COUNT }, async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const lines = pythonLines(found, join(FIXTURES, 'random_arrays.py'), [SEED, String(COUNT)]);
      expect(JSON.parse((await lines.next()).value ?? 'null')).toEqual({
        numpy: found.numpy,
        python: found.python,
      });
      let loaded = 0;
      let notReloaded = 0;
      for await (const line of lines) {
        const message = JSON.parse(line);
        if (message.notReloaded) {
          notReloaded++;
          continue;
        }
        for (const golden of readGroup(message, major)) {
          for (const pickle of golden.pickles) {
            expectLoaded(loads(pickle.bytes, { buffers: pickle.buffers }), golden, pickle);
          }
          loaded++;
        }
      }
      expect(loaded + notReloaded).toBe(COUNT);
      // What NumPy itself does not load as it was: rare, or something is wrong with the programs.
      expect(notReloaded).toBeLessThanOrEqual(Math.ceil(COUNT * 0.01));
    });
  });
}
