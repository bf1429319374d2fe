import { brand, kindOf } from './brand.ts';
import type { PyGlobal } from './py-global.ts';

/** How a pickle made an object: by calling a class or function, or by `cls.__new__`. */
export type Construction = 'call' | 'new';

/**
 * An object of a Python class that nobody registered, as inert data: what the pickle says about it, in
 * the pickle's own terms. Nothing of it was called.
 */
export class PyObject {
  /** The class, or the function that was to make it. */
  readonly class: PyGlobal | PyObject;
  readonly how: Construction;
  readonly args: readonly unknown[];
  /** Keyword arguments (NEWOBJ_EX only). */
  readonly kwargs: ReadonlyMap<unknown, unknown> | null;
  /** What `__setstate__` was to get; `undefined` where the pickle gives no state. */
  state: unknown = undefined;
  /** What was to be appended, as for a subclass of list; `null` where nothing was. */
  items: unknown[] | null = null;
  /** Key and value pairs that were to be set, as for a subclass of dict; `null` where nothing was. */
  pairs: [unknown, unknown][] | null = null;

  constructor(
    cls: PyGlobal | PyObject,
    how: Construction,
    args: readonly unknown[],
    kwargs: ReadonlyMap<unknown, unknown> | null = null,
  ) {
    this.class = cls;
    this.how = how;
    this.args = args;
    this.kwargs = kwargs;
  }

  /** True for a record of any copy of this package (ESM, CJS, duplicates). */
  static isPyObject(value: unknown): value is PyObject {
    return kindOf(value) === 'PyObject';
  }
}

brand(PyObject, 'PyObject');
