/** What the machine does with classes, functions and the objects that they make. */

import {
  LimitError,
  PassedLimit,
  type PickleLocation,
  UnpicklingError,
  UnsupportedGlobalError,
} from '../errors.ts';
import { PyExtension } from '../values/py-extension.ts';
import { PyGlobal } from '../values/py-global.ts';
import { type Callee, type Construction, PyObject } from '../values/py-object.ts';
import { PyPersistent } from '../values/py-persistent.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { costOf, ITEM } from './claims.ts';
import { DroppedCalls } from './dropped-calls.ts';
import type { Entry, Lookup, Make } from './lookup.ts';
import { DONE, type Status } from './window.ts';
import type { MachineOptions } from './workspace.ts';

/** `copyreg._reconstructor`, by which protocols 0 and 1 make what later ones make by NEWOBJ, and what it builds on. */
const RECONSTRUCTOR = /^copy_?reg\._reconstructor$/;
const BASE =
  /^(?:__builtin__|builtins)\.(?:(object|list|dict|tuple)|int|long|float|complex|str|unicode|bytes)$/;

const PARTIAL = 'functools.partial';
const GETATTR = /^(__builtin__|builtins)\.getattr$/;

/** A second BUILD of one object, among its calls. */
const SETSTATE = new PyGlobal('builtins', 'object.__setstate__');

/** What an entry threw, which need not be an Error, nor have a text. */
function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' ? `it threw a ${typeName(error)}` : String(error);
}

export abstract class ObjectBuilder extends DroppedCalls {
  declare protected readonly lookup: Lookup;
  /** What the next call has given before: see `Repeats`. */
  protected given: unknown = undefined;
  /** An object that has its state. */
  protected complete: unknown = undefined;

  /** What PROTO says; protocols 0 and 1 have no such opcode. */
  protected protocol = 0;
  readonly #globals = new Map<string, PyGlobal>();
  protected entries = new Map<PyGlobal, Entry>();
  /** Entries of objects whose JS class does not tell. */
  #byObject: Map<unknown, Entry> | null = null;
  /** Objects that must still get their state, and the offset at which each was made; the last one apart. */
  protected readonly unfinished = new Map<unknown, number>();
  protected newest: unknown = undefined;
  protected newestAt = 0;
  /** From the first global that nobody registered on, nothing is called any more: names are collected. */
  protected unknown: PyGlobal[] | null = null;
  #unknownAt: PickleLocation | null = null;
  protected calling: PyGlobal | null = null;

  constructor(lookup: Lookup, options: MachineOptions) {
    super(options);
    this.lookup = lookup;
    if (options.maxBytes !== undefined) this.maxBytes = options.maxBytes;
  }

  /** What `run` throws for whatever was thrown: the error classes of this package and nothing else. */
  protected wrapped(error: unknown): unknown {
    // What goes wrong after an unknown global is of no interest beside it.
    if (this.unknown !== null) return this.unsupported(this.unknown);
    if (error instanceof UnpicklingError && this.calling === null) return error;
    const text = messageOf(error);
    const message = this.calling === null ? text : `${this.calling.module}.${this.calling.name}: ${text}`;
    return error instanceof PassedLimit
      ? new LimitError(message, error.limit, this.location())
      : new UnpicklingError(message, this.location(error));
  }

  protected unsupported(globals: readonly PyGlobal[]): UnsupportedGlobalError {
    return new UnsupportedGlobalError(globals, this.#unknownAt!);
  }

  protected setProtocol(version: number): void {
    this.protocol = version;
    // The same names may mean others from here on.
    this.#globals.clear();
  }

  protected findGlobal(module: string, name: string): PyGlobal {
    const key = `${module}\n${name}`;
    this.claim(ITEM * key.length);
    const known = this.#globals.get(key);
    if (known !== undefined) return known;
    const entry = this.lookup.find(module, name);
    // Protocols below 3 give names as Python 2 has them; the entry's own global is everybody's.
    const python2 = this.protocol < 3;
    const global = entry === undefined || python2 ? new PyGlobal(module, name, python2) : entry.global;
    this.#globals.set(key, global);
    if (entry !== undefined) {
      this.entries.set(global, entry);
    } else if (!this.options.opaque && !this.#isGetattr(global)) {
      this.#addUnknown(global);
    }
    return global;
  }

  #addUnknown(global: PyGlobal): void {
    this.#unknownAt ??= this.location();
    this.unknown ??= [];
    this.unknown.push(global);
  }

