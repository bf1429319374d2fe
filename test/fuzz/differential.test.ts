/** The machine against CPython's, on streams that are valid or nearly. */

import { expect, it } from 'vitest';
import { findPython } from '../python/python.ts';
import { compared, tally } from './differential.ts';

const COUNT = process.env['CI'] ? 100_000 : 5000;
const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

it.skipIf(skipped)(`reads ${COUNT} streams as CPython does`, { timeout: 600_000 }, () => {
  if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
  const reports: string[] = [];
  const { equal, errors, known, different } = tally(found.command, COUNT, 1, (text) => reports.push(text));
  expect(reports.slice(0, 5)).toEqual([]);
  expect(different).toBe(0);
  expect(equal + errors + known).toBe(COUNT);
  // Values and errors are both worth comparing; what is excused stays rare.
  expect(equal / COUNT).toBeGreaterThan(0.5);
  expect(errors / COUNT).toBeGreaterThan(0.1);
  expect(known / COUNT).toBeLessThan(0.05);
});

it('would see a difference', () => {
  const stream = Uint8Array.from('K\x01.', (char) => char.charCodeAt(0));
  expect(compared('i1', stream).verdict).toBe('equal');
  expect(compared('i2', stream).verdict).toBe('different');
  expect(compared('error ValueError', stream).verdict).toBe('different');
});
