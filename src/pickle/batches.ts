/**
 * Long lists of numbers. Python writes the items of a list in batches: MARK, a thousand of them, APPENDS. Where all are
 * numbers, they are read in one loop, straight into the list, batch after batch; the list grows by what the bytes that are
 * left foresee. Measured: floats that pass through the stack are objects there, and take five times as long; a list that
 * grows by its items alone takes three times its memory, each page of it fresh.
 */

import { ARGUMENT_SIZE, LONGEST_ARGUMENT } from './opcodes.ts';
import { Repeats } from './repeats.ts';
import { LONG_TEXT, PendingList } from './workspace.ts';

const MARK = 0x28;
/** How many times as long a list is made at once, at most: what is left may be something else. */
const GROWTH = 4;
/** From how many items on a list is long. */
const LONG = 1000;

export abstract class Batches extends Repeats {
  /** Notes the FRAME at `p`. */
  protected abstract frame(): void;

  /**
   * Reads what lies behind a MARK, at `p`, if it is for the list under that and of one of these kinds. False, and nothing was
   * read, where it is not.
   */
  protected batches(): boolean {
    const { sp } = this;
    const code = this.bytes[this.p]!;
    const isText = code === 0x8c || code === 0x58;
    if ((!isText && code !== 0x47 && code !== 0x4b && code !== 0x4d && code !== 0x4a) || sp === this.fence)
      return false;
    const target = this.stack[sp - 1];
    if (typeof target !== 'object' || this.options.repeats === false) return false;
    if (target instanceof PendingList && target.list === null)
      return !isText && this.#numbers(target, code === 0x47 ? [] : []);
    if (!Array.isArray(target) || Object.getPrototypeOf(target) !== Array.prototype) return false;
    return isText ? target.length >= LONG && this.#texts(target) : this.#numbers(null, target);
  }

  /** Makes room in a list of which so many items are there, half of them read since it was `before` long, for those to come, of so many bytes each. */
  #grow(items: unknown[], count: number, before: number, at: number, each: number): void {
    if (count >= items.length && 2 * before <= count)
      items.length = Math.min(GROWTH * count, count + Math.ceil((this.end - at) / each));
  }

  #numbers(pending: PendingList | null, items: unknown[]): boolean {
    if (this.options.exact) return false;
    const { bytes, view, p } = this;
    const last = this.end - 1 - LONGEST_ARGUMENT;
    const before = items.length;
    /** What whole batches gave, and where the last of them ended. */
    let size = before;
    let ended = p;
    let start = p;
    let count = size;
    for (let at = p; at <= last; ) {
      switch (bytes[at]) {
        case 0x47:
          items[count++] = view.getFloat64(at + 1);
          at += 9;
          continue;
        case 0x4b:
          items[count++] = bytes[at + 1]!;
          at += 2;
          continue;
        case 0x4d:
          items[count++] = bytes[at + 1]! | (bytes[at + 2]! << 8);
          at += 3;
          continue;
        case 0x4a:
          items[count++] = view.getInt32(at + 1, true);
          at += 5;
          continue;
        case 0x95: // FRAME
          this.p = at;
          this.frame();
          at += 9;
          continue;
        case 0x65: // APPENDS
          ended = ++at;
          if (bytes[at] === MARK) {
            this.#grow(items, count, before, at, (at - start) / (count - size));
            size = count;
            start = ++at;
            continue;
          }
          size = count;
      }
      break;
    }
    this.p = ended;
    items.length = size;
    if (ended === p) return false;
    if (pending !== null) this.stack[this.sp - 1] = this.makeList(pending, items);
    return true;
  }

  #texts(items: unknown[]): boolean {
    const { bytes, view, memo, p } = this;
    if (!this.canRepeat()) return false;
    const last = this.end - 1 - LONGEST_ARGUMENT;
    const before = items.length;
    let size = before;
    let start = p;
    let count = size;
    let at = p;
    let isOpen = true;
    while (at <= last && memo.count < this.options.maxMemo) {
      const code = bytes[at]!;
      if (code === 0x8c || code === 0x58) {
        const from = at + 1 + ARGUMENT_SIZE[code]!;
        const end = from + (code === 0x8c ? bytes[at + 1]! : view.getUint32(at + 1, true));
        if (end - from > LONG_TEXT || end > last) break;
        const put = bytes[end]!;
        const isNext =
          put === 0x94 ||
          (put === 0x71 && bytes[end + 1] === memo.count) ||
          (put === 0x72 && view.getUint32(end + 1, true) === memo.count);
        if (!isNext) break;
        this.p = at;
        items[count++] = this.decode(bytes, from, end);
        memo.addText(bytes, at);
        at = end + 1 + ARGUMENT_SIZE[put]!;
      } else if (code === 0x95) {
        this.p = at;
        this.frame();
        at += 9;
      } else if (code === 0x65) {
        at++;
        isOpen = bytes[at] === MARK;
        if (!isOpen) {
          size = count;
          break;
        }
        this.#grow(items, count, before, at, (at - start) / (count - size));
        size = count;
        start = ++at;
      } else break;
    }
    // What is left of a batch goes on as it would have begun.
    if (isOpen) {
      this.mark();
      for (let i = size; i < count; i++) this.push(items[i]);
    }
    items.length = size;
    this.p = at;
    return true;
  }
}
