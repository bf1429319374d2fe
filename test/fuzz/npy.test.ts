/**
 * A few seconds of mutated .npy and .npz files in each run of the tests. `FUZZ_SEED` chooses another seed; by hand:
 * `npx tsx test/fuzz/npy.ts SECONDS SEED`.
 */

import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { checkPrototypes } from './check.ts';
import { checkFile, mutatedFile, OPTION_SETS, seedFiles } from './npy.ts';

const SECONDS = process.env['CI'] ? 15 : 3;
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

it(`keeps the rule on mutated files for ${SECONDS} s`, { timeout: 60_000 + SECONDS * 4000 }, async () => {
  const seeds = seedFiles();
  const start = performance.now();
  const findings: string[] = [];
  let [inputs, arrays] = [0, 0];
  for (; performance.now() - start < SECONDS * 1000; inputs++) {
    try {
      const file = mutatedFile(seeds, SEED, inputs);
      arrays += Number(await checkFile(file, OPTION_SETS[inputs % OPTION_SETS.length]!));
    } catch (error) {
      findings.push(`seed ${SEED}, input ${inputs}: ${(error as Error).message}`);
    }
  }
  checkPrototypes();
  expect(findings.slice(0, 10)).toEqual([]);
  // Not all of it ends at the first byte.
  expect(arrays / inputs).toBeGreaterThan(0.02);
});
