/**
 * A user's own subclass of ndarray: pickled, as NumPy's own are, as `_reconstruct(cls, (0,), b'b')` and a state that
 * begins with an array's. An entry in `classes` makes of it what it will.
 */

import { blankArray, type NumpyArray } from '../array/numpy-array.ts';
import type { Claim } from '../registry/python-class.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { setArrayState } from './ndarray.ts';

/** Without the machine's word, what elements that a list holds may take: in bytes. */
const MOST_UNCLAIMED = 2 ** 28;

function unclaimed(bytes: number): void {
  if (bytes > MOST_UNCLAIMED)
    throw new RangeError(`${bytes} bytes of elements: pass setState's third argument on to arrayFromState`);
}

/**
 * The array that `ndarray.__setstate__(state)` makes: for the `setState` of a user's subclass of ndarray, whose state
 * begins with the five items of ndarray's own, `(version, shape, dtype, is_fortran, data)`. What follows is the
 * subclass's. `claim` is what `setState` gets: with it, what the array takes counts against the pickle's `maxBytes`.
 *
 * ```ts
 * const tagged = pythonClass({
 *   module: 'lab', name: 'Tagged', type: Tagged,
 *   create: () => new Tagged(),
 *   setState(object, state, claim) {
 *     object.array = arrayFromState(state, claim);
 *     object.tag = state[5];
 *   },
 *   reduce: ({ array, tag }, context) => reduceAsSubclass(tagged.global, array, context, tag),
 * });
 * ```
 *
 * @throws TypeError or RangeError for what is no such state, or has not the bytes that its shape needs.
 */
export function arrayFromState(state: unknown, claim: Claim = unclaimed): NumpyArray {
  const array = blankArray();
  const own = Tuple.isTuple(state) ? tuple(...state.slice(0, 5)) : state;
  setArrayState(array, own, { arrays: undefined, copy: 'if-needed', exact: false, protocol: 0 }, claim);
  return array;
}
