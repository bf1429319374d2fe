import type { ReduceTable } from '../values/reduction.ts';
import { collectionReducers } from './reduce-collections.ts';
import { datetimeReducers } from './reduce-datetime.ts';
import { numberReducers } from './reduce-numbers.ts';

/** How Python's own data types are pickled, beyond those that pickle has opcodes for: as CPython 3.11 does it. */
export const builtinReducers: ReduceTable = {
  ...collectionReducers,
  ...datetimeReducers,
  ...numberReducers,
};
