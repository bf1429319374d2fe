import { brand, kindOf } from './brand.ts';
import type { PyExtension } from './py-extension.ts';
import type { PyGlobal } from './py-global.ts';
import { Tuple } from './tuple.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * How a pickle made an object: by calling a class or function, by `cls.__new__`, or by
 * `copyreg._reconstructor(cls, base, state)`, as protocols 0 and 1 do.
 */
export type Construction = 'call' | 'new' | 'reconstructor';

/** What a pickle may call: a class or function, or what another call gave. */
export type Callee = PyGlobal | PyExtension | PyObject;

/**
 * An object of a Python class that nobody registered, as inert data: what the pickle says about it, in
 * the pickle's own terms. Nothing of it was called.
 */
export class PyObject {
  /** The class, or the function that was to make it. */
  declare readonly class: Callee;
  declare readonly how: Construction;
  /** The arguments; of `'reconstructor'` those after the class. */
  declare readonly args: Tuple;
  /** Keyword arguments (NEWOBJ_EX only). */
  declare readonly kwargs: ReadonlyMap<unknown, unknown> | null;
  /** Whether its parts keep apart what Python does, as with `{ exact: true }`; else it can be read, but not dumped. */
  declare readonly exact: boolean;
  /** What `__setstate__` was to get; `undefined` where the pickle gives no state. */
  declare state: unknown;
  /** What was to be appended, as for a subclass of list; `null` where nothing was. */
  declare items: unknown[] | null;
  /** Key and value pairs that were to be set, as for a subclass of dict; `null` where nothing was. */
  declare pairs: [unknown, unknown][] | null;
  /**
   * Calls with this object as first argument whose results were dropped: how some set a state
   * (`cloudpickle`'s `_function_setstate`). A second `__setstate__` is among them too.
   */
  declare calls: PyObject[] | null;

  constructor(
    cls: Callee,
    how: Construction,
    args: Tuple,
    kwargs: ReadonlyMap<unknown, unknown> | null = null,
    exact = true,
  ) {
    this.class = cls;
    this.how = how;
    this.args = args;
    this.kwargs = kwargs;
    this.exact = exact;
    this.state = undefined;
    this.items = null;
    this.pairs = null;
    this.calls = null;
  }

  /** True for a record of any copy of this package (ESM, CJS, duplicates). */
  static isPyObject(value: unknown): value is PyObject {
    return kindOf(value) === 'PyObject';
  }

  /** The dicts of attributes in the state: `__dict__`, slots. Empty where the state is something else. */
  attributes(): Map<unknown, unknown>[] {
    const { state } = this;
    const parts = Tuple.isTuple(state) && state.length === 2 ? [...state] : [state];
    return parts.every((part) => part === null || part instanceof Map)
      ? parts.filter((part) => part instanceof Map)
      : [];
  }

  /** The attribute of that name, from `__dict__` or slots; `undefined` where there is none. */
  get(name: string): unknown {
    for (const attributes of this.attributes()) {
      if (attributes.has(name)) return attributes.get(name);
    }
    return undefined;
  }

  /** As Python prints an object that says nothing of itself: `<sklearn.svm._classes.SVC object>`. */
  toString(): string {
    return `<${PyObject.isPyObject(this.class) ? 'unnamed' : this.class} object>`;
  }

  /** For `console.log` in Node: the class, and what the pickle gives for it, without what is empty. */
  [INSPECT](
    depth: number,
    options: { depth?: number | null },
    inspect: (value: unknown, options: object) => string,
  ): string {
    if (depth < 0) return `[${this}]`;
    const { args, kwargs, state, items, pairs, calls } = this;
    const attributes = this.attributes().flatMap((part) => [...part]);
    const isNamed = attributes.length > 0 && attributes.every(([key]) => typeof key === 'string');
    const parts = Object.entries({
      ...(args.length > 0 && { args }),
      ...(kwargs !== null && { kwargs }),
      ...(!isNamed && state !== undefined && { state }),
      ...(items !== null && { items }),
      ...(pairs !== null && { pairs }),
      ...(calls !== null && { calls }),
    });
    // Each level has its own inspect, which knows no cycles of the others: depth must end them.
    const deeper = { ...options, depth: Math.min(options.depth ?? 8, 8) - 1 };
    const shown = isNamed ? [...attributes, ...parts] : parts;
    return shown.length === 0
      ? `${this}`
      : `${this} ${inspect(Object.fromEntries(shown as [string, unknown][]), deeper)}`;
  }
}

brand(PyObject, 'PyObject');
