/** What the machine works on: the stack with its marks, and the memo. */

import { LimitError } from '../errors.ts';
import { ByteArray } from '../values/byte-array.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Payload } from '../values/payload.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { PyObject } from '../values/py-object.ts';
import type { Tuple } from '../values/tuple.ts';
import { Memo } from './memo.ts';
import { ARGUMENT_SIZE } from './opcodes.ts';
import { isAscii } from './text.ts';
import { TextArguments } from './text-arguments.ts';

/** Text above this many bytes stays undecoded until something takes it: it may be an array's data. */
export const LONG_TEXT = 256;

/** What a Python 2 `str` becomes, as `encoding` of `pickle.loads`. */
export type Encoding = 'ascii' | 'latin1' | 'utf8' | 'bytes';

/** What the machine is told beyond the registry. */
export interface MachineOptions {
  readonly buffers?: readonly Uint8Array[] | undefined;
  readonly encoding?: Encoding | undefined;
  readonly persistentLoad?: ((id: unknown) => unknown) | undefined;
  /** Whether an unknown global becomes a record; else it is an error. */
  readonly opaque: boolean;
  /** Whether floats and bytearrays are kept apart from ints and bytes. */
  readonly exact: boolean;
  /**
   * Has dicts with keys that are all str become plain objects: turns those to which the holders lead into Maps, with their
   * keys in these orders, where one is told. See `Dicts`.
   */
  readonly toMaps?: ((holders: object[], orders: ReadonlyMap<object, readonly string[]>) => void) | undefined;
  /** How many keys and values are a batch (2000) with which a dict waits for the next. */
  readonly batch?: number | undefined;
  /** False: opcodes are run one by one only, see `Repeats` and `Batches`. */
  readonly repeats?: boolean | undefined;
  /** A payload above this many bytes (65536) that is not there yet is asked for apart, so that no window grows to hold it. */
  readonly large?: number | undefined;
  /** The most characters a number written as text may have. */
  readonly maxDigits: number;
  /** The most objects a pickle may memoise. */
  readonly maxMemo: number;
  /** The most bytes of the pickle and its buffers; also, where that is more than the pickle's size earns, of what is made of them. */
  readonly maxBytes?: number | undefined;
}

/** A tuple in the memo that still holds payloads, because what it was made for took them as they are. */
class UnresolvedTuple {
  declare readonly items: Tuple;

  constructor(items: Tuple) {
    this.items = items;
  }
}

/**
 * A list that nothing was appended to yet. It is made when it is known how long it begins, as a copy of
 * that part of the stack: measured, half the time of appending to an empty array.
 */
export class PendingList {
  list: unknown[] | null = null;
  /** Where the memo has it; -1 where it has not. */
  place = -1;
}

export abstract class Workspace extends TextArguments {
  protected stack: unknown[] = [];
  protected sp = 0;
  /** The stack's height at the last MARK: nothing below may be popped. */
  protected fence = 0;
  protected marks = new Int32Array(16);
  protected markCount = 0;

  protected memo = new Memo();
  /** What took an object's place at BUILD. */
  protected replaced: Map<unknown, unknown> | null = null;
  /** What a call gave that was dropped, while it is not known why. */
  protected dropped: PyObject | null = null;
  /** The tuple just made, if it holds payloads. */
  protected unresolved: Tuple | null = null;

  /** Where the items that a dict gets later begin and end, on the stack; -1 where there are none. See `LateItems`. */
  protected lateStart = 0;
  protected lateEnd = -1;

  declare protected readonly options: MachineOptions;
  /** Whether there are payloads that were not read. */
  protected isCareful = false;

  constructor(options: MachineOptions) {
    super(options.maxDigits);
    this.options = options;
  }

  /** Told of each opcode where there are. */
  protected save(): void {}

  protected underflow(): never {
    this.fail(this.markCount > 0 ? 'nothing on the stack above the last MARK' : 'nothing on the stack');
  }

  protected push(value: unknown): void {
    this.stack[this.sp++] = value;
  }

  protected pushFloat(value: number): void {
    this.push(this.options.exact ? new PyFloat(value) : value);
  }

  protected pop(): unknown {
    if (this.sp <= this.fence) this.underflow();
    return this.stack[--this.sp];
  }

  /** What lies on top, or `below` under it. */
  protected peek(below: number): unknown {
    const i = this.sp - 1 - below;
    if (i < this.fence) this.underflow();
    return this.stack[i];
  }

  /** The object under what lies above `start`, which must be there. */
  protected target(start: number): unknown {
    if (start <= this.fence) this.underflow();
    return this.stack[start - 1];
  }

  protected mark(): void {
    if (this.markCount === this.marks.length) {
      const grown = new Int32Array(this.markCount * 2);
      grown.set(this.marks);
      this.marks = grown;
    }
    this.marks[this.markCount++] = this.fence;
    this.fence = this.sp;
  }

  /** Takes the last MARK away; what lay above it begins at the returned index. */
  protected popMark(): number {
    if (this.markCount === 0) this.fail('no MARK on the stack');
    const start = this.fence;
    this.fence = this.marks[--this.markCount]!;
    return start;
  }

