/** What `toBufferFormat` writes, read by a live NumPy. */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { DType } from '../../src/dtype/buffer-format.ts';
import '../../src/dtype/buffer-format.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { findPython, pythonLines } from '../python/python.ts';
import { exportedSpecs } from './buffer-golden.ts';
import { specOf } from './golden.ts';

const PROGRAM = fileURLToPath(new URL('../../python-fixtures/read_buffer_formats.py', import.meta.url));

/** V alone, of which NumPy makes a struct without fields; subarrays of subarrays, which it writes, but can't read. */
const NOT_READ = /^\d+x$|\)\(/;

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`buffer formats for a live NumPy ${major}${why}`, () => {
    test('are read as the same data types', async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const formats = exportedSpecs(major).map((spec) => [
        spec,
        (dtype(specOf(spec)) as DType).toBufferFormat(),
      ]);
      const lines: unknown[] = [];
      for await (const line of pythonLines(found, PROGRAM, [JSON.stringify(formats)]))
        lines.push(JSON.parse(line));
      const well = lines.pop();
      expect(lines.filter((line) => !NOT_READ.test((line as string[])[0]!))).toEqual([]);
      expect(well).toBeGreaterThan(270);
    });
  });
}
