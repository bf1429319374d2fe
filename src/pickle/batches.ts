/**
 * Long lists of numbers or short texts. Python writes the items of a list in batches: MARK, a thousand of them, APPENDS.
 * Where these are numbers, or the list is long and they are texts, they are read in one loop, straight into the list,
 * batch after batch; the list grows by what the bytes that are left foresee, and of the texts, the memo keeps only where
 * they are. Measured: floats that pass through the stack are objects there, and take five times as long; a list that grows
 * by its items alone takes three times its memory, each page of it fresh.
 */

import { isList } from '../values/plain-containers.ts';
import { ARGUMENT_SIZE, LONGEST_ARGUMENT } from './opcodes.ts';
import { Repeats } from './repeats.ts';
import { LONG_TEXT, PendingList } from './workspace.ts';

const MARK = 0x28;
const BINFLOAT = 0x47;
/** BININT, BININT1, BINFLOAT, BININT2, BINUNICODE, SHORT_BINUNICODE. */
const BATCHED = 'JKGMX\x8c';
/** From how many items on the memo need not have a list's texts. */
const LONG = 1000;
/** How many times as long a list is made at once, at most: what is left may be something else. */
const GROWTH = 4;

/**
 * The list with more items behind it, for others to take their place. Made longer by its length alone, it would have
 * holes, with which V8 is slower ever after: JSON.stringify takes twice the time.
 */
function longer(items: unknown[], length: number): unknown[] {
  const parts: unknown[][] = [];
  for (let left = length - items.length; left > 0; left -= items.length)
    parts.push(left < items.length ? items.slice(0, left) : items);
  return items.concat(...parts);
}

export abstract class Batches extends Repeats {
  /** Notes the FRAME at `p`. */
  protected abstract frame(): void;

  /** Where the text at `at` ends, if it is short and the next to be memoised; else 0. */
  #endOfText(at: number): number {
    const { bytes, view, memo } = this;
    const width = ARGUMENT_SIZE[bytes[at]!]!;
    const length = width === 1 ? bytes[at + 1]! : view.getUint32(at + 1, true);
    const end = at + 1 + width + length;
    if (length > LONG_TEXT || end >= this.end - LONGEST_ARGUMENT) return 0;
    return memo.count < this.options.maxMemo && this.putsAs(end, memo.count) ? end : 0;
  }

  /** Reads what lies behind a MARK, from `p` on, if that begins with items for the list under it. */
  protected batches(): boolean {
    const { bytes, view, memo, sp, p } = this;
    if (!BATCHED.includes(String.fromCharCode(bytes[p]!)) || sp === this.fence || sp === this.lateEnd)
      return false;
    const target = this.stack[sp - 1];
    const isNew = target instanceof PendingList && target.list === null;
    if (!(isNew || isList(target)) || this.options.exact || this.options.repeats === false) return false;
    // Two literals, for V8 learns from each what its arrays hold.
    let items: unknown[] = isNew ? (bytes[p] === BINFLOAT ? [] : []) : (target as unknown[]);
    const before = items.length;
    const hasTexts = before >= LONG && this.canRepeat();
    const last = this.end - LONGEST_ARGUMENT;
    /** What whole batches gave, and where the batch begins that is read. */
    let size = before;
    let count = before;
    let start = p;
    let at = p;
    let isOpen = true;
    loop: while (at < last) {
      switch (bytes[at]) {
        case 0x47: // BINFLOAT
          items[count++] = view.getFloat64(at + 1);
          at += 9;
          continue;
        case 0x4b: // BININT1
          items[count++] = bytes[at + 1]!;
          at += 2;
          continue;
        case 0x4d: // BININT2
          items[count++] = bytes[at + 1]! | (bytes[at + 2]! << 8);
          at += 3;
          continue;
        case 0x4a: // BININT
          items[count++] = view.getInt32(at + 1, true);
          at += 5;
          continue;
        case 0x58: // BINUNICODE
        case 0x8c: {
          // SHORT_BINUNICODE
          const end = hasTexts ? this.#endOfText(at) : 0;
          if (end === 0) break loop;
          this.p = at;
          items[count++] = this.textAt(bytes, at);
          memo.addText(bytes, at);
          at = end + 1 + ARGUMENT_SIZE[bytes[end]!]!;
          continue;
        }
        case 0x95: // FRAME
          this.p = at;
          this.frame();
          at += 9;
          continue;
        case 0x65: // APPENDS
          isOpen = bytes[++at] === MARK;
          if (isOpen && count >= items.length && count >= 2 * before) {
            const left = Math.ceil(((this.end - at) / (at - start)) * (count - size));
            const length = Math.min(GROWTH * count, count + left);
            if (isNew) items = longer(items, length);
            else items.length = length;
          }
          size = count;
          if (!isOpen) break loop;
          start = ++at;
          continue;
      }
      break;
    }
    if (isNew && size > 0) this.stack[sp - 1] = this.makeList(target, items);
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
