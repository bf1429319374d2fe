/** Elements → the Python values that NumPy pickles of an array that holds objects. */
import { describe, expect, test } from 'vitest';
import { ArrayBytes } from '../../src/array/array-bytes.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import { packElements } from '../../src/array/pack.ts';
import { unpackElements } from '../../src/array/unpack.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { stringDType } from '../../src/dtype/string-dtype.ts';
import { kindOf } from '../../src/values/brand.ts';
import { Complex } from '../../src/values/complex.ts';
import { PyDate, type PyDateTime, PyTimeDelta } from '../../src/values/datetime.ts';
import { FreshText } from '../../src/values/fresh-text.ts';
import { PyFloat } from '../../src/values/py-float.ts';
import { Tuple } from '../../src/values/tuple.ts';
import { layouts } from './layouts.ts';

const one = (spec: Parameters<typeof dtype>[0], value: unknown) =>
  unpackElements(NumpyArray.from([value], { dtype: dtype(spec) }))[0];

describe('one element', () => {
  test.each([
    ['?', true, true],
    ['i1', -3, -3],
    ['>u8', 2n ** 64n - 1n, 2n ** 64n - 1n],
    ['f2', 1, new PyFloat(1)],
    ['>f4', -0, new PyFloat(-0)],
    ['f8', 1e300, new PyFloat(1e300)],
    ['>c8', new Complex(1, -2), new Complex(1, -2)],
    ['S3', new Uint8Array([97, 0, 0]), new Uint8Array([97])],
    ['V3', new Uint8Array([97, 0, 0]), new Uint8Array([97, 0, 0])],
    ['>U4', 'né', new FreshText('né')],
    ['U4', '', new FreshText('')],
    ['O', 'né', 'né'],
    ['O', null, null],
    ['M8[D]', 0n, new PyDate(1970, 1, 1)],
    ['M8[ns]', 5n, 5],
    ['M8[s]', -(2n ** 63n), null],
    ['m8[us]', -1n, new PyTimeDelta(-1, 86399, 999999)],
    ['m8', 2n ** 60n, 2n ** 60n],
  ])('%s %s', (spec, value, expected) => {
    expect(one(spec, value)).toStrictEqual(expected);
  });

  test('a datetime', () => {
    const value = one('M8[s]', 86399n);
    expect(kindOf(value)).toBe('PyDateTime');
    expect(`${value as PyDateTime}`).toBe('1970-01-01T23:59:59');
  });

  test('a longdouble of foreign byte order is a native scalar, bit for bit', () => {
    const scalar = one('>g', 1.5) as { dtype: unknown; value: unknown };
    expect(kindOf(scalar)).toBe('NumpyScalar');
    expect(scalar.dtype).toBe(dtype('g'));
    expect(scalar.value).toBe(1.5);
  });

  test('a struct is a tuple, a subarray in it an array over the same memory', () => {
    const type = dtype([
      ['x', '<f4'],
      ['in', [['s', 'U1']]],
      ['sub', '>i2', [2, 1]],
    ]);
    const array = new NumpyArray({ buffer: new ArrayBuffer(24), dtype: type, shape: [2] });
    const values = unpackElements(array) as Tuple[];
    expect(values.map((value) => kindOf(value))).toEqual(['Tuple', 'Tuple']);
    const [x, inner, sub] = values[1]!;
    expect(x).toStrictEqual(new PyFloat(0));
    expect(kindOf(inner)).toBe('Tuple');
    array.field('sub').set(7, 1, 0, 0);
    expect((sub as NumpyArray).toArray()).toEqual([[7], [0]]);
    expect((sub as NumpyArray).dtype).toBe(type.fields!.get('sub')!.dtype.subdtype!.base);
  });

  test('StringDType: text is made anew, the NA object is itself', () => {
    const type = stringDType({ naObject: 'missing' });
    const values = unpackElements(NumpyArray.from(['a', 'missing', ''], { dtype: type }));
    expect(values).toStrictEqual([new FreshText('a'), 'missing', new FreshText('')]);
  });
});

