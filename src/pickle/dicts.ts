/**
 * Dicts that become plain objects as they are read, for `dicts: 'object'`. That is right as long as only lists, tuples and
 * dicts take them, as in most pickles of records; a class takes a dict as a Map. So from the first on that a class takes,
 * or that has keys which an object can't have in their order, dicts are Maps again, those made before too, and who gets
 * the result turns them. Measured: a Map for each first, then an object, takes twice as long.
 */

import { PyObject } from '../values/py-object.ts';
import { Tuple } from '../values/tuple.ts';
import { type MachineOptions, PendingList, Workspace } from './workspace.ts';

type DictObject = Record<string, unknown>;

/** How deep a tuple is looked into for dicts: arguments and states of data types and arrays hold none. */
const DEPTH = 3;

const isDictObject = (value: object): value is DictObject => Object.getPrototypeOf(value) === null;

/** Whether a value is a container that may hold dicts, or is one. */
function mayHoldDicts(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Tuple) {
    if (depth === 0) return value.length > 0;
    for (let i = 0; i < value.length; i++) if (mayHoldDicts(value[i], depth - 1)) return true;
    return false;
  }
  return (
    Array.isArray(value) ||
    value instanceof Map ||
    value instanceof PyObject ||
    value instanceof PendingList ||
    isDictObject(value)
  );
}

/** An object with such a key, a number without leading zeros, has it before all others. */
const INDEX = /^(?:0|[1-9]\d*)$/;

export abstract class Dicts extends Workspace {
  /** Whether all dicts so far are objects. */
  hasObjects: boolean;

  constructor(options: MachineOptions) {
    super(options);
    this.hasObjects = options.toMaps !== undefined;
  }

  /** Told of each text that becomes a key. */
  protected abstract claimKey(key: string): void;

  /** An empty dict. */
  protected newDict(): unknown {
    // Without a prototype, '__proto__' is a key too. Measured: of Object.create(null), each takes three times as long.
    return this.hasObjects ? Object.setPrototypeOf({}, null) : new Map();
  }

  /** Sets properties to the keys and values on the stack from `start` on; false, where an object can't have these keys. */
  #setProperties(object: DictObject, start: number): boolean {
    const { stack, sp } = this;
    for (let i = start; i < sp; i += 2) {
      const key = this.resolve(stack[i]);
      if (typeof key !== 'string') return false;
      if ((key.charCodeAt(0) - 0x30) >>> 0 < 10 && INDEX.test(key)) return false;
      this.claimKey(key);
      object[key] = this.resolve(stack[i + 1]);
    }
    return true;
  }

  /** Gives a dict that is an object the items on the stack from `start` on; else returns what is to take them. */
  protected setItemsOfObject(target: unknown, start: number): unknown {
    const isDict = typeof target === 'object' && target !== null && isDictObject(target);
    return isDict && this.#setProperties(target, start) ? null : this.useMaps(target);
  }

  /** From here on dicts are Maps, and so are those that were read. Returns what takes the place of one. */
  protected useMaps(taken?: unknown): unknown {
    this.hasObjects = false;
    const box = [taken];
    this.options.toMaps!([box, this.stack, ...this.memo.holders]);
    return box[0];
  }

  /** The same, if what a class takes may be or hold a dict. */
  protected withMaps(taken: unknown): unknown {
    return this.hasObjects && mayHoldDicts(taken, DEPTH) ? this.useMaps(taken) : taken;
  }
}
