/**
 * A Python class or function that a pickle may use: how its objects are rebuilt from what the pickle says, and
 * how they are pickled again.
 *
 * Python pickles an object as a callable, its arguments and a state (`object.__reduce_ex__`). An entry has a
 * function for each: `create` for the call, `setState` for the state, `append` and `setItems` for what list-
 * and dict-like objects add; and back, `getNewArgs`, `getState`, or `reduce` for all at once. NumPy's own entries
 * are made with these functions too.
 *
 * Source: https://docs.python.org/3/library/pickle.html#pickling-class-instances
 */

import type { Claim, Entry, Make, Repeat } from '../pickle/lookup.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, Reduction } from '../values/reduction.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

export type { Claim, Maker, Match, Repeat } from '../pickle/lookup.ts';

/** What JS class an entry's objects are. */
export type JSClass<T> = abstract new (...args: never[]) => T;

/** `__getnewargs_ex__()`: what `cls.__new__(cls, *args, **kwargs)` gets. */
export interface NewArgs {
  readonly args?: readonly unknown[];
  readonly kwargs?: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>;
}

export interface PythonNameInit {
  /** The module or modules that it lives in, such as `'shapes'`. The first one is written. */
  module: string | readonly string[];
  /** Its name in there, such as `'Point'`; `'Outer.Inner'` for a nested class. The first one is written. */
  name: string | readonly string[];
  /**
   * Its code in Python's extension registry, by `copyreg.add_extension(module, name, code)`: 1 to 2^31 − 1. Protocols
   * 2 and later write it in place of the name, and Python must have registered it, too.
   */
  extension?: number;
}

export interface PythonClassInit<T extends object> extends PythonNameInit {
  /**
   * The JS class of its objects: an object of that very class is pickled as one of this Python class; one of a
   * class that extends it is not. (Plain objects, Arrays, Maps and Sets stay dicts, lists and sets; see
   * `matches`.) Without it, `create` decides what the objects are.
   */
  type?: JSClass<T>;
  /**
   * Whether a value, whose class is nobody's `type`, is pickled as an object of this Python class: for objects
   * that have no JS class of their own, or come from another realm. It is asked about every object on the way,
   * lists and dicts too.
   */
  matches?(value: object): boolean;
  /**
   * `cls(*args, **kwargs)`, or `cls.__new__(cls, *args, **kwargs)`: they are told apart by nothing. Without
   * it, an object of `type` is made without calling its constructor, as `__new__` does. Keyword arguments
   * are an error for a `create` that declares no second parameter.
   *
   * Protocols 0 and 1 give a subclass of tuple its items as arguments, one of str, bytes, int or float its value.
   */
  create?(
    args: readonly unknown[],
    kwargs: ReadonlyMap<unknown, unknown> | null,
    make: Make,
    claim: Claim,
  ): T;
  /**
   * `__setstate__(state)`. What it returns, unless undefined, takes the object's place. Without it, a dict's
   * items become properties, as in Python. Before it makes much more of the state than is there, it may `claim(bytes)`
   * that: too much for the pickle's size is an error (`limits.maxBytes`).
   */
  setState?(object: T, state: unknown, claim: Claim): T | undefined | void;
  /**
   * `__getstate__()`; null or undefined: there is no state. Without it, the state is a dict of the object's own
   * enumerable properties, Python's `__dict__`; where there are none, there is no state. (A Python class with
   * `__slots__` has `tuple(null, new Map([['x', object.x]]))`.)
   */
  getState?(object: T): unknown;
  /**
   * `__getnewargs__()`, a list of arguments, or `__getnewargs_ex__()`, with keyword arguments: what `create` gets
   * from protocol 2 on. Protocols 0 and 1 make the object without.
   */
  getNewArgs?(object: T): readonly unknown[] | NewArgs;
  /**
   * `__reduce_ex__(protocol)`: all about how an object is pickled, in place of `getState` and `getNewArgs`. What
   * it names as `callable` is another entry's `global`, or a `PyGlobal`; `args` may be an Array.
   */
  reduce?(object: T, context: ReduceContext): Reduction;
  /**
   * `append(item)` or `extend(items)`, for a class like a list. Where `type` extends Array, its items are what is
   * written.
   */
  append?(object: T, items: readonly unknown[]): void;
  /** `object[key] = value` for each pair, for a class like a dict. Where `type` extends Map, its pairs are what is written. */
  setItems?(object: T, pairs: readonly (readonly [unknown, unknown])[]): void;
  /** Take bytes and long text as `Payload`s: where they lie, neither copied nor decoded. */
  payloads?: boolean;
  /** What `create` gives is complete only after `setState`; a pickle that ends without that is rejected. */
  needsState?: boolean;
}

