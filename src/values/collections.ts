/** Python's `collections`: a Map or an Array each, apart in what they are called. */

import { brand, kindOf } from './brand.ts';
import type { PyGlobal } from './py-global.ts';
import type { PyObject } from './py-object.ts';

/** `collections.OrderedDict`. */
export class OrderedDict<K = unknown, V = unknown> extends Map<K, V> {}

/** `collections.defaultdict`: a Map, which makes no values by itself. */
export class DefaultDict<K = unknown, V = unknown> extends Map<K, V> {
  /** What Python calls for a missing key, by name; null for none. */
  declare readonly defaultFactory: PyGlobal | PyObject | null;

  constructor(defaultFactory: PyGlobal | PyObject | null = null, entries: Iterable<readonly [K, V]> = []) {
    super(entries);
    this.defaultFactory = defaultFactory;
  }
}

/** `collections.Counter`: counts by item. */
export class Counter<K = unknown> extends Map<K, number | bigint> {}

/** `collections.deque`: an Array, which drops nothing by itself. Its species is Array. */
export class Deque<T = unknown> extends Array<T> {
  /** The length at which Python drops items from the other end; null for none. */
  maxlen: number | null = null;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** True for a deque of any copy of this package (ESM, CJS, duplicates). */
  static isDeque(value: unknown): value is Deque {
    return kindOf(value) === 'Deque';
  }
}

brand(OrderedDict, 'OrderedDict');
brand(DefaultDict, 'DefaultDict');
brand(Counter, 'Counter');
brand(Deque, 'Deque');
