import { expectTypeOf, test } from 'vitest';
import type { DType } from '../../src/dtype/dtype.ts';
import { dtype } from '../../src/dtype/parse.ts';
import type { DTypeSpec, NameOf } from '../../src/dtype/spec.ts';
import {
  type Float16ArrayLike,
  type TypedArray,
  type TypedArrayConstructor,
  type TypedArrayOf,
  typedArrayConstructor,
} from '../../src/dtype/typed-array.ts';

test('a type string tells the name', () => {
  expectTypeOf(dtype('float32')).toEqualTypeOf<DType<'float32'>>();
  expectTypeOf(dtype('<f4')).toEqualTypeOf<DType<'float32'>>();
  expectTypeOf(dtype('>u2')).toEqualTypeOf<DType<'uint16'>>();
  expectTypeOf(dtype('?')).toEqualTypeOf<DType<'bool'>>();
  expectTypeOf(dtype('|b1')).toEqualTypeOf<DType<'bool'>>();
  expectTypeOf(dtype('q')).toEqualTypeOf<DType<'int64'>>();
  expectTypeOf(dtype('complex')).toEqualTypeOf<DType<'complex128'>>();
  expectTypeOf(dtype('M8[ns]')).toEqualTypeOf<DType<'datetime64[ns]'>>();
  expectTypeOf(dtype('<m8[s]')).toEqualTypeOf<DType<'timedelta64[s]'>>();
  expectTypeOf(dtype('datetime64[25s]')).toEqualTypeOf<DType<`datetime64${string}`>>();
  expectTypeOf(dtype('M8')).toEqualTypeOf<DType<'datetime64'>>();
  expectTypeOf(dtype('f12')).toEqualTypeOf<DType<'float96'>>();
  expectTypeOf(dtype('U10')).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype('i4,f8')).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype('f4' as string)).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype('f4' as 'f4' | 'f8')).toEqualTypeOf<DType<'float32' | 'float64'>>();
});

test('so do typed array classes and data types', () => {
  expectTypeOf(dtype(Float32Array)).toEqualTypeOf<DType<'float32'>>();
  expectTypeOf(dtype(Uint8ClampedArray)).toEqualTypeOf<DType<'uint8'>>();
  expectTypeOf(dtype(Int8Array)).toEqualTypeOf<DType<'int8'>>();
  expectTypeOf(dtype(BigInt64Array)).toEqualTypeOf<DType<'int64'>>();
  expectTypeOf(dtype(dtype('i4'))).toEqualTypeOf<DType<'int32'>>();
  expectTypeOf(dtype('i4').newByteOrder('>')).toEqualTypeOf<DType<'int32'>>();
  expectTypeOf(dtype('i4').name).toEqualTypeOf<'int32'>();
});

test('structs are data types of any name', () => {
  expectTypeOf(
    dtype([
      ['x', 'f4'],
      ['y', Float64Array, [2]],
      [['t', 'z'], [['q', 'i1']]],
    ]),
  ).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype({ names: ['x'], formats: ['f4'], offsets: [0] })).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype(['f4', [2, 3]])).toEqualTypeOf<DType<string>>();
  expectTypeOf(dtype(dtype('i4,f8').descr)).toEqualTypeOf<DType<string>>();
  expectTypeOf<DType<'int32'>>().toExtend<DType>();
  expectTypeOf<NameOf<DTypeSpec>>().toEqualTypeOf<string>();
  // @ts-expect-error a number is no specification
  dtype(5);
  // @ts-expect-error nor is a field without a type
  dtype([['x']]);
});

test('a name tells the typed array', () => {
  expectTypeOf<TypedArrayOf<'float32'>>().toEqualTypeOf<Float32Array>();
  expectTypeOf<TypedArrayOf<'int64'>>().toEqualTypeOf<BigInt64Array>();
  expectTypeOf<TypedArrayOf<'float16'>>().toEqualTypeOf<Float16ArrayLike>();
  expectTypeOf<TypedArrayOf<'complex64'>>().toEqualTypeOf<Float32Array>();
  expectTypeOf<TypedArrayOf<'datetime64[ns]'>>().toEqualTypeOf<BigInt64Array>();
  expectTypeOf<TypedArrayOf<'int8' | 'uint8'>>().toEqualTypeOf<Int8Array | Uint8Array>();
  expectTypeOf<TypedArrayOf<'str160'>>().toEqualTypeOf<never>();
  expectTypeOf<TypedArrayOf<string>>().toEqualTypeOf<TypedArray>();
  expectTypeOf(
    typedArrayConstructor(dtype('f8')),
  ).toEqualTypeOf<TypedArrayConstructor<Float64Array> | null>();
});
