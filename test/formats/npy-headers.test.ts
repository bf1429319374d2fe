/** Headers of .npy files, right and wrong: what a live NumPy reads, and nothing more. */

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../src/index.ts';
import { type NpyHeader, readNpyHeader } from '../../src/npy.ts';
import { findPython, pythonLines } from '../python/python.ts';

const PROGRAM = fileURLToPath(new URL('npy_headers.py', import.meta.url));
const SEED = process.env['HEADER_SEED'] ?? '1';
const COUNT = Number(process.env['HEADER_COUNT'] ?? 3000);

/** Sizes that only C's strtol takes for numbers: `<f08`, `<f+8`. */
const ODD_SIZE = /'[<>|=]?[a-zA-Z][+ 0]+\d/;

interface Row {
  /** Base64. */
  readonly file: string;
  readonly text: string;
  readonly error?: string;
  readonly shape?: readonly string[];
  readonly order?: 'C' | 'F';
  readonly dtype?: string;
}

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`headers and a live NumPy ${major}${why}`, () => {
    test(`${COUNT} of seed ${SEED}`, { timeout: 120_000 }, async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const different: string[] = [];
      let accepted = 0;
      for await (const line of pythonLines(found, PROGRAM, [SEED, String(COUNT)])) {
        const row = JSON.parse(line) as Row;
        if (ODD_SIZE.test(row.text)) continue;
        const mine = verdict(() => readNpyHeader(Buffer.from(row.file, 'base64')));
        const theirs = row.error === undefined ? `${row.dtype} (${row.shape}) ${row.order}` : 'refused';
        if (row.error === undefined) accepted++;
        if (theirs === 'refused' ? !mine.startsWith(theirs) : mine !== theirs)
          different.push(`${JSON.stringify(row.text)}: ${mine}; NumPy: ${theirs} ${row.error ?? ''}`);
      }
      expect(different.slice(0, 30)).toEqual([]);
      expect(accepted).toBeGreaterThan(COUNT / 6);
      expect(accepted).toBeLessThan(COUNT / 2);
    });
  });
}

function verdict(read: () => NpyHeader): string {
  try {
    const { dtype, shape, order } = read();
    return `${dtype} (${shape}) ${order}`;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return `refused: ${error.message}`;
  }
}
