import type { MaskedArray } from './array/masked-array.ts';
import type { NumpyArray } from './array/numpy-array.ts';
import type { NumpyScalar } from './array/numpy-scalar.ts';
import type { DType } from './dtype/dtype.ts';
import type { Complex } from './values/complex.ts';
import type { FrozenSet } from './values/frozen-set.ts';
import type { PyGlobal } from './values/py-global.ts';
import type { Tuple } from './values/tuple.ts';

/** What `loads` gives; `object` is an instance of a class that you registered. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | Tuple<PickleValue>
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | FrozenSet<PickleValue>
  | Complex
  | NumpyArray
  | MaskedArray
  | NumpyScalar
  | DType
  | PyGlobal
  | object;
