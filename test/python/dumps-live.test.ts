/**
 * What we write, in live NumPys, with warnings as errors.
 *
 * Of `numpy: 'any'` the values of the golden matrix are written, made in JavaScript with the strides that they had; what
 * arrives is compared with the JavaScript value itself. (test/numpy/reduce-any.test.ts has Python compare arrays with those
 * that it makes itself.) Where we write golden pickles otherwise than they are, Python writes what we do.
 */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asSubclass } from '../../src/array/subclass.ts';
import { dtype, NumpyArray, NumpyScalar, PyGlobal, stringDType } from '../../src/index.ts';
import { differenceOf } from '../dumps/difference.ts';
import { EXCEPTIONS, exceptionFor } from '../dumps/exceptions.ts';
import { rewritten, type Way, type Written, written } from '../dumps/rewrite.ts';
import { built, unknownBits } from '../golden/build.ts';
import { FIXTURES, type GoldenCase, goldenCases } from '../golden/golden.ts';
import { Raised } from './judge.ts';
import { describeLive } from './live.ts';
import { arrived, meant, toldDifference } from './meant.ts';
import { pythonLines } from './python.ts';

const IN_BAND = [0, 1, 2, 3, 4, 5].map((protocol): Way => ({ protocol, numpy: 'any' }));
const OUT_OF_BAND: Way = { protocol: 5, numpy: 'any', outOfBand: true };
const WAYS = [...IN_BAND, OUT_OF_BAND];

const nameOf = ({ protocol, outOfBand }: Way) => (outOfBand ? 'oob' : `p${protocol}`);

/** NumPy 2 has all that NumPy 1 has. */
const cases = goldenCases().filter(
  (golden) => golden.numpy === 2 && !golden.id.startsWith('constructors/') && !unknownBits(golden),
);

const isOfNumpy2 = ({ original }: GoldenCase) => original.some(({ dtype: { kind } }) => kind === 'T');

