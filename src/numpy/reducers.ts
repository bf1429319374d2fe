import type { ReduceTable } from '../values/reduction.ts';
import { reduceArray } from './reduce-array.ts';
import { reduceDType } from './reduce-dtype.ts';
import { reduceScalar } from './reduce-scalar.ts';

/** What NumPy's own objects are pickled as: arrays, data types and scalars, as the NumPy that is asked for does. */
export const numpyReducers: ReduceTable = {
  NumpyArray: reduceArray,
  DType: reduceDType,
  NumpyScalar: reduceScalar,
};
