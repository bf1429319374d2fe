/** Tests that need a Python with NumPy: under CI one that is missing fails them, elsewhere they are skipped. */

import { afterAll, beforeAll, describe } from 'vitest';
import { Judge } from './judge.ts';
import { findPython, type Python } from './python.ts';

export interface Live {
  readonly major: 1 | 2;
  readonly python: Python;
  /** Runs while the tests do. */
  readonly judge: Judge;
}

/** Declares the tests of one NumPy, `live` of which are there once a test runs. */
export function describeLive(what: string, major: 1 | 2, declare: (live: () => Live) => void): void {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';
  describe.skipIf(skipped)(`${what}: NumPy ${major}${why}`, () => {
    let live: Live | undefined;
    beforeAll(() => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      live = { major, python: found, judge: new Judge(found) };
    });
    afterAll(() => live?.judge.close());
    declare(() => live!);
  });
}
