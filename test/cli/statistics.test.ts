/** The numbers that `show` prints of an array, as NumPy finds them. */

import { describe, expect, test } from 'vitest';
import { statistics } from '../../src/cli/statistics.ts';
import { loads, NumpyArray } from '../../src/index.ts';
import { pickled } from '../python/expressions.ts';
import { findPython } from '../python/python.ts';

const SETUP = `
import numpy as np
random = np.random.default_rng(7)
def told(a):
    flat = a.astype('f8') if a.dtype.kind == 'b' or a.dtype.itemsize < 8 or a.dtype.char == 'g' else a
    flat = flat.ravel()
    finite = flat[np.isfinite(flat)]
    known = flat[~np.isnan(flat)]
    bounded = len(known) > 0 and len(finite) == len(known) and finite.min() < finite.max()
    return a, {
        'min': known.min() if len(known) else None, 'max': known.max() if len(known) else None,
        'mean': float(finite.astype('f8').mean()) if len(finite) else None,
        'nan': int(np.isnan(flat).sum()), 'infinite': int(np.isinf(flat).sum()), 'zeros': int((flat == 0).sum()),
        'histogram': np.histogram(finite.astype('f8'), 16)[0].tolist() if bounded else [],
    }
`;
const ARRAYS = [
  ...['f2', 'f4', '>f8', 'f8', 'g'].map((code) => `random.normal(size=(300, 7)).astype('${code}')`),
  ...['i1', 'u1', '>i2', 'u4', 'i8', 'u8'].map(
    (code) => `(random.normal(size=500) * 40 + 50).astype('${code}')`,
  ),
  "random.normal(size=(600, 1000)).astype('f4')[::2, ::-3]",
  'random.normal(size=(40, 50)).T',
  'random.integers(0, 2, 100).astype(bool)',
  'np.array([np.nan, -np.inf, 0.0, -0.0, 5.0, np.inf])',
  'np.array([np.nan, np.nan])',
  'np.array([2**63 - 1, -2**63, 0])',
  'np.array([3.5, 3.5])',
  'np.array(2.5)',
  'np.zeros((0, 3))',
];

const python = findPython(2);
const skipped = 'missing' in python && !process.env['CI'];
if ('missing' in python && skipped) console.log(`Live-Python tests were skipped: ${python.missing}.`);

describe.skipIf(skipped)('as a live NumPy finds them', () => {
  test('minimum, maximum, mean, counts and histogram', () => {
    if ('missing' in python) throw new Error(`CI must run live-Python tests: ${python.missing}`);
    const rows = pickled(
      python,
      ARRAYS.map((array) => `told(${array})`),
      SETUP,
    );
    for (const [i, row] of rows.entries()) {
      const [array, expected] = loads(row[4] as Uint8Array) as [NumpyArray, Map<string, unknown>];
      const { min, max, mean, ...counts } = statistics(array)!;
      const told = Object.fromEntries(expected);
      expect(counts, ARRAYS[i]).toEqual({
        nan: told['nan'],
        infinite: told['infinite'],
        zeros: told['zeros'],
        histogram: told['histogram'],
      });
      const number = (value: unknown) => (value === null ? null : Number(value));
      expect([number(min), number(max)], ARRAYS[i]).toEqual([number(told['min']), number(told['max'])]);
      const expectedMean = told['mean'] as number | null;
      if (mean === null || expectedMean === null) expect(mean).toBe(expectedMean);
      else
        expect(Math.abs(mean - expectedMean), ARRAYS[i]).toBeLessThanOrEqual(
          1e-6 * (1 + Math.abs(expectedMean)),
        );
    }
  });
});

test('integers keep all their digits', () => {
  const { min, max } = statistics(NumpyArray.from(BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n))))!;
  expect([min, max]).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
});

test.each(['U3', 'c16', 'M8[s]', 'O', 'S2'])('%s has none', (dtype) => {
  expect(statistics(NumpyArray.from([], { dtype }))).toBeNull();
});
