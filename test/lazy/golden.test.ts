/** Every golden pickle, its arrays left unread: what they are at once, and what `loads` gives when they are loaded. */

import { describe, expect, it } from 'vitest';
import { arraysIn, LazyArray, loads } from '../../src/index.ts';
import { lazilyLoaded } from '../golden/compare.ts';
import { expectLoaded, familyCases, goldenArchives } from '../golden/golden.ts';
import { CountingSource, loadEach, loadTiny } from './lazily.ts';

const SLICES = [
  [0, 1],
  [1, 3],
  [-2, undefined],
  [1, 1],
] as const;

describe.each(goldenArchives())('$name', ({ cases }) => {
  it('the same arrays, known at once and loaded when asked', async () => {
    let unread = 0;
    for (const golden of cases)
      for (const pickle of golden.pickles) {
        const source = new CountingSource(pickle.bytes);
        const value = await loadTiny(source, { buffers: pickle.buffers });
        const before = source.reads.length;
        for (const [lazy, array] of await loadEach(value)) lazilyLoaded.set(lazy, array);
        unread += source.reads.length - before;
        expectLoaded(value, golden, pickle);
      }
    expect(unread).toBeGreaterThan(50);
  });

  it('slices of the first axis as NumpyArray.slice gives them, or an error', async () => {
    let [slices, refused] = [0, 0];
    for (const [i, golden] of cases.entries()) {
      if (i % 3 > 0) continue;
      // One of all pickles of a case, another each time.
      for (const pickle of [golden.pickles[(i / 3) % golden.pickles.length]!]) {
        const value = await loadTiny(new CountingSource(pickle.bytes), { buffers: pickle.buffers });
        for (const { array } of arraysIn(value, { lazy: true })) {
          if (!LazyArray.isLazyArray(array)) continue;
          const whole = await array.load();
          for (const [start, stop] of SLICES) {
            const part = await array.slice(start, stop).catch((error: unknown) => error as Error);
            if (part instanceof Error) {
              expect(part.message).toMatch(/does not lie in one piece|has no slices/);
              refused++;
            } else {
              const expected = whole.slice([start, stop ?? null]);
              expect(part.dtype).toBe(whole.dtype);
              expect(part.shape).toEqual(expected.shape);
              expect(part.toString()).toBe(expected.toString());
              slices++;
            }
          }
        }
      }
    }
    expect(slices).toBeGreaterThan(refused);
  });
});

it("NumPy's family: masked arrays, generators and the like hold the same arrays at the same places", async () => {
  for (const { pickles } of familyCases())
    for (const { bytes, buffers } of pickles) {
      const options = { buffers, unknownGlobals: 'opaque' } as const;
      const value = await loadTiny(new CountingSource(bytes), options);
      const loaded = await loadEach(value);
      const found = Array.from(arraysIn(value, { lazy: true }), ({ path, array }) => [
        String(path),
        LazyArray.isLazyArray(array) ? loaded.get(array) : array,
      ]);
      const texts = (pairs: (readonly [unknown, unknown])[]) => pairs.map((pair) => pair.join(' '));
      const expected = Array.from(
        arraysIn(loads(bytes, options)),
        ({ path, array }) => [path, array] as const,
      );
      expect(texts(found as [unknown, unknown][])).toEqual(texts(expected));
    }
});
