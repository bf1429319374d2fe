/**
 * What a Map or Set holds apart and Python would not: `1` and `true` are one key of a dict, as are two tuples or
 * two `Uint8Array`s of equal contents. One of them would be lost without a word.
 */

import { kindOf } from '../values/brand.ts';
import type { Complex } from '../values/complex.ts';
import type { PyFloat } from '../values/py-float.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** Deeper tuples are taken to be unlike any other. */
const MAX_DEPTH = 32;

/** A text that two keys share just when Python finds them equal; undefined for one that is equal to itself only. */
function keyText(key: unknown, depth: number): string | undefined {
  switch (typeof key) {
    case 'string':
      return JSON.stringify(key);
    case 'number':
      return Number.isNaN(key) ? undefined : Number.isSafeInteger(key) ? `${key + 0}` : floatText(key);
    case 'bigint':
      return `${key}`;
    case 'boolean':
      return key ? '1' : '0';
    case 'object':
      return key === null ? 'None' : objectText(key, depth);
    default:
      return undefined;
  }
}

/** A float as an int has it, where it is one: 2.0 ** 60 is the key 1152921504606846976. */
function floatText(value: number): string | undefined {
  if (Number.isNaN(value)) return undefined;
  return Number.isInteger(value) ? `${BigInt(value)}` : `${value}`;
}

function objectText(key: object, depth: number): string | undefined {
  if (Tuple.isTuple(key)) {
    if (depth === MAX_DEPTH) return undefined;
    let text = '(';
    for (const item of key) {
      const part = keyText(item, depth + 1);
      if (part === undefined || text.length > 4096) return undefined;
      text += `${part},`;
    }
    return `${text})`;
  }
  if (key instanceof Uint8Array) return key.length > 4096 ? undefined : `b${key.join()}`;
  switch (kindOf(key)) {
    case 'PyFloat':
      return floatText((key as PyFloat).value);
    case 'Complex': {
      const { re, im } = key as Complex;
      return im === 0 ? floatText(re) : `${re}+${im}j`;
    }
    case 'PyGlobal':
      return `${key}`;
    default:
      return undefined;
  }
}

/**
 * Why Python could not hold these as keys of one dict, or items of one set: one is unhashable, or two are equal.
 * Null where it can. `step` is 1, or 2 where every other value is a key.
 */
export function unfitKey(values: readonly unknown[], step: 1 | 2): string | null {
  let simple = true;
  for (let i = 0; i < values.length; i += step) {
    const key = values[i];
    if (typeof key === 'string' || typeof key === 'number') continue;
    simple = false;
    if (typeof key === 'object' && key !== null && isUnhashable(key)) {
      return `a ${typeName(key)} can't be a key of a dict or an item of a set in Python: it is not hashable`;
    }
  }
  if (simple || values.length <= step) return null;
  const seen = new Set<string>();
  for (let i = 0; i < values.length; i += step) {
    const text = keyText(values[i], 0);
    if (text === undefined) continue;
    if (seen.has(text)) return `two keys of a dict or items of a set are equal in Python: ${text}`;
    seen.add(text);
  }
  return null;
}

function isUnhashable(key: object): boolean {
  if (Array.isArray(key)) return !Tuple.isTuple(key);
  const prototype: unknown = Object.getPrototypeOf(key);
  const kind = kindOf(key);
  return (
    key instanceof Map ||
    key instanceof Set ||
    prototype === null ||
    prototype === Object.prototype ||
    kind === 'ByteArray' ||
    kind === 'NumpyArray'
  );
}
