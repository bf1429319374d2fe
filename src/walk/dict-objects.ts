import type { LazyArray } from '../array/lazy-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import { kindOf } from '../values/brand.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { PyObject } from '../values/py-object.ts';

/** Lists up to this length are looked through each time that they are met, for nearly all hold only numbers or text. */
const SHORT = 16;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** OrderedDict and the like are not. */
const isDict = (value: object): value is Map<unknown, unknown> =>
  Object.getPrototypeOf(value) === Map.prototype;

function hasTextKeys(dict: ReadonlyMap<unknown, unknown>): boolean {
  for (const key of dict.keys()) if (typeof key !== 'string') return false;
  return true;
}

/**
 * Turns the dicts in a value into plain data objects where all of their keys are str; OrderedDict and the like stay, as
 * do the attributes of a record. Shared dicts stay shared, cycles are cycles. What objects of classes took, they keep.
 */
export function dictsToObjects(value: unknown): unknown {
  const made = new Map<unknown, Record<string, unknown>>();
  const seen = new Set<unknown>();
  const open: object[] = [];

  /** Has what lies in the holder converted, in place. */
  const visit = (holder: object): void => {
    if (holder instanceof NumpyArray || kindOf(holder) === 'LazyArray') {
      const { objects } = holder as NumpyArray | LazyArray;
      if (objects !== null) visit(objects);
    } else if (!Array.isArray(holder) || holder.length > SHORT || holder.some(isObject)) {
      if (seen.has(holder)) return;
      seen.add(holder);
      open.push(holder);
    }
  };
  /** What takes the value's place. */
  const convert = (inner: unknown): unknown => {
    if (!isObject(inner)) return inner;
    if (isDict(inner)) {
      let object = made.get(inner);
      if (object === undefined && hasTextKeys(inner)) {
        // Without a prototype, '__proto__' is a key too. Measured: of Object.create(null), each takes three times as long.
        object = Object.setPrototypeOf({}, null) as Record<string, unknown>;
        made.set(inner, object);
        open.push(inner);
      }
      if (object !== undefined) return object;
    }
    visit(inner);
    return inner;
  };

  const result = convert(value);
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (Array.isArray(holder)) {
      for (let i = 0; i < holder.length; i++) if (isObject(holder[i])) holder[i] = convert(holder[i]);
    } else if (holder instanceof Map) {
      const object = made.get(holder);
      for (const [key, item] of holder) {
        const converted = convert(item);
        if (object !== undefined) object[key] = converted;
        if (converted !== item && (object === undefined || seen.has(holder))) holder.set(key, converted);
      }
    } else if (PyObject.isPyObject(holder)) {
      const attributes = holder.attributes();
      if (attributes.length === 0) holder.state = convert(holder.state);
      // Looked for by its key, each pair would be compared with all others.
      for (const pair of holder.pairs ?? []) pair[1] = convert(pair[1]);
      for (const part of [
        holder.class,
        holder.args,
        holder.kwargs,
        holder.items,
        holder.calls,
        ...attributes,
      ])
        if (isObject(part)) visit(part);
    } else if (!ArrayBuffer.isView(holder)) {
      const parts = holder instanceof Set || FrozenSet.isFrozenSet(holder) ? holder : Object.values(holder);
      for (const part of parts) if (isObject(part) && !isDict(part)) visit(part);
    }
  }
  return result;
}
