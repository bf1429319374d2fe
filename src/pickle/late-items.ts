/**
 * Dicts of many items get them all at once. Python writes a thousand at a time, and a table that grows while other things
 * are made costs the garbage collector more than both by themselves: measured, an eighth of the time of 100,000 records.
 * So batches stay on the stack as long as more follow, between the dict and the next MARK. There only GET reaches the dict,
 * or what leads to it; and an opcode that takes the MARK away and is not SETITEMS. Before either, it gets what is there.
 * Only a hook that got it earlier, and kept it, can see it without.
 */

import { isDictObject } from '../values/dict-object.ts';
import { isDict } from '../values/plain-containers.ts';
import { ObjectBuilder } from './objects.ts';

const MARK = 0x28;
/** Keys and values of a batch, and about how many wait at most. */
const BATCH = 2000;
const MOST = 2 ** 20;

export abstract class LateItems extends ObjectBuilder {
  /** Gives the target the items on the stack from `start` on. */
  protected abstract fill(target: unknown, start: number): void;

  /** Whether the items from `start` on can wait for those that follow. Keys that may be wrong are looked at in their place. */
  #canWait(target: unknown, first: number, start: number): boolean {
    const { stack, sp, p } = this;
    const isMore =
      p + 1 < this.end && this.bytes[p + 1] === MARK && sp - start >= (this.options.batch ?? BATCH);
    if (!isMore || sp - first > MOST || this.isCareful || !(isDict(target) || isDictObject(target)))
      return false;
    for (let i = start; i < sp; i += 2) if (typeof stack[i] !== 'string') return false;
    return this.lateEnd < 0 || this.lateEnd === start;
  }

  protected setItems(start: number): void {
    const isNext = start === this.lateEnd;
    const first = isNext ? this.lateStart : start;
    const target = this.resolveList(this.target(first));
    if ((this.sp - start) % 2 !== 0) {
      this.fail('a dict needs a value for each key: an odd number of items is there');
    }
    if (this.#canWait(target, first, start)) {
      this.lateStart = first;
      this.lateEnd = this.sp;
    } else {
      if (isNext) this.lateEnd = -1;
      if (this.sp > first) this.fill(target, first);
      this.sp = first;
    }
  }

  protected setMarkedItems(): void {
    this.setItems(super.popMark());
  }

  protected override popMark(): number {
    if (this.fence === this.lateEnd) this.settleItems();
    return super.popMark();
  }

  protected override settleItems(): void {
    const { stack, sp, marks, lateStart, lateEnd } = this;
    if (lateEnd < 0) return;
    this.lateEnd = -1;
    this.sp = lateEnd;
    this.fill(stack[lateStart - 1], lateStart);
    const size = lateEnd - lateStart;
    stack.copyWithin(lateStart, lateEnd, sp);
    this.sp = sp - size;
    if (this.fence >= lateEnd) this.fence -= size;
    for (let i = this.markCount - 1; marks[i]! >= lateEnd; i--) marks[i]! -= size;
  }
}
