/** Writing is linear in what is written, whatever it is. */

import { describe, expect, it } from 'vitest';
import { dumpChunks, dumps, FrozenSet, NumpyArray, PyGlobal, PyObject, tuple } from '../../src/index.ts';
import { growthExponent } from '../growth.ts';

// Where linear ends: garbage collection makes linear work look a little steeper, which it does not do each time.
const LINEAR = 1.3;

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = null;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}
const list = (n: number, item: (i: number) => unknown) => Array.from({ length: n }, (_, i) => item(i));

const families: Record<string, (n: number) => unknown> = {
  'nested lists': (n) => nested(n, (inner) => [inner]),
  'nested tuples': (n) => nested(n, (inner) => tuple(inner)),
  'nested dicts': (n) => nested(n, (inner) => new Map([['inner', inner]])),
  'nested frozensets': (n) => nested(n, (inner) => new FrozenSet([inner])),
  'nested objects': (n) => nested(n, (inner) => new PyObject(new PyGlobal('m', 'C'), 'call', tuple(inner))),
  ints: (n) => list(n, (i) => i * 7),
  'different strings': (n) => list(n, (i) => `text ${i}`),
  'one string again and again': (n) => list(n, () => 'text'),
  'a dict with tuples as keys': (n) =>
    new Map(list(n, (i) => [tuple(i, 'k'), null] as const) as [unknown, null][]),
  'a set of numbers': (n) => new Set(list(n, (i) => i + 0.5)),
  'a long string': (n) => 'é'.repeat(16 * n),
  'a long string of surrogates': (n) => '\ud800'.repeat(8 * n),
  'a big integer': (n) => 1n << BigInt(64 * n),
  'arguments of a call': (n) => {
    const args = tuple<unknown[]>();
    for (let i = 0; i < n; i++) args.push(i);
    return new PyObject(new PyGlobal('m', 'C'), 'new', args);
  },
  'small arrays': (n) => list(n / 4, () => new Float32Array(10)),
  'views of one array': (n) => {
    const array = NumpyArray.from(new Float64Array(4), { dtype: 'f8' });
    return list(n / 4, () => array.slice([0, 2]));
  },
  'an array of objects': (n) =>
    NumpyArray.from(
      list(n, (i) => `o${i}`),
      { dtype: 'O' },
    ),
  'a big array, turned': (n) => NumpyArray.from(new Float64Array(n * 16), { dtype: 'f8' }).slice('::-1'),
};

describe('time grows as what is written does', () => {
  for (const [family, make] of Object.entries(families)) {
    it(family, { retry: 8, timeout: 120_000 }, () => {
      const values = new Map<number, unknown>();
      for (let size = 4_000; size <= 64_000; size *= 2) values.set(size, make(size));
      for (const protocol of [2, 5] as const) {
        const exponent = growthExponent((size) => void dumps(values.get(size), { protocol }), 4_000, 4, 4);
        expect(exponent, `protocol ${protocol}`).toBeLessThan(LINEAR);
      }
    });
  }

  it('protocol 0', { retry: 8, timeout: 120_000 }, () => {
    const run = (size: number) =>
      void dumps([list(size, (i) => i), 'a\n'.repeat(size), new Uint8Array(size)], { protocol: 0 });
    expect(growthExponent(run, 4_000, 4, 4)).toBeLessThan(LINEAR);
  });

  it('a quadratic would be caught', { retry: 8, timeout: 120_000 }, () => {
    // A search among all that was written before, for each item.
    const quadratic = (size: number) => {
      const written: unknown[] = [];
      for (let i = 0; i < size; i++) if (!written.includes({})) written.push(i);
    };
    expect(growthExponent(quadratic, 1_000, 4, 3)).toBeGreaterThan(LINEAR);
  });

  it('does not grow with payloads that stay where they are', { retry: 8, timeout: 120_000 }, () => {
    const memory = new ArrayBuffer(2 ** 21);
    const arrays = new Map<number, NumpyArray[]>();
    for (let size = 2 ** 14; size <= 2 ** 18; size *= 2)
      arrays.set(
        size,
        Array.from({ length: 1000 }, () => new NumpyArray({ buffer: memory, dtype: 'f8', shape: [size] })),
      );
    const inBand = growthExponent((size) => void dumpChunks(arrays.get(size)), 2 ** 14, 4, 4);
    expect(inBand).toBeLessThan(0.3);
    const outOfBand = growthExponent(
      (size) => void dumps(arrays.get(size), { bufferCallback: () => {} }),
      2 ** 14,
      4,
      4,
    );
    expect(outOfBand).toBeLessThan(0.3);
  });
});
