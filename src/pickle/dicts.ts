/**
 * Dicts that become plain objects as they are read, for `dicts: 'object'`. That is right as long as only lists, tuples and
 * dicts take them, as in most pickles of records; a class takes a dict as a Map. So from the first on that a class takes,
 * dicts are Maps again, those made before too, and who gets the result turns them. Measured: a Map for each first, then
 * an object, takes twice as long.
 *
 * A dict whose keys are no str stays a Map. Most tell so by the bytes that come next; of one that does not, all become Maps.
 */

import { type DictObject, isDictObject, newDictObject } from '../values/dict-object.ts';
import { Payload } from '../values/payload.ts';
import { isDict } from '../values/plain-containers.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple } from '../values/tuple.ts';
import { OutOfBand } from './out-of-band.ts';

/** What is no dict, nor leads to one. */
const isPlain = (value: unknown) =>
  typeof value !== 'object' || value === null || value instanceof PyGlobal || value instanceof Payload;

/** An object has such keys before all others. */
const INDEX = /^\d+$/;

const MARK = 0x28;
/** Opcodes of numbers, None and bools. */
const NO_TEXT = 'FGIJKLMN\x88\x89\x8a\x8b';

export abstract class Dicts extends OutOfBand {
  /** Whether all dicts so far whose keys are str are objects. */
  hasObjects = this.options.toMaps !== undefined;
  /** Maps that have no items yet, and are to get keys that are no str. */
  readonly #foreseen = new Set<unknown>();
  /** The keys of objects that have them in another order. */
  readonly #orders = new Map<object, string[]>();

  /** An empty dict. */
  protected newDict(): unknown {
    if (!this.hasObjects) return new Map();
    const next = this.behindMemo(this.p + 1);
    if (this.bytes[next] !== MARK || !NO_TEXT.includes(String.fromCharCode(this.bytes[next + 1]!)))
      return newDictObject();
    const map = new Map();
    this.#foreseen.add(map);
    return map;
  }

  /** Sets properties to the keys and values on the stack from `start` on; false, where an object can't have these keys. */
  #setProperties(object: DictObject, start: number): boolean {
    const { stack, sp } = this;
    let order = this.#orders.get(object);
    for (let i = start; i < sp; i += 2) {
      const key = this.resolve(stack[i]);
      if (typeof key !== 'string') return false;
      if (order === undefined && (key.charCodeAt(0) - 0x30) >>> 0 < 10 && INDEX.test(key)) {
        order = Object.keys(object);
        this.#orders.set(object, order);
      }
      order?.push(key);
      this.claimKey(key);
      object[key] = this.resolve(stack[i + 1]);
    }
    return true;
  }

  /** Gives a dict that is an object the items on the stack from `start` on, and returns nothing; else what is to take them. */
  protected setItemsOfObject(target: unknown, start: number): unknown {
    if (isDictObject(target) && this.#setProperties(target, start)) return undefined;
    if (isDict(target) && (target.size > 0 || typeof this.resolve(this.stack[start]) !== 'string')) {
      this.#foreseen.delete(target);
      return target;
    }
    return this.useMaps(target);
  }

  /** What was read in the end. */
  protected finished(value: unknown): unknown {
    return this.#foreseen.size > 0 ? this.useMaps(value) : value;
  }

  /** From here on dicts are Maps, and so are those that were read. Returns what takes the place of one. */
  protected useMaps(taken?: unknown): unknown {
    const box = [taken];
    if (this.hasObjects)
      this.options.toMaps!([box, this.stack, this.memo.items, this.memo.far], this.#orders);
    this.hasObjects = false;
    return box[0];
  }

  /** The same, if what a class takes, as its state or arguments, may lead to dicts. */
  protected withMaps(taken: unknown): unknown {
    const isKnown = !this.hasObjects || (taken instanceof Tuple ? taken.every(isPlain) : isPlain(taken));
    return isKnown ? taken : this.useMaps(taken);
  }
}
