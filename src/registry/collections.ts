/** Python's `collections`: containers that a pickle fills after making them. */

import { Counter, DefaultDict, Deque, OrderedDict } from '../values/collections.ts';
import { checkHashable, LONG_KEY } from '../values/hashable.ts';
import { PyGlobal } from '../values/py-global.ts';
import { PyObject } from '../values/py-object.ts';
import { typeName } from '../values/type-name.ts';
import { type Claim, type PythonClass, pythonClass, setAttributes } from './python-class.ts';

type Pairs = Iterable<readonly [unknown, unknown]>;

function setItems(map: Map<unknown, unknown>, pairs: Pairs, claim?: Claim): void {
  for (const [key, value] of pairs) {
    if (claim && typeof key === 'string' && key.length > LONG_KEY) claim(key.length);
    checkHashable(key, map);
    map.set(key, value);
  }
}

/** What a dict class may be made of: nothing, a dict, or a list of pairs. */
function pairsOf(source: unknown): Pairs {
  if (source === undefined) return [];
  if (source instanceof Map) return source;
  if (Array.isArray(source) && source.every((pair) => Array.isArray(pair) && pair.length === 2))
    return source;
  throw new TypeError(`expected a dict or pairs, got ${typeName(source)}`);
}

function filled<M extends Map<unknown, unknown>>(map: M, source: unknown, claim: Claim): M {
  setItems(map, pairsOf(source), claim);
  return map;
}

function factory(value: unknown): PyGlobal | PyObject | null {
  if (value === null || value instanceof PyGlobal || value instanceof PyObject) return value;
  throw new TypeError(`a default_factory must be a class or function, not ${typeName(value)}`);
}

function deque([items = [], maxlen = null]: readonly unknown[]): Deque {
  if (!Array.isArray(items)) throw new TypeError(`expected a list, got ${typeName(items)}`);
  if (maxlen !== null && typeof maxlen !== 'number')
    throw new TypeError(`maxlen must be int, not ${typeName(maxlen)}`);
  const made = new Deque();
  made.maxlen = maxlen;
  append(made, items);
  return made;
}

function append(made: Deque, items: readonly unknown[]): void {
  for (const item of items) made.push(item);
  // As in Python, what is too many falls out at the left.
  if (made.maxlen !== null && made.length > made.maxlen) made.splice(0, made.length - made.maxlen);
}

/** Attributes, which Python's dicts of these classes may have (PyTorch's `_metadata`), but none that hides a Map's own. */
function setState(map: Map<unknown, unknown>, state: unknown): void {
  for (const name of state instanceof Map ? state.keys() : []) {
    if (typeof name === 'string' && name in map)
      throw new TypeError(`an attribute named '${name}' would hide what a Map has by that name`);
  }
  setAttributes(map, state);
}

/** In Python these have no attributes; as properties, some would be items. */
function noState(object: object, state: unknown): void {
  if (state !== null && !(state instanceof Map && state.size === 0))
    throw new TypeError(`a ${typeName(object)} has no attributes`);
}

const module = 'collections';

export const collections = (): PythonClass[] => [
  pythonClass({
    module,
    name: 'OrderedDict',
    type: OrderedDict,
    create: ([source], ...more) => filled(new OrderedDict(), source, more[2]),
    setState,
    setItems,
  }),
  pythonClass({
    module,
    name: 'defaultdict',
    type: DefaultDict,
    create: ([value = null, source], ...more) => filled(new DefaultDict(factory(value)), source, more[2]),
    setState: noState,
    setItems,
  }),
  pythonClass({
    module,
    name: 'Counter',
    type: Counter,
    create: ([source], ...more) => filled(new Counter() as Map<unknown, unknown>, source, more[2]) as Counter,
    setState: (map, state) => setState(map as Map<unknown, unknown>, state),
    setItems: (map, pairs) => setItems(map as Map<unknown, unknown>, pairs),
  }),
  pythonClass({ module, name: 'deque', type: Deque, create: deque, setState: noState, append }),
];
