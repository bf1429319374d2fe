/** Writing is linear in what is written, whatever it is. */

import { describe, it } from 'vitest';
import { dumpChunks, dumps, FrozenSet, NumpyArray, PyGlobal, PyObject, tuple } from '../../src/index.ts';
import { expectGrowth } from '../growth.ts';

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
    it.each([2, 5] as const)(`${family}, protocol %i`, { timeout: 120_000 }, async (protocol) => {
      const prepare = (size: number) => {
        const value = make(size);
        return () => dumps(value, { protocol });
      };
      await expectGrowth(prepare, 4_000);
    });
  }

  it('protocol 0', { timeout: 120_000 }, async () => {
    const prepare = (size: number) => {
      const value = [list(size, (i) => i), 'a\n'.repeat(size), new Uint8Array(size)];
      return () => dumps(value, { protocol: 0 });
    };
    await expectGrowth(prepare, 4_000);
  });

  it('does not grow with payloads that stay where they are', { timeout: 120_000 }, async () => {
    const arraysOf = (size: number) => {
      const buffer = new ArrayBuffer(8 * size);
      return Array.from({ length: 1000 }, () => new NumpyArray({ buffer, dtype: 'f8', shape: [size] }));
    };
    const inBand = (size: number) => {
      const arrays = arraysOf(size);
      return () => dumpChunks(arrays);
    };
    const outOfBand = (size: number) => {
      const arrays = arraysOf(size);
      return () => dumps(arrays, { bufferCallback: () => {} });
    };
    await expectGrowth(inBand, 2 ** 14, { below: 0.3 });
    await expectGrowth(outOfBand, 2 ** 14, { below: 0.3 });
  });
});
