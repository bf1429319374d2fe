/**
 * `reduce` against `__reduce_ex__` of a live NumPy, at every protocol: every data type of the golden matrix in every
 * layout, every scalar, every lone data type, and random arrays. `RANDOM_SEED` and `RANDOM_COUNT` choose others.
 */

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/numpy-array.ts';
import type { DType } from '../../src/dtype/dtype.ts';
import { loads } from '../../src/index.ts';
import { FIXTURES } from '../golden/golden.ts';
import { findPython, pythonLines } from '../python/python.ts';
import { reduction } from './describe-reduction.ts';
import { again, poolLayouts } from './pool-layouts.ts';

const SEED = process.env['RANDOM_SEED'] ?? '1';
const COUNT = Number(process.env['RANDOM_COUNT'] ?? 400);

interface Line {
  readonly id: string;
  readonly pickle: string;
  readonly reductions: { readonly [name: string]: readonly [readonly number[], unknown[]][] };
  readonly memory?: string;
  readonly offset: number;
  readonly shape: number[];
  readonly strides: number[];
  readonly readonly: boolean;
}

/** What the line is of, made again, by name. */
function valuesOf(line: Line): Map<string, unknown> {
  const value: unknown = loads(Buffer.from(line.pickle, 'base64'), { exact: true });
  if (line.memory !== undefined) {
    const { offset, shape, strides } = line;
    const memory = Buffer.from(line.memory, 'base64');
    const init = { buffer: memory, byteOffset: offset, dtype: value as DType, shape };
    // Where there is no element, nothing bounds the strides.
    const array = new NumpyArray({ ...init, ...(!shape.includes(0) && { strides }) });
    return new Map([['', again(array, { readonly: line.readonly })]]);
  }
  if (line.id.startsWith('arrays/')) return poolLayouts(value as NumpyArray);
  if (line.id.startsWith('scalars/')) {
    return new Map((value as unknown[]).map((scalar, i) => [String(i), scalar]));
  }
  return new Map([['', value]]);
}

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`reduce is __reduce_ex__ of a live NumPy ${major}${why}`, () => {
    test(`the matrix, and ${COUNT} arrays of seed ${SEED}`, { timeout: 120_000 + 100 * COUNT }, async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const lines = pythonLines(found, join(FIXTURES, 'reductions.py'), [SEED, String(COUNT)]);
      expect(JSON.parse((await lines.next()).value ?? 'null')).toEqual({
        numpy: found.numpy,
        python: found.python,
      });
      const counts = new Map<string, number>();
      const different: string[] = [];
      for await (const text of lines) {
        const line: Line = JSON.parse(text);
        const values = valuesOf(line);
        for (const [name, expected] of Object.entries(line.reductions)) {
          for (const [protocols, items] of expected) {
            for (const protocol of protocols) {
              const got = reduction(values.get(name), protocol, major);
              if (!isDeepStrictEqual(got, items)) different.push(`${line.id} ${name}, protocol ${protocol}`);
            }
          }
          const group = line.id.split('/')[0]!;
          counts.set(group, (counts.get(group) ?? 0) + 1);
        }
      }
      expect(different).toEqual([]);
      expect(counts.get('arrays')).toBeGreaterThan(2000);
      expect(counts.get('scalars')).toBeGreaterThan(500);
      expect(counts.get('dtypes')).toBeGreaterThan(100);
      if (COUNT >= 100) expect(counts.get('random')).toBeGreaterThan(COUNT / 2);
    });
  });
}
