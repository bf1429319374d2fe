import type { LazyArray } from '../array/lazy-array.ts';
import { NumpyArray } from '../array/numpy-array.ts';
import { NumpyScalar } from '../array/numpy-scalar.ts';
import { kindOf } from '../values/brand.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import type { PathStep } from '../values/path.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { PyObject } from '../values/py-object.ts';

type Children = Iterable<readonly [PathStep, unknown]>;

/** What never holds another value of a pickle. */
const LEAVES: ReadonlySet<string> = new Set([
  'DType',
  'PyGlobal',
  'PyExtension',
  'PyFloat',
  'Complex',
  'Path',
]);

/** The values directly inside a value, each with the step to it. Nothing for a leaf. */
export function children(value: unknown): Children {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return items(value);
  if (value instanceof Map) return keys(value);
  if (value instanceof Set || FrozenSet.isFrozenSet(value)) return members(value);
  if (NumpyArray.isNumpyArray(value)) return value.dtype.hasObject ? elements(value) : [];
  if (NumpyScalar.isNumpyScalar(value)) return value.dtype.hasObject ? properties(value.value as object) : [];
  if (PyObject.isPyObject(value)) return record(value);
  if (kindOf(value) === 'LazyArray') return children((value as LazyArray).objects);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || LEAVES.has(kindOf(value) ?? '')) return [];
  return properties(value);
}

function* items(list: readonly unknown[]): Children {
  for (let i = 0; i < list.length; i++) yield [{ index: i }, list[i]];
}

function* keys(map: ReadonlyMap<unknown, unknown>): Children {
  for (const [key, value] of map) yield [{ key }, value];
}

function* members(set: Iterable<unknown>): Children {
  let i = 0;
  for (const item of set) yield [{ item: i++ }, item];
}

/** A plain object's or a class instance's own: keys of the one, attributes of the other. */
function* properties(object: object): Children {
  const isPlain = isPlainObject(object);
  for (const [name, value] of Object.entries(object))
    yield [isPlain ? { key: name } : { attribute: name }, value];
}

function* elements(array: NumpyArray): Children {
  const { shape } = array;
  const index = new Array<number>(shape.length).fill(0);
  for (let n = array.size; n > 0; n--) {
    yield [{ index: index.length === 1 ? index[0]! : [...index] }, array.get(...index)];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
}

/** Attributes by name; the rest of what a pickle says as parts, items and keys. */
function* record(object: PyObject): Children {
  if (PyObject.isPyObject(object.class)) yield [{ part: 'class' }, object.class];
  if (object.args.length > 0) yield [{ part: 'args' }, object.args];
  if (object.kwargs !== null) yield [{ part: 'kwargs' }, object.kwargs];
  const attributes = object.attributes();
  const isNamed =
    attributes.length > 0 &&
    attributes.every((part) => [...part.keys()].every((key) => typeof key === 'string'));
  if (isNamed) {
    for (const part of attributes)
      for (const [name, value] of part) yield [{ attribute: name as string }, value];
  } else if (object.state !== undefined) {
    yield [{ part: 'state' }, object.state];
  }
  if (object.items !== null) yield* items(object.items);
  for (const [key, value] of object.pairs ?? []) yield [{ key }, value];
  if (object.calls !== null) yield [{ part: 'calls' }, object.calls];
}
