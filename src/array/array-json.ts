/** What `JSON.stringify` gets of an array: plain values. */

import type { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import type { Complex } from '../values/complex.ts';
import { newDictObject } from '../values/dict-object.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Nesting } from '../values/nesting.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { isArray, valueRepr } from './array-text.ts';
import { datetimeText } from './datetime-text.ts';
import type { NumpyArray } from './numpy-array.ts';
import { NumpyScalar } from './numpy-scalar.ts';
import { NaT } from './time-count.ts';

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** How deep values may nest, axes and fields included: `JSON.stringify` must follow. */
const MAX_DEPTH = 200;

/** How many values an object array may come to: a pickle can share one list 2^1000 times. */
const MAX_VALUES = 2 ** 20;

/** How many elements the array itself may have: more than that is no text that a string can hold. */
const MAX_ELEMENTS = 2 ** 25;

/**
 * The elements as nested lists, or the one element of an array without axes. Where JSON has no such value:
 *
 * | element | JSON |
 * |---|---|
 * | int64, uint64, int | number where it is safe, else its decimal digits as a string |
 * | NaN, infinity | null, as `JSON.stringify` has it |
 * | longdouble | number, rounded |
 * | complex | `[re, im]` |
 * | S, V, bytes | base64 |
 * | datetime64 | ISO 8601 as far as the unit goes; NaT is null |
 * | timedelta64 | its count of units; NaT is null |
 * | structured | object by field name |
 * | dict | object, if every key is a str; else a list of pairs |
 * | list, tuple, set, array | list |
 * | any other object | what its `toJSON` gives, else its text as Python's `repr` |
 * | a cycle, what is nested or shared beyond all bounds, arrays with a str that is no Unicode | `"..."` |
 */
export function arrayToJSON(array: NumpyArray): JsonValue {
  const nesting = new Nesting(MAX_DEPTH);
  let left = MAX_VALUES + Math.min(array.size, MAX_ELEMENTS);

  const elements = (source: NumpyArray): JsonValue => {
    const { dtype, ndim, size } = source;
    left -= size;
    if (left < 0) return '...';
    const nest = (value: unknown, axis: number): JsonValue =>
      axis === ndim ? element(dtype, value) : (value as unknown[]).map((inner) => nest(inner, axis + 1));
    return nesting.within(source, () => nest(source.toArray(), 0), '...', 1 + ndim + dtype.depth);
  };

  const element = ({ kind, unit, fields }: DType, value: unknown): JsonValue => {
    if (unit !== null && value === NaT) return null;
    if (kind === 'M') return datetimeText(value as bigint, unit!);
    if (kind !== 'V' || fields === null) return any(value);
    const record = value as { [name: string]: unknown };
    return fromEntries([...fields.values()].map(({ name, dtype }) => [name, element(dtype, record[name])]));
  };

  const any = (value: unknown): JsonValue => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : null;
      case 'bigint':
        return Number.isSafeInteger(Number(value)) ? Number(value) : valueRepr(value);
      case 'object':
        return value === null ? null : object(value);
      default:
        return null;
    }
  };

  const list = (items: Iterable<unknown>): JsonValue[] => {
    const result: JsonValue[] = [];
    for (const item of items) {
      if (--left < 0) {
        result.push('...');
        break;
      }
      result.push(any(item));
    }
    return result;
  };

  const object = (value: object): JsonValue => {
    if (isArray(value)) return elements(value);
    if (NumpyScalar.isNumpyScalar(value)) return nesting.within(value, () => elements(value.array));
    if (value instanceof Uint8Array) return btoa(decodeLatin1(value, 0, value.length));
    const kind = kindOf(value);
    if (kind === 'Complex') return list([(value as Complex).re, (value as Complex).im]);
    const convert = () => {
      const { toJSON } = value as { toJSON?: unknown };
      if (typeof toJSON === 'function') return any(toJSON.call(value));
      const isMap = value instanceof Map;
      if (isMap || isPlainObject(value)) {
        const entries: [unknown, unknown][] = isMap ? [...value] : Object.entries(value);
        if (!entries.every(([key]) => typeof key === 'string')) return list(entries);
        const values = list(entries.map((entry) => entry[1]));
        return fromEntries(values.map((item, i) => [entries[i]![0] as string, item]));
      }
      if (Array.isArray(value) || value instanceof Set || kind === 'FrozenSet') {
        return list(value as Iterable<unknown>);
      }
      return valueRepr(value);
    };
    return nesting.within(value, convert, '...', 2);
  };

  return elements(array);
}

/** Without a prototype, so that a key may be `__proto__`. */
function fromEntries(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  const result = newDictObject() as { [key: string]: JsonValue };
  for (const [key, value] of entries) result[key] = value;
  return result;
}
