/** Loading from a stream takes time linear in its bytes, however they are cut. */

import { expect, it } from 'vitest';
import { dumps, load, loadAll } from '../../src/index.ts';
import { expectGrowth } from '../growth.ts';
import { bytes, u4 } from '../pickle/assemble.ts';
import { pieces } from './sources.ts';

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

it.each(cases)('%s, byte by byte', { timeout: 120_000 }, async (_, make) => {
  const prepare = (size: number) => {
    const chunks = [...pieces(make(size), () => 1)];
    return () => load(chunks, { trailing: 'ignore' });
  };
  await expectGrowth(prepare, 1000, { doublings: 3 });
});

it('many pickles in one chunk, and in many', { timeout: 120_000 }, async () => {
  const one = dumps(['a', 1]);
  const prepare = (size: number) => {
    const joined = Buffer.concat(new Array<Uint8Array>(size).fill(one));
    const chunks = [new Uint8Array(joined), ...pieces(joined, () => 10)];
    return async () => {
      let count = 0;
      for await (const _ of loadAll(chunks)) count++;
      expect(count).toBe(2 * size);
    };
  };
  await expectGrowth(prepare, 500, { doublings: 3 });
});
