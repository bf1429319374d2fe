/** Masked arrays, as masked.ts reads them. */

import { ArrayBytes } from '../array/array-bytes.ts';
import type { MaskedArray, MaskedConstant } from '../array/masked-array.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { freshTuple } from '../values/fresh-tuple.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import { arrayState } from './reduce-array.ts';
import { NDARRAY } from './targets.ts';

const RECONSTRUCT = /* @__PURE__ */ new PyGlobal('numpy.ma.core', '_mareconstruct');
const MASKED_ARRAY = /* @__PURE__ */ new PyGlobal('numpy.ma', 'MaskedArray');
const MASKED_CONSTANT = /* @__PURE__ */ new PyGlobal('numpy.ma.core', 'MaskedConstant');

/** A constant of NumPy's function, so one object for all. */
const BLANK_SHAPE = /* @__PURE__ */ tuple(0);

export function reduceMasked({ data, mask, fillValue, subclass }: MaskedArray): Reduction {
  const state = arrayState(data);
  // The mask's bytes lie in the order of the data's.
  state.push(bytesOf(data.order === 'F' ? mask.transpose() : mask), fillValue);
  const args = freshTuple(subclass ?? MASKED_ARRAY, data.subclass ?? NDARRAY, BLANK_SHAPE, 'b');
  return { callable: RECONSTRUCT, args, state };
}

function bytesOf(mask: NumpyArray): ArrayBytes {
  return new ArrayBytes(mask, mask.order === 'C');
}

/** There is only one, which its class gives. */
export function reduceMaskedConstant(_: MaskedConstant): Reduction {
  return { callable: MASKED_CONSTANT, args: tuple() };
}
