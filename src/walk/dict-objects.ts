import type { LazyArray } from '../array/lazy-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import { kindOf } from '../values/brand.ts';
import type { PathStep } from '../values/path.ts';
import { PyObject } from '../values/py-object.ts';
import { children } from './children.ts';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A dict of which all keys are str, as a plain data object: without a prototype, '__proto__' is a key too. */
function objectOf(map: ReadonlyMap<unknown, unknown>): Record<string, unknown> | undefined {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of map) {
    if (typeof key !== 'string') return undefined;
    object[key] = value;
  }
  return object;
}

/** Puts a value in the place to which the step leads, where there is one: an item of a set has none. */
function put(holder: unknown, step: PathStep, value: unknown): void {
  if (holder instanceof Map && 'key' in step) holder.set(step.key, value);
  else if (Array.isArray(holder) && 'index' in step) holder[step.index as number] = value;
  else if (PyObject.isPyObject(holder) && 'attribute' in step) {
    for (const part of holder.attributes()) if (part.has(step.attribute)) part.set(step.attribute, value);
  } else if (PyObject.isPyObject(holder) && 'index' in step && holder.items !== null) {
    holder.items[step.index as number] = value;
  } else if (NumpyArray.isNumpyArray(holder) && 'index' in step && holder.dtype.kind === 'O') {
    holder.set(value, ...[step.index].flat());
  } else if ('key' in step) (holder as Record<string, unknown>)[step.key as string] = value;
}

/**
 * Turns the dicts in a value into plain objects, in place, where all of their keys are str; OrderedDict and
 * the like stay. Shared dicts stay shared, cycles are cycles.
 */
export function dictsToObjects(value: unknown): unknown {
  const made = new Map<unknown, unknown>();
  const open: unknown[] = [];
  const convert = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return inner;
    const known = made.get(inner);
    if (known !== undefined) return known;
    const isDict = Object.getPrototypeOf(inner) === Map.prototype;
    const result = (isDict ? objectOf(inner as Map<unknown, unknown>) : undefined) ?? inner;
    made.set(inner, result);
    made.set(result, result);
    open.push((kindOf(result) === 'LazyArray' && (result as LazyArray).objects) || result);
    return result;
  };
  const result = convert(value);
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    // Most are lists and dicts: measured, the way below takes three times as long.
    if (Array.isArray(holder)) {
      for (let i = 0; i < holder.length; i++) if (isObject(holder[i])) holder[i] = convert(holder[i]);
      continue;
    }
    if (Object.getPrototypeOf(holder) === null) {
      const object = holder as Record<string, unknown>;
      for (const key in object) if (isObject(object[key])) object[key] = convert(object[key]);
      continue;
    }
    // Looked for by its key, each pair would be compared with all others.
    if (PyObject.isPyObject(holder)) for (const pair of holder.pairs ?? []) pair[1] = convert(pair[1]);
    for (const [step, child] of children(holder)) {
      const converted = convert(child);
      if (converted !== child) put(holder, step, converted);
    }
  }
  return result;
}
