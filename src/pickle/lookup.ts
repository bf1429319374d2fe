import type { PyGlobal } from '../values/py-global.ts';

/**
 * Makes an object of a class that the pickle names, as `cls.__new__(cls)` would; undefined where nobody registered
 * that class.
 */
export type Make = (cls: unknown) => unknown;

/**
 * Says how many bytes of memory an entry is about to make beyond what the pickle gives it, or how much work, a byte for
 * a step. Throws where that is out of proportion to the pickle.
 */
export type Claim = (bytes: number) => void;

/** What a pattern found: see {@link Repeat}. It is used again for the next object. */
export interface Match {
  /** What its GETs, tuples and bools gave, in order. */
  readonly parts: unknown[];
  /** The bytes, text or buffer: `length` bytes from `start` on. */
  source: Uint8Array;
  start: number;
  length: number;
  /** False for a bytearray and a writeable buffer. */
  readonly: boolean;
}

/** Makes objects of which all parts are the same, whatever their bytes. */
export interface Maker {
  /** The complete object; undefined where the opcodes had better run one by one. Throws what a user's function throws. */
  make(match: Match): unknown;
  /** Null at first; the machine keeps here how it found the objects. */
  found: unknown;
}

/** How most objects that a function makes are written, and what makes one at once: see `Repeats`. */
export interface Repeat {
  /**
   * The opcodes behind the GET of the function, one character each: `g` any GET, `s` a tuple of numbers from 0 on, `?`
   * a bool, `p` bytes or a bytearray, `x` a str, `n` a buffer; `.` memoises, `=` memoises the object itself. Any other
   * character is that byte.
   */
  readonly pattern: string;
  /** The maker of objects with the parts that were found, if there is one; `known` is to keep makers in, while a pickle is read. */
  makerOf(match: Match, known: Maker[]): Maker | undefined;
}

/**
 * What the machine asks about a Python class or function that a pickle names, and what it does with the
 * objects made of it. `registry/` implements it.
 */
export interface Entry {
  readonly global: PyGlobal;
  /** False for a function: `cls.__new__` is refused. */
  readonly isClass: boolean;
  /** Takes {@link Payload}s as they are, in arguments and state. */
  readonly payloads: boolean;
  /** What `call` gives is complete only after BUILD; a pickle that ends without it is rejected. */
  readonly needsState: boolean;
  /** Null for a class that may be named, but not made. */
  readonly call:
    | ((
        args: readonly unknown[],
        kwargs: ReadonlyMap<unknown, unknown> | null,
        make: Make,
        claim: Claim,
      ) => unknown)
    | null;
  /** BUILD. What it returns, unless undefined, takes the object's place. */
  readonly setState: ((object: never, state: unknown, claim: Claim) => unknown) | null;
  /** APPEND, APPENDS. */
  readonly append: ((object: never, items: readonly unknown[]) => void) | null;
  /** SETITEM, SETITEMS. */
  readonly setItems: ((object: never, pairs: readonly (readonly [unknown, unknown])[]) => void) | null;
  /** True where the JS class of the objects does not tell their entry, so that each is remembered. */
  readonly byObject: boolean;
  readonly repeats: readonly Repeat[] | null;
}

/** Which classes and functions a pickle can reach. */
export interface Lookup {
  find(module: string, name: string): Entry | undefined;
  /** By its code in `copyreg`'s extension registry. */
  extension(code: number): Entry | undefined;
  /** The entry whose `type` an object is an instance of; not of a subclass. */
  of(object: object): Entry | undefined;
}
