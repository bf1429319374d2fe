import type { PickleBuffer } from './pickle-buffer.ts';
import type { PyExtension } from './py-extension.ts';
import type { PyGlobal } from './py-global.ts';
import type { PyObject } from './py-object.ts';
import type { Tuple } from './tuple.ts';

/**
 * What Python's `object.__reduce_ex__(protocol)` gives for an object: how it is made again.
 *
 * Source: https://docs.python.org/3/library/pickle.html#object.__reduce__
 */
export interface Reduction {
  /**
   * What is called. `copyreg.__newobj__` (arguments `(cls, *args)`) and `copyreg.__newobj_ex__` (`(cls, args,
   * kwargs)`) stand for `cls.__new__`; later protocols have opcodes for them.
   */
  readonly callable: PyGlobal | PyExtension | PyObject;
  readonly args: Tuple;
  /** What `__setstate__` gets; left out: nothing, and it is not called. */
  readonly state?: unknown;
  /** What is appended, as to a subclass of list. */
  readonly items?: Iterable<unknown>;
  /** Keys and values that are set, as of a subclass of dict. */
  readonly pairs?: Iterable<readonly [unknown, unknown]>;
}

/** What Python's `reduce` depends on: what a pickle is written for. */
export interface ReduceContext {
  readonly protocol: number;
  /** The NumPy that is to load it: see `DumpOptions.numpy`. */
  readonly numpy: 'any' | 1 | 2;
  /** Whether buffers may leave the pickle. */
  readonly outOfBand: boolean;
}

/** Parts of an object that is written at once; used again for the next one. */
export interface Repeated {
  /** The opcodes; see `Repeat.pattern` of the machine that reads. Here the first `g` is the function itself. One is `p` or `n`. */
  pattern: string;
  /** What its `g`, `s` and `?` stand for, in order. */
  readonly parts: unknown[];
  /** The payload: `length` bytes of `buffer` from `start` on. */
  buffer: ArrayBufferLike;
  start: number;
  length: number;
  /** Whether it is bytes, and no bytearray. */
  readonly: boolean;
  /** Makes what a buffer callback gets for the object. */
  lend: ((object: object) => PickleBuffer) | null;
}

/** Reduces the values of one kind; throws where there is no way to write one. */
export type Reduce<T = never> = (value: T, context: ReduceContext) => Reduction;

/** How values are reduced, by what `ownKind` says of them. */
export type ReduceTable = Readonly<Record<string, Reduce>>;
