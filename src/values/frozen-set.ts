import { brand, kindOf } from './brand.ts';

/** A Python frozenset: what a `ReadonlySet` offers, and nothing that changes it. */
export class FrozenSet<T = unknown> implements ReadonlySet<T> {
  readonly #items: Set<T>;

  constructor(items: Iterable<T> = []) {
    this.#items = new Set(items);
  }

  /** True for a frozen set of any copy of this package (ESM, CJS, duplicates). */
  static isFrozenSet(value: unknown): value is FrozenSet {
    return kindOf(value) === 'FrozenSet';
  }

  get size(): number {
    return this.#items.size;
  }

  has(value: T): boolean {
    return this.#items.has(value);
  }

  forEach(callback: (value: T, key: T, set: ReadonlySet<T>) => void, thisArg?: unknown): void {
    for (const item of this.#items) callback.call(thisArg, item, item, this);
  }

  entries(): SetIterator<[T, T]> {
    return this.#items.entries();
  }

  keys(): SetIterator<T> {
    return this.#items.keys();
  }

  values(): SetIterator<T> {
    return this.#items.values();
  }

  [Symbol.iterator](): SetIterator<T> {
    return this.#items.values();
  }

  get [Symbol.toStringTag](): string {
    return 'FrozenSet';
  }
}

brand(FrozenSet, 'FrozenSet');