export interface PythonFunctionInit extends PythonNameInit {
  /**
   * What the function gives for its arguments; undefined: no value for these, so the call is recorded or refused.
   * A function that gets a class makes an object of it by `make(cls)`: what the `create` of that class's own entry
   * gives without arguments, undefined where it has none.
   */
  call(args: readonly unknown[], make: Make, claim: Claim): unknown;
  payloads?: boolean;
  /** What it gives is complete only after `__setstate__`; a pickle that ends without that is rejected. */
  needsState?: boolean;
}

/**
 * A class or function that `loads` may use and `dumps` may write; made by {@link pythonClass} or
 * {@link pythonFunction}.
 */
export interface PythonClass extends Omit<Entry, 'byObject'> {
  /** Its name, the first one: what is written. */
  readonly global: PyGlobal;
  readonly modules: readonly string[];
  readonly names: readonly string[];
  /** Its code in `copyreg`'s extension registry; null where it has none. */
  readonly extension: number | null;
  readonly type: JSClass<object> | null;
  /** @internal */
  readonly repeats: readonly Repeat[] | null;
  readonly matches: ((value: object) => boolean) | null;
  readonly getState: ((object: never) => unknown) | null;
  readonly getNewArgs: ((object: never) => readonly unknown[] | NewArgs) | null;
  readonly reduce: ((object: never, context: ReduceContext) => Reduction) | null;
}

function list(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : [...names];
}

/** What a class may extend whose objects are more than their properties. */
const BASES: readonly (new () => object)[] = [Array, Map, Set];

/** `object.__new__(cls)`: an object of the class whose constructor did not run. */
function newObject<T extends object>(type: JSClass<T>): (args: readonly unknown[]) => T {
  const base = BASES.find((known) => type.prototype instanceof known) ?? Object;
  return (args) => {
    if (args.length > 0) {
      throw new TypeError(`the pickle gives ${args.length} arguments: say with create() what they mean`);
    }
    return Reflect.construct(base, [], type) as T;
  };
}

/** Sets the items of a dict as properties, as `object.__setstate__` does attributes. */
export function setAttributes(object: object, state: unknown): void {
  if (state === null) return;
  if (!(state instanceof Map)) {
    throw new TypeError(`the state is a ${typeName(state)}: say with setState() what it means`);
  }
  for (const [key, value] of state) {
    if (typeof key !== 'string') throw new TypeError(`an attribute's name must be str, not ${typeName(key)}`);
    // Defined, not assigned: '__proto__' is a name like any other.
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** What `object.__setstate__` would do: a dict of attributes, or that and a dict of slots. */
function defaultSetState(object: object, state: unknown): void {
  const parts = Tuple.isTuple(state) && state.length === 2 ? state : [state];
  for (const part of parts) setAttributes(object, part);
}

/** What {@link pythonClass}, {@link pythonFunction} and {@link pythonName} make: all that `init` does not say is null. */
function entry(
  init: PythonNameInit & Omit<PythonClassInit<never>, 'create' | 'setState'>,
  isClass: boolean,
  call: PythonClass['call'],
  setState: PythonClass['setState'] = null,
): PythonClass {
  const { extension = null } = init;
  const [modules, names] = [list(init.module), list(init.name)];
  if (extension !== null && !(Number.isInteger(extension) && extension > 0 && extension < 2 ** 31))
    throw new RangeError(
      `${names[0]}: an extension code is an integer from 1 to 2147483647, not ${extension}`,
    );
  return Object.freeze({
    global: new PyGlobal(modules[0]!, names[0]!),
    modules,
    names,
    extension,
    type: init.type ?? null,
    isClass,
    payloads: init.payloads ?? false,
    needsState: init.needsState ?? false,
    repeats: null,
    call,
    setState,
    append: init.append ?? null,
    setItems: init.setItems ?? null,
    matches: init.matches ?? null,
    getState: init.getState ?? null,
    getNewArgs: init.getNewArgs ?? null,
    reduce: init.reduce ?? null,
  });
}

/**
 * Registers a Python class: pass the result in `classes` of `loads` and `dumps`.
 *
 * ```ts
 * class Point { x = 0; y = 0; }
 * const classes = [pythonClass({ module: 'shapes', name: 'Point', type: Point })];
 * loads(bytes, { classes });
 * dumps(new Point(), { classes });
 * ```
 */
export function pythonClass<T extends object>(init: PythonClassInit<T>): PythonClass {
  const type = init.type ?? null;
  if (type === null && init.create === undefined) {
    throw new TypeError(`pythonClass ${init.name}: give a type or a create()`);
  }
  const { create, setState } = init;
  return entry(
    init as PythonClassInit<never>,
    true,
    create ?? newObject(type as JSClass<T>),
    setState ?? (type === null ? null : defaultSetState),
  );
}

/** Registers a Python function that pickles call, such as a factory that a class's `__reduce__` names. */
export function pythonFunction(init: PythonFunctionInit): PythonClass {
  return entry(init, false, (args, _, make, claim) => init.call(args, make, claim));
}

/** Registers a name that pickles mention and never call, such as `numpy.record`. */
export function pythonName(init: PythonNameInit): PythonClass {
  return entry(init, true, null);
}
