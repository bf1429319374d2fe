import sum from '@stdlib/blas/ext/sum';
import map from '@stdlib/ndarray/map';
import slice from '@stdlib/ndarray/slice';
import toArray from '@stdlib/ndarray/to-array';
import transpose from '@stdlib/ndarray/transpose';
import type { NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { describe, expectTypeOf, test } from 'vitest';
import type { NumpyArray } from '../../src/array/creation.ts';
import { loads } from '../../src/loads.ts';
import { fromNdarray, type NdarrayPair, toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, type StdlibComplex, toStdlib } from '../../src/stdlib.ts';

declare const array: NumpyArray;

describe('scijs', () => {
  test('an ndarray has the typed array of its data type', () => {
    expectTypeOf(toNdarray(array.as('float32'))).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(toNdarray(array.as('bool'))).toEqualTypeOf<NdArray<Uint8Array>>();
    expectTypeOf(toNdarray(array.as('int64')).data).toExtend<BigInt64Array>();
    expectTypeOf(toNdarray(array.as('M8[s]')).get(0)).toBeBigInt();
    expectTypeOf(toNdarray(array.as('longdouble'))).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(toNdarray(array.as('O'))).toEqualTypeOf<NdArray<unknown[]>>();
    expectTypeOf(toNdarray(array.as('float16')).get(0)).toBeNumber();
  });

  test('options change it', () => {
    expectTypeOf(toNdarray(array.as('int64'), { int64: 'number' })).toEqualTypeOf<NdArray<Float64Array>>();
    expectTypeOf(toNdarray(array.as('float32'), { int64: 'number' })).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(toNdarray(array.as('complex64'))).toEqualTypeOf<NdArray<Float32Array>>();
    expectTypeOf(toNdarray(array.as('complex64'), { complex: 'pair' })).toEqualTypeOf<
      NdarrayPair<NdArray<Float32Array>>
    >();
    expectTypeOf(toNdarray(array.as('float64'), { complex: 'pair' })).toEqualTypeOf<NdArray<Float64Array>>();
    // @ts-expect-error: not an option
    toNdarray(array, { copy: 'always' });
  });

  test('functions of its libraries take it', () => {
    expectTypeOf(ops.sum(toNdarray(array.as('float32')))).toBeNumber();
    ops.assign(toNdarray(array.as('float32')), toNdarray(array.as('complex64')));
  });

  test('a NumpyArray has the data type of the ndarray', () => {
    expectTypeOf(fromNdarray({} as NdArray<Float32Array>)).toEqualTypeOf<NumpyArray<'float32'>>();
    expectTypeOf(fromNdarray({} as NdArray<Uint8ClampedArray>)).toEqualTypeOf<NumpyArray<'uint8'>>();
    expectTypeOf(fromNdarray({} as NdArray<Float32Array>, { dtype: 'complex64' })).toEqualTypeOf<
      NumpyArray<'complex64'>
    >();
    expectTypeOf(fromNdarray({} as NdArray<number[]>)).toEqualTypeOf<NumpyArray>();
    expectTypeOf(fromNdarray({} as NdArray)).toEqualTypeOf<NumpyArray>();
  });
});

describe('stdlib', () => {
  test('an ndarray has the elements and data of its data type', () => {
    expectTypeOf(toStdlib(array.as('float32')).data).toEqualTypeOf<Float32Array>();
    expectTypeOf(toStdlib(array.as('float32')).dtype).toEqualTypeOf<'float32'>();
    expectTypeOf(toStdlib(array.as('bool')).get(0)).toBeBoolean();
    expectTypeOf(toStdlib(array.as('complex128')).get(0)).toEqualTypeOf<StdlibComplex>();
    expectTypeOf(toStdlib(array.as('uint64')).dtype).toEqualTypeOf<'generic'>();
    expectTypeOf(toStdlib(array.as('uint64')).data).toEqualTypeOf<BigUint64Array>();
    expectTypeOf(toStdlib(array.as('uint64'), { int64: 'number' }).dtype).toEqualTypeOf<'float64'>();
    expectTypeOf(toStdlib(array.as('float16')).dtype).toEqualTypeOf<'float32'>();
    expectTypeOf(toStdlib(array).get(0)).toBeUnknown();
  });

  test('functions of stdlib take it', () => {
    sum(toStdlib(array.as('float32')));
    toArray(toStdlib(array));
    transpose(toStdlib(array.as('complex64')));
    slice(toStdlib(array.as('float64')), 0);
    map(toStdlib(array.as('float64')), (value: number) => value + 1);
  });

  test('a NumpyArray has the data type of the ndarray', () => {
    expectTypeOf(fromStdlib(toStdlib(array.as('float32')))).toEqualTypeOf<NumpyArray<'float32'>>();
    expectTypeOf(fromStdlib(toStdlib(array.as('int64')))).toEqualTypeOf<NumpyArray>();
    expectTypeOf(fromStdlib(toStdlib(array.as('int64')), { dtype: 'M8[s]' })).toEqualTypeOf<
      NumpyArray<'datetime64[s]'>
    >();
  });
});

test('both are hooks of loads', () => {
  loads(new Uint8Array(), { arrays: toNdarray });
  loads(new Uint8Array(), { arrays: toStdlib });
});
