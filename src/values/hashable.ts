import { isDictObject } from './dict-object.ts';
import { Tuple } from './tuple.ts';
import { typeName } from './type-name.ts';

/**
 * Says whether a value may join the keys of a dict or the items of a set that has `taken`: throws a
 * TypeError for what Python finds unhashable, and for a second NaN, which Python keeps apart from the
 * first and a Map can't.
 */
export function checkHashable(value: unknown, taken: { has(value: unknown): boolean }): void {
  if (typeof value === 'object' && value !== null) {
    if (
      (Array.isArray(value) && !Tuple.isTuple(value)) ||
      value instanceof Map ||
      value instanceof Set ||
      isDictObject(value)
    ) {
      throw new TypeError(
        `a ${typeName(value)} can't be a key of a dict or an item of a set: it is not hashable`,
      );
    }
  } else if (Number.isNaN(value) && taken.has(value)) {
    throw new TypeError('two NaNs are keys or items of one dict or set: JavaScript can not keep them apart');
  }
}

/** A text that is longer, in characters, takes a while to compare with an equal one. */
export const LONG_KEY = 256;

/** `set(items)`, as Python would make it. `claim` is told how long long texts are. */
export function hashSet(items: Iterable<unknown>, claim: (bytes: number) => void): Set<unknown> {
  const result = new Set<unknown>();
  for (const item of items) {
    if (typeof item === 'string' && item.length > LONG_KEY) claim(item.length);
    checkHashable(item, result);
    result.add(item);
  }
  return result;
}
