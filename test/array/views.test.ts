import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import type { SliceItem } from '../../src/array/views.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { Complex } from '../../src/values/complex.ts';
import { tuple } from '../../src/values/tuple.ts';

const a = NumpyArray.from(
  Array.from({ length: 24 }, (_, i) => i),
  { dtype: 'int16', shape: [2, 3, 4] },
);

describe('slice', () => {
  test.each<[SliceItem[], string]>([
    [[0], '0'],
    [[[null, null, -1]], '::-1'],
    [[{ step: -1 }, [1], '...'], '::-1, 1:, ...'],
    [[0, '...', -1], '0, ..., -1'],
    [[null, { start: 1, stop: null }, [undefined, 2]], 'None, 1:, :2'],
    [['...', null], '..., newaxis'],
    [['0, ::-1', [2, 100]], '0, ::-1, 2:100'],
    [[], '...'],
    [[[]], ':'],
  ])('%j is %s', (items, text) => {
    const [one, other] = [a.slice(...items), a.slice(text)];
    expect([one.shape, one.strides, one.byteOffset]).toEqual([other.shape, other.strides, other.byteOffset]);
    expect(one.buffer).toBe(a.buffer);
  });

  test('is a view, which may be written to', () => {
    const b = NumpyArray.from([1, 2, 3, 4]);
    b.slice('::-2').set(9, 0);
    expect(b.toArray()).toEqual([1, 2, 3, 9]);
    const fixed = new NumpyArray({ buffer: new ArrayBuffer(8), dtype: 'u1', shape: [8], readonly: true });
    expect(() => fixed.slice([2]).set(1, 0)).toThrow(new TypeError('the array is read-only'));
  });

  test.each<[SliceItem[], Error]>([
    [[2], new RangeError('index 2 is out of bounds for axis 0 with size 2')],
    [[0, -4], new RangeError('index -4 is out of bounds for axis 1 with size 3')],
    [[0, 0, 0, 0], new RangeError('too many indices: the array has 3 axes, but 4 are indexed')],
    [['...', '...'], new RangeError("an index can have only one '...'")],
    [[[0, 1, 0]], new RangeError('the step of a range must not be 0')],
    [[[0.5]], new TypeError('the start of a range must be an integer or null, got 0.5')],
    [[[0, 1, 1, 1] as never], new TypeError('a range is [start, stop, step], got 4 items')],
    [[0.5], new RangeError('index 0.5 is out of bounds for axis 0 with size 2')],
    [
      [true as never],
      new TypeError("an index is an integer, [start, stop, step], null, '...' or text of these, got bool"),
    ],
    [['1 2'], new TypeError('"1 2" is no index: expected integers, start:stop:step, None or ..., got "1 2"')],
    [['0, a'], new TypeError('"0, a" is no index: expected integers, start:stop:step, None or ..., got "a"')],
    [[''], new TypeError('"" is no index: expected integers, start:stop:step, None or ..., got ""')],
    [new Array(62).fill(null), new RangeError('an array has at most 64 axes, the index gives 65')],
  ])('%j is an error', (items, error) => {
    expect(() => a.slice(...items)).toThrow(error);
  });

  test('object elements are shared', () => {
    const objects = NumpyArray.from(['a', null, 'c'], { dtype: 'O' });
    expect(objects.slice('::-1').toArray()).toEqual(['c', null, 'a']);
    expect(objects.slice('::-1').copy().toArray()).toEqual(['c', null, 'a']);
    expect(objects.slice('::2').reshape([2, 1]).toArray()).toEqual([['a'], ['c']]);
  });
});

describe('reshape', () => {
  test.each<[readonly number[], string]>([
    [[5, 5], "can't reshape an array of 24 elements into shape (5, 5)"],
    [[-1, 5], "can't reshape an array of 24 elements into shape (-1, 5)"],
    [[-1, -1], 'shape must be up to 64 integers from 0 on, one of which may be -1, got (-1, -1)'],
    [[1.5], 'shape must be up to 64 integers from 0 on, one of which may be -1, got (1.5,)'],
    [[-2, 12], 'shape must be up to 64 integers from 0 on, one of which may be -1, got (-2, 12)'],
  ])('to %j is an error', (shape, message) => {
    expect(() => a.reshape(shape)).toThrow(new RangeError(message));
  });

  test('a view or, where there is none and it may, a copy', () => {
    expect(a.reshape(24).buffer).toBe(a.buffer);
    expect((a.transpose().reshape(24).toArray() as number[]).slice(0, 4)).toEqual([0, 12, 4, 16]);
    expect(() => a.transpose().reshape(24, { copy: 'never' })).toThrow(
      new RangeError(
        "no view of the array (shape (4, 3, 2), strides (2, 8, 24)) has shape (24,); leave out copy: 'never' to have a copy",
      ),
    );
    expect(a.transpose().reshape(24, { order: 'F', copy: 'never' }).buffer).toBe(a.buffer);
  });
});

