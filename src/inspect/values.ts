/** What stands for a pickle's values where none is built: as much of each as later opcodes may ask for. */

import type { DType } from '../dtype/dtype.ts';

/** A value of which nothing need be known. */
export const UNKNOWN: unique symbol = Symbol('unknown');

/** How a pickle uses a class or function. */
export interface Use {
  called: boolean;
  built: boolean;
}

/** A class or function that the pickle names: one for each name. */
export class Named {
  readonly module: string;
  readonly name: string;
  /** Where it is named first, in bytes from the start of the input. */
  readonly offset: number;
  /** Both with a dot between: made once, for it may be long and asked for often. */
  readonly path: string;
  readonly use: Use = { called: false, built: false };

  constructor(module: string, name: string, offset: number) {
    this.module = module;
    this.name = name;
    this.offset = offset;
    this.path = `${module}.${name}`;
  }

  /** The path, cut where it is long. */
  toString(): string {
    return this.path.length > 200 ? `${this.path.slice(0, 200)}…` : this.path;
  }
}

/** What a call gave. */
export class Made {
  /** The class or function called, where its name is known. */
  readonly by: Named | undefined;
  /** Of a data type: what it is, as far as that can be read. */
  dtype: DType | null | undefined = undefined;
  /** Of a `functools.partial`: what its call calls. */
  partialOf: Named | undefined = undefined;
  /** Of an array that gets its state later: its class. */
  arrayOf: string | undefined = undefined;

  constructor(by: Named | undefined) {
    this.by = by;
  }
}

/** Bytes, left where they lie. */
export class Bytes {
  /** Where, in bytes from the start of the input; null where they do not lie there as they are. */
  readonly offset: number | null;
  /** How many; null where only reading them could tell. */
  readonly length: number | null;
  /** Of an out-of-band buffer, which. */
  readonly buffer: number | null;
  /** Of a few: what they are, as Latin-1. They may be the unit of a data type. */
  readonly text: string | null;

  constructor(
    offset: number | null,
    length: number | null,
    buffer: number | null = null,
    text: string | null = null,
  ) {
    this.text = text;
    this.offset = offset;
    this.length = length;
    this.buffer = buffer;
  }
}

/** Text that is too long for a name. */
export class LongText {
  /** Bytes. */
  readonly length: number;
  /** Python 2's str, which may be bytes as well. */
  readonly raw: Bytes | null;

  constructor(length: number, raw: Bytes | null) {
    this.length = length;
    this.raw = raw;
  }
}

/** A dict: what it has under keys that are text, or −1, where the first data types kept their names. */
export class Dict {
  entries: Map<unknown, unknown> | null = null;

  set(key: unknown, value: unknown): void {
    if (typeof key !== 'string' && key !== -1) return;
    this.entries ??= new Map();
    this.entries.set(key, value);
  }
}

/** A list or a set: how long it is. */
export class List {
  length = 0;
}