test('what packElements laid out comes back as it was', () => {
  const type = dtype([
    ['i', 'i4'],
    ['o', 'O'],
  ]);
  const object = {};
  const values = [Tuple.of(1, object), Tuple.of(2, null)];
  const { buffer } = packElements(type, values);
  expect(buffer.byteLength).toBe(24);
  const array = NumpyArray.from(values, { dtype: type });
  expect(unpackElements(array)).toStrictEqual(values);
  expect((unpackElements(array)[0] as Tuple)[1]).toBe(object);
});

test('C order, whatever the layout', () => {
  const array = NumpyArray.from([1, 2, 3, 4, 5, 6], { dtype: 'O' }).reshape([2, 3]);
  expect(unpackElements(array.transpose())).toEqual([1, 4, 2, 5, 3, 6]);
  expect(unpackElements(array.slice('::-1, ::2'))).toEqual([4, 6, 1, 3]);
  expect(unpackElements(array.slice('1, 1'))).toEqual([5]);
  expect(unpackElements(array.slice(':0'))).toEqual([]);
});

describe('the bytes of an array', () => {
  const memory = Uint8Array.from({ length: 4000 }, (_, i) => i * 7 + (i >> 5));

  describe.each(layouts)('$name', ({ shape, steps, first, order }) => {
    test.each(['u1', '<i2', 'V3', '>f4', 'f8', 'V12', 'g', 'S0'])('%s', (code) => {
      const type = dtype(code);
      const { itemsize } = type;
      const array = new NumpyArray({
        ...{ buffer: memory, byteOffset: 5 + first * itemsize, dtype: type, shape: [...shape] },
        ...(!shape.includes(0) && { strides: steps.map((step) => step * itemsize) }),
      });
      const expected = new Uint8Array(array.copy({ order: order ?? 'C' }).buffer);
      const bytes = new ArrayBytes(array, order !== null);
      expect(bytes.nbytes).toBe(array.nbytes);
      const target = new Uint8Array(array.nbytes + 9).fill(1);
      bytes.writeTo(target, 3);
      expect([...target]).toEqual([1, 1, 1, ...expected, 1, 1, 1, 1, 1, 1]);
      expect(bytes.view()).toEqual(order !== null || array.nbytes === 0 ? expected : null);
      if (order !== null && array.nbytes > 0) expect(bytes.view()!.buffer).toBe(array.buffer);
    });
  });

  // Of more than one slab, along the first axis or, where its items are longer, along the second.
  test.each([
    { shape: [700_001], slice: '::-3' },
    { shape: [1301, 1700], slice: '::2, ::-1' },
    { shape: [3, 1_100_001], slice: ':, 1::2' },
    { shape: [2, 3, 500_000], slice: '::-1, :, 7:400000' },
  ])('$slice of $shape', ({ shape, slice }) => {
    const size = shape.reduce((a, b) => a * b);
    const array = NumpyArray.from(
      Float64Array.from({ length: size }, (_, i) => i),
      { shape },
    ).slice(slice);
    const bytes = new ArrayBytes(array, false);
    const target = new Uint8Array(array.nbytes + 9).fill(1);
    bytes.writeTo(target, 3);
    expect(Buffer.compare(target.subarray(3, -6), new Uint8Array(array.copy().buffer))).toBe(0);
    expect([...target.subarray(0, 3), ...target.subarray(-6)]).toEqual(new Array(9).fill(1));
  });

  test('are gathered with a slab of memory, not as much as they take', () => {
    const bytes = new ArrayBytes(NumpyArray.from(new Float64Array(2 ** 22)).slice('::2'), false);
    const target = new Uint8Array(bytes.nbytes);
    const before = process.memoryUsage().arrayBuffers;
    bytes.writeTo(target, 0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(2 ** 20);
  });
});