for (const major of [1, 2] as const) {
  describeLive("numpy: 'any'", major, (live) => {
    test('the golden matrix loads silently, and is what was meant', { timeout: 240_000 }, async () => {
      const { judge } = live();
      const wrong: string[] = [];
      const counts = { pickles: 0, buffers: 0 };
      for (const golden of cases) {
        if (major === 1 && isOfNumpy2(golden)) continue;
        const value = built(golden);
        const judged = WAYS.map(async (way) => {
          const pickle = written(value, way);
          counts.pickles++;
          counts.buffers += pickle.buffers.length;
          const expected = meant(value, { ...way, numpy: major });
          try {
            const found = toldDifference(arrived(await judge.describe(pickle)), expected);
            if (found !== null) wrong.push(`${golden.id} ${nameOf(way)}: ${found}`);
          } catch (error) {
            wrong.push(`${golden.id} ${nameOf(way)}: ${(error as Error).message}`);
          }
        });
        await Promise.all(judged);
      }
      expect(wrong.slice(0, 3), `${wrong.length} of ${counts.pickles}`).toEqual([]);
      expect(counts.pickles).toBeGreaterThan(18_900);
      expect(counts.buffers).toBeGreaterThan(1500);
    });

    const load = async (value: unknown, way: Way) => {
      const { layouts } = arrived(await live().judge.describe(written(value, way)));
      return layouts[0]!;
    };

    test('its limits: what is in the pickle is native, gapless and writeable; what is in a buffer stays as it is', async () => {
      const buffer = new ArrayBuffer(24);
      const [shape, strides] = [
        [2, 3, 2],
        [2, -4, 12],
      ];
      const array = new NumpyArray({ buffer, byteOffset: 8, dtype: '>i2', shape, strides, readonly: true });
      for (const way of IN_BAND)
        expect(await load(array, way)).toMatchObject({
          dtype: { byteorder: '<' },
          strides: [12, 4, 2],
          writeable: true,
        });
      expect(await load(array, OUT_OF_BAND)).toMatchObject({
        dtype: { byteorder: '>' },
        strides,
        writeable: false,
      });
    });

    test('its limits: elements with gaps between them leave them in the pickle, and stay in it', async () => {
      const gaps = new NumpyArray({ buffer: new ArrayBuffer(32), dtype: '<f8', shape: [2], strides: [16] });
      const shared = new NumpyArray({ buffer: new ArrayBuffer(8), dtype: '<f8', shape: [2], strides: [0] });
      for (const array of [gaps, shared]) {
        expect(written(array, OUT_OF_BAND).buffers).toEqual([]);
        for (const way of WAYS)
          expect(await load(array, way)).toMatchObject({ strides: [8], writeable: true });
      }
    });

    test('its limits: times without a unit are native too, but fields and data types in no array are not', async () => {
      for (const kind of ['M8', 'm8']) {
        const array = new NumpyArray({ buffer: new ArrayBuffer(16), dtype: `>${kind}`, shape: [2] });
        const struct = new NumpyArray({
          buffer: new ArrayBuffer(16),
          dtype: [['t', `>${kind}`]],
          shape: [2],
        });
        for (const way of IN_BAND) {
          expect((await load(array, way)).dtype).toMatchObject({ byteorder: '<', unit: '1 generic' });
          expect((await load(new NumpyScalar(array.slice(0)), way)).dtype).toMatchObject({ byteorder: '<' });
          expect((await load(struct, way)).dtype.fields![0]![3]).toMatchObject({ byteorder: '>' });
          expect((await load(dtype(`>${kind}`), way)).dtype).toMatchObject({
            byteorder: '>',
            unit: '1 generic',
          });
        }
        expect((await load(array, OUT_OF_BAND)).dtype).toMatchObject({ byteorder: '>', unit: '1 generic' });
      }
    });

    test('its limits: aligned structs are marked in NumPy 1 only', async () => {
      const type = dtype(
        [
          ['a', 'i1'],
          ['b', '<f8'],
        ],
        { align: true },
      );
      const array = new NumpyArray({ buffer: new ArrayBuffer(32), dtype: type, shape: [2] });
      for (const value of [array, type, new NumpyScalar(array.slice(0))]) {
        for (const way of WAYS)
          expect((await load(value, way)).dtype).toMatchObject({
            aligned: major === 1,
            alignment: 8,
            itemsize: 16,
          });
        expect((await load(value, { protocol: 5, numpy: major })).dtype.aligned).toBe(true);
      }
    });

    test('its limits: StringDType needs NumPy 2', async () => {
      const array = NumpyArray.from(['a', 'longer'], { dtype: stringDType() });
      for (const way of WAYS) {
        if (major === 2) expect((await load(array, way)).dtype.kind).toBe('T');
        else await expect(load(array, way)).rejects.toThrow(Raised);
      }
    });

    test('its limits: no name of chararray is silent in both', async () => {
      const letters = NumpyArray.from(['a', 'b'], { dtype: 'U1' });
      const chars = asSubclass(letters, new PyGlobal('numpy.char', 'chararray'));
      const expected = written(chars, { protocol: 4, numpy: major });
      expect(await live().judge.equal(expected, expected)).toEqual([]);
      const any = live().judge.equal(written(chars, { protocol: 4, numpy: 'any' }), expected);
      if (major === 1) expect(await any).toEqual([]);
      else await expect(any).rejects.toThrow('DeprecationWarning');
    });
  });

  describeLive('golden pickles that we write otherwise', major, (live) => {
    test('are written so where equal strings are one object', { timeout: 120_000 }, async () => {
      const own = EXCEPTIONS.filter(({ strings }) => strings);
      const groups = new Set(own.flatMap((exception) => Object.keys(exception.cases)));
      const program = join(FIXTURES, 'identical_strings.py');
      const lines = pythonLines(live().python, program, [...groups]);
      expect(JSON.parse((await lines.next()).value ?? 'null')).toMatchObject({ numpy: live().python.numpy });
      const theirs = new Map<string, Written>();
      const decode = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
      for await (const line of lines) {
        const { id, name, pickle, buffers } = JSON.parse(line);
        theirs.set(`${id} ${name}`, { bytes: decode(pickle), buffers: buffers.map(decode) });
      }
      let count = 0;
      const wrong: string[] = [];
      for (const golden of goldenCases()) {
        if (golden.numpy !== major) continue;
        for (const pickle of golden.pickles) {
          const exception = exceptionFor(golden, pickle);
          const id = `${golden.id} ${pickle.name}`;
          if (!exception?.strings || !/^p\d$|^oob$/.test(pickle.name)) continue;
          count++;
          const expected = theirs.get(id)!;
          const way = { protocol: pickle.protocol, numpy: major, outOfBand: pickle.name === 'oob' };
          expect(differenceOf(pickle, expected), id).not.toBeNull();
          const loaded = differenceOf(rewritten(pickle, way), expected);
          if (loaded !== null) wrong.push(`${id}, loaded: ${loaded}`);
          const made = unknownBits(golden) ? null : differenceOf(written(built(golden), way), expected);
          if (made !== null) wrong.push(`${id}, made: ${made}`);
        }
      }
      expect(wrong.slice(0, 5), `${wrong.length} of ${count}`).toEqual([]);
      expect(count).toBeGreaterThan(900);
    });

    test('or once Python, too, has loaded them', async () => {
      const { judge } = live();
      const wrong: string[] = [];
      for (const golden of goldenCases()) {
        if (golden.numpy !== major) continue;
        for (const pickle of golden.pickles) {
          const exception = exceptionFor(golden, pickle);
          if (exception === undefined || exception.strings) continue;
          const outOfBand = pickle.name === 'oob';
          const ours = rewritten(pickle, { protocol: pickle.protocol, numpy: major, outOfBand });
          const found = differenceOf(ours, await judge.pickle(pickle, pickle.protocol, outOfBand));
          if (found !== null) wrong.push(`${golden.id} ${pickle.name}: ${found}`);
          expect(await judge.equal(ours, pickle), `${golden.id} ${pickle.name}`).toEqual([]);
        }
      }
      expect(wrong).toEqual([]);
    });
  });
}
