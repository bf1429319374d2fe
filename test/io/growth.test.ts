/** Loading from a stream takes time linear in its bytes, however they are cut. */

import { expect, it } from 'vitest';
import { dumps, load, loadAll } from '../../src/index.ts';
import { asyncGrowthExponent } from '../growth.ts';
import { bytes, u4 } from '../pickle/assemble.ts';
import { pieces } from './sources.ts';

const LINEAR = 1.3;

const cases: [string, (size: number) => Uint8Array][] = [
  // Its size is told before it comes: gathered in memory that grows.
  ['a payload', (size) => bytes('B', u4(16 * size), new Uint8Array(16 * size), '.')],
  ['a line', (size) => bytes('V', 'x'.repeat(16 * size), '\n.')],
  // STOP waits for the end of the frame.
  [
    'what a frame promises',
    (size) => bytes('\x95', u4(16 * size), u4(0), 'N.', new Uint8Array(16 * size - 2)),
  ],
  ['many small things', (size) => dumps(Array.from({ length: size }, (_, i) => [i, `text ${i}`]))],
];

it.each(cases)('%s, byte by byte', { retry: 6, timeout: 120_000 }, async (_, make) => {
  const inputs = new Map<number, Uint8Array[]>();
  for (let size = 1000; size <= 8000; size *= 2) inputs.set(size, [...pieces(make(size), () => 1)]);
  const run = async (size: number) => {
    await load(inputs.get(size)!, { trailing: 'ignore' });
  };
  expect(await asyncGrowthExponent(run, 1000, 3, 3)).toBeLessThan(LINEAR);
});

it('many pickles in one chunk, and in many', { retry: 6, timeout: 120_000 }, async () => {
  const one = dumps(['a', 1]);
  const inputs = new Map<number, Uint8Array[]>();
  for (let size = 500; size <= 4000; size *= 2) {
    const joined = Buffer.concat(new Array<Uint8Array>(size).fill(one));
    inputs.set(size, [new Uint8Array(joined), ...pieces(joined, () => 10)]);
  }
  const run = async (size: number) => {
    let count = 0;
    for await (const _ of loadAll(inputs.get(size)!)) count++;
    expect(count).toBe(2 * size);
  };
  expect(await asyncGrowthExponent(run, 500, 3, 3)).toBeLessThan(LINEAR);
});
