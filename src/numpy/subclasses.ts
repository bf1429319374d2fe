/**
 * NumPy's own subclasses of ndarray: arrays that remember which they are of, and are written so again.
 *
 * They are pickled as `_reconstruct(cls, (0,), b'b')` and an array's state; so is a user's, of which a function in
 * `classes` makes what it will.
 */

import { blankArray, type NumpyArray } from '../array/numpy-array.ts';
import { markSubclass } from '../array/subclass.ts';
import { type Claim, type PythonClass, pythonClass } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { setArrayState } from './ndarray.ts';

/** Name and modules; those of older NumPys come last. */
const SUBCLASSES: readonly (readonly [name: string, ...modules: string[]])[] = [
  ['matrix', 'numpy', 'numpy.matrixlib.defmatrix'],
  ['memmap', 'numpy', 'numpy.core.memmap'],
  ['recarray', 'numpy', 'numpy.rec', 'numpy.core.records'],
  ['chararray', 'numpy', 'numpy.char', 'numpy.core.defchararray'],
];

export const subclassEntries: PythonClass[] = SUBCLASSES.map(([name, ...module]) => {
  const global = new PyGlobal('numpy', name);
  return pythonClass({
    module,
    name,
    create(args) {
      // numpy.memmap('file') would open one.
      if (args.length > 0)
        throw new TypeError(`a ${name} is made by _reconstruct and a state, not by a call`);
      return markSubclass(blankArray(), global);
    },
  });
});

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
