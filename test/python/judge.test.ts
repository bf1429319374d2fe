/** Whoever judges is judged: each kind of difference, planted, is found by Python and told as what it is. */

import { describe, expect, test } from 'vitest';
import {
  arrayAt,
  ByteArray,
  type DType,
  dtype,
  FrozenSet,
  loads,
  NumpyArray,
  OrderedDict,
  PyFloat,
  PyGlobal,
  PyObject,
  tuple,
} from '../../src/index.ts';
import { written } from '../dumps/rewrite.ts';
import { objectCases } from '../golden/objects.ts';
import { Raised } from './judge.ts';
import { describeLive } from './live.ts';
import { arrived, meant, toldDifference } from './meant.ts';

/** Over the same eight bytes, unless they are changed. */
function array(init: Partial<ConstructorParameters<typeof NumpyArray>[0]> = {}, change = 0): NumpyArray {
  const memory = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8 ^ change);
  return new NumpyArray({ buffer: memory, dtype: '<u2', shape: [4], ...init });
}

const floats = (...bits: bigint[]) =>
  new NumpyArray({ buffer: BigUint64Array.from(bits), dtype: 'f8', shape: [bits.length] });
const plain = (state: object, name = 'Plain') => {
  const object = new PyObject(new PyGlobal('fixtures.classes', name), 'new', tuple());
  object.state = new Map(Object.entries(state));
  return object;
};

const shared = [1];
const sharedArray = array();
const times = dtype('M8[s]');
const time = (type: DType = times) => new NumpyArray({ buffer: new ArrayBuffer(8), dtype: type, shape: [1] });
const struct = (spec: object) => array({ dtype: dtype(spec as never), shape: [1] });

/** What there is, what was expected, and the kind of difference. */
const PLANTED: readonly (readonly [got: unknown, expected: unknown, kind: string])[] = [
  [1, 2, 'value'],
  [2 ** 53, 2n ** 53n + 1n, 'type'],
  [2n ** 80n, 2n ** 80n + 1n, 'value'],
  ['a', 'b', 'value'],
  ['é', 'e\u0301', 'value'],
  [Uint8Array.of(1), Uint8Array.of(2), 'value'],
  [new ByteArray([1]), new ByteArray([2]), 'value'],
  [new ByteArray([1]), Uint8Array.of(1), 'type'],
  [1, new PyFloat(1), 'type'],
  [1, true, 'type'],
  [0.5, 0.25, 'value'],
  [-0, new PyFloat(0), 'value'],
  [null, false, 'type'],
  [[1], [1, 2], 'length'],
  [[1], tuple(1), 'type'],
  [tuple(1, 2), tuple(1), 'length'],
  [new Set([1]), new Set([2]), 'value'],
  [new Set([1]), new FrozenSet([1]), 'type'],
  [
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    new Map([
      ['b', 2],
      ['a', 1],
    ]),
    'value',
  ],
  [new Map([['1', 1]]), new Map([[1, 1]]), 'type'],
  [new Map([['a', 1]]), new OrderedDict([['a', 1]]), 'type'],
  [new PyGlobal('builtins', 'int'), new PyGlobal('builtins', 'str'), 'value'],
  [[[1], [1]], [shared, shared], 'identity'],
  [[shared, shared], [[1], [1]], 'identity'],
  [plain({ a: 1 }), plain({ a: 2 }), 'value'],
  [plain({ a: 1 }), plain({ b: 1 }), 'value'],
  [plain({ a: 1 }), plain({}), 'type'],
  [plain({}, 'Plain'), plain({}, 'Legacy'), 'type'],
  [array({}, 1), array(), 'value'],
  [array({ dtype: '<i2' }), array(), 'type'],
  [array({ dtype: '>u2' }), array(), 'byteorder'],
  [array({ shape: [2, 2] }), array(), 'shape'],
  [array({ shape: [2, 2], strides: [2, 4] }), array({ shape: [2, 2] }), 'strides'],
  [array({ readonly: true }), array(), 'writeable'],
  [[array(), array()], [sharedArray, sharedArray], 'identity'],
  [[time(), time()], [time(), time(dtype('M8[s]'))], 'dtype-identity'],
  [time(dtype('M8[ms]')), time(), 'dtype'],
  [floats(0x7ff8n << 48n), floats(0xfff8n << 48n), 'value'],
  [floats(0n), floats(1n << 63n), 'value'],
  [
    struct([
      ['a', '<i4'],
      ['b', '<i4'],
    ]),
    struct([
      ['a', '<i4'],
      ['c', '<i4'],
    ]),
    'dtype',
  ],
  [
    struct({ names: ['a'], formats: ['<i2'], itemsize: 8 }),
    struct({ names: ['a'], formats: ['<i2'], offsets: [2], itemsize: 8 }),
    'dtype',
  ],
  [struct([[['title', 'a'], '<i8']]), struct([['a', '<i8']]), 'dtype'],
  [array({ dtype: dtype(tuple('<u2', new Map([['unit', 'm']])) as never) }), array(), 'length'],
  [NumpyArray.from(['a'], { dtype: 'O' }), NumpyArray.from(['b'], { dtype: 'O' }), 'value'],
  [NumpyArray.from(['a'], { dtype: 'U1' }), NumpyArray.from(['a'], { dtype: 'U2' }), 'dtype'],
];

