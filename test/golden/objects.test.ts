/** Golden data of objects, of Python 2 and of the standard library: all there, and what it says of itself holds. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MaskedArray } from '../../src/array/masked-array.ts';
import { asSubclass } from '../../src/array/subclass.ts';
import { arraysIn, at, loads, NumpyArray, type PickleValue } from '../../src/index.ts';
import { RandomState } from '../../src/numpy/random.ts';
import type { PathStep } from '../../src/values/path.ts';
import { GoldenMismatch } from './golden.ts';
import {
  ENCODINGS,
  expectLibrary,
  expectObjectArray,
  expectPython2,
  expectSubclassArray,
  libraryCases,
  objectCases,
  python2Cases,
} from './objects.ts';

/** Reading fails where an index names a member that is missing, or a member is named by none. */
test('each index has its pickles, and each pickle its index', () => {
  expect(objectCases()).toHaveLength(56);
  expect(python2Cases()).toHaveLength(83);
  expect(libraryCases()).toHaveLength(40);
});

test.each([
  ['objects', objectCases()],
  ['python2', python2Cases()],
  ['stdlib', libraryCases()],
] as const)('%s: ids are unique, every pickle is one of its protocol', (_, cases) => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  for (const { id, pickles } of cases) {
    expect(new Set(pickles.map(({ name }) => name)).size, id).toBe(pickles.length);
    for (const { name, protocol, bytes } of pickles) {
      expect(bytes.at(-1), `${id} ${name}`).toBe('.'.charCodeAt(0));
      if (protocol >= 2) expect([...bytes.subarray(0, 2)], `${id} ${name}`).toEqual([0x80, protocol]);
      else expect(bytes[0], `${id} ${name}`).not.toBe(0x80);
    }
  }
});

describe('objects', () => {
  test('come in protocols 2, 4 and 5, and out-of-band', () => {
    for (const { id, pickles } of objectCases()) {
      expect(
        pickles.map(({ name }) => name),
        id,
      ).toEqual(['p2', 'p4', 'p5', 'oob']);
    }
  });

  test('of scikit-learn, pandas, SciPy, xarray, cloudpickle and our own', () => {
    const count = (group: string) => objectCases().filter(({ id }) => id.startsWith(`${group}/`)).length;
    expect(['sklearn', 'pandas', 'scipy', 'xarray', 'cloudpickle', 'python'].map(count)).toEqual([
      13, 10, 8, 2, 3, 20,
    ]);
  });

  test('each array has a path and a layout in every pickle', () => {
    for (const { id, arrays, pickles } of objectCases()) {
      for (const { name, paths, loaded, onlyInCalls } of pickles) {
        expect(
          paths.map(({ array }) => array),
          `${id} ${name}`,
        ).toEqual(arrays.map((_, i) => i));
        expect(loaded, `${id} ${name}`).toHaveLength(arrays.length);
        const called = paths.filter(({ steps }) =>
          steps.some((step) => 'part' in step && step.part === 'calls'),
        );
        expect(
          called.map(({ array }) => array),
          `${id} ${name}`,
        ).toEqual(onlyInCalls);
      }
    }
  });

  test('arrays that only a popped call gets are there', () => {
    const withCalls = objectCases().filter(({ pickles }) =>
      pickles.some(({ onlyInCalls }) => onlyInCalls.length > 0),
    );
    expect(withCalls.map(({ id }) => id)).toEqual([
      'python/everything',
      'cloudpickle/closure',
      'cloudpickle/recursive-closure',
    ]);
  });
});

test('Python 2: by cPickle and pickle, protocols 0 to 2; Latin-1 and bytes load everything that text is not asked of', () => {
  const failing = new Map<string, string[]>();
  for (const { id, pickles } of python2Cases()) {
    const names = ['cPickle', 'pickle'].flatMap((by) => [0, 1, 2].map((protocol) => `${by}-p${protocol}`));
    expect(
      pickles.map(({ name }) => name),
      id,
    ).toEqual(names);
    for (const encoding of ENCODINGS) {
      // All six ways give one value.
      expect(new Set(pickles.map(({ outcomes }) => JSON.stringify(outcomes[encoding]))).size, id).toBe(1);
      if ('error' in pickles[0]!.outcomes[encoding])
        failing.set(encoding, [...(failing.get(encoding) ?? []), id]);
    }
  }
  expect(failing.get('latin1')).toBeUndefined();
  expect(failing.get('bytes')).toEqual(['plain/others', 'library/decimal']);
  expect(failing.get('ascii')?.length).toBe(59);
});

test('the standard library comes in protocols 0 to 5; enums also by name', () => {
  const plain = [0, 1, 2, 3, 4, 5].map((protocol) => `p${protocol}`);
  for (const { id, pickles } of libraryCases()) {
    const names = pickles.map(({ name }) => name);
    const byName = ['enums', 'flags', 'keys'].includes(id) ? plain.map((name) => `by-name-${name}`) : [];
    expect(names, id).toEqual([...plain, ...byName]);
  }
});

