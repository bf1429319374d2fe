import { describe, expectTypeOf, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import type { Nested } from '../../src/array/numpy-array.ts';
import { dtype } from '../../src/dtype/parse.ts';
import type { Float16ArrayLike, TypedArray } from '../../src/dtype/typed-array.ts';
import type { Complex } from '../../src/values/complex.ts';

declare const array: NumpyArray;

describe('an array whose dtype is not known', () => {
  test('gives any typed array, and unknown elements', () => {
    expectTypeOf(array.data).toEqualTypeOf<TypedArray>();
    expectTypeOf(array.toTypedArray()).toEqualTypeOf<TypedArray>();
    expectTypeOf(array.get(0)).toBeUnknown();
    expectTypeOf(array.dtype.name).toEqualTypeOf<string>();
  });
});

describe('as', () => {
  test('gives typed arrays and elements their types', () => {
    expectTypeOf(array.as('float32').data).toEqualTypeOf<Float32Array>();
    expectTypeOf(array.as('<f4').data).toEqualTypeOf<Float32Array>();
    expectTypeOf(array.as(Float32Array).data).toEqualTypeOf<Float32Array>();
    expectTypeOf(array.as(dtype('>i8')).data).toEqualTypeOf<BigInt64Array>();
    expectTypeOf(array.as('complex64').data).toEqualTypeOf<Float32Array>();
    expectTypeOf(array.as('bool').data).toEqualTypeOf<Uint8Array>();
    expectTypeOf(array.as('datetime64[ns]').data).toEqualTypeOf<BigInt64Array>();
    expectTypeOf(array.as('float16').toTypedArray()).toEqualTypeOf<Float16ArrayLike | Float32Array>();
    expectTypeOf(array.as('longdouble').toTypedArray()).toEqualTypeOf<Float64Array>();
    expectTypeOf<NumpyArray<'str96'>['data']>().toBeNever();
    expectTypeOf(array.as('longdouble').data).toBeNever();
    expectTypeOf(array.as('float64').get(1, 2)).toBeNumber();
    expectTypeOf(array.as('int64').item()).toBeBigInt();
    expectTypeOf(array.as('bool').get()).toBeBoolean();
    expectTypeOf(array.as('complex128').get()).toEqualTypeOf<Complex>();
    expectTypeOf(array.as('M8[s]').get()).toBeBigInt();
    expectTypeOf(array.as('float64').toArray()).toEqualTypeOf<Nested<number>>();
    expectTypeOf(array.as('float64').transpose()).toEqualTypeOf<NumpyArray<'float64'>>();
    expectTypeOf(array.as('float64').copy().data).toEqualTypeOf<Float64Array>();
    expectTypeOf(array.field('x')).toEqualTypeOf<NumpyArray>();
  });
});

describe('from', () => {
  test('knows the dtype that is asked for, and a typed array', () => {
    expectTypeOf(NumpyArray.from([[1, 2]], { dtype: 'int16' }).data).toEqualTypeOf<Int16Array>();
    expectTypeOf(
      NumpyArray.from([1], { dtype: 'f4', shape: [1], order: 'F' }).data,
    ).toEqualTypeOf<Float32Array>();
    expectTypeOf(NumpyArray.from(new Float32Array(2)).data).toEqualTypeOf<Float32Array>();
    expectTypeOf(NumpyArray.from(new Float32Array(2), { shape: [1, 2] }).data).toEqualTypeOf<Float32Array>();
    expectTypeOf(NumpyArray.from(new BigUint64Array(2)).get(0)).toBeBigInt();
    expectTypeOf(NumpyArray.from(Buffer.from('a')).data).toEqualTypeOf<Uint8Array>();
    expectTypeOf(NumpyArray.from(new Float32Array(2), { dtype: 'f8' }).data).toEqualTypeOf<Float64Array>();
    expectTypeOf(NumpyArray.from([1, 2])).toEqualTypeOf<NumpyArray>();
    expectTypeOf(NumpyArray.from([{ x: 1 }], { dtype: [['x', 'f4']] })).toEqualTypeOf<NumpyArray>();
  });
});

describe('new', () => {
  test('takes any buffer and a dtype or spec', () => {
    const buffer = new SharedArrayBuffer(8);
    expectTypeOf(new NumpyArray({ buffer, dtype: 'f4', shape: [2] })).toEqualTypeOf<NumpyArray>();
    expectTypeOf(
      new NumpyArray({ buffer: new Uint8Array(8), dtype: dtype('f4'), shape: [2] }).data,
    ).toEqualTypeOf<Float32Array>();
    // @ts-expect-error a dtype is needed
    new NumpyArray({ buffer, shape: [2] });
    // @ts-expect-error dtype, shape and strides are fixed
    array.shape = [3];
  });

  test('an array of a known dtype is one of an unknown dtype', () => {
    expectTypeOf<NumpyArray<'float32'>>().toExtend<NumpyArray>();
    expectTypeOf<NumpyArray>().not.toExtend<NumpyArray<'float32'>>();
  });
});

test('views and conversions keep or tell the type', () => {
  const array = NumpyArray.from([1, 2], { dtype: 'float32' });
  expectTypeOf(array.slice(0).data).toEqualTypeOf<Float32Array>();
  expectTypeOf(array.reshape([2, 1]).data).toEqualTypeOf<Float32Array>();
  expectTypeOf(array.astype('<i4').data).toEqualTypeOf<Int32Array>();
  expectTypeOf(array.astype(BigInt64Array).get(0)).toEqualTypeOf<bigint>();
  expectTypeOf(array.astype(dtype('M8[s]')).get(0)).toEqualTypeOf<bigint>();
  expectTypeOf(NumpyArray.fromInterface(array.arrayInterface())).toEqualTypeOf<NumpyArray>();
  expectTypeOf(array).toExtend<NumpyArray>();
});
