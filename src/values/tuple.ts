import { brand, kindOf } from './brand.ts';

/**
 * A Python tuple: an Array, apart only in that it pickles as a tuple. Its species is Array, so `map`,
 * `filter` and `slice` give plain arrays (Python lists). Make one with {@link tuple}: like `new Array(3)`,
 * `new Tuple(3)` is three holes.
 */
export class Tuple<T = unknown> extends Array<T> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** True for a tuple of any copy of this package (ESM, CJS, duplicates). */
  static isTuple(value: unknown): value is Tuple {
    return kindOf(value) === 'Tuple';
  }
}

brand(Tuple, 'Tuple');

/** Makes a Python tuple: `tuple(1, 'a')` is `(1, 'a')`. */
export function tuple<T extends readonly unknown[]>(...items: T): Tuple<T[number]> {
  const result = new Tuple<T[number]>(items.length);
  for (let i = 0; i < items.length; i++) result[i] = items[i];
  return result;
}
