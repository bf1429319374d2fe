/**
 * Random values of JavaScript: Python loads every one that `dumps` writes, and has what was meant. `RANDOM_SEED` and
 * `RANDOM_COUNT` choose others than the usual ones.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DumpOptions, dumpChunks, dumps, tuple } from '../../src/index.ts';
import { difference } from '../dumps/difference.ts';
import { written } from '../dumps/rewrite.ts';
import { jsValue } from './js-values.ts';
import { describeLive } from './live.ts';
import { arrived, meant, toldDifference } from './meant.ts';

const SEED = Number(process.env['RANDOM_SEED'] ?? 1);
const COUNT = Number(process.env['RANDOM_COUNT'] ?? 1500);

const ways = fc.record({
  protocol: fc.constantFrom<NonNullable<DumpOptions['protocol']>>(0, 1, 2, 3, 4, 5, 5, 5),
  outOfBand: fc.boolean(),
  align: fc.constantFrom(undefined, 1, 2, 8, 64, 4096),
  own: fc.boolean(),
  pure: fc.boolean(),
});

/** What a verb writes, and the buffers that it leaves out. */
function run<T>(
  verb: (value: unknown, options: DumpOptions) => T,
  value: unknown,
  options: DumpOptions,
  out: boolean,
) {
  const buffers: Uint8Array[] = [];
  const bufferCallback = (buffer: Uint8Array) => {
    buffers.push(buffer.slice());
  };
  return { made: verb(value, { ...options, ...(out && { bufferCallback }) }), buffers };
}

for (const major of [1, 2] as const) {
  describeLive('values of JavaScript', major, (live) => {
    test(`${COUNT} of seed ${SEED} arrive as they were meant`, {
      timeout: 120_000 + 50 * COUNT,
    }, async () => {
      const { judge } = live();
      const property = fc.asyncProperty(jsValue, ways, async (value, { protocol, align, pure, ...rest }) => {
        const outOfBand = rest.outOfBand && protocol === 5;
        const options: DumpOptions = {
          protocol,
          // Up to protocol 4, what is written for one NumPy arrives there as what is for any.
          numpy: rest.own && protocol < 5 ? major : 'any',
          ...(align !== undefined && protocol >= 3 && { align }),
        };
        const { made: bytes, buffers } = run(dumps, value, options, outOfBand);
        const chunks = run(dumpChunks, value, options, outOfBand);
        expect(difference(Buffer.concat(chunks.made), bytes)).toBeNull();
        expect(chunks.buffers).toEqual(buffers);
        const got = arrived(await judge.describe({ bytes, buffers, pure }));
        expect(toldDifference(got, meant(value, { numpy: major, outOfBand }))).toBeNull();
      });
      await fc.assert(property, { seed: SEED, numRuns: COUNT });
    });

    test('payloads about as large as a frame, aligned or not, load in both unpicklers', {
      timeout: 60_000,
    }, async () => {
      const { judge } = live();
      for (const size of [65_520, 65_528, 65_536, 65_544, 131_072]) {
        const numbers = Float64Array.from({ length: size / 8 }, (_, i) => i);
        const bytes = new Uint8Array(size).fill(98);
        const value = [
          'x',
          numbers,
          'y'.repeat(size),
          bytes,
          { again: numbers, é: 'é'.repeat(size / 2) },
          tuple(1, bytes),
        ];
        const expected = written(value, { protocol: 2, numpy: 'any' });
        for (const protocol of [3, 4, 5] as const) {
          for (const align of [undefined, 1, 8, 64, 4096]) {
            const options = { protocol, ...(align !== undefined && { align }) };
            const got = dumps(value, options);
            expect(difference(Buffer.concat(dumpChunks(value, options)), got)).toBeNull();
            for (const pure of [false, true])
              expect(
                await judge.equal({ bytes: got, pure }, expected),
                `${size} p${protocol} ${align} ${pure}`,
              ).toEqual([]);
          }
          const own = written(value, { protocol, numpy: major });
          const theirs = await judge.pickle(own, protocol);
          expect(difference(own.bytes, theirs.bytes), `${size} p${protocol}`).toBeNull();
        }
      }
    });
  });
}
