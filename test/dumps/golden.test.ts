/** Every golden pickle, loaded exactly and written again, is the same bytes, as NumPy and CPython wrote them. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type GoldenCase, type GoldenPickle, goldenCases } from '../golden/golden.ts';
import { differenceOf } from './difference.ts';
import { EXCEPTIONS, exceptionFor } from './exceptions.ts';
import { rewritten } from './rewrite.ts';

/** The pickle that CPython's C pickler wrote of it: what the Python pickler and pickletools made is spelled otherwise. */
function asByC({ pickles }: GoldenCase, pickle: GoldenPickle): GoldenPickle {
  return /^p\d$|^oob$/.test(pickle.name)
    ? pickle
    : pickles.find(({ name }) => name === `p${pickle.protocol}`)!;
}

/** What a class of the fixtures reduced to a call: we write the array itself. */
const isConstructor = ({ id }: GoldenCase) => id.startsWith('constructors/');

const cases = goldenCases().filter((golden) => !isConstructor(golden));

test.each([1, 2] as const)('pickles of NumPy %i come back byte for byte', { timeout: 120_000 }, (numpy) => {
  const wrong: string[] = [];
  const same: string[] = [];
  let count = 0;
  for (const golden of cases) {
    if (golden.numpy !== numpy) continue;
    for (const pickle of golden.pickles) {
      count++;
      const ours = rewritten(pickle, { protocol: pickle.protocol, numpy, outOfBand: pickle.name === 'oob' });
      const found = differenceOf(ours, asByC(golden, pickle));
      const isException = exceptionFor(golden, pickle) !== undefined;
      if (found !== null && !isException) wrong.push(`${golden.id} ${pickle.name}: ${found}`);
      if (found === null && isException) same.push(`${golden.id} ${pickle.name}`);
    }
  }
  expect(wrong.slice(0, 5), `${wrong.length} of ${count} differ`).toEqual([]);
  expect(same, 'no exceptions after all').toEqual([]);
  expect(count).toBeGreaterThan(17_000);
});

test('exceptions are as few as README.md says, and each is of a case that there is', () => {
  const all = cases.flatMap((golden) => golden.pickles.map((pickle) => exceptionFor(golden, pickle)));
  const few = all.filter((exception) => exception !== undefined);
  expect(few.length / all.length).toBeLessThan(0.05);
  expect(few.filter((exception) => exception?.strings).length / few.length).toBeGreaterThan(0.95);
  const count = goldenCases().reduce((sum, { pickles }) => sum + pickles.length, 0);
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const said = /([\d,]+) golden pickles, .*?Written again, (\d+) %/s.exec(readme)?.slice(1);
  expect(said).toEqual([
    `${Math.round(count / 1000)},000`,
    `${Math.round(100 * (1 - few.length / all.length))}`,
  ]);
  const ids = new Set(cases.map(({ id }) => id));
  for (const exception of EXCEPTIONS)
    for (const [group, names] of Object.entries(exception.cases))
      for (const name of names === '*' ? ['1d'] : names.split(' ')) expect(ids).toContain(`${group}/${name}`);
});

test('equal bytes are found to differ where they do', () => {
  const pickle = cases.find(({ id }) => id === 'float64/C')!.pickles.find(({ name }) => name === 'oob')!;
  const ours = rewritten(pickle, { protocol: 5, numpy: 1, outOfBand: true });
  expect(differenceOf(ours, pickle)).toBeNull();
  const changed = pickle.bytes.slice();
  changed[40]! ^= 1;
  expect(differenceOf({ ...ours, bytes: changed }, pickle)).toMatch(/^byte 40 /);
  const buffer = pickle.buffers[0]!.slice();
  buffer[7]! ^= 1;
  expect(differenceOf({ ...ours, buffers: [buffer] }, pickle)).toMatch(/^buffer 0: byte 7 /);
  expect(differenceOf({ ...ours, buffers: [] }, pickle)).toBe('0 buffers instead of 1');
});
