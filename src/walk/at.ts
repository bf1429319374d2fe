import { NumpyArray } from '../array/numpy-array.ts';
import type { PickleValue } from '../pickle-value.ts';
import { kindOf } from '../values/brand.ts';
import { Path, type PathStep } from '../values/path.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { PyObject } from '../values/py-object.ts';
import { typeName } from '../values/type-name.ts';
import { children } from './children.ts';
import { equalKeys } from './equality.ts';

/** A step of `at`: a dict's key, an index, an attribute's or field's name; or one that says which. */
export type Step = PathStep | PickleValue;

/** Steps that a path's own objects have; other objects are keys. */
const STEPS = ['key', 'index', 'attribute', 'part', 'item'];

/** A path's own step has one of these and nothing else; every other value is a key. */
function isPathStep(step: Step): step is PathStep {
  if (typeof step !== 'object' || step === null || kindOf(step) !== undefined) return false;
  const names = Object.keys(step);
  return names.length === 1 && STEPS.includes(names[0]!);
}

/** What the plain step means for that value. */
function meaning(value: unknown, step: unknown): PathStep {
  if (Array.isArray(value) || NumpyArray.isNumpyArray(value)) {
    return typeof step === 'number' ? { index: step } : { key: step };
  }
  if (PyObject.isPyObject(value)) {
    if (typeof step === 'string' && (value.pairs === null || value.get(step) !== undefined)) {
      return { attribute: step };
    }
    return typeof step === 'number' && value.pairs === null ? { index: step } : { key: step };
  }
  const isAttribute = typeof step === 'string' && !(value instanceof Map) && !isPlainObject(value);
  return isAttribute ? { attribute: step } : { key: step };
}

const MISSING = Symbol();

function fromPairs(pairs: Iterable<readonly [unknown, unknown]>, key: unknown): unknown {
  for (const [candidate, value] of pairs) if (equalKeys(candidate, key)) return value;
  return MISSING;
}

/** By Python's equality: at once where the key is the very same, else one by one. */
function byKey(value: unknown, key: unknown): unknown {
  if (value instanceof Map) return value.has(key) ? value.get(key) : fromPairs(value, key);
  if (PyObject.isPyObject(value)) return value.pairs === null ? MISSING : fromPairs(value.pairs, key);
  if (NumpyArray.isNumpyArray(value))
    return value.dtype.names?.includes(key as string) ? value.field(key as string) : MISSING;
  if (isPlainObject(value) && typeof key === 'string' && Object.hasOwn(value, key)) {
    return (value as Record<string, unknown>)[key];
  }
  return MISSING;
}

function byIndex(value: unknown, index: unknown): unknown {
  if (NumpyArray.isNumpyArray(value)) return element(value, index);
  const list = PyObject.isPyObject(value) ? (value.items ?? value.args) : value;
  if (!Array.isArray(list)) return MISSING;
  const at = Number(index) < 0 ? Number(index) + list.length : Number(index);
  return Number.isInteger(at) && at >= 0 && at < list.length && typeof index !== 'string'
    ? list[at]
    : MISSING;
}

/** An element, or with fewer numbers than axes a view of the rest. */
function element(array: NumpyArray, index: unknown): unknown {
  const indices = Array.isArray(index) ? index : [index];
  if (!indices.every(Number.isInteger) || indices.length > array.ndim) return MISSING;
  if (indices.some((n, axis) => n >= array.shape[axis]! || n < -array.shape[axis]!)) return MISSING;
  return indices.length === array.ndim ? array.get(...indices) : array.slice(...indices);
}

function byAttribute(value: unknown, name: string): unknown {
  if (PyObject.isPyObject(value)) return value.get(name) ?? MISSING;
  const isObject =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : MISSING;
}

function take(value: unknown, step: PathStep): unknown {
  if ('key' in step) return byKey(value, step.key);
  if ('index' in step) return byIndex(value, step.index);
  if ('attribute' in step) return byAttribute(value, step.attribute);
  for (const [known, child] of children(value)) {
    if (
      'item' in step
        ? 'item' in known && known.item === step.item
        : 'part' in known && known.part === step.part
    ) {
      return child;
    }
  }
  return MISSING;
}

/** What there is instead, for the error: sizes, and names that a typing error may be close to. */
function contents(value: unknown): string {
  const some = (names: Iterable<unknown>) => {
    const shown = [...names].filter((name) => typeof name === 'string').slice(0, 8);
    return shown.length > 0 ? ` with ${shown.map((name) => JSON.stringify(name)).join(', ')}` : '';
  };
  if (NumpyArray.isNumpyArray(value))
    return `an array of shape (${value.shape.join(', ')}) and dtype ${value.dtype}`;
  if (kindOf(value) === 'LazyArray') return `${value}: await its load()`;
  if (Array.isArray(value)) return `a ${typeName(value)} of ${value.length}`;
  if (value instanceof Map) return `a ${typeName(value)} of ${value.size}${some(value.keys())}`;
  if (PyObject.isPyObject(value))
    return `a ${value.class}${some(value.attributes().flatMap((part) => [...part.keys()]))}`;
  if (isPlainObject(value)) return `an object${some(Object.keys(value))}`;
  return `a ${typeName(value)}`;
}

/**
 * What lies at a path inside a value that `loads` gave: `at(model, 'layers', 3, 'weights')`. A step is a
 * dict's key (by Python's equality: 1, 1.0 and True are one key; tuples and bytes count by value), an index
 * (negative ones from the end), an attribute of an object, a field of an array, or a step of a `Path`.
 *
 * @throws RangeError where there is nothing at a step; the message names it and says what is there.
 */
export function at(value: PickleValue, ...path: readonly Step[]): PickleValue {
  let current: unknown = value;
  let where = new Path();
  for (const step of path) {
    const known = isPathStep(step) ? step : meaning(current, step);
    const next = take(current, known);
    if (next === MISSING)
      throw new RangeError(
        `nothing at ${where.to(known)}: ${where.toString() || 'the value'} is ${contents(current)}`,
      );
    where = where.to(known);
    current = next;
  }
  return current as PickleValue;
}

/**
 * The array at a path, as {@link at}.
 *
 * @throws RangeError where there is nothing at a step; TypeError where there is something else than an array.
 */
export function arrayAt(value: PickleValue, ...path: readonly Step[]): NumpyArray {
  const found = at(value, ...path);
  if (NumpyArray.isNumpyArray(found)) return found;
  throw new TypeError(`arrayAt(…): no array but ${contents(found)}`);
}
