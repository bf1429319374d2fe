import type { ReduceTable } from '../values/reduction.ts';
import { reduceArray } from './reduce-array.ts';
import { reduceDType } from './reduce-dtype.ts';
import { reduceMasked, reduceMaskedConstant } from './reduce-masked.ts';
import { reducePoly1d } from './reduce-poly1d.ts';
import { reduceBits, reduceGenerator, reduceRandomState, reduceSeed } from './reduce-random.ts';
import { reduceScalar } from './reduce-scalar.ts';

/** What NumPy's own objects are pickled as: arrays, data types, scalars and so on, as the NumPy that is asked for does. */
export const numpyReducers: ReduceTable = {
  NumpyArray: reduceArray,
  DType: reduceDType,
  NumpyScalar: reduceScalar,
  MaskedArray: reduceMasked,
  MaskedConstant: reduceMaskedConstant,
  Poly1d: reducePoly1d,
  BitGenerator: reduceBits,
  RandomGenerator: reduceGenerator,
  RandomState: reduceRandomState,
  SeedSequence: reduceSeed,
};