/** What is the same all the same. */
const SAME: readonly (readonly [unknown, unknown])[] = [
  [Number.NaN, Number.NaN],
  [[Uint8Array.of(1, 2), Uint8Array.of(1, 2)], [1, 2].map(() => Uint8Array.of(1, 2))],
  [new Set([1, 2, 99]), new Set([99, 2, 1])],
  [array({ shape: [1, 4], strides: [99, 2] }), array({ shape: [1, 4] })],
];

for (const major of [1, 2] as const) {
  describeLive('the judge', major, (live) => {
    // The forms that keep all that an array has.
    const own = (value: unknown) => written(value, { protocol: 5, numpy: major });

    test('finds each planted difference', async () => {
      const { judge } = live();
      for (const [i, [got, expected, kind]] of PLANTED.entries()) {
        const kinds = (await judge.equal(own(got), own(expected))).map(([found]) => found);
        expect(kinds, `planted difference ${i}`).toContain(kind);
        for (const value of [got, expected]) expect(await judge.equal(own(value), own(value))).toEqual([]);
        // As part of something else, too.
        const inside = await judge.equal(own([{ in: tuple(0, got) }]), own([{ in: tuple(0, expected) }]));
        expect(
          inside.map(([found]) => found),
          `planted difference ${i}, inside`,
        ).toContain(kind);
        expect(inside.every(([, path]) => path.startsWith("[0]['in'][1]"))).toBe(true);
      }
    });

    test('finds the same what is the same', async () => {
      for (const [got, expected] of SAME)
        expect(await live().judge.equal(own(got), own(expected))).toEqual([]);
    });

    test('tells values so that no difference is lost', async () => {
      const { judge } = live();
      // Where what is told of values goes by their names, or what arrays keep only in buffers is not told.
      const isTold = ([got]: (typeof PLANTED)[number]) => !PyObject.isPyObject(got);
      let count = 0;
      for (const [got, expected, kind] of PLANTED.filter(isTold)) {
        if (kind === 'dtype-identity') continue;
        const out = { protocol: 5, numpy: 'any', outOfBand: true } as const;
        const told = arrived(await judge.describe(written(got, out)));
        const arrival = { numpy: major, outOfBand: true };
        expect(toldDifference(told, meant(got, arrival))).toBeNull();
        expect(toldDifference(told, meant(expected, arrival)), `planted difference ${count}`).not.toBeNull();
        count++;
      }
      expect(count).toBeGreaterThan(35);
    });

    test('hears warnings, and whatever is raised', async () => {
      const { judge } = live();
      const other = own(new PyGlobal('no_such_module', 'f'));
      await expect(judge.equal(other, own(1))).rejects.toThrow(Raised);
      await expect(judge.equal(other, own(1))).rejects.toThrow(
        "ModuleNotFoundError: No module named 'no_such_module'",
      );
      const cut = { bytes: own([1, 2, 3]).bytes.slice(0, -1) };
      await expect(judge.describe(cut)).rejects.toThrow(Raised);
      const first = written(array(), { protocol: 5, numpy: 1 });
      const judged = judge.equal(first, own(array()));
      if (major === 1) expect(await judged).toEqual([]);
      else await expect(judged).rejects.toThrow('DeprecationWarning');
      // It goes on after all that.
      expect(await judge.equal(own(1), own(1))).toEqual([]);
    });
  });
}

describeLive('the judge of libraries', 1, (live) => {
  describe('finds', () => {
    const golden = objectCases().find(({ id }) => id === 'sklearn/logistic-regression')!;
    const pickle = golden.pickles.find(({ name }) => name === 'p4')!;

    test('a number that is another one', async () => {
      const { judge } = live();
      const { bytes } = pickle;
      expect(await judge.library(golden.id, { bytes }, pickle)).toEqual([]);
      // A copy, whose memory the array is.
      const model = loads(bytes.slice(), { exact: true });
      arrayAt(model, 'coef_').set(1e9, 0, 0);
      const changed = written(model, { protocol: 4, numpy: 1 });
      const failures = (await judge.library(golden.id, changed, pickle)).join('\n');
      expect(failures).toMatch(/^pickled again, the two differ$/m);
      expect(failures).toMatch(/^value \.state\['coef_'\] /m);
      expect(failures).toMatch(/^gives value /m);
    });

    test('a change that was not made', async () => {
      const { judge } = live();
      const failures = await judge.library(golden.id, pickle, pickle, 'change_coefficients');
      expect(failures.join('\n')).toMatch(/^value \.state\['coef_'\] /m);
      expect(failures.join('\n')).toMatch(/^gives value /m);
    });
  });
});
