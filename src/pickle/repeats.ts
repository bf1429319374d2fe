/**
 * Objects that a pickle holds by the thousand, all made by the same opcodes: an entry gives the pattern of these, and
 * where the bytes behind a GET of its class or function have it, the object is made at once. Measured, a list of small
 * arrays, of CPython's time: 2.38 → 0.63 at protocol 4, 1.00 → 0.31 at 5, for no tuple of arguments, shape or state is
 * made, nor kept by the memo.
 *
 * The memo's places for those are left empty. Should the pickle ask for one, which none that Python writes does, the
 * opcodes run again, in a machine of its own that has the object already. Where anything differs from the pattern, or
 * bytes are missing, the opcodes run one by one as always, which also tells what is wrong with them.
 */

import { PyGlobal } from '../values/py-global.ts';
import type { Lookup, Match, Repeat } from './lookup.ts';
import { TextOpcodes } from './text-opcodes.ts';
import type { Status } from './window.ts';
import type { MachineOptions } from './workspace.ts';

/** More bytes than one step of a pattern has, a payload's own apart. */
const LONGEST_STEP = 48;
const MAX_AXES = 8;
/** An object's own place in the memo is nearer than this to the first one of what was made for it. */
const PLACES = 16;

/** Where in a list of ascending numbers, `width` apart, the last one is that is not above `value`. */
function lastUpTo(list: readonly number[], width: number, value: number): number {
  let low = 0;
  let high = list.length / width;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle * width]! <= value) low = middle;
    else high = middle;
  }
  return low * width;
}

export abstract class Repeats extends TextOpcodes {
  private readonly match: Match = { parts: [], source: this.bytes, start: 0, length: 0, readonly: false };
  /** Of each object: the first of its places in the memo; where its opcodes begin; how long they are, and its own place. */
  private readonly made: number[] = [];
  /** The windows in which these lie, and where they begin in the pickle. */
  private readonly windows: Uint8Array[] = [];
  private readonly windowsAt: number[] = [];
  private lastWindow: Uint8Array | null = null;
  /** The buffers of objects that have one, and the first of these objects' places. */
  private readonly taken: Uint8Array[] = [];
  private readonly takenBy: number[] = [];
  /** The object's place in the memo, the place behind its last, and the opcode that completes it. */
  private place = 0;
  private places = 0;
  private completedAt = 0;
  /** The tuple of numbers met last: most objects have the same. */
  private numbers: readonly number[] = [];
  private shared: readonly number[] | null = null;

  protected canRepeat(): boolean {
    return this.unknown === null && this.options.repeats !== false && this.isDense();
  }

  /** GET; of a class or function, it may be where an object begins. */
  protected getObject(index: number, size: number): void {
    this.get(index);
    const value = this.stack[this.sp - 1];
    if (typeof value === 'object' && value instanceof PyGlobal && this.canRepeat()) {
      for (const repeat of this.entries.get(value)?.repeats ?? [])
        if (this.repeated(repeat, value, size)) return;
    }
    this.p += size;
  }

  /** Makes the object whose opcodes begin with the GET at `p`, of `size` bytes, if they have the pattern. */
  private repeated({ pattern, make }: Repeat, global: PyGlobal, size: number): boolean {
    const { match, memo, p } = this;
    const first = memo.length;
    const end = this.follow(pattern, p + size);
    if (end < 0) return false;
    let object: unknown;
    try {
      object = make(match);
    } catch (error) {
      // A user's hook threw: it is told of where it would have been called.
      this.p = this.completedAt;
      this.calling = this.completedAt === end - 1 ? (match.parts[0] as PyGlobal) : global;
      throw error;
    }
    if (object === undefined) return false;
    if (match.source === this.upcoming) {
      this.taken.push(match.source);
      this.takenBy.push(first);
      this.takeBuffer(match.source);
    }
    this.made.push(first, this.base + p, PLACES * (end - p) + this.place - first);
    for (let i = first; i < this.places; i++) memo.push(i === this.place ? object : undefined);
    this.memoised = this.places;
    if (this.lastWindow !== this.bytes) {
      this.lastWindow = this.bytes;
      this.windows.push(this.bytes);
      this.windowsAt.push(this.base);
    }
    this.stack[this.sp - 1] = object;
    this.p = end;
    return true;
  }

