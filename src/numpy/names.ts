/**
 * What NumPy's pickles name: ufuncs, the classes of scalars and of data types. They are names here, and call nothing.
 */

import { PyGlobal } from '../values/py-global.ts';

/** Ufuncs: NumPy 1 knows as `numpy.core._multiarray_umath.add` what NumPy 2 knows as `numpy.add`. */
export const UFUNCS: readonly string[] = /* @__PURE__ */ (
  'absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_or bitwise_xor cbrt ' +
  'ceil conjugate copysign cos cosh deg2rad degrees divide divmod equal exp exp2 expm1 fabs float_power floor ' +
  'floor_divide fmax fmin fmod frexp gcd greater greater_equal heaviside hypot invert isfinite isinf isnan ' +
  'isnat lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 logical_and ' +
  'logical_not logical_or logical_xor matmul maximum minimum modf multiply negative nextafter not_equal ' +
  'positive power rad2deg radians reciprocal remainder right_shift rint sign signbit sin sinh spacing sqrt ' +
  'square subtract tan tanh trunc'
).split(' ');

/** Classes of scalars, `numpy.float32` and so on, and those that they extend. */
export const SCALAR_TYPES: readonly string[] = /* @__PURE__ */ (
  'generic number integer signedinteger unsignedinteger inexact floating complexfloating flexible character bool ' +
  'bool_ int8 int16 int32 int64 longlong uint8 uint16 uint32 uint64 ulonglong float16 float32 float64 float128 ' +
  'longdouble complex64 complex128 complex256 clongdouble object_ bytes_ str_ void datetime64 timedelta64'
).split(' ');

/** Classes of data types, `numpy.dtypes.Float32DType` and so on, without what they all end with. */
export const DTYPE_CLASSES: readonly string[] = /* @__PURE__ */ (
  'Bool Int8 Int16 Int32 Int64 LongLong UInt8 UInt16 UInt32 UInt64 ULongLong Float16 Float32 Float64 LongDouble ' +
  'Complex64 Complex128 CLongDouble Object Bytes Str Void DateTime64 TimeDelta64 String'
).split(' ');

/** A subclass is made by its own entry. Where it has none the machine keeps a record, or says that it can't. */
export function isNdarray(cls: unknown): boolean {
  return cls instanceof PyGlobal && cls.name === 'ndarray' && cls.module === 'numpy';
}
