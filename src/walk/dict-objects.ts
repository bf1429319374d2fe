import type { LazyArray } from '../array/lazy-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import { kindOf } from '../values/brand.ts';
import { type DictObject, isDictObject, newDictObject } from '../values/dict-object.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { isDict } from '../values/plain-containers.ts';
import { PyObject } from '../values/py-object.ts';

/** Lists up to this length are looked through each time that they are met, for nearly all hold only numbers or text. */
const SHORT = 16;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Puts in the place of what lies in these holders, and in all that they lead to, its counterpart, if it has one: a copy
 * that is not converted yet. Shared values stay shared, cycles are cycles. What objects of classes took, they keep.
 */
function convertWithin(open: object[], counterpartOf: (value: object) => object | undefined): void {
  const made = new Map<object, object>();
  const seen = new Set(open);
  const counterparts = new Set<object>();

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
  const convert = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    let counterpart = made.get(value);
    if (counterpart === undefined) {
      counterpart = counterpartOf(value);
      if (counterpart !== undefined) {
        made.set(value, counterpart);
        counterparts.add(counterpart);
      }
      visit(counterpart ?? value);
    }
    return counterpart ?? value;
  };

  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (Array.isArray(holder)) {
      for (let i = 0; i < holder.length; i++) if (isObject(holder[i])) holder[i] = convert(holder[i]);
    } else if (holder instanceof Map) {
      for (const [key, item] of holder) if (isObject(item)) holder.set(key, convert(item));
    } else if (counterparts.has(holder) && isDictObject(holder)) {
      for (const key of Object.keys(holder)) if (isObject(holder[key])) holder[key] = convert(holder[key]);
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
}

function objectOf(dict: object): DictObject | undefined {
  if (!isDict(dict)) return undefined;
  for (const key of dict.keys()) if (typeof key !== 'string') return undefined;
  const object = newDictObject();
  for (const [key, item] of dict) object[key as string] = item;
  return object;
}

/**
 * Turns the dicts in a value into plain data objects where all of their keys are str; OrderedDict and the like stay, as
 * do the attributes of a record.
 */
export function dictsToObjects(value: unknown): unknown {
  const box = [value];
  convertWithin([box], objectOf);
  return box[0];
}

/** Turns the plain data objects to which these lead into Maps, with their keys in these orders, where one is told. */
export function objectsToMaps(holders: object[], orders: ReadonlyMap<object, readonly string[]>): void {
  convertWithin(holders, (object) => {
    if (!isDictObject(object)) return undefined;
    const keys = orders.get(object) ?? Object.keys(object);
    return new Map(keys.map((key) => [key, object[key]]));
  });
}
