/**
 * Arrays of other libraries, and real NumPy.
 *
 * Golden arrays that do not come back from them bit by bit hold the same numbers all the same.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { loads, type NumpyArray } from '../../src/index.ts';
import { computations, type NumpyResults, plain } from '../convert/peers.ts';
import { keepsBits, targets } from '../convert/targets.ts';
import { FIXTURES, goldenCases } from '../golden/golden.ts';
import { findPython } from './python.ts';

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  const run = (program: string, input = ''): string => {
    if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    return execFileSync(found.command, [join(FIXTURES, program)], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
  };

  describe.skipIf(skipped)(`arrays of other libraries, and NumPy ${major}${why}`, () => {
    test.each(targets)(
      '$name: what is not the same bits is the same numbers',
      { timeout: 120_000 },
      (target) => {
        const pairs: [string, string][] = [];
        const ids: string[] = [];
        for (const { id, kind, numpy, pickles } of goldenCases()) {
          if (kind !== 'array' || numpy !== major || keepsBits(id) || id.startsWith('constructors/'))
            continue;
          const { bytes } = pickles.find(({ name }) => name === 'p4')!;
          const array = loads(bytes.slice(), { exact: true }) as NumpyArray;
          const ours = dumps(target.back(target.convert(array), array.dtype), { protocol: 4 });
          pairs.push([Buffer.from(ours).toString('base64'), Buffer.from(bytes).toString('base64')]);
          ids.push(id);
        }
        expect(ids.length).toBeGreaterThan(250);
        const said = JSON.parse(run('same_numbers.py', JSON.stringify(pairs))) as (string | null)[];
        expect(said.length).toBe(ids.length);
        expect(said.flatMap((fault, i) => (fault === null ? [] : [`${ids[i]}: ${fault}`]))).toEqual([]);
      },
    );

    test('functions of those libraries compute what NumPy does', () => {
      const bytes = Buffer.from(run('peer_results.py'), 'base64');
      const results = loads(bytes, { dicts: 'object' }) as unknown as Record<string, NumpyResults>;
      let count = 0;
      for (const [name, about] of Object.entries(results)) {
        for (const [what, compute] of Object.entries(computations)) {
          const expected = about[what as keyof NumpyResults];
          if (expected === undefined) continue;
          for (const { by, value } of compute(about.x)) {
            expect(value, `${name}: ${what} by ${by}`).toStrictEqual(plain(expected));
            count++;
          }
        }
      }
      expect(count).toBe(558);
    });
  });
}