  /** Where the opcodes from `at` on end, if they have the pattern; else −1. What they give is left in `match`. */
  private follow(pattern: string, at: number): number {
    const { bytes, view, memo, match } = this;
    const last = this.end - LONGEST_STEP;
    let p = at;
    let places = memo.length;
    let part = 0;
    for (let i = 0; i < pattern.length; i++) {
      if (p > last) return -1;
      const code = bytes[p]!;
      const step = pattern.charCodeAt(i);
      switch (step) {
        case 0x67: {
          // g: a GET
          if (code !== 0x68 && code !== 0x6a) return -1;
          const value = this.ready(code === 0x68 ? bytes[p + 1]! : view.getUint32(p + 1, true));
          if (value === undefined) return -1;
          match.parts[part++] = value;
          p += code === 0x68 ? 2 : 5;
          break;
        }
        case 0x3d: // =: memoises the object
        case 0x2e: // .: memoises what was made for it
          if (step === 0x3d) this.place = places;
          if (code === 0x94) p += 1;
          else if (code === 0x71 && bytes[p + 1] === places) p += 2;
          else if (code === 0x72 && view.getUint32(p + 1, true) === places) p += 5;
          else return -1;
          places++;
          break;
        case 0x73: // s: a tuple of numbers
          p = this.shape(p);
          if (p < 0) return -1;
          match.parts[part++] = this.numbers;
          // The empty tuple is not memoised.
          if (this.numbers.length === 0) i++;
          break;
        case 0x3f: // ?: a bool
          if (code !== 0x88 && code !== 0x89) return -1;
          match.parts[part++] = code === 0x88;
          p += 1;
          break;
        case 0x6e: {
          // n: a buffer
          const buffer = code === 0x97 && this.maxBytes === Number.POSITIVE_INFINITY ? this.nextUp() : null;
          if (buffer === null) return -1;
          match.source = buffer;
          match.start = 0;
          match.length = buffer.length;
          match.readonly = bytes[p + 1] === 0x98;
          p += match.readonly ? 2 : 1;
          break;
        }
        case 0x70: // p: bytes
        case 0x78: {
          // x: text
          const width =
            step === 0x78
              ? code === 0x58
                ? 4
                : 0
              : code === 0x43
                ? 1
                : code === 0x42
                  ? 4
                  : code === 0x96 || code === 0x8e
                    ? 8
                    : 0;
          if (width === 0 || (width === 8 && view.getUint32(p + 5, true) !== 0)) return -1;
          const length = width === 1 ? bytes[p + 1]! : view.getUint32(p + 1, true);
          match.source = bytes;
          match.start = p + 1 + width;
          match.length = length;
          match.readonly = code !== 0x96;
          p = match.start + length;
          break;
        }
        default:
          if (code !== step) return -1;
          if (code === 0x52 || code === 0x62) this.completedAt = p;
          p += 1;
      }
    }
    this.places = places;
    return places <= this.options.maxMemo && p <= this.end ? p : -1;
  }

  /** Where the tuple of numbers at `p` ends; it is left in `numbers`. −1 for anything else. */
  private shape(p: number): number {
    const { bytes, view, numbers } = this;
    const isMarked = bytes[p] === 0x28;
    if (isMarked) p++;
    let own: number[] | null = null;
    let count = 0;
    for (; count < MAX_AXES; count++) {
      const code = bytes[p];
      let value: number;
      if (code === 0x4b) value = bytes[p + 1]!;
      else if (code === 0x4d) value = view.getUint16(p + 1, true);
      else if (code === 0x4a) value = view.getInt32(p + 1, true);
      else break;
      if (value < 0) return -1;
      p += code === 0x4b ? 2 : code === 0x4d ? 3 : 5;
      if (own === null && numbers[count] !== value) own = numbers.slice(0, count);
      if (own !== null) own.push(value);
    }
    const taker = isMarked ? 0x74 : count === 0 ? 0x29 : count <= 3 ? 0x84 + count : -1;
    if (bytes[p] !== taker) return -1;
    if (own === null && count !== numbers.length) own = numbers.slice(0, count);
    if (own !== null) {
      this.numbers = own;
    } else if (numbers !== this.shared) {
      Object.freeze(numbers);
      this.shared = numbers;
    }
    return p + 1;
  }

  abstract run(): Status;

  protected override again(index: number): unknown {
    const { made, memo } = this;
    if (made.length === 0 || index < made[0]!) return undefined;
    const at = lastUpTo(made, 3, index);
    const first = made[at]!;
    const place = first + (made[at + 2]! % PLACES);
    const window = lastUpTo(this.windowsAt, 1, made[at + 1]!);
    const start = made[at + 1]! - this.windowsAt[window]!;
    const machine = new (this.constructor as new (lookup: Lookup, options: MachineOptions) => this)(
      this.lookup,
      this.options,
    );
    machine.memo = memo;
    machine.memoised = first;
    machine.entries = this.entries;
    machine.given = memo[place];
    machine.complete = memo[place];
    memo[place] = undefined;
    machine.upcoming = this.taken[lastUpTo(this.takenBy, 1, first)] ?? null;
    machine.feed(this.windows[window]!.subarray(start, start + Math.floor(made[at + 2]! / PLACES)));
    machine.run();
    return memo[index];
  }
}
