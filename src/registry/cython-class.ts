/**
 * Cython extension types that Cython itself pickles: those without a `__reduce__`, `__getstate__` or `__cinit__` of
 * their own. (With a `__getstate__`, they are like any class: {@link pythonClass} serves them.)
 *
 * ```
 * module.__pyx_unpickle_X(cls, checksum, None)  BUILD (fields…[, __dict__])   where a field that is an object is set
 * module.__pyx_unpickle_X(cls, checksum, (fields…))                           where all such are None
 * ```
 *
 * The fields, inherited ones among them, come in the order of their names. The checksum is of these names: seven
 * hexadecimal digits of a digest, MD5 in Cython 0.29, SHA-256 from 3.0 on. `cls` may be a Python class that extends X.
 *
 * Source: `_inject_pickle_methods` in Cython's `Compiler/ParseTreeTransforms.py`, 0.29 and 3.3
 */

import { utf8Of } from '../pickle/utf8.ts';
import { kindOf } from '../values/brand.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { Reduction } from '../values/reduction.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { type HashName, hexDigest } from './digest.ts';
import { type JSClass, type PythonClass, pythonClass, setAttributes } from './python-class.ts';

/**
 * What a field of a Cython class is declared as: `'object'` for any Python type (`object`, `str`, `list`, an extension
 * type), `'float'` for C's `float` and `double`, `'C'` for any other C type.
 */
export type CythonField = 'object' | 'float' | 'C';

interface CommonInit<T extends object> {
  /** The module or modules that it lives in. The first one is written. */
  module: string | readonly string[];
  /** Its name in there. */
  name: string;
  /** The JS class of its objects, which have the fields as properties. Its constructor is not called. Default: a new one. */
  type?: JSClass<T>;
  /**
   * Whether its objects have a `__dict__`: the properties that are no fields. `'nonempty'`: it is written only where
   * there are some, as Cython does from 3.2 on. Default: true for a Python class, false for a Cython class.
   *
   * An object that was loaded is written again with or without it, as it came.
   */
  dict?: boolean | 'nonempty';
}

/** A class that was compiled by Cython. */
export interface CythonClassInit<T extends object> extends CommonInit<T> {
  /**
   * All its fields (`cdef` attributes, public or not), inherited ones too, in any order: their names, or by name what
   * each is declared as. Only then is written just what Cython writes: a C `double` of 1 is a float, not an int.
   */
  fields: readonly string[] | Readonly<Record<string, CythonField>>;
  /**
   * The checksum that new objects are written with: of a digest, or the number itself, which is then read, too.
   * Default `'md5'`, which every Cython takes. An object that was loaded is written again with the one that it had.
   */
  checksum?: HashName | number;
  base?: never;
}

/** A Python class that extends a Cython class, and leaves pickling to it. */
export interface CythonSubclassInit<T extends object> extends CommonInit<T> {
  /** The entry of the class that it extends: pass that one to `loads` and `dumps`, too. */
  base: CythonClass;
  fields?: never;
  checksum?: never;
}

/** What {@link cythonClass} makes. */
export interface CythonClass extends PythonClass {
  readonly type: JSClass<object>;
  /** The names of its fields, sorted as in a state. */
  readonly fields: readonly string[];
}

/** In the order in which Cython tried them over time. */
const HASHES: readonly HashName[] = ['md5', 'sha256', 'sha1'];

/** How an object that was loaded had been written, where that is not how a new one would be. */
interface Form {
  checksum?: number;
  hasDict?: boolean;
}

/** A class whose objects an unpickle function makes. */
interface Made {
  readonly prototype: object;
  readonly dict: boolean | 'nonempty';
}

/** Numbers, which an object may be, too: where fields have no kinds, they count as C's. */
function isNumber(value: unknown): boolean {
  const kind = kindOf(value);
  return ['number', 'boolean', 'bigint'].includes(typeof value) || kind === 'PyFloat' || kind === 'Complex';
}

/** Defined where the class has an accessor of that name; else assigned, which is faster. */
function setField(object: object, name: string, value: unknown): void {
  if (name in object)
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else (object as Record<string, unknown>)[name] = value;
}

const hex = (checksum: number) => `0x${checksum.toString(16)}`;

/** `__pyx_unpickle_X`: the fields of a Cython class, and what it makes of them. */
class Unpickle {
  readonly global: PyGlobal;
  readonly fields: readonly string[];
  readonly #names: ReadonlySet<string>;
  readonly #kinds: Readonly<Record<string, CythonField>> | null;
  readonly #written: HashName | number;
  /** The classes whose objects it makes: that one, and Python's that extend it. */
  readonly #made = new Map<string, Made>();
  readonly #forms = new WeakMap<object, Form>();
  readonly #checksums = new Map<HashName, number>();

