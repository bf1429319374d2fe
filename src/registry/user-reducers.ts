/**
 * How objects of the classes that a user registered are pickled: as `object.__reduce_ex__(protocol)` does, from
 * what the entry says of its state and arguments.
 *
 * Source: CPython's `object___reduce_ex__` (`Objects/typeobject.c`) and `Lib/copyreg.py`.
 */

import { kindOf } from '../values/brand.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { attributesOf } from './attributes.ts';
import { newObject } from './new-object.ts';
import type { NewArgs, PythonClass } from './python-class.ts';

/** Whose instances stay dicts, lists and sets, whatever is registered for them: else all such values would change. */
function isContainer(type: unknown): boolean {
  return type === Object || type === Array || type === Map || type === Set;
}

const LIST = /* @__PURE__ */ new PyGlobal('builtins', 'list');
const DICT = /* @__PURE__ */ new PyGlobal('builtins', 'dict');
const NEWOBJ_EX = /* @__PURE__ */ new PyGlobal('copyreg', '__newobj_ex__');

const CALLABLE = ['PyGlobal', 'PyExtension', 'PyObject'];

/** What Python finds false: protocols 0 and 1 leave such a state out. */
function isFalse(state: unknown): boolean {
  if (typeof state !== 'object' || state === null) return !state;
  if (Array.isArray(state)) return state.length === 0;
  if (ArrayBuffer.isView(state)) return state.byteLength === 0;
  if (state instanceof Map || state instanceof Set || kindOf(state) === 'FrozenSet')
    return (state as { size: number }).size === 0;
  if (kindOf(state) === 'PyFloat') return Number(state) === 0;
  return isPlainObject(state) && Object.keys(state).length === 0;
}

/** `Array.isArray`, which does not know readonly arrays. */
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function toTuple(items: readonly unknown[]): Tuple {
  if (Tuple.isTuple(items)) return items;
  const result = new Tuple();
  for (const item of items) result.push(item);
  return result;
}

/** What an entry's own `reduce` gave, checked; arguments are a tuple in any case, and a state of None is none. */
function checked({ global }: PythonClass, reduction: Reduction): Reduction {
  const { callable, args, state, ...rest } = reduction;
  if (!CALLABLE.includes(kindOf(callable) ?? '')) {
    throw new TypeError(
      `${global}: reduce() must name as callable an entry's global or a PyGlobal, not ${typeName(callable)}`,
    );
  }
  if (!Array.isArray(args))
    throw new TypeError(`${global}: reduce() must give args as a tuple or Array, not ${typeName(args)}`);
  return { callable, args: toTuple(args), ...rest, ...(state != null && { state }) };
}

/** What a list or dict subclass holds beside its state. */
type Contents = Pick<Reduction, 'items' | 'pairs'>;

function contentsOf(cls: PythonClass, object: object): Contents {
  const { global, append, setItems, getState } = cls;
  if (append !== null && Array.isArray(object)) return { items: object };
  if (setItems !== null && object instanceof Map) return { pairs: object };
  const missing =
    append !== null
      ? 'it has an append(), and is no Array'
      : setItems !== null
        ? 'it has a setItems(), and is no Map'
        : undefined;
  if (missing !== undefined)
    throw new TypeError(`${global}: ${missing}: say with reduce() what its items are`);
  const hasItems =
    Array.isArray(object) || object instanceof Map || object instanceof Set || ArrayBuffer.isView(object);
  if (hasItems && getState === null) {
    throw new TypeError(
      `${global}: it is a ${typeName(object)}: say with append(), setItems(), getState() or reduce() what its items are`,
    );
  }
  return {};
}

function newArgsOf(
  { getNewArgs }: PythonClass,
  object: object,
): { args: Tuple; kwargs: Map<unknown, unknown> } {
  const given = getNewArgs?.(object as never) ?? [];
  const { args = [], kwargs = {} }: NewArgs = isList(given) ? { args: given } : given;
  return { args: toTuple(args), kwargs: new Map(kwargs instanceof Map ? kwargs : Object.entries(kwargs)) };
}

/** Protocols 0 and 1, `copyreg._reduce_ex`: a list or a dict is given whole, and `__new__` gets no arguments. */
function reduceOld(cls: PythonClass, object: object, { items, pairs }: Contents, state: unknown): Reduction {
  const made = newObject(cls.global, new Tuple(), 0);
  if (items !== undefined) made.args.splice(1, 2, LIST, [...items]);
  if (pairs !== undefined) made.args.splice(1, 2, DICT, new Map(pairs));
  if (!isFalse(state)) return { ...made, state };
  const { args, kwargs } = newArgsOf(cls, object);
  if (args.length > 0 || kwargs.size > 0) {
    throw new TypeError(
      `${cls.global}: protocols 0 and 1 give __new__ no arguments, and there is no state: use protocol 2 or later, or say with reduce() how it is made`,
    );
  }
  return made;
}

function reduceObject(cls: PythonClass, object: object, context: ReduceContext): Reduction {
  if (cls.reduce !== null) return checked(cls, cls.reduce(object as never, context));
  const contents = contentsOf(cls, object);
  const state = cls.getState === null ? attributesOf(object) : cls.getState(object as never);
  if (context.protocol < 2) return reduceOld(cls, object, contents, state);
  const { args, kwargs } = newArgsOf(cls, object);
  const made =
    kwargs.size === 0
      ? newObject(cls.global, args, context.protocol)
      : { callable: NEWOBJ_EX, args: tuple<unknown[]>(cls.global, args, kwargs) };
  return { ...made, ...contents, ...(state != null && { state }) };
}

/** The entries of `dumps`' option `classes`, by the objects that they serve. */
export class UserReducers {
  readonly #byPrototype = new Map<unknown, PythonClass>();
  readonly #matching: PythonClass[] = [];
  readonly #extensions = new Map<string, number>();

  /** Of two entries with one `type`, the first counts. */
  constructor(classes: Iterable<PythonClass>) {
    for (const cls of classes) {
      const prototype: unknown = cls.type?.prototype;
      if (cls.type !== null && !isContainer(cls.type) && !this.#byPrototype.has(prototype))
        this.#byPrototype.set(prototype, cls);
      if (cls.matches !== null) this.#matching.push(cls);
      if (cls.extension !== null) this.#extensions.set(`${cls.global}`, cls.extension);
    }
  }

  /** Whether an entry may want what would else be a list, a dict or another value with opcodes of its own. */
  get claims(): boolean {
    return this.#matching.length > 0;
  }

  /** What `value.__reduce_ex__(protocol)` gives by its entry; undefined where it has none. */
  reduce(value: object, context: ReduceContext): Reduction | undefined {
    const cls =
      this.#byPrototype.get(Object.getPrototypeOf(value)) ??
      this.#matching.find((candidate) => candidate.matches!(value));
    return cls && reduceObject(cls, value, context);
  }

  /** The code of a class or function in `copyreg`'s extension registry. */
  extensionOf(module: string, name: string): number | undefined {
    return this.#extensions.get(`${module}.${name}`);
  }

  /** The entry of a class that the value's own class extends: for the error that says so. */
  baseOf(value: object): PythonClass | undefined {
    for (let at: unknown = value; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
      const cls = this.#byPrototype.get(at);
      if (cls !== undefined) return cls;
    }
    return undefined;
  }
}
