/** The public verb; what it gives is held against live NumPys in numpy/reduce.test.ts. */
import { expect, test } from 'vitest';
import { NumpyArray } from '../src/array/creation.ts';
import { dtype } from '../src/dtype/parse.ts';
import { dumps } from '../src/dumps.ts';
import { reduce } from '../src/reduce.ts';
import { kindOf } from '../src/values/brand.ts';
import { PyGlobal } from '../src/values/py-global.ts';
import { Tuple } from '../src/values/tuple.ts';

const array = NumpyArray.from([1, 2, 3], { dtype: 'i2' });

test('an array that any NumPy loads', () => {
  const { callable, args, state } = reduce(array);
  expect(`${callable}`).toBe('numpy.core.multiarray._reconstruct');
  expect([...args]).toEqual([new PyGlobal('numpy', 'ndarray'), [0], new Uint8Array([98])]);
  expect([...(state as unknown[])]).toEqual([1, [3], array.dtype, false, new Uint8Array([1, 0, 2, 0, 3, 0])]);
  for (const inner of [args[1], (state as unknown[])[1]]) expect((inner as object).constructor).toBe(Tuple);
});

test('as NumPy 2 writes it: the memory itself, which may leave the pickle', () => {
  const { callable, args, state } = reduce(array, { numpy: 2 });
  expect(`${callable}`).toBe('numpy._core.numeric._frombuffer');
  expect(kindOf(args[0])).toBe('PickleBuffer');
  expect((args[0] as Uint8Array).buffer).toBe(array.buffer);
  expect(args.slice(1)).toEqual([array.dtype, [3], 'C']);
  expect(state).toBeUndefined();
});

test('text is plain, in elements too; the user’s own objects are themselves', () => {
  const type = dtype([
    ['u', 'U3'],
    ['o', 'O'],
  ]);
  const object = new Map();
  const records = NumpyArray.from([{ u: 'abc', o: object }], { dtype: type });
  const data = (reduce(records).state as unknown[])[4] as unknown[][];
  expect(data[0]![0]).toBe('abc');
  expect(data[0]![1]).toBe(object);
  expect([...reduce(type).args]).toEqual(['V20', false, true]);
});

test('what a caller does to it changes no pickle', () => {
  const type = dtype([['x', 'f4']]);
  const before = dumps(type);
  const { state } = reduce(type);
  ((state as unknown[])[4] as Map<string, unknown>).clear();
  expect(() => ((state as unknown[])[3] as unknown[]).push('y')).toThrow(TypeError);
  expect(dumps(type)).toEqual(before);
});

test('values that a pickle has opcodes of its own for', () => {
  expect(() => reduce(1)).toThrow(
    new TypeError(
      'reduce: no class here reduces int; numbers, strings, bytes and containers are written by opcodes of their own',
    ),
  );
  for (const value of [null, 'text', 5n, [], new Map(), new Uint8Array(2), undefined])
    expect(() => reduce(value)).toThrow(/^reduce: no class here reduces /);
});

test('options', () => {
  expect(() => reduce(array, { protocol: 6 })).toThrow(
    new TypeError('reduce: protocol must be an integer from 0 to 5, not 6'),
  );
  expect(() => reduce(array, { numpy: 3 as 2 })).toThrow(
    new TypeError("reduce: numpy must be 'any', 1 or 2, not 3"),
  );
});

test('StringDType in NumPy 1', () => {
  const text = NumpyArray.from(['a'], { dtype: 'T' });
  expect(() => reduce(text.dtype, { numpy: 1 })).toThrow(/StringDType came with NumPy 2/);
});
