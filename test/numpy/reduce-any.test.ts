/** What is written with `numpy: 'any'`, in-band and out-of-band, loads in NumPy 1 and 2 without a warning. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NumpyArray } from '../../src/array/numpy-array.ts';
import { dumps } from '../../src/dumps.ts';
import { loads } from '../../src/index.ts';
import { FIXTURES, goldenCases } from '../golden/golden.ts';
import { findPython, pythonLines } from '../python/python.ts';
import { poolLayouts } from './pool-layouts.ts';

const folder = mkdtempSync(join(tmpdir(), 'ndarray-pickle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function* written(array: NumpyArray): Generator<{ name: string; pickle: string; buffers: string[] }> {
  for (const protocol of [0, 2, 4, 5] as const) {
    yield { name: `p${protocol}`, pickle: base64(dumps(array, { protocol })), buffers: [] };
  }
  const buffers: string[] = [];
  const pickle = base64(dumps(array, { bufferCallback: (buffer) => buffers.push(base64(buffer)) }));
  yield { name: 'oob', pickle, buffers };
}

const counts = { pickles: 0, buffers: 0 };

/** Every data type that both NumPys have, in every layout. */
function write(major: 1 | 2): string {
  const lines: string[] = [];
  counts.pickles = counts.buffers = 0;
  for (const { id, numpy, kind, pickles } of goldenCases()) {
    const isPool = kind === 'array' && id.endsWith('/1d') && numpy === major;
    // Their layouts are of NumPy's making: new arrays of those are little-endian.
    if (!isPool || /-generic-big/.test(id)) continue;
    const pool = loads(pickles.find(({ name }) => name === 'p5')!.bytes, { exact: true }) as NumpyArray;
    const group = id.slice(0, -'/1d'.length);
    for (const [layout, array] of poolLayouts(pool)) {
      const all = [...written(array)];
      counts.pickles += all.length;
      counts.buffers += all.filter(({ buffers }) => buffers.length > 0).length;
      lines.push(JSON.stringify({ group, layout, pickles: all }));
    }
  }
  const file = join(folder, `any-${major}.jsonl`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`numpy: 'any' in a live NumPy ${major}${why}`, () => {
    let file = '';
    beforeAll(() => {
      file = write(major);
    });

    test('loads without a warning and is equal', { timeout: 240_000 }, async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const lines = pythonLines(found, join(FIXTURES, 'load_any.py'), [file]);
      expect(JSON.parse((await lines.next()).value ?? 'null').numpy).toBe(found.numpy);
      const said: unknown[] = [];
      for await (const line of lines) said.push(JSON.parse(line));
      expect(said).toEqual([{ right: counts.pickles }]);
      expect(counts.pickles).toBeGreaterThan(10_000);
      expect(counts.buffers).toBeGreaterThan(1000);
    });
  });
}