test.each([
  ['C', [1, 0, 2], [16, 8, 2]],
  ['F', [1, 0, 2], [2, 6, 12]],
  ['K', [1, 0, 2], [8, 24, 2]],
  ['A', [1, 0, 2], [16, 8, 2]],
  ['A', [2, 1, 0], [2, 8, 24]],
  ['K', [2, 1, 0], [2, 8, 24]],
] as const)('copy in order %s of transpose(%j)', (order, axes, strides) => {
  const source = a.transpose(axes);
  const copy = source.copy({ order });
  expect(copy.strides).toEqual(strides);
  expect(copy.toArray()).toEqual(source.toArray());
  expect(copy.buffer).not.toBe(a.buffer);
});

test('orders that there are not', () => {
  expect(() => a.copy({ order: 'X' as 'C' })).toThrow(
    new TypeError("order must be 'C', 'F', 'A' or 'K', got \"X\""),
  );
});

test('astype keeps the order of the axes, and errors name the index', () => {
  const b = a.transpose().astype('f8');
  expect(b.order).toBe('F');
  expect(b.toArray()).toEqual(a.transpose().toArray());
  const c = NumpyArray.from([
    [1, 2],
    [3, 300],
  ]).transpose();
  expect(() => c.astype('i1')).toThrow(
    new RangeError('the item at [1, 1]: int8 takes an integer from -128 to 127, got 300n'),
  );
  expect(() => NumpyArray.from([1.5]).astype('i4')).toThrow(
    /^the item at \[0\]: int32 takes an integer.*, got 1.5$/,
  );
  expect(() => NumpyArray.from([2n ** 53n + 1n]).astype('f8')).toThrow(
    new RangeError("the item at [0]: float64 can't hold 9007199254740993 exactly"),
  );
  expect(() => NumpyArray.from(['abc']).astype('U2')).toThrow(
    /^the item at \[0\]: <U2 holds 2 characters, got 3$/,
  );
  expect(() => NumpyArray.from(['x']).astype('f8')).toThrow(
    new RangeError('the item at [0]: "x" is no float'),
  );
  expect(() => NumpyArray.from([1]).astype('i4', { casting: 'same' as never })).toThrow(
    new TypeError("casting must be 'exact' or 'unsafe', got \"same\""),
  );
  expect(() => NumpyArray.from([1]).astype(dtype('V3'))).toThrow(
    'there is no conversion from float64 to |V3',
  );
  const struct = NumpyArray.from([[1, 300]], { dtype: 'i4,f8', shape: [1] });
  expect(() => struct.astype(dtype('i4,i1'))).toThrow(/^the item at \[0\]: field "f1": int8 takes/);
  expect(a.astype(Float32Array).data).toBeInstanceOf(Float32Array);
});

test('an empty array of too many lists', () => {
  const empty = new NumpyArray({ buffer: new ArrayBuffer(0), dtype: 'u1', shape: [2 ** 31, 0] });
  expect(() => empty.toArray()).toThrow(
    new RangeError('an array of shape (2147483648, 0) has no elements, but too many empty lists'),
  );
  expect(new NumpyArray({ buffer: new ArrayBuffer(0), dtype: 'u1', shape: [0, 2 ** 31] }).toArray()).toEqual(
    [],
  );
});

test('astype of no elements, of objects to structs, of complex numbers to objects', () => {
  const types = ['?', 'i1', 'i8', 'u8', 'f2', 'f4', 'f8', 'g', 'F', 'S3', 'U', 'M8[s]', 'm8', 'O', 'V2'];
  for (const type of types.slice(0, 9)) {
    const none = new NumpyArray({ buffer: new ArrayBuffer(0), dtype: type, shape: [0, 2] });
    for (const target of types.slice(0, 14)) expect(none.astype(target).shape).toEqual([0, 2]);
  }
  const rows = NumpyArray.from([tuple(1, 'a'), tuple(2, 'b')], { dtype: 'O', shape: [2] });
  expect(rows.astype(dtype('i4,U1')).field('f1').toArray()).toEqual(['a', 'b']);
  expect(
    NumpyArray.from([new Complex(1, 2)])
      .astype('O')
      .get(0),
  ).toBeInstanceOf(Complex);
  expect(
    NumpyArray.from([1n, 2n ** 60n])
      .astype('O')
      .toArray(),
  ).toEqual([1, 2n ** 60n]);
});

test('what astype makes has memory of its own', () => {
  const b = NumpyArray.from([1, 2]);
  const c = b.astype('f8');
  c.set(9, 0);
  expect(b.get(0)).toBe(1);
  const fixed = new NumpyArray({ buffer: new ArrayBuffer(8), dtype: 'f8', shape: [1], readonly: true });
  expect(fixed.astype('f8').readonly).toBe(false);
});
