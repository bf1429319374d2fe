/** What the machine does with lists, tuples, dicts and sets. */

import { FrozenSet } from '../values/frozen-set.ts';
import { checkHashable } from '../values/hashable.ts';
import { Payload } from '../values/payload.ts';
import { isDict, isList } from '../values/plain-containers.ts';
import { PyObject } from '../values/py-object.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { LateItems } from './late-items.ts';
import { PendingList } from './workspace.ts';

export class ContainerBuilder extends LateItems {
  /**
   * The opcode that takes the tuple just made, its memo opcode passed over; -1 where bytes are missing.
   * A tuple that REDUCE, NEWOBJ or BUILD takes keeps its payloads: no user sees it.
   */
  #consumer(at: number): number {
    const { bytes, end, closed } = this;
    const next = at < end ? this.behindMemo(at) : end;
    if (next < end) return bytes[next]!;
    return closed ? 0 : -1;
  }

  /** Makes a tuple of what lies above `start`; false where it must be seen first what takes it. */
  protected tuple(start: number): boolean {
    const taker = this.#consumer(this.p + 1);
    if (taker < 0) {
      // A tuple is never the last of a pickle, so asking for more can't wait for ever.
      this.short(this.end - this.p + 1);
      return false;
    }
    const consumed = taker === 0x52 || taker === 0x62 || taker === 0x81; // REDUCE BUILD NEWOBJ
    const { stack, sp } = this;
    const items = new Tuple(sp - start);
    let unresolved = false;
    for (let i = start; i < sp; i++) {
      const item = stack[i];
      if (typeof item === 'object' && item instanceof Payload) {
        if (consumed) unresolved = true;
        items[i - start] = consumed ? item : this.resolvePayload(item);
      } else {
        items[i - start] = this.resolveList(item);
      }
    }
    this.unresolved = unresolved ? items : null;
    this.sp = start;
    this.push(items);
    return true;
  }

  protected shortTuple(length: number): boolean {
    const start = this.sp - length;
    if (start < this.fence) this.underflow();
    return this.tuple(start);
  }

  protected markedTuple(): boolean {
    if (this.markCount === 0) this.popMark();
    if (!this.tuple(this.fence)) return false;
    // The MARK goes only now, when nothing can ask for more bytes any longer.
    this.popMark();
    return true;
  }

  protected list(): void {
    const start = this.popMark();
    const items = new Array<unknown>(this.sp - start);
    for (let i = start; i < this.sp; i++) items[i - start] = this.resolve(this.stack[i]);
    this.sp = start;
    this.push(items);
  }

  protected dict(): void {
    const start = this.popMark();
    if ((this.sp - start) % 2 !== 0)
      this.fail('a dict needs a value for each key: an odd number of items is there');
    // Python writes empty ones.
    if (this.sp > start) this.useMaps();
    const dict = this.newDict();
    if (dict instanceof Map) this.#setPairs(dict, start);
    this.sp = start;
    this.push(dict);
  }

  #setPairs(map: Map<unknown, unknown>, start: number): void {
    const { stack, sp } = this;
    for (let i = start; i < sp; i += 2) {
      const key = this.resolve(stack[i]);
      if (typeof key === 'string') this.claimKey(key);
      else checkHashable(key, map);
      map.set(key, this.resolve(stack[i + 1]));
    }
  }

  protected addItems(set: Set<unknown>, start: number): void {
    for (let i = start; i < this.sp; i++) {
      const item = this.resolve(this.stack[i]);
      if (typeof item === 'string') this.claimKey(item);
      checkHashable(item, set);
      set.add(item);
    }
  }

  protected frozenSet(): void {
    const start = this.popMark();
    const items = new Set<unknown>();
    this.addItems(items, start);
    this.sp = start;
    this.push(new FrozenSet(items));
  }

  protected append(start: number): void {
    let target = this.target(start);
    const { stack, sp } = this;
    if (sp === start) return;
    if (target instanceof PendingList) {
      if (target.list === null) {
        const items = stack.slice(start, sp);
        for (let i = 0; i < items.length; i++)
          if (typeof items[i] === 'object') items[i] = this.resolve(items[i]);
        stack[start - 1] = this.makeList(target, items);
        this.sp = start;
        // An item may have been the list itself, which made it.
        if (stack[start - 1] === items) return;
        this.sp = sp;
      }
      target = this.makeList(target, []);
      stack[start - 1] = target;
    }
    if (isList(target)) {
      // All before any, for what is missing is asked for by running again.
      if (this.isCareful) for (let i = start; i < sp; i++) stack[i] = this.resolve(stack[i]);
      let at = target.length;
      for (let i = start; i < sp; i++) {
        const item = stack[i];
        target[at++] = typeof item === 'object' ? this.resolve(item) : item;
      }
    } else {
      this.useMaps();
      const items: unknown[] = [];
      for (let i = start; i < sp; i++) items.push(this.resolve(stack[i]));
      this.#extend(target, items);
    }
    this.sp = start;
  }

  /** Appends to what is no plain list: a record, a list of a class of its own, an object with an entry. */
  #extend(target: unknown, items: unknown[]): void {
    if (target instanceof PyObject) {
      if (target.items === null) target.items = items;
      else for (const item of items) target.items.push(item);
      return;
    }
    if (this.unknown !== null) return;
    const entry = this.entryOf(target);
    if (entry === undefined || entry.append === null) this.fail(`can't append to a ${typeName(target)}`);
    this.calling = entry.global;
    entry.append(target as never, items);
    this.calling = null;
  }

  protected override fill(target: unknown, start: number): void {
    const { stack, sp } = this;
    if (this.hasObjects) target = this.setItemsOfObject(target, start);
    if (target === undefined) {
      // They are set.
    } else if (isDict(target)) {
      this.#setPairs(target, start);
    } else {
      const pairs: [unknown, unknown][] = [];
      for (let i = start; i < sp; i += 2) {
        const key = this.resolve(stack[i]);
        if (typeof key === 'string') this.claimKey(key);
        pairs.push([key, this.resolve(stack[i + 1])]);
      }
      this.#update(target, pairs);
    }
  }

  /** Sets items of what is no plain dict: a record, a list, an object with an entry. */
  #update(target: unknown, pairs: [unknown, unknown][]): void {
    if (target instanceof PyObject) {
      if (target.pairs === null) target.pairs = pairs;
      else for (const pair of pairs) target.pairs.push(pair);
      return;
    }
    if (this.unknown !== null) return;
    if (isList(target)) {
      return this.#setListItems(target, pairs);
    }
    const entry = this.entryOf(target);
    if (entry === undefined || entry.setItems === null) this.fail(`can't set items of a ${typeName(target)}`);
    this.calling = entry.global;
    entry.setItems(target as never, pairs);
    this.calling = null;
  }

  /** `list[index] = value`, which CPython allows for an index that is there. */
  #setListItems(list: unknown[], pairs: readonly [unknown, unknown][]): void {
    for (const [key, value] of pairs) {
      if (typeof key !== 'number' || !Number.isInteger(key)) {
        this.fail(`a list's index must be an integer, not a ${typeName(key)}`);
      }
      const index = key < 0 ? key + list.length : key;
      if (index < 0 || index >= list.length) this.fail(`index ${key} is outside of a list of ${list.length}`);
      list[index] = value;
    }
  }
}
