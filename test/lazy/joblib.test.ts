/** joblib files of which the arrays are left unread. */

import { expect, test } from 'vitest';
import {
  arrayAt,
  arraysIn,
  at,
  dumps,
  LazyArray,
  loads,
  type NumpyArray,
  UnpicklingError,
} from '../../src/index.ts';
import { dumpJoblib, loadJoblib } from '../../src/joblib.ts';
import { goldenJoblib } from '../formats/joblib-golden.ts';
import { CountingSource, loadEach } from './lazily.ts';

const written = (value: unknown) => Buffer.from(dumps(value, { protocol: 4, numpy: 1 }));

test('every golden file has the arrays of its pickle', async () => {
  let count = 0;
  for (const { id, protocol, file, pickle } of goldenJoblib()) {
    if (protocol === null) continue;
    const value = await loadJoblib(file, { lazy: true });
    const loaded = await loadEach(value);
    for (const [lazy, { dtype, shape, order }] of loaded)
      expect([String(lazy.dtype), lazy.shape, lazy.order], id).toEqual([String(dtype), shape, order]);
    // A masked array has its arrays at once.
    const found = Array.from(arraysIn(value, { lazy: true }), ({ array }) =>
      LazyArray.isLazyArray(array) ? loaded.get(array)! : array,
    );
    const plain = (arrays: readonly NumpyArray[]) =>
      arrays.filter(({ dtype }) => !dtype.hasObject).map((array) => written(array).toString('latin1'));
    expect(plain(found), id).toEqual(plain(Array.from(arraysIn(loads(pickle)), ({ array }) => array)));
    count += loaded.size;
  }
  expect(count).toBeGreaterThan(100);
});

test('only what lies between the arrays is read, and of an array what is asked for', async () => {
  const layers = Array.from({ length: 20 }, (_, i) => new Map([['w', new Float64Array(50_000).fill(i)]]));
  const file = await dumpJoblib(layers);
  const source = new CountingSource(file);
  const value = await loadJoblib(source, { lazy: true });
  expect(source.total).toBeLessThan(20 * 4096 * 2 + 8192);
  const array = at(value, 7, 'w') as LazyArray;
  expect([String(array.dtype), array.shape, array.nbytes]).toEqual(['float64', [50_000], 400_000]);
  const { total } = source;
  expect((await array.slice(10, 12)).toArray()).toEqual([7, 7]);
  expect(source.total - total).toBe(16);
  expect((await array.load()).get(49_999)).toBe(7);
  expect(String(arrayAt(await loadJoblib(file), 7, 'w'))).toBe(String(await array.load()));
});

test('a length that lies is an error', async () => {
  const file = await dumpJoblib([new Float64Array(50_000)]);
  await expect(loadJoblib(file.subarray(0, 1000), { lazy: true })).rejects.toBeInstanceOf(UnpicklingError);
});
