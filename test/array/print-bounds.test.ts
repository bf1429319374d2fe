/** Texts end soon and stay short, whatever is printed: deep, cyclic, shared without end, huge. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { arrayToJSON } from '../../src/array/array-json.ts';
import { arrayRepr, arrayStr, valueRepr } from '../../src/array/array-text.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import { NumpyScalar } from '../../src/array/numpy-scalar.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { loads } from '../../src/loads.ts';
import { tuple } from '../../src/values/tuple.ts';

const LONGEST = 3 * 2 ** 20;

function inArray(...values: unknown[]): NumpyArray {
  return NumpyArray.from(values, { dtype: 'O', shape: [values.length] });
}

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = null;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
}

/** Every printed form of a value, in a time and length that do not depend on what it hides. */
function expectBounded(array: NumpyArray): string {
  const texts = [arrayRepr(array), arrayStr(array), JSON.stringify(arrayToJSON(array))];
  for (const text of texts) {
    expect(text.length).toBeLessThan(LONGEST * 4);
    expect(text).toContain('...');
  }
  return texts[0]!;
}

describe('nesting of 100,000 levels', () => {
  const deep: readonly (readonly [string, (inner: unknown) => unknown])[] = [
    ['lists', (inner) => [inner]],
    ['tuples', (inner) => tuple(inner)],
    ['dicts', (inner) => new Map([['k', inner]])],
    ['sets', (inner) => new Set([inner])],
    ['plain objects', (inner) => ({ k: inner })],
    ['arrays', (inner) => inArray(inner)],
    ['arrays in lists', (inner) => [inArray(inner)]],
    ['arrays of 60 axes', (inner) => NumpyArray.from([inner], { dtype: 'O', shape: Array(60).fill(1) })],
    [
      'scalars',
      (inner) => {
        const record = NumpyArray.from([{ a: inner }], { dtype: [['a', 'O']], shape: [] });
        return new NumpyScalar(record);
      },
    ],
  ];
  test.each(deep)('%s', (_, wrap) => {
    const text = expectBounded(inArray(nested(100_000, wrap)));
    expect(text.length).toBeLessThan(LONGEST);
  });

  test('of a pickle', () => {
    const depth = 100_000;
    const list = loads(Buffer.from(`${'('.repeat(depth)}${'l'.repeat(depth)}.`, 'latin1'));
    expect(valueRepr(list)).toBe(`${'['.repeat(100)}...${']'.repeat(100)}`);
  });
});

describe('a cycle', () => {
  const list: unknown[] = [1];
  list.push(list);
  const map = new Map<unknown, unknown>();
  map.set('self', tuple(map));
  const array = inArray(null, 2);
  array.set([array], 0);
  const scalar = NumpyArray.from([null], { dtype: 'O', shape: [] });
  scalar.set(scalar);
  const record = NumpyArray.from([{ a: null }], { dtype: [['a', 'O']], shape: [1] });
  record.set({ a: record }, 0);

  test.each([
    ['a list', list, 'array([list([1, [...]])], dtype=object)', '[[1,"..."]]'],
    ['a dict', map, "array([{'self': ({...},)}], dtype=object)", '[{"self":["..."]}]'],
    [
      'an array',
      array,
      'array([array([list([array(..., dtype=object)]), 2], dtype=object)],\n      dtype=object)',
      '[[["..."],2]]',
    ],
    [
      'an array without axes',
      scalar,
      'array([array(array(..., dtype=object), dtype=object)], dtype=object)',
      '["..."]',
    ],
    [
      'a record',
      record,
      "array([array([(array(..., dtype=[('a', 'O')]),)], dtype=[('a', 'O')])],\n      dtype=object)",
      '[[{"a":"..."}]]',
    ],
  ])('of %s', (_, value, repr, json) => {
    expect(arrayRepr(inArray(value))).toBe(repr);
    expect(JSON.stringify(arrayToJSON(inArray(value)))).toBe(json);
  });

  test('prints what is shared, but not cyclic, each time', () => {
    const shared = [1];
    expect(arrayRepr(inArray(tuple(shared, shared)))).toBe('array([([1], [1])], dtype=object)');
    expect(arrayToJSON(inArray(tuple(shared, shared)))).toEqual([[[1], [1]]]);
  });
});

describe('sharing that doubles 2,000 times', () => {
  test.each([
    ['tuples', (inner: unknown) => tuple(inner, inner)],
    ['lists', (inner: unknown) => [inner, inner]],
    [
      'dicts',
      (inner: unknown) =>
        new Map([
          [1, inner],
          [2, inner],
        ]),
    ],
    ['arrays', (inner: unknown) => inArray(inner, inner)],
  ])('of %s', (_, wrap) => {
    // Within the levels that are printed.
    expectBounded(inArray(nested(60, wrap)));
    expectBounded(inArray(nested(2000, wrap)));
  });

  test('of a long text', () => {
    const text = 'x'.repeat(1e5);
    const lists = nested(50, (inner) => [inner, inner, text]);
    expect(arrayRepr(inArray(lists)).length).toBeLessThan(LONGEST);
  });

  test('of arrays with a data type that takes long to spell', () => {
    const fields = Array.from({ length: 20_000 }, (_, i) => [`f${i}`, 'i1'] as const);
    const wide = NumpyArray.from([], { dtype: fields as never, shape: [0] });
    expect(arrayRepr(inArray(Array(1000).fill(wide))).length).toBeLessThan(LONGEST);
  });

  test('of numbers', () => {
    const numbers = NumpyArray.from(new Float64Array(1000));
    const lists = nested(40, (inner) => [inner, inner, numbers]);
    expect(arrayRepr(inArray(lists)).length).toBeLessThan(20 * LONGEST);
    expect(arrayToJSON(inArray(lists))).toBeDefined();
  });
});

