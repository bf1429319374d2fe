/**
 * Values that were made in JavaScript, nothing of them loaded, are pickled as `pickle.dumps` did: every array of the
 * golden matrix with its strides as they were in NumPy, scalars, data types, containers, plain values.
 */

import { expect, test } from 'vitest';
import { dtype, type NumpyArray, tuple } from '../../src/index.ts';
import { built, unknownBits } from '../golden/build.ts';
import { type GoldenCase, type GoldenPickle, goldenCases } from '../golden/golden.ts';
import { differenceOf } from './difference.ts';
import { exceptionFor } from './exceptions.ts';
import { written } from './rewrite.ts';

/** Not made: pickled by a class of the fixtures. */
const isConstructor = ({ id }: GoldenCase) => id.startsWith('constructors/');
const cases = goldenCases().filter((golden) => !isConstructor(golden) && !unknownBits(golden));

const ALL_WAYS = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'oob'];

/** By the C pickler: others spell the same otherwise. */
function picklesOf({ pickles }: GoldenCase): GoldenPickle[] {
  return pickles.filter(({ name }) => ALL_WAYS.includes(name));
}

function wayOf({ name, protocol }: GoldenPickle, numpy: 1 | 2) {
  return { protocol, numpy, outOfBand: name === 'oob' };
}

test.each([1, 2] as const)('the bytes of NumPy %i', { timeout: 120_000 }, (numpy) => {
  const wrong: string[] = [];
  const same: string[] = [];
  let count = 0;
  let exceptions = 0;
  for (const golden of cases) {
    if (golden.numpy !== numpy) continue;
    const value = built(golden);
    for (const pickle of picklesOf(golden)) {
      count++;
      const found = differenceOf(written(value, wayOf(pickle, numpy)), pickle);
      const exception = exceptionFor(golden, pickle);
      const isException = exception !== undefined && !exception.loaded;
      if (isException) exceptions++;
      if (found !== null && !isException) wrong.push(`${golden.id} ${pickle.name}: ${found}`);
      if (found === null && isException) same.push(`${golden.id} ${pickle.name}`);
    }
  }
  expect(wrong.slice(0, 5), `${wrong.length} of ${count} differ`).toEqual([]);
  expect(same, 'no exceptions after all').toEqual([]);
  expect(count).toBeGreaterThan(18_500);
  expect(exceptions / count).toBeLessThan(0.06);
});

test('all but these are made', () => {
  const without = goldenCases().filter((golden) => !isConstructor(golden) && unknownBits(golden));
  expect(without.map(({ numpy, id }) => `${numpy} ${id}`)).toEqual([
    '1 scalars/objects-longdouble',
    '1 scalars/objects-subarray',
    '2 scalars/objects-longdouble',
    '2 scalars/objects-subarray',
  ]);
});

test('every layout is made with the strides that NumPy had', () => {
  const strides = new Map<string, Set<string>>();
  for (const golden of cases) {
    if (golden.kind !== 'array') continue;
    const { array } = golden.original[0]!;
    const made = built(golden) as NumpyArray;
    expect([made.shape, made.strides, made.readonly]).toEqual([
      array!.shape,
      array!.strides,
      !array!.writeable,
    ]);
    const layout = golden.id.split('/').at(-1)!;
    const signs = made.strides.map((stride) => Math.sign(stride)).join();
    strides.set(layout, (strides.get(layout) ?? new Set()).add(signs));
  }
  expect(strides.size).toBe(19);
  expect(strides.get('negative')).toContain('-1');
  expect(strides.get('negative-2d')).toContain('1,-1');
  expect(strides.get('broadcast')).toContain('0,1');
});

test('typed arrays are the arrays of their numbers', () => {
  const classes = new Set<string>();
  for (const golden of cases) {
    const layout = golden.original[0]?.array;
    if (golden.kind !== 'array' || layout?.shape.length !== 1 || layout.order === null || !layout.writeable)
      continue;
    const array = built(golden) as NumpyArray;
    const { dtype: type } = array;
    // A Uint8Array is bytes, and a typed array knows no unit, no longlong and no metadata.
    const isNumber = 'iuf'.includes(type.kind) && type.char !== 'q' && !type.metadata && !type.fields;
    if (
      !isNumber ||
      type.kind === 'c' ||
      type.equals(dtype('u1')) ||
      !type.isNative ||
      'eg'.includes(type.char)
    )
      continue;
    const numbers = array.toTypedArray();
    classes.add(numbers.constructor.name);
    for (const pickle of picklesOf(golden)) {
      const ours = written(numbers, wayOf(pickle, golden.numpy));
      expect(differenceOf(ours, pickle), `${golden.id} ${pickle.name}`).toBeNull();
    }
  }
  expect([...classes].sort()).toEqual([
    ...[
      'BigInt64Array',
      'BigUint64Array',
      'Float32Array',
      'Float64Array',
      'Int16Array',
      'Int32Array',
      'Int8Array',
    ],
    ...['Uint16Array', 'Uint32Array'],
  ]);
});

test('numbers, strings and containers of JavaScript are those of Python', () => {
  const golden = (id: string) => cases.find((one) => one.id === `python/${id}`)!;
  const shared = [1, tuple(2)];
  const pair = tuple('ab', 'é');
  const values: Record<string, unknown> = {
    none: null,
    booleans: [true, false],
    shared: [shared, shared, { a: shared }, tuple(shared, shared)],
    'strings-repeated': [1, 2, 3].flatMap(() => ['ab', 'ab', 'é', pair]),
    tuples: [
      ...[tuple(), tuple(1), tuple(1, 2), tuple(1, 2, 3), tuple(1, 2, 3, 4), tuple(tuple(), tuple(tuple()))],
      tuple(...Array(300).keys()),
    ],
    sets: [
      ...[new Set(), new Set([1, 2, 3]), new Set(Array(1500).keys()), new Set(['only'])],
      ...[new Set([tuple(1, 2)]), new Set([Uint8Array.of(120)])],
    ],
    'list-2001': Array.from({ length: 2001 }, (_, i) => i % 10),
    'dict-1000': new Map(Array.from({ length: 1000 }, (_, i) => [i, null])),
    'dict-order': new Map<unknown, number>([
      ...([
        ['b', 0],
        ['a', 1],
        ['10', 2],
        ['9', 3],
        [10, 4],
        [9, 5],
        ['c', 6],
      ] as const),
    ]),
  };
  for (const [id, value] of Object.entries(values))
    for (const pickle of picklesOf(golden(id)))
      expect(differenceOf(written(value, wayOf(pickle, 2)), pickle), `${id} ${pickle.name}`).toBeNull();
});
