/**
 * Dicts that become plain objects as they are read, for `dicts: 'object'`. That is right as long as only lists, tuples and
 * dicts take them, as in most pickles of records; a class takes a dict as a Map. So from the first on that a class takes,
 * or that has keys which an object can't have in their order, dicts are Maps again, those made before too, and who gets
 * the result turns them. Measured: a Map for each first, then an object, takes twice as long.
 */

import { type DictObject, isDictObject, newDictObject } from '../values/dict-object.ts';
import { Payload } from '../values/payload.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple } from '../values/tuple.ts';
import { Claims } from './claims.ts';

/** What is no dict, nor leads to one. */
const isPlain = (value: unknown) =>
  typeof value !== 'object' || value === null || value instanceof PyGlobal || value instanceof Payload;

/** An object has such keys before all others. */
const INDEX = /^\d+$/;

export abstract class Dicts extends Claims {
  /** Whether all dicts so far are objects. */
  hasObjects = this.options.toMaps !== undefined;

  /** An empty dict. */
  protected newDict(): unknown {
    return this.hasObjects ? newDictObject() : new Map();
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

  /** Gives a dict that is an object the items on the stack from `start` on, and returns nothing; else what is to take them. */
  protected setItemsOfObject(target: unknown, start: number): unknown {
    const isDict = typeof target === 'object' && target !== null && isDictObject(target);
    return isDict && this.#setProperties(target, start) ? undefined : this.useMaps(target);
  }

  /** From here on dicts are Maps, and so are those that were read. Returns what takes the place of one. */
  protected useMaps(taken?: unknown): unknown {
    const box = [taken];
    if (this.hasObjects) this.options.toMaps!([box, this.stack, this.memo.items, this.memo.far]);
    this.hasObjects = false;
    return box[0];
  }

  /** The same, if what a class takes, as its state or arguments, may lead to dicts. */
  protected withMaps(taken: unknown): unknown {
    const isKnown = !this.hasObjects || (taken instanceof Tuple ? taken.every(isPlain) : isPlain(taken));
    return isKnown ? taken : this.useMaps(taken);
  }
}
