/** Several pickles in one source, one after the other. */

import { describe, expect, it } from 'vitest';
import {
  dumps,
  type LimitError,
  loadAll,
  NumpyArray,
  type PickleValue,
  UnpicklingError,
} from '../../src/index.ts';
import { sources, streamOf } from './sources.ts';

const values = [
  1,
  'two',
  [3, 3.5],
  NumpyArray.from(new Float64Array(9000).fill(7)),
  new Map([['five', 5n ** 50n]]),
];
const pickles = values.map((value) => dumps(value));
const joined = new Uint8Array(Buffer.concat(pickles));

async function all(iterable: AsyncIterable<PickleValue>): Promise<PickleValue[]> {
  const result: PickleValue[] = [];
  for await (const value of iterable) result.push(value);
  return result;
}

describe.each(Object.entries(sources))('from %s', (_, source) => {
  it.each([1, 50_000])('in chunks of %i', async (size) => {
    const found = await all(loadAll(await source(joined, () => size)));
    expect(found.map((value) => Buffer.from(dumps(value)).toString('latin1'))).toEqual(
      pickles.map((pickle) => Buffer.from(pickle).toString('latin1')),
    );
    expect(await all(loadAll(await source(new Uint8Array(0), () => size)))).toEqual([]);
  });
});

it('reads no further than is asked for, and closes the source when the loop is left', async () => {
  let given = 0;
  let isClosed = false;
  async function* endless() {
    try {
      for (;;) {
        given++;
        yield pickles[1]!;
      }
    } finally {
      isClosed = true;
    }
  }
  let count = 0;
  for await (const value of loadAll(endless())) {
    expect(value).toBe('two');
    if (++count === 3) break;
  }
  expect([given, isClosed]).toEqual([3, true]);
});

it('an error says which pickle it is in', async () => {
  const { message, offset } = (await all(loadAll([...pickles.slice(0, 2), joined.slice(0, 2)])).catch(
    (e) => e,
  )) as UnpicklingError;
  expect([message, offset]).toEqual([
    `pickle 3, from byte ${pickles[0]!.length + pickles[1]!.length} on: the pickle ends without STOP, at offset 2`,
    2,
  ]);
  await expect(all(loadAll([joined.slice(0, 2)]))).rejects.toThrow(
    /^the pickle ends without STOP, at offset 2$/,
  );
});

it('limits count for each', async () => {
  const most = Math.max(...pickles.map(({ length }) => length));
  for (const size of [10, 1e6]) {
    const source = () =>
      streamOf([joined.slice(0, size), joined.slice(size)].filter(({ length }) => length > 0));
    expect(await all(loadAll(source(), { limits: { maxBytes: most } }))).toHaveLength(5);
    const error = (await all(loadAll(source(), { limits: { maxBytes: most - 1 } })).catch(
      (e) => e,
    )) as LimitError;
    expect(error).toBeInstanceOf(UnpicklingError);
    expect([error.limit, error.message.slice(0, 9)]).toEqual(['maxBytes', 'pickle 4,']);
  }
});

it('buffers belong to one', () => {
  expect(() => loadAll(joined, { buffers: [] } as never)).toThrow(
    new TypeError('loadAll: out-of-band buffers belong to one pickle: load that by load or loads'),
  );
});
