/**
 * A Python class or function that a pickle may use: how its objects are rebuilt from what the pickle says.
 *
 * Python pickles an object as a callable, its arguments and a state (`object.__reduce_ex__`). An entry has a
 * function for each: `create` for the call, `setState` for the state, `append` and `setItems` for what list-
 * and dict-like objects add. NumPy's own entries are made with these functions too.
 */

import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** What JS class an entry's objects are. */
export type JSClass<T> = abstract new (...args: never[]) => T;

export interface PythonClassInit<T extends object> {
  /** The module or modules that it lives in, such as `'shapes'`. */
  module: string | readonly string[];
  /** Its name in there, such as `'Point'`. */
  name: string | readonly string[];
  /** The JS class of its objects. Without it, `create` decides what they are. */
  type?: JSClass<T>;
  /**
   * `cls(*args, **kwargs)`, or `cls.__new__(cls, *args, **kwargs)`: they are told apart by nothing. Without
   * it, an object of `type` is made without calling its constructor, as `__new__` does. Keyword arguments
   * are an error for a `create` that declares no second parameter.
   */
  create?(args: readonly unknown[], kwargs: ReadonlyMap<unknown, unknown> | null): T;
  /**
   * `__setstate__(state)`. What it returns, unless undefined, takes the object's place. Without it, a dict's
   * items become properties, as in Python.
   */
  setState?(object: T, state: unknown): T | undefined | void;
  /** `append(item)` or `extend(items)`, for a class like a list. */
  append?(object: T, items: readonly unknown[]): void;
  /** `object[key] = value` for each pair, for a class like a dict. */
  setItems?(object: T, pairs: readonly (readonly [unknown, unknown])[]): void;
  /** Take bytes and long text as `Payload`s: where they lie, neither copied nor decoded. */
  payloads?: boolean;
  /** What `create` gives is complete only after `setState`; a pickle that ends without that is rejected. */
  needsState?: boolean;
}

export interface PythonFunctionInit {
  module: string | readonly string[];
  name: string | readonly string[];
  /** What the function gives for its arguments; undefined: no value for these, so the call is recorded or refused. */
  call(args: readonly unknown[]): unknown;
  payloads?: boolean;
  /** What it gives is complete only after `__setstate__`; a pickle that ends without that is rejected. */
  needsState?: boolean;
}

/** A class or function that `loads` may use; made by {@link pythonClass} or {@link pythonFunction}. */
export interface PythonClass {
  readonly modules: readonly string[];
  readonly names: readonly string[];
  readonly type: JSClass<object> | null;
  readonly isClass: boolean;
  readonly payloads: boolean;
  readonly needsState: boolean;
  readonly call: ((args: readonly unknown[], kwargs: ReadonlyMap<unknown, unknown> | null) => unknown) | null;
  readonly setState: ((object: never, state: unknown) => unknown) | null;
  readonly append: ((object: never, items: readonly unknown[]) => void) | null;
  readonly setItems: ((object: never, pairs: readonly (readonly [unknown, unknown])[]) => void) | null;
}

function list(names: string | readonly string[]): readonly string[] {
  return typeof names === 'string' ? [names] : [...names];
}

/** `object.__new__(cls)`: an object of the class whose constructor did not run. */
function newObject<T extends object>(type: JSClass<T>): (args: readonly unknown[]) => T {
  return (args) => {
    if (args.length > 0) {
      throw new TypeError(`the pickle gives ${args.length} arguments: say with create() what they mean`);
    }
    return Object.create(type.prototype as object) as T;
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
  if (Tuple.isTuple(state) && state.length === 2) {
    setAttributes(object, state[0]);
    setAttributes(object, state[1]);
  } else {
    setAttributes(object, state);
  }
}

/**
 * Registers a Python class: pass the result in `loads(bytes, { classes: [...] })`.
 *
 * ```ts
 * class Point { x = 0; y = 0; }
 * loads(bytes, { classes: [pythonClass({ module: 'shapes', name: 'Point', type: Point })] });
 * ```
 */
export function pythonClass<T extends object>(init: PythonClassInit<T>): PythonClass {
  const type = init.type ?? null;
  if (type === null && init.create === undefined) {
    throw new TypeError(`pythonClass ${init.name}: give a type or a create()`);
  }
  return Object.freeze({
    modules: list(init.module),
    names: list(init.name),
    type,
    isClass: true,
    payloads: init.payloads ?? false,
    needsState: init.needsState ?? false,
    call: init.create ?? newObject(type as JSClass<T>),
    setState: init.setState ?? (type === null ? null : defaultSetState),
    append: init.append ?? null,
    setItems: init.setItems ?? null,
  }) as PythonClass;
}

/** Registers a Python function that pickles call, such as a factory that a class's `__reduce__` names. */
export function pythonFunction(init: PythonFunctionInit): PythonClass {
  return Object.freeze({
    modules: list(init.module),
    names: list(init.name),
    type: null,
    isClass: false,
    payloads: init.payloads ?? false,
    needsState: init.needsState ?? false,
    call: init.call,
    setState: null,
    append: null,
    setItems: null,
  });
}

/** Registers a name that pickles mention and never call, such as `numpy.record`. */
export function pythonName(init: {
  module: string | readonly string[];
  name: string | readonly string[];
}): PythonClass {
  return Object.freeze({
    modules: list(init.module),
    names: list(init.name),
    type: null,
    isClass: true,
    payloads: false,
    needsState: false,
    call: null,
    setState: null,
    append: null,
    setItems: null,
  });
}