  constructor(global: PyGlobal, { fields, checksum = 'md5' }: CythonClassInit<object>) {
    this.global = global;
    this.#kinds = Array.isArray(fields) ? null : { ...(fields as Readonly<Record<string, CythonField>>) };
    this.fields = [
      ...(this.#kinds === null ? (fields as readonly string[]) : Object.keys(this.#kinds)),
    ].sort();
    this.#names = new Set(this.fields);
    this.#written = checksum;
  }

  add(modules: readonly string[], name: string, made: Made): void {
    for (const module of modules) this.#made.set(`${module}\n${name}`, made);
  }

  /** Undefined for a class that nobody registered: the call is recorded. */
  call(args: readonly unknown[]): object | undefined {
    const [cls, checksum, state] = args;
    if (args.length !== 3 || !PyGlobal.isPyGlobal(cls) || typeof checksum !== 'number') {
      throw new TypeError(
        `the arguments must be a class, a checksum and a state or None, not (${args.map(typeName).join(', ')})`,
      );
    }
    const made = this.#made.get(`${cls.module}\n${cls.name}`);
    if (made === undefined) return undefined;
    const object = Object.create(made.prototype) as object;
    if (checksum !== this.#checksum(this.#written)) {
      this.#check(checksum);
      this.#form(object).checksum = checksum;
    }
    if (state !== null) this.setState(object, state, made.dict);
    return object;
  }

  setState(object: object, state: unknown, dict: boolean | 'nonempty'): void {
    const { fields } = this;
    const { length } = fields;
    if (!Tuple.isTuple(state))
      throw new TypeError(`the state must be a tuple of the fields, got ${typeName(state)}`);
    if (state.length !== length && state.length !== length + 1) {
      throw new TypeError(
        `the state has ${state.length} items; the class has ${length} fields (${fields.join(', ')}), and its objects may have a __dict__`,
      );
    }
    for (let i = 0; i < length; i++) setField(object, fields[i]!, state[i]);
    const hasDict = state.length > length;
    if (hasDict !== (dict === true)) this.#form(object).hasDict = hasDict;
    if (!hasDict) return;
    const attributes = state[length];
    if (!(attributes instanceof Map))
      throw new TypeError(`the __dict__ must be a dict, got ${typeName(attributes)}`);
    const both = fields.find((name) => attributes.has(name));
    if (both !== undefined) throw new TypeError(`${both} is a field, and in the __dict__, too`);
    setAttributes(object, attributes);
  }

  reduce(object: object, cls: PyGlobal, dict: boolean | 'nonempty'): Reduction {
    const values = this.fields.map((name) => this.#value(object, name, cls));
    const attributes = new Map(Object.entries(object).filter(([name]) => !this.#names.has(name)));
    const form = this.#forms.get(object);
    const mayHave = form?.hasDict === true || dict !== false;
    if (attributes.size > 0 && !mayHave) {
      throw new TypeError(
        `${cls} has no field ${[...attributes.keys()].join(', ')}: pass { dict: true } if its objects have a __dict__ in Python`,
      );
    }
    const hasDict = attributes.size > 0 || (form?.hasDict ?? dict === true);
    const checksum = form?.checksum ?? this.#checksum(this.#written);
    const state = tuple(...values, ...(hasDict ? [attributes] : []));
    // An object may be among its own fields: then it must be there before them.
    return hasDict || this.fields.some((name, i) => this.#isObject(name, values[i]))
      ? { callable: this.global, args: tuple(cls, checksum, null), state }
      : { callable: this.global, args: tuple(cls, checksum, state) };
  }

  #value(object: object, name: string, cls: PyGlobal): unknown {
    const value = (object as Record<string, unknown>)[name];
    const kind = this.#kinds?.[name];
    const isFloat = typeof value === 'number' || PyFloat.isPyFloat(value);
    if (value === undefined) throw new TypeError(`${cls}: the field ${name} is missing; write null for None`);
    if ((kind === 'float' && !isFloat) || (kind === 'C' && value === null)) {
      const expected = kind === 'float' ? 'a number' : 'a value';
      throw new TypeError(`${cls}: the field ${name} must be ${expected}, got ${typeName(value)}`);
    }
    return kind === 'float' && typeof value === 'number' ? new PyFloat(value) : value;
  }

  #form(object: object): Form {
    let form = this.#forms.get(object);
    if (form === undefined) {
      form = {};
      this.#forms.set(object, form);
    }
    return form;
  }

  #isObject(name: string, value: unknown): boolean {
    const isObject = this.#kinds === null ? !isNumber(value) : this.#kinds[name] === 'object';
    return isObject && value !== null;
  }

  #checksum(of: HashName | number): number {
    if (typeof of === 'number') return of;
    let checksum = this.#checksums.get(of);
    if (checksum === undefined) {
      checksum = Number.parseInt(hexDigest(of, utf8Of(this.fields.join(' '))).slice(0, 7), 16);
      this.#checksums.set(of, checksum);
    }
    return checksum;
  }

  #check(checksum: number): void {
    if (HASHES.some((hash) => checksum === this.#checksum(hash))) return;
    const [first, ...rest] = HASHES.map((hash) => `${hex(this.#checksum(hash))} (${hash})`);
    const cls = this.global.toString().replace('__pyx_unpickle_', '');
    throw new TypeError(
      `the class was pickled with other fields than (${this.fields.join(', ')}): their checksum is ${first}, ` +
        `${rest.join(' or ')}, the pickle has ${hex(checksum)}. Give all the fields that it had then, inherited ones ` +
        `too (${this.global}(${cls}, 0, None) raises, in Python, an error that lists those of today); ` +
        `if it had these, pass { checksum: ${hex(checksum)} }`,
    );
  }
}

const unpickles = /* @__PURE__ */ new WeakMap<PythonClass, Unpickle>();

function checkFields({ module, name, fields, checksum, dict }: CythonClassInit<object>): void {
  const what = `cythonClass ${String(module)}.${name}`;
  if (typeof fields !== 'object' || fields === null)
    throw new TypeError(`${what}: give its fields; of a Python class, the base that Cython compiled`);
  const names: readonly unknown[] = Array.isArray(fields) ? fields : Object.keys(fields);
  const bad = names.find(
    (field, i) => typeof field !== 'string' || !/^[^\s.]+$/.test(field) || names.indexOf(field) < i,
  );
  if (bad !== undefined || names.includes(undefined))
    throw new TypeError(`${what}: fields must be names, each once, got ${String(bad)}`);
  if (names.includes('__dict__')) throw new TypeError(`${what}: __dict__ is no field: pass { dict: true }`);
  if (!Array.isArray(fields)) {
    for (const [field, kind] of Object.entries(fields)) {
      if (!['object', 'float', 'C'].includes(kind as string))
        throw new TypeError(
          `${what}: the field ${field} must be 'object', 'float' or 'C', not ${String(kind)}`,
        );
    }
  }
  if (dict !== undefined && ![true, false, 'nonempty'].includes(dict))
    throw new TypeError(`${what}: dict must be true, false or 'nonempty', not ${String(dict)}`);
  if (typeof checksum === 'number' ? !Number.isSafeInteger(checksum) : !HASHES.includes(checksum ?? 'md5'))
    throw new TypeError(
      `${what}: checksum must be 'md5', 'sha256', 'sha1' or an integer, not ${String(checksum)}`,
    );
}

/**
 * Registers a class that Cython pickles by itself, with its unpickle function: pass the result in `classes` of `loads`
 * and `dumps`. Its objects have the fields as properties.
 *
 * ```ts
 * const point = cythonClass({ module: 'shapes', name: 'Point', fields: { x: 'float', y: 'float' } });
 * // Python has `class Named(shapes.Point)`:
 * const named = cythonClass({ module: 'app', name: 'Named', base: point });
 * loads(bytes, { classes: [point, named] });
 * ```
 *
 * A pickle of a class that had other fields, by its checksum, is an UnpicklingError that says so.
 */
export function cythonClass<T extends object = Record<string, unknown>>(
  init: CythonClassInit<T> | CythonSubclassInit<T>,
): CythonClass {
  const { module, name, base } = init;
  const modules = typeof module === 'string' ? [module] : module;
  let unpickle: Unpickle;
  if (base === undefined) {
    checkFields(init);
    unpickle = new Unpickle(new PyGlobal(modules[0]!, `__pyx_unpickle_${name}`), init);
  } else {
    const known = unpickles.get(base);
    if (known === undefined)
      throw new TypeError(`cythonClass ${modules[0]}.${name}: base must be a cythonClass`);
    unpickle = known;
  }
  const Base = (base?.type ?? Object) as new () => object;
  // Named as in Python, for whoever prints its objects.
  const type: JSClass<object> = init.type ?? { [name]: class extends Base {} }[name]!;
  const { dict = base !== undefined } = init;
  unpickle.add(modules, name, { prototype: type.prototype as object, dict });

  const global = new PyGlobal(modules[0]!, name);
  const cls: CythonClass = Object.freeze({
    ...pythonClass({
      module,
      // The unpickle function of a Python class is its base's.
      name: base === undefined ? [name, unpickle.global.name] : name,
      type,
      create: (args) => unpickle.call(args) as object,
      setState: (object, state) => unpickle.setState(object, state, dict),
      reduce: (object) => unpickle.reduce(object, global, dict),
    }),
    type,
    fields: Object.freeze(unpickle.fields),
  });
  unpickles.set(cls, unpickle);
  return cls;
}