  /** The value that users see: bytes and text that were left where they lay are made now, and lists. */
  protected resolve(value: unknown): unknown {
    if (typeof value !== 'object') return value;
    if (value instanceof Payload) return this.resolvePayload(value);
    return value instanceof PendingList ? this.makeList(value, []) : value;
  }

  /** What a class entry sees that takes payloads as they are: all but those is made. */
  protected resolveList(value: unknown): unknown {
    return typeof value === 'object' && value instanceof PendingList ? this.makeList(value, []) : value;
  }

  /** The list that a pending one is: the items, if it was not made before. */
  protected makeList(pending: PendingList, items: unknown[]): unknown[] {
    if (pending.list === null) {
      pending.list = items;
      if (pending.place >= 0) this.memo.replace(pending.place, pending, items);
    }
    return pending.list;
  }

  protected resolvePayload(payload: Payload): unknown {
    if (payload.value !== undefined) return payload.value;
    const { source, start, length } = payload;
    switch (payload.kind) {
      case 'text':
        payload.value = this.decode(source, start, start + length);
        break;
      case 'str8':
        payload.value = this.#decodeStr8(payload);
        break;
      case 'bytearray':
        payload.value = this.options.exact
          ? new ByteArray(source.buffer as ArrayBuffer, source.byteOffset + start, length)
          : payload.bytes();
        break;
      default:
        payload.value = payload.bytes();
    }
    return payload.value;
  }

  protected resolveAll(items: unknown[]): void {
    for (let i = 0; i < items.length; i++) items[i] = this.resolve(items[i]);
  }

  protected popResolved(): unknown {
    return this.resolve(this.pop());
  }

  #decodeStr8({ source, start, length }: Payload): unknown {
    const end = start + length;
    switch (this.options.encoding) {
      case 'bytes':
        return source.subarray(start, end);
      case 'latin1':
        return decodeLatin1(source, start, end);
      case 'utf8':
        return this.decode(source, start, end);
      default:
        if (isAscii(source, start, end)) return decodeLatin1(source, start, end);
        return this.fail(
          "a Python 2 str holds bytes that are not ASCII: pass { encoding: 'latin1' } or 'utf8' if it is text, 'bytes' if it is data",
        );
    }
  }

  /** Where the opcode behind a memo opcode at `at` is, or `at`. */
  protected behindMemo(at: number): number {
    const { bytes, end } = this;
    const code = bytes[at]!;
    // MEMOIZE, BINPUT, LONG_BINPUT
    if (code === 0x94 || code === 0x71 || code === 0x72) return at + 1 + ARGUMENT_SIZE[code]!;
    if (code !== 0x70) return at;
    // PUT; no real index has more digits than this.
    let next = at;
    while (next < end && bytes[next] !== 0x0a && next < at + 16) next++;
    return next + 1;
  }

  protected put(index: number): void {
    const value = this.peek(0);
    const kept =
      value === this.unresolved && this.unresolved !== null ? new UnresolvedTuple(this.unresolved) : value;
    const place = this.memo.set(index, kept);
    if (kept instanceof PendingList && kept.place < 0) kept.place = place;
    if (this.memo.count > this.options.maxMemo) this.#tooManyMemoised();
  }

  #tooManyMemoised(): never {
    throw new LimitError(
      `${this.memo.count} objects are memoised, above the limit of ${this.options.maxMemo}: raise limits.maxMemo if you trust this pickle`,
      'maxMemo',
      this.location(),
    );
  }

  /** What took the object's place, or the place of what took it. Each chain is walked once. */
  #current(object: unknown, replaced: Map<unknown, unknown>): unknown {
    let last = object;
    while (replaced.has(last)) last = replaced.get(last);
    for (let at = object; at !== last; ) {
      const next = replaced.get(at);
      replaced.set(at, last);
      at = next;
    }
    return last;
  }

  /** Gives a dict what it was to get later, and takes that off the stack, wherever it lies. */
  protected abstract settleItems(): void;

  /** Told of what GET gave behind a POP. */
  protected abstract meetTwin(value: unknown): void;

  protected get(index: number): void {
    let value = this.memo.get(index);
    if (value === undefined) value = this.again(index);
    if (value === undefined) this.fail(`nothing was memoised as ${index}`);
    if (typeof value === 'object' && value !== null) {
      if (value instanceof UnresolvedTuple) {
        this.resolveAll(value.items);
        value = value.items;
      } else if (value instanceof PendingList) {
        value = this.makeList(value, []);
      } else if (this.replaced !== null) {
        value = this.#current(value, this.replaced);
      }
      if (this.dropped !== null) this.meetTwin(value);
      // It may be the dict, or lead to it, and what takes it may look.
      if (!(value instanceof PyGlobal)) this.settleItems();
    }
    this.push(value);
  }

  /** What {@link get} would push, where that is there as it is; else undefined. */
  protected ready(index: number): unknown {
    const value = this.memo.get(index);
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof UnresolvedTuple || value instanceof PendingList) return undefined;
    return this.replaced === null ? value : this.#current(value, this.replaced);
  }

  /** Makes what was left out of the memo, if anything was there: see `Repeats`. */
  protected again(_index: number): unknown {
    return undefined;
  }
}
