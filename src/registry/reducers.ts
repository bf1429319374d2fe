import type { ReduceTable } from '../values/reduction.ts';
import { collectionReducers } from './reduce-collections.ts';
import { datetimeReducers } from './reduce-datetime.ts';
import { numberReducers } from './reduce-numbers.ts';

/** How Python's own data types are pickled, beyond those that pickle has opcodes for: as CPython 3.11 does it. */
// By a call, not by spreading: so that bundles without `dumps` leave it out.
export const builtinReducers: ReduceTable = /* @__PURE__ */ Object.assign(
  {},
  collectionReducers,
  datetimeReducers,
  numberReducers,
);
