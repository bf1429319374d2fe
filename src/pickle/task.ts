import type { PyObject } from '../values/py-object.ts';

/** What a task writes: parts one after the other, items in batches, or a call and what belongs to its result. */
export const PARTS = 0;
export const BATCHES = 1;
export const CALL = 2;

/** How the items of a container are cut into batches: see `Pickler.nextBatch`. */
export const EACH = 0;
export const LIST = 1;
export const DICT = 2;
export const ITERATOR = 3;

/** A state of None is one; this is none. */
export const NOTHING: unique symbol = Symbol('nothing');

const EMPTY: readonly unknown[] = [];

/**
 * A value that is being written. Tasks lie on a stack of their own, so that depth costs memory and no
 * recursion; they are one class with all fields, since the machine's loop meets every kind.
 */
export class Task {
  kind = PARTS;
  object: object = EMPTY;
  /** The values to write: items; keys and values in turn; a callable and its arguments. */
  items: readonly unknown[] = EMPTY;
  /** How many of them were begun; of a call also what comes after them. */
  i = 0;
  /** The opcode that makes the object of its parts, or of the call. */
  make = 0;
  /** BATCHES: where the open one ends, how many values make an item, and the rule. */
  end = 0;
  unit = 1;
  rule = EACH;
  /** BATCHES: the opcodes that add one item, and several; the one that the open batch needs, 0 for none. */
  single = 0;
  several = 0;
  closing = 0;
  /** BATCHES: no other follows. */
  last = false;
  /** CALL: what the result gets. */
  appended: readonly unknown[] | null = null;
  pairs: readonly unknown[] | null = null;
  state: unknown = NOTHING;
  calls: readonly PyObject[] | null = null;

  /** Begins anew; tasks are used again and again. */
  set(kind: number, object: object, items: readonly unknown[], make: number): void {
    this.kind = kind;
    this.object = object;
    this.items = items;
    this.make = make;
    this.i = 0;
  }
}