  /** Protocols below 4 name what lies inside a class by `getattr(Outer, 'Inner')`: a name, and no call. */
  #isGetattr(callee: unknown): callee is PyGlobal {
    return this.protocol < 4 && callee instanceof PyGlobal && GETATTR.test(`${callee}`);
  }

  #inner(getattr: PyGlobal, [outer, name]: Tuple): PyGlobal | null {
    if (outer instanceof PyGlobal && typeof name === 'string') {
      const path = `${outer.name}.${name}`;
      // Of what nobody registered, the record tells more.
      if (!this.options.opaque || this.lookup.find(outer.module, path) !== undefined)
        return this.findGlobal(outer.module, path);
    }
    if (!this.options.opaque) this.#addUnknown(getattr);
    return null;
  }

  protected stackGlobal(): void {
    const name = this.popResolved();
    const module = this.popResolved();
    if (typeof name !== 'string' || typeof module !== 'string') {
      this.fail(`a global's module and name must be str, not ${typeName(module)} and ${typeName(name)}`);
    }
    this.push(this.findGlobal(module, name));
  }

  /** A class or function that is not called, and what it was to be called with; beside an unknown global, of all. */
  #record(
    callee: unknown,
    how: Construction,
    args: Tuple,
    kwargs: Map<unknown, unknown> | null = null,
  ): PyObject {
    const isCallee =
      callee instanceof PyGlobal || callee instanceof PyObject || callee instanceof PyExtension;
    if (this.unknown === null && !(this.options.opaque && isCallee))
      this.fail(`a ${typeName(callee)} can't be called`);
    this.resolveAll(args);
    return new PyObject(callee as Callee, how, args, kwargs, this.options.exact);
  }

  #new(cls: PyGlobal, args = new Tuple(), kwargs: Map<unknown, unknown> | null = null): unknown {
    return this.call(cls, args, kwargs, 'new');
  }

  protected call(
    callee: unknown,
    args: Tuple,
    kwargs: Map<unknown, unknown> | null,
    how: Construction,
  ): unknown {
    if (this.#isGetattr(callee)) {
      this.resolveAll(args);
      const inner = this.#inner(callee, args);
      if (inner !== null) return inner;
    }
    const entry = callee instanceof PyGlobal ? this.entries.get(callee) : undefined;
    // Arrays may hold dicts as what they are in the end.
    if (!entry?.payloads) this.withMaps(args);
    if (entry === undefined || this.unknown !== null) {
      const made = callee instanceof PyObject && args.length === 0 ? this.#callPartial(callee) : undefined;
      return made ?? this.#record(callee, how, args, kwargs);
    }
    if (how !== 'call' && !entry.isClass) this.fail(`${entry.global} is a function, not a class`);
    // What nothing takes would be lost without a word.
    if (kwargs !== null && kwargs.size > 0 && entry.call !== null && entry.call.length < 2)
      this.fail(`${entry.global} is given keyword arguments, and its create() takes none`);
    if (entry.call === null) {
      if (RECONSTRUCTOR.test(`${callee}`)) return this.#reconstruct(args);
      this.fail(`${entry.global} can't be called: it is registered as a name only`);
    }
    if (!entry.payloads) this.resolveAll(args);
    this.calling = entry.global;
    this.claimFor(args);
    const made = entry.call(args, kwargs, this.#make, this.claim);
    this.calling = null;
    if (made === undefined) {
      if (!this.options.opaque) this.fail(`${entry.global} has no value for these arguments`);
      return this.#record(entry.global, how, args, kwargs);
    }
    if (entry.byObject) {
      this.#byObject ??= new Map();
      this.#byObject.set(made, entry);
    }
    if (entry.needsState) {
      // What one entry made for another may need a state by the word of both.
      if (this.newest !== undefined && this.newest !== made) this.unfinished.set(this.newest, this.newestAt);
      this.newest = made;
      this.newestAt = this.offset;
    }
    return made;
  }

  /** `functools.partial(cls.__new__, cls, *args, **kwargs)` of a class with an entry: see `keywordEntries`. */
  #callPartial({ class: callee, state }: PyObject): unknown {
    if (`${callee}` !== PARTIAL || !(state instanceof Tuple)) return undefined;
    const [, args, kwargs] = state;
    const cls: unknown = args instanceof Tuple ? args[0] : undefined;
    if (!(cls instanceof PyGlobal && this.entries.has(cls) && kwargs instanceof Map)) return undefined;
    return this.#new(cls, Tuple.from((args as Tuple).slice(1)) as Tuple, kwargs);
  }

  /** For entries that make objects of whatever class a pickle gives them, as `_reconstruct(cls, ...)` does. */
  readonly #make: Make = (cls) => {
    if (!(cls instanceof PyGlobal) || !this.entries.get(cls)?.call) return undefined;
    const caller = this.calling;
    const made = this.#new(cls);
    this.calling = caller;
    return made;
  };

  /** `copyreg._reconstructor(cls, base, state)`: `cls.__new__(cls)`, or of a base with a state of its own. */
  #reconstruct(args: Tuple): unknown {
    const [cls, base] = args;
    if (args.length !== 3) this.fail(`_reconstructor takes 3 arguments, not ${args.length}`);
    const state = this.resolve(args[2]);
    const entry = cls instanceof PyGlobal ? this.entries.get(cls) : undefined;
    if (entry !== undefined && this.unknown === null)
      return this.#rebuild(cls as PyGlobal, entry, base, state);
    return this.#record(cls, 'reconstructor', tuple(base, state));
  }

  /** The same for a class with an entry; it may extend a built-in class, which has the state as its own value. */
  #rebuild(cls: PyGlobal, { append, setItems }: Entry, base: unknown, state: unknown): unknown {
    const [known, name] = BASE.exec(`${base}`) ?? [];
    if (name === 'object') return this.#new(cls);
    if (name === 'list' && append && Array.isArray(state)) return this.#filled(cls, append, state);
    if (name === 'dict' && setItems && state instanceof Map) return this.#filled(cls, setItems, [...state]);
    if (name === 'tuple' && Tuple.isTuple(state)) return this.#new(cls, state);
    if (known === undefined || name !== undefined) this.fail(`${cls} can't be rebuilt from a ${base}`);
    return this.#new(cls, tuple(state));
  }

  #filled<T>(cls: PyGlobal, fill: (object: never, contents: T) => void, contents: T): unknown {
    const made = this.#new(cls);
    this.calling = cls;
    fill(made as never, contents);
    this.calling = null;
    return made;
  }

  #popArguments(): Tuple {
    const args = this.popResolved();
    if (!(args instanceof Tuple)) this.fail(`arguments must be a tuple, not a ${typeName(args)}`);
    return args;
  }

  protected reduce(how: Construction): void {
    const args = this.#popArguments();
    const callee = this.popResolved();
    const { given } = this;
    this.given = undefined;
    this.push(given === undefined ? this.call(callee, args, null, how) : given);
    this.reducedAt = this.offset;
  }

  protected newObjEx(): void {
    this.useMaps();
    const kwargs = this.popResolved();
    if (!(kwargs instanceof Map)) this.fail(`keyword arguments must be a dict, not a ${typeName(kwargs)}`);
    const args = this.#popArguments();
    const callee = this.popResolved();
    this.push(this.call(callee, args, kwargs, 'new'));
  }

  /** What lies above `start`, as arguments. */
  #takeArguments(start: number): Tuple {
    const args = new Tuple(this.sp - start);
    for (let i = start; i < this.sp; i++) args[i - start] = this.resolveList(this.stack[i]);
    this.sp = start;
    return args;
  }

  protected obj(): void {
    const start = this.popMark();
    if (this.sp === start) this.fail('OBJ needs a class above the MARK');
    const args = this.#takeArguments(start + 1);
    const callee = this.popResolved();
    this.push(this.call(callee, args, null, 'call'));
  }

  protected inst(module: string, name: string): void {
    const start = this.popMark();
    const args = this.#takeArguments(start);
    this.push(this.call(this.findGlobal(module, name), args, null, 'call'));
  }

  protected entryOf(object: unknown): Entry | undefined {
    if (typeof object !== 'object' || object === null) return undefined;
    return this.lookup.of(object) ?? this.#byObject?.get(object);
  }

  protected build(): Status {
    let state = this.resolveList(this.pop());
    const object = this.resolveList(this.peek(0));
    const entry = this.entryOf(object);
    if (!entry?.payloads) state = this.withMaps(state);
    if (object instanceof PyObject) {
      this.#setRecordState(object, state);
      return DONE;
    }
    if (this.unknown !== null || object === this.complete) return DONE;
    if (entry === undefined || entry.setState === null) {
      // CPython passes over None where there is no __setstate__.
      if (state === null) return DONE;
      this.fail(`a ${typeName(object)} can't take a state`);
    }
    if (!entry.payloads) {
      state = this.resolve(state);
      if (state instanceof Tuple) this.resolveAll(state);
    }
    this.calling = entry.global;
    this.claim(costOf(state));
    if (state instanceof Tuple) this.claimFor(state);
    const replacement = entry.setState(object as never, state, this.claim);
    this.calling = null;
    if (this.newest === object) this.newest = undefined;
    else if (this.unfinished.size > 0) this.unfinished.delete(object);
    if (replacement !== undefined && replacement !== object) this.replace(object, replacement);
    return DONE;
  }

  /** Has the object on top of the stack make room for another, in the memo too. */
  protected replace(object: unknown, replacement: unknown): void {
    this.replaced ??= new Map();
    // The replacement is what it is from now on, whatever took its place before: no chain is a cycle.
    this.replaced.delete(replacement);
    this.replaced.set(object, replacement);
    this.stack[this.sp - 1] = replacement;
  }

  #setRecordState(object: PyObject, unresolved: unknown): void {
    const state = this.resolve(unresolved);
    if (state instanceof Tuple) this.resolveAll(state);
    if (object.state === undefined) {
      object.state = state;
    } else {
      this.addCall(object, new PyObject(SETSTATE, 'call', tuple(object, state)));
    }
  }

  protected persistent(id: unknown): void {
    const load = this.options.persistentLoad;
    if (this.unknown !== null) return this.push(null);
    if (load === undefined) {
      if (this.options.opaque) return this.push(new PyPersistent(this.withMaps(id)));
      this.fail('the pickle refers to an object that is kept outside of it: pass { persistentLoad }');
    }
    let value: unknown;
    try {
      value = load(id);
    } catch (error) {
      // An error of another pickle, loaded in there, says where in that one.
      throw new UnpicklingError(`persistentLoad: ${messageOf(error)}`, this.location(error));
    }
    if (value === undefined) this.fail('persistentLoad gave undefined: it must return a value');
    this.push(value);
  }

  protected extension(code: number): void {
    if (code <= 0) this.fail(`extension code ${code} must be above 0`);
    const entry = this.lookup.extension(code);
    if (entry !== undefined) {
      this.entries.set(entry.global, entry);
      this.push(entry.global);
      return;
    }
    if (!this.options.opaque) {
      this.fail(
        `extension code ${code} is registered only where the pickle was written: pass { unknownGlobals: 'opaque' }, ` +
          `or say what it is with { classes: [pythonClass({ module, name, extension: ${code}, … })] }`,
      );
    }
    this.push(new PyExtension(code));
  }
}
