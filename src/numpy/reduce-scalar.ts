import { ArrayBytes } from '../array/array-bytes.ts';
import type { NumpyScalar } from '../array/numpy-scalar.ts';
import { freshTuple } from '../values/fresh-tuple.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import { FUNCTIONS } from './targets.ts';

/**
 * Scalars: `multiarray.scalar(dtype, bytes)`; of a struct with objects, `scalar(dtype, array)`. The inverse of
 * scalar.ts.
 *
 * Source: `gentype_reduce` in numpy/_core/src/multiarray/scalartypes.c.src
 */
export function reduceScalar({ array }: NumpyScalar, { numpy }: ReduceContext): Reduction {
  const { dtype } = array;
  const data = dtype.hasObject ? array : new ArrayBytes(array, true);
  return { callable: FUNCTIONS[numpy].scalar, args: freshTuple(dtype, data) };
}
