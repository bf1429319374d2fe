/** What toStdlib and fromStdlib do beside the golden matrix: stdlib's own rules, alignment, int64, errors. */

import BooleanArray from '@stdlib/array/bool';
import Complex64Array from '@stdlib/array/complex64';
import Complex128Array from '@stdlib/array/complex128';
import ctor from '@stdlib/ndarray/ctor';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { Complex, NumpyArray } from '../../src/index.ts';
import { fromNdarray, toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, type StdlibNdarray, toStdlib } from '../../src/stdlib.ts';

const grid = (dtype: string) => NumpyArray.from([1, 2, 3, 4, 5, 6], { dtype, shape: [2, 3] });
const layout = ({ dtype, shape, strides, offset, order }: StdlibNdarray) => [
  dtype,
  shape,
  strides,
  offset,
  order,
];

describe('toStdlib', () => {
  test('keeps shape, strides, offset and order by the rules of stdlib', () => {
    const array = grid('float64').as('float64');
    expect(layout(toStdlib(array))).toEqual(['float64', [2, 3], [3, 1], 0, 'row-major']);
    expect(layout(toStdlib(array.transpose()))).toEqual(['float64', [3, 2], [1, 3], 0, 'column-major']);
    expect(layout(toStdlib(array.slice('::-1, ::2')))).toEqual(['float64', [2, 2], [-3, 2], 3, 'row-major']);
    expect(layout(toStdlib(array.slice('::-1, ::2').transpose()))[4]).toBe('column-major');
    expect(layout(toStdlib(array.slice(1, 1)))).toEqual(['float64', [], [0], 0, 'row-major']);
    expect(toStdlib(array.slice(1, 1)).get()).toBe(5);
    const empty = new NumpyArray({ buffer: new ArrayBuffer(0), dtype: 'c8', shape: [2, 0, 3] });
    expect(layout(toStdlib(empty))).toEqual(['complex64', [2, 0, 3], [0, 0, 0], 0, 'row-major']);
    const broadcast = new NumpyArray({ buffer: array.buffer, dtype: 'f8', shape: [4, 3], strides: [0, 8] });
    expect(layout(toStdlib(broadcast)).slice(1, 3)).toEqual([
      [4, 3],
      [0, 1],
    ]);
    expect(toStdlib(array).set(1, 1, 50).get(1, 1)).toBe(50);
    expect(array.get(1, 1)).toBe(50);
  });

  test('keeps the read-only mark', () => {
    const bytes = new Float32Array(2);
    const x = toStdlib(new NumpyArray({ buffer: bytes, dtype: 'f4', shape: [2], readonly: true }));
    expect(x.flags.READONLY).toBe(true);
    expect(() => x.set(0, 1)).toThrow(/read-only/);
    expect(fromStdlib(x).readonly).toBe(true);
    expect(toStdlib(NumpyArray.from(bytes)).flags.READONLY).toBe(false);
  });

  test.each([
    ['bool', 'bool'],
    ['int8', 'int8'],
    ['uint8', 'uint8'],
    ['int16', 'int16'],
    ['uint16', 'uint16'],
    ['int32', 'int32'],
    ['uint32', 'uint32'],
    ['float32', 'float32'],
    ['float64', 'float64'],
    ['complex64', 'complex64'],
    ['complex128', 'complex128'],
    ['int64', 'generic'],
    ['uint64', 'generic'],
    ['datetime64[s]', 'generic'],
    ['float16', 'float32'],
    ['longdouble', 'float64'],
    ['clongdouble', 'complex128'],
    ['S2', 'generic'],
    ['U2', 'generic'],
    ['O', 'generic'],
    ['V3', 'generic'],
    ['i4,f4', 'generic'],
  ])('%s is %s', (dtype, expected) => {
    const size = dtype === 'O' ? 0 : 3;
    const array =
      size === 0
        ? NumpyArray.from([1, 'a', null], { dtype: 'O' })
        : new NumpyArray({ buffer: new ArrayBuffer(128), dtype, shape: [size] });
    const x = toStdlib(array);
    expect([x.dtype, x.shape]).toEqual([expected, [3]]);
    expect(fromStdlib(x, { dtype: array.dtype }).toArray()).toEqual(array.toArray());
  });

  test('views complex numbers and booleans wherever their parts are aligned', () => {
    for (const [name, part] of [
      ['complex128', 8],
      ['complex64', 4],
    ] as const) {
      for (const byteOffset of [0, part, 2 * part]) {
        const buffer = new ArrayBuffer(100);
        const array = new NumpyArray({ buffer, byteOffset, dtype: name, shape: [3] }).as(name);
        const x = toStdlib(array, { copy: 'never' });
        expect([x.data.buffer === buffer, x.data.byteOffset, x.data.length]).toEqual([true, byteOffset, 3]);
        array.set(new Complex(1, -2), 1);
        expect(x.get(1)).toMatchObject({ re: 1, im: -2 });
        expect(fromStdlib(x).byteOffset).toBe(byteOffset);
      }
    }
    const shared = new SharedArrayBuffer(32);
    const x = toStdlib(new NumpyArray({ buffer: shared, dtype: 'complex128', shape: [2] }));
    x.set(1, [3, 4] as never);
    expect(new Float64Array(shared)).toEqual(new Float64Array([0, 0, 3, 4]));
    const flags = toStdlib(new NumpyArray({ buffer: shared, byteOffset: 3, dtype: 'bool', shape: [2] }));
    flags.set(0, true);
    expect(new Uint8Array(shared)[3]).toBe(1);
  });

  test('copies complex numbers whose stride is no whole number of them', () => {
    const dtype = { names: ['z', 'w'], formats: ['c16', 'f8'] };
    const z = new NumpyArray({ buffer: new ArrayBuffer(72), dtype, shape: [3] }).field('z');
    expect(() => toStdlib(z, { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but strides[0] is 24 bytes, no multiple of 16"),
    );
    expect(layout(toStdlib(z))).toEqual(['complex128', [3], [1], 0, 'row-major']);
    expect(toNdarray(z, { copy: 'never' }).shape).toEqual([3, 2]);
  });

  test('int64 and float16 in other types', () => {
    const longs = NumpyArray.from([1n, 2n]).as('int64');
    expect(toStdlib(longs).data).toBe(longs.data);
    expect(layout(toStdlib(longs, { int64: 'number' }))[0]).toBe('float64');
    expect(() => toStdlib(NumpyArray.from([2n ** 60n]), { int64: 'number' })).toThrow(
      new RangeError(
        "the item at [0] is 1152921504606846976, more than a number holds exactly; use int64: 'bigint'",
      ),
    );
    expect(() => toStdlib(grid('float16'), { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but stdlib computes with no float16"),
    );
  });

  test('says what it does not take', () => {
    expect(() => toStdlib(new Float64Array(1) as never)).toThrow(
      /^toStdlib takes a NumpyArray, got Float64Array/,
    );
    expect(() => toStdlib(grid('f4'), { copy: 1 } as never)).toThrow(
      new TypeError("toStdlib: copy must be 'if-needed' or 'never', not 1"),
    );
  });
});

describe('fromStdlib', () => {
  test('views every typed data type, with strides, offset and order', () => {
    const complex = new Complex128Array([1, 2, 3, 4, 5, 6]);
    const a = fromStdlib(ctor('complex128', complex as never, [2], [-1], 2, 'row-major', { readonly: true }));
    expect([a.dtype.name, a.strides, a.byteOffset, a.readonly]).toEqual(['complex128', [-16], 32, true]);
    expect(a.toArray()).toEqual([new Complex(5, 6), new Complex(3, 4)]);
    expect(a.buffer).toBe(complex.buffer);
    const single = fromStdlib(
      ctor('complex64', new Complex64Array([1, 2]) as never, [], [0], 0, 'row-major'),
    );
    expect([single.shape, single.item()]).toEqual([[], new Complex(1, 2)]);
    const flags = fromStdlib(
      ctor('bool', new BooleanArray([true, false, true, true]) as never, [2, 2], [1, 2], 0, 'column-major'),
    );
    expect([flags.order, flags.toArray()]).toEqual([
      'F',
      [
        [true, true],
        [false, true],
      ],
    ]);
    const clamped = fromStdlib(ctor('uint8c', new Uint8ClampedArray([1, 300]), [2], [1], 0, 'row-major'));
    expect([clamped.dtype.name, clamped.toArray()]).toEqual(['uint8', [1, 255]]);
    const longs = fromStdlib(ctor('generic', new BigUint64Array(2), [2], [1], 0, 'row-major'));
    expect(longs.dtype.name).toBe('uint64');
  });

  test('reads Arrays and accessor arrays', () => {
    const generic = (data: object) => fromStdlib(ctor('generic', data as never, [2], [1], 0, 'row-major'));
    expect(generic([1, 2]).dtype.name).toBe('float64');
    expect(generic([1, null]).toArray()).toEqual([1, null]);
    const complex = generic(new Complex64Array([1, 2, 3, 4]));
    expect(complex.toArray()).toEqual([new Complex(1, 2), new Complex(3, 4)]);
    expect(fromStdlib(ctor('generic', ['a', 'b'], [2], [1], 0, 'row-major'), { dtype: 'O' }).dtype.name).toBe(
      'object',
    );
  });

  test('says what it does not take', () => {
    for (const value of [null, {}, [1], ndarray(new Float64Array(1))]) {
      expect(() => fromStdlib(value as never)).toThrow(/^fromStdlib takes a stdlib ndarray, got /);
    }
  });
});

test('scijs and stdlib, through the same path, share memory', () => {
  const nd = ndarray(new Float32Array([1, 2, 3, 4, 5, 6]), [2, 3])
    .transpose(1, 0)
    .step(-1, 1);
  const x = toStdlib(fromNdarray(nd));
  expect([x.get(0, 1), x.data.buffer === nd.data.buffer, x.strides]).toEqual([6, true, [-1, 3]]);
  const again = toNdarray(fromStdlib(x));
  again.set(0, 1, 60);
  expect([nd.get(0, 1), x.get(0, 1)]).toEqual([60, 60]);
});