/** What lies at the golden data's steps, which are those of a record: by attributes of a state, items of a tuple. */
function walk(value: PickleValue, steps: readonly PathStep[]): PickleValue {
  let current = value;
  for (const [i, step] of steps.entries()) {
    if (current instanceof RandomState && 'attribute' in step) current = at(current, 'state', step.attribute);
    else if (MaskedArray.isMaskedArray(current)) {
      // (version, shape, dtype, is_fortran, data, mask, fill_value)
      expect(steps.slice(i)).toEqual([{ part: 'state' }, { index: 6 }]);
      return at(current, 'fillValue');
    } else current = at(current, step);
  }
  return current;
}

/** The arrays that stand for instances of subclasses, in the order in which the pickler met them; and their masks. */
function ofSubclasses(value: PickleValue): { arrays: NumpyArray[]; masks: NumpyArray[] } {
  const masked = value instanceof Map ? [...value.values()].filter(MaskedArray.isMaskedArray) : [];
  const data = new Set(masked.map((array) => array.data));
  const found = Array.from(arraysIn(value), ({ array }) => array);
  return {
    arrays: found.filter((array) => array.subclass !== null || data.has(array)),
    masks: masked.map(({ mask }) => mask),
  };
}

const opaque = { unknownGlobals: 'opaque' } as const;

describe('loads gives what Python has', () => {
  test.each(objectCases().map((golden) => [golden.id, golden] as const))('%s: every array', (id, golden) => {
    for (const pickle of golden.pickles) {
      const value = loads(pickle.bytes, { ...opaque, buffers: pickle.buffers });
      const there = pickle.paths.map(({ steps, array }) => {
        const found = walk(value, steps);
        expectObjectArray(found, golden, pickle, array);
        return found;
      });
      // Found in any order; and no array that the pickler never met, but masks.
      const found = new Set(Array.from(arraysIn(value), ({ array }) => array));
      const { arrays, masks } = ofSubclasses(value);
      expect(found, `${id} ${pickle.name}`).toEqual(new Set([...there, ...arrays, ...masks]));
      for (const array of there) expect(NumpyArray.isNumpyArray(array) && found.has(array), id).toBe(true);
      // Those of a class that nobody registered are records.
      const known = golden.subclasses.filter((about) => about.class.startsWith('numpy.'));
      expect(arrays, id).toHaveLength(known.length);
      arrays.forEach((array, i) => {
        expect(`${array.subclass ?? 'numpy.ma.core.MaskedArray'}`).toBe(known[i]!.class);
        expectSubclassArray(asSubclass(array, null), golden, pickle, known[i]!);
      });
    }
  });

  test.each(python2Cases().map((golden) => [golden.id, golden] as const))('Python 2 %s', (_, golden) => {
    for (const pickle of golden.pickles) {
      for (const encoding of ENCODINGS) {
        if ('error' in pickle.outcomes[encoding]) continue;
        expectPython2(loads(pickle.bytes, { ...opaque, encoding }), golden, pickle, encoding);
      }
    }
  });

  test.each(libraryCases().map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    for (const pickle of golden.pickles) expectLibrary(loads(pickle.bytes, opaque), golden, pickle);
  });
});

/** Changes each text, number and boolean inside a JSON value, one after the other: yields where, and undoes it. */
function* planted(json: unknown, path = ''): Generator<string> {
  if (typeof json !== 'object' || json === null) return;
  const holder = json as Record<string, unknown>;
  for (const [key, value] of Object.entries(holder)) {
    if (value !== null && typeof value === 'object') yield* planted(value, `${path}.${key}`);
    if (value === null || typeof value === 'object') continue;
    holder[key] = typeof value === 'string' ? changed(value) : typeof value === 'number' ? value + 1 : !value;
    yield `${path}.${key}`;
    holder[key] = value;
  }
}

function changed(text: string): string {
  if (text === 'nan') return '0000000000000000';
  return text.slice(0, -1) + (text.endsWith('1') ? '2' : '1');
}

/** Numbers of shared objects are names; the offset of a zone that we don't know; what only the other form of enums says. */
const UNSAID = /\.(id|ref)$|\.enum\.name$|\.namedtuple\.fields\.\d+\.0$/;

test.each(libraryCases().map((golden) => [golden.id, golden] as const))(
  'an error planted anywhere in what is expected of %s is found',
  (id, golden) => {
    const pickle = golden.pickles.find(({ name }) => name === 'p5')!;
    const value = loads(pickle.bytes, opaque);
    const copy = { ...pickle, value: structuredClone(pickle.value) };
    for (const path of planted({ value: copy.value })) {
      if (UNSAID.test(path) || (id === 'zoneinfo' && path.endsWith('.utcoffset'))) continue;
      expect(() => expectLibrary(value, golden, copy), `${id} ${path}`).toThrow(GoldenMismatch);
    }
  },
);

test('the model to open is the one in the archive', () => {
  const file = new Uint8Array(
    readFileSync(new URL('../../python-fixtures/objects/logistic-regression.pkl', import.meta.url)),
  );
  const model = objectCases().find(({ id }) => id === 'sklearn/logistic-regression');
  expect(model?.pickles.find(({ name }) => name === 'p5')?.bytes).toEqual(file);
});