describe('a huge array', () => {
  const buffer = new ArrayBuffer(1e8);
  const ends = new Uint8Array(buffer);
  ends.set([1, 2, 3]);
  ends.set([4, 5, 60], 1e8 - 3);

  test('is read at its ends only', () => {
    const start = performance.now();
    const bytes = new NumpyArray({ buffer, dtype: 'u1', shape: [1e8] });
    expect(arrayRepr(bytes)).toBe('array([ 1,  2,  3, ...,  4,  5, 60], shape=(100000000,), dtype=uint8)');
    const square = new NumpyArray({ buffer, dtype: 'u1', shape: [1e4, 1e4] });
    expect(
      arrayStr(square)
        .split('\n')
        .map((row) => row.length),
    ).toEqual([24, 24, 24, 4, 24, 24, 25]);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('of one element over and over', () => {
    const ones = new NumpyArray({ buffer, dtype: 'u1', shape: [2 ** 26, 2 ** 26], strides: [0, 0] });
    expect(arrayStr(ones)).toBe(
      `[${'[1 1 1 ... 1 1 1]\n '.repeat(3)}...\n${' [1 1 1 ... 1 1 1]\n'.repeat(3).trimEnd()}]`,
    );
    expect(arrayToJSON(ones)).toBe('...');
  });

  test('of so many axes that even its corners are too many', () => {
    const corners = new NumpyArray({
      buffer,
      dtype: 'u1',
      shape: Array(20).fill(6),
      strides: Array(20).fill(0),
    });
    expect(arrayRepr(corners).length).toBeLessThan(LONGEST);
    const pairs = new NumpyArray({
      buffer,
      dtype: 'u1',
      shape: Array(50).fill(2),
      strides: Array(50).fill(0),
    });
    expect(arrayStr(pairs)).toBe(`[${'...'}]`);
  });

  test('of elements without bytes', () => {
    const nothing = new NumpyArray({ buffer, dtype: 'V0', shape: [2 ** 40] });
    expect(arrayStr(nothing)).toBe("[b'' b'' b'' ... b'' b'' b'']");
    const subarrays = new NumpyArray({ buffer, dtype: [['a', [], [2 ** 8, 2 ** 8]]], shape: [1] });
    expect(arrayStr(subarrays).length).toBeLessThan(1000);
    expect(() => dtype([['a', [], [2 ** 20, 2 ** 10]]])).toThrow('expected at most 65536');
  });

  test('of huge subarrays', () => {
    const long = new NumpyArray({ buffer, dtype: [['a', 'u1', [1e8]]], shape: [] });
    expect(arrayStr(long)).toBe('([ 1,  2,  3, ...,  4,  5, 60],)');
  });
});

test('an integer of a million digits is left out, as Python refuses it', () => {
  expect(valueRepr(1n << 4_000_000n)).toBe('...');
  expect(valueRepr([-(10n ** 4299n)]).length).toBe(4303);
  expect(arrayToJSON(inArray(1n << 4_000_000n))).toEqual(['...']);
});

test('the text of a data type in a list', () => {
  expect(valueRepr([dtype('<f4'), dtype('M8[s]')])).toBe("[dtype('float32'), dtype('<M8[s]')]");
});

test('characters beyond Unicode, which can not be read, are left out', () => {
  const wrong = new NumpyArray({ buffer: new Uint32Array([0x110000, 97]).buffer, dtype: 'U1', shape: [2] });
  expect(arrayRepr(wrong)).toBe("array(..., dtype='<U1')");
  expect(arrayStr(new NumpyArray({ buffer: wrong.buffer, dtype: 'U1', shape: [] }))).toBe('...');
  expect(arrayRepr(inArray([wrong, 1]))).toBe(`array([list([array(..., dtype='<U1'), 1])], dtype=object)`);
  expect(arrayToJSON(inArray(wrong, 1))).toEqual(['...', 1]);
});

test('toString, console.log and JSON.stringify', () => {
  const array = NumpyArray.from(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: 'i4' },
  );
  const text = 'array([[1, 2],\n       [3, 4]], dtype=int32)';
  expect(String(array)).toBe(text);
  expect(inspect(array)).toBe(text);
  expect(inspect({ a: array })).toContain('[3, 4]], dtype=int32)');
  expect(JSON.stringify({ array })).toBe('{"array":[[1,2],[3,4]]}');
});
