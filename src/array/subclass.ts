import type { PyGlobal } from '../values/py-global.ts';
import type { NumpyArray } from './numpy-array.ts';

/** Beside the arrays, most of which are of none. */
const subclasses = new WeakMap<NumpyArray, PyGlobal>();

export function subclassOf(array: NumpyArray): PyGlobal | null {
  return subclasses.get(array) ?? null;
}

/** Marks an array that nobody else has yet. */
export function markSubclass<A extends NumpyArray>(array: A, subclass: PyGlobal | null): A {
  if (subclass !== null) subclasses.set(array, subclass);
  return array;
}

/**
 * A view of the array that Python gets as an instance of a subclass of ndarray; null: of ndarray itself. The class is
 * only named, so it is up to you that there may be such an instance: a matrix has two axes, a recarray a data type
 * of records.
 *
 * ```ts
 * dumps(asSubclass(array, new PyGlobal('numpy', 'matrix')));
 * ```
 */
export function asSubclass<N extends string>(array: NumpyArray<N>, subclass: PyGlobal | null): NumpyArray<N> {
  return markSubclass(array.slice(), subclass);
}
