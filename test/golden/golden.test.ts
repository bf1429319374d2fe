/** The golden data and its comparator: all there, and every planted error found. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loads } from '../../src/index.ts';
import type { Node } from './form.ts';
import {
  expectLoaded,
  FIXTURES,
  type GoldenCase,
  GoldenMismatch,
  goldenArchives,
  goldenCases,
} from './golden.ts';

test('both NumPys, the matrix and the samples are there', () => {
  expect(goldenArchives().map(({ name }) => name)).toEqual([
    'numpy1/matrix.tar.gz',
    'numpy2/matrix.tar.gz',
    'samples (NumPy 1)',
    'samples (NumPy 2)',
  ]);
});

test('each case has the protocols 0 to 5, in-band, and 5 out-of-band', () => {
  for (const { id, pickles } of goldenCases()) {
    if (id.startsWith('samples/')) continue;
    const names = pickles.map((pickle) => pickle.name);
    expect(names.slice(0, 7), id).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'oob']);
    expect(new Set(names).size, id).toBe(names.length);
  }
});

test('each data type of the matrix comes in every layout', () => {
  const layouts = new Map<string, string[]>();
  for (const { numpy, id, kind } of goldenCases()) {
    const at = id.lastIndexOf('/');
    const group = `${numpy} ${id.slice(0, at)}`;
    if (kind === 'array' && !group.endsWith('constructors')) {
      layouts.set(group, [...(layouts.get(group) ?? []), id.slice(at + 1)]);
    }
  }
  const all = layouts.get('2 float64');
  expect(all).toHaveLength(19);
  for (const [group, names] of layouts) expect(names, group).toEqual(all);
  expect(layouts.size).toBeGreaterThan(200);
});

test('the manifest describes every sample', () => {
  const folder = join(FIXTURES, 'samples');
  const manifest: { file: string; buffers?: string[] }[] = JSON.parse(
    readFileSync(join(folder, 'manifest.json'), 'utf8'),
  );
  const told = manifest.flatMap(({ file, buffers = [] }) => [file, ...buffers]).sort();
  expect(told).toEqual(
    readdirSync(folder)
      .filter((file) => /\.(pkl|bin)$/.test(file))
      .sort(),
  );
});

/** Every way to change one scalar inside a JSON value: yields the value changed, and undoes it. */
function* planted(json: unknown, path = ''): Generator<string> {
  if (typeof json !== 'object' || json === null) return;
  const holder = json as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const value = holder[key];
    if (value === null && ['fields', 'subdtype', 'array'].includes(key)) continue;
    if (typeof value === 'object' && value !== null) {
      yield* planted(value, `${path}.${key}`);
      continue;
    }
    holder[key] = changed(value);
    yield `${path}.${key}`;
    holder[key] = value;
  }
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return 'not null';
  if (/^-?(0x[\da-f]+|\d+)$/.test(value))
    return value.slice(0, -1) + ((Number.parseInt(value.slice(-1), 16) + 1) % 10);
  if (value === 'nan') return '0000000000000000';
  return /[0-9a-e]$/.test(value) ? `${value.slice(0, -1)}f` : `${value}?`;
}

/** What an expectation says without being checked: names of undefined things, or what NumPys differ in. */
function says(path: string, golden: GoldenCase): boolean {
  // A reference's number is a name; the first of two is checked by the second.
  if (/\.(id|ref)$/.test(path)) return false;
  // Which entry of `loaded` is meant is checked by what the entry says.
  if (/^\.expected.*\.(ndarray|scalar|dtype)$/.test(path)) return false;
  // NumPy's own isnative does not look into subarrays.
  if (/\.isnative$/.test(path)) return false;
  if (/\.strides\.\d+$/.test(path)) {
    const [entry, axis] = [...path.matchAll(/\d+/g)].map(Number);
    const shape = golden.pickles[0]!.loaded[entry!]!.array!.shape;
    return !shape.includes(0) && shape[axis!]! > 1;
  }
  return true;
}

describe('an error planted anywhere in an expectation is found', () => {
  const wanted = [
    'float32/F',
    'bool/1d',
    'int64-big/strided',
    'longdouble/1d',
    'clongdouble-big/C',
    'complex64/K',
    'str6/1d',
    'bytes5/1d',
    'void3/C',
    'datetime64-25s/1d',
    'timedelta64-generic/1d',
    'object/1d',
    'string-na-nan/1d',
    'metadata/C',
    'float16/1d',
    'structs/aligned-nested/C',
    'structs/subarrays/F',
    'structs/titles/1d',
    'structs/objects-kinds/1d',
    'structs/record/1d',
    'containers/dict',
    'containers/object-nested',
    'containers/same-twice',
    'dtypes/subarray-struct',
    'dtypes/string-na-str',
    'scalars/longdouble',
    'scalars/packed',
    'python/dict-keys',
    'python/sets',
    'python/frozensets',
    'python/integers',
    'python/floats',
    'python/complex',
    'constructors/negative',
  ];
  const cases = goldenCases().filter(({ numpy, id }) => numpy === 2 && wanted.includes(id));
  test('in every case that is wanted', () => {
    expect(cases.map(({ id }) => id).sort()).toEqual(wanted.sort());
  });
  test.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
    const pickle = golden.pickles.find(({ name }) => name === 'oob')!;
    const value = loads(pickle.bytes, { buffers: pickle.buffers });
    const copy = structuredClone({ ...golden, pickles: [pickle] });
    const place = { expected: copy.expected as Node, loaded: copy.pickles[0]!.loaded };
    expectLoaded(value, copy, copy.pickles[0]!);
    let count = 0;
    for (const path of planted(place)) {
      if (!says(path, copy)) continue;
      count++;
      expect(
        () => expectLoaded(value, { ...copy, expected: place.expected }, copy.pickles[0]!),
        `${id} ${path}`,
      ).toThrow(GoldenMismatch);
    }
    expect(count).toBeGreaterThan(0);
  });
});
