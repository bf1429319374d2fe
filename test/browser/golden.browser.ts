/** In a browser, golden pickles are what they are in Node, and so are their bytes when they are written again. */

import { expect, test } from 'vitest';
import { outcome } from './outcome.ts';
import type { GoldenRow } from './server.ts';

test('every golden pickle', { timeout: 300_000 }, async () => {
  const rows = (await (await fetch('/golden.json')).json()) as GoldenRow[];
  const memory = await (await fetch('/golden.bin')).arrayBuffer();
  const different: string[] = [];
  let at = 0;
  for (const { id, lengths, outcome: expected } of rows) {
    const [pickle, ...buffers] = lengths.map((length) => {
      at += length;
      return new Uint8Array(memory.slice(at - length, at));
    });
    if (outcome(pickle!, buffers) !== expected) different.push(id);
  }
  expect(different).toEqual([]);
  expect(rows.length).toBeGreaterThan(38_000);
});
