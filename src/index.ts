export { type FromOptions, NumpyArray, type NumpyArrayInit } from './array/numpy-array.ts';
export { NumpyScalar } from './array/numpy-scalar.ts';
export { DType } from './dtype/dtype.ts';
export { dtype } from './dtype/parse.ts';
export {
  DTypeError,
  type GlobalName,
  LimitError,
  PickleError,
  UnpicklingError,
  UnsupportedGlobalError,
} from './errors.ts';
export { type BytesLike, type Limits, type LoadOptions, loads } from './loads.ts';
export type { PickleValue } from './pickle-value.ts';
export {
  type PythonClass,
  type PythonClassInit,
  type PythonFunctionInit,
  pythonClass,
  pythonFunction,
} from './registry/python-class.ts';
export { Complex } from './values/complex.ts';
export { FrozenSet } from './values/frozen-set.ts';
export { Payload } from './values/payload.ts';
export { PyGlobal } from './values/py-global.ts';
export { PyObject } from './values/py-object.ts';
export { Tuple, tuple } from './values/tuple.ts';
