import { Tuple } from './tuple.ts';

/**
 * A tuple that Python makes anew each time that it pickles an object, such as an array's shape: nothing else holds
 * it, so a pickle need not remember it. It is a {@link Tuple} in all else.
 */
export class FreshTuple<T = unknown> extends Tuple<T> {}

/** Makes one: `freshTuple(1, 'a')` is `(1, 'a')`. */
export function freshTuple(...items: unknown[]): FreshTuple {
  const result = new FreshTuple(items.length);
  for (let i = 0; i < items.length; i++) result[i] = items[i];
  return result;
}
