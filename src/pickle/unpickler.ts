/**
 * The pickle machine: turns opcodes into values. It knows nothing of NumPy; classes and functions are
 * looked up in a registry, and nothing outside it is ever called.
 *
 * It does not know where its bytes come from. It runs on what it was fed; with too few it goes back to the
 * start of the opcode and says what it needs. State changes only between opcodes.
 *
 * Semantics: CPython's C unpickler (`Modules/_pickle.c`).
 */

import { LimitError, type PickleLocation, UnpicklingError, UnsupportedGlobalError } from '../errors.ts';
import { FrozenSet } from '../values/frozen-set.ts';
import { checkHashable } from '../values/hashable.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Payload, type PayloadKind } from '../values/payload.ts';
import { PyGlobal } from '../values/py-global.ts';
import { type Construction, PyObject } from '../values/py-object.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { type BadInteger, decodeLong, parseDecimal, parseFloat64, parseInt0, parseLong } from '../values/integers.ts';
import type { Entry, Lookup } from './lookup.ts';
import { ARGUMENT_SIZE, OPCODES } from './opcodes.ts';
import { decodeRawUnicodeEscape, isAscii, TextReader, unescapeBytes } from './text.ts';

/** What a Python 2 `str` becomes, as `encoding` of `pickle.loads`. */
export type Encoding = 'ascii' | 'latin1' | 'utf8' | 'bytes';

/** What the machine is told beyond the registry. */
export interface MachineOptions {
  readonly buffers?: Iterable<Uint8Array> | undefined;
  readonly encoding?: Encoding | undefined;
  readonly persistentLoad?: ((id: unknown) => unknown) | undefined;
  /** The most characters a number written as text may have. */
  readonly maxDigits: number;
  /** The most objects a pickle may memoise. */
  readonly maxMemo: number;
}

/** The pickle is complete: see `result`. */
export const DONE = 0;
/** `needed` bytes, counted from `p`, must be there before the machine can go on. */
export const NEED = 1;
/** The next `payloadLength` bytes are a payload, which `supply` takes in memory of its own. */
export const PAYLOAD = 2;
export type Status = typeof DONE | typeof NEED | typeof PAYLOAD;

/** A payload above this many bytes that is not there yet is asked for apart, so that no window grows to hold it. */
const LARGE = 65536;
/** Text above this many bytes stays undecoded until something takes it: it may be an array's data. */
const LONG_TEXT = 256;
/** No opcode's fixed-size argument reaches further than this behind it. */
const LONGEST_ARGUMENT = 8;
const HIGHEST_PROTOCOL = 5;

const EMPTY = new Uint8Array(0);

/** A tuple in the memo that still holds payloads, because what it was made for took them as they are. */
class UnresolvedTuple {
  readonly items: Tuple;

  constructor(items: Tuple) {
    this.items = items;
  }
}

export class Unpickler {
  /** What was fed and not yet read begins at `p`. */
  private bytes: Uint8Array = EMPTY;
  private view: DataView = new DataView(EMPTY.buffer);
  private p = 0;
  private end = 0;
  /** Offset in the pickle of the window's first byte. */
  private base = 0;
  /** True when nothing more will be fed. */
  private closed = false;
  /** True when the machine made the window itself, so that it may write behind `end`. */
  private owned = false;
  /** A line's end was looked for up to here. */
  private scanned = 0;

  private stack: unknown[] = [];
  private sp = 0;
  /** The stack's height at the last MARK: nothing below may be popped. */
  private fence = 0;
  private marks = new Int32Array(16);
  private markCount = 0;

  private memo: unknown[] = [];
  /** Memo slots far above the others, which a valid pickle may have, but none does. */
  private far: Map<number, unknown> | null = null;
  private memoised = 0;
  /** What took an object's place at BUILD. */
  private replaced: Map<unknown, unknown> | null = null;
  /** The tuple just made, if it holds payloads. */
  private unresolved: Tuple | null = null;

  private readonly lookup: Lookup;
  private readonly options: MachineOptions;
  private readonly buffers: Iterator<Uint8Array> | null;
  private buffersUsed = 0;
  private text = new TextReader(EMPTY);
  private textBytes: Uint8Array = EMPTY;

  private readonly globals = new Map<string, PyGlobal>();
  private readonly entries = new Map<PyGlobal, Entry>();
  /** Entries of objects whose JS class does not tell. */
  private byObject: Map<unknown, Entry> | null = null;
  /** Objects that must still get their state, and the offset at which each was made. */
  private readonly unfinished = new Map<unknown, number>();
  /** From the first global that nobody registered on, nothing is called any more: names are collected. */
  private unknown: PyGlobal[] | null = null;
  private unknownAt: PickleLocation | null = null;
  private calling: PyGlobal | null = null;

  /** The furthest that a FRAME says the pickle reaches, and that frame's offset. */
  private frameEnd = 0;
  private frameAt = 0;
  private pendingKind: PayloadKind = 'bytes';
  private pendingHeader = 0;
  private pendingAt: PickleLocation = { offset: 0, opcode: null };

  /** See {@link NEED}. */
  needed = 0;
  /** See {@link PAYLOAD}. */
  payloadLength = 0;
  /** See {@link DONE}. */
  result: unknown = undefined;

  constructor(lookup: Lookup, options: MachineOptions) {
    this.lookup = lookup;
    this.options = options;
    this.buffers = options.buffers === undefined ? null : options.buffers[Symbol.iterator]();
  }

  /** How many bytes of the pickle were read. */
  get offset(): number {
    return this.base + this.p;
  }

  // ---------------------------------------------------------------------------------------------
  // Input

  /** Gives the machine the next bytes. They are borrowed: values may be views of them. */
  feed(chunk: Uint8Array): void {
    const rest = this.end - this.p;
    if (rest === 0) {
      this.setWindow(chunk, 0, chunk.length, false);
    } else if (this.owned && this.end + chunk.length <= this.bytes.length) {
      this.bytes.set(chunk, this.end);
      this.end += chunk.length;
    } else {
      // Old windows are never written over: payloads lie in them.
      const window = new Uint8Array(Math.max(2 * (rest + chunk.length), 64));
      window.set(this.bytes.subarray(this.p, this.end));
      window.set(chunk, rest);
      this.setWindow(window, this.scanned - this.p, rest + chunk.length, true);
    }
  }

  private setWindow(window: Uint8Array, scanned: number, length: number, owned: boolean): void {
    this.base += this.p;
    this.bytes = window;
    this.view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    this.p = 0;
    this.end = length;
    this.owned = owned;
    this.scanned = Math.max(scanned, 0);
  }

  /** Says that no more bytes will come. */
  close(): void {
    this.closed = true;
  }

  /** What was fed of the payload that {@link PAYLOAD} asks for: its first bytes. */
  takeRest(): Uint8Array {
    const rest = this.bytes.subarray(this.p, this.end);
    this.p = this.end;
    return rest;
  }

  /** Bytes that were fed and not read. */
  get available(): number {
    return this.end - this.p;
  }

  /** Says that the input ended after `size` bytes of the payload that {@link PAYLOAD} asked for. */
  truncatedPayload(size: number): never {
    throw this.wrapped(
      new UnpicklingError(
        `the pickle is truncated: ${this.pendingAt.opcode} needs ${this.pendingHeader + this.payloadLength} bytes, ${this.pendingHeader + size} are left`,
        this.pendingAt,
      ),
    );
  }

  /** Gives the whole payload that {@link PAYLOAD} asked for, after {@link takeRest}. It is borrowed. */
  supply(payload: Uint8Array, rest: number): void {
    this.base += payload.length - rest;
    this.push(new Payload(this.pendingKind, payload, 0, payload.length));
  }

  // ---------------------------------------------------------------------------------------------
  // Errors

  /** The opcode at `p`, which is where the machine stands while an opcode runs. */
  private location(cause?: unknown): PickleLocation {
    const code = this.p < this.end ? this.bytes[this.p] : undefined;
    const opcode = code === undefined ? null : (OPCODES[code]?.name ?? null);
    return cause === undefined ? { offset: this.offset, opcode } : { offset: this.offset, opcode, cause };
  }

  private fail(message: string): never {
    throw new UnpicklingError(message, this.location());
  }

  private underflow(): never {
    this.fail(this.markCount > 0 ? 'nothing on the stack above the last MARK' : 'nothing on the stack');
  }

  /** Too few bytes: asks for more, or says that the pickle is truncated. `needed` counts from `p`. */
  private short(needed: number): typeof NEED {
    if (this.closed) {
      const left = this.end - this.p;
      if (left === 0) this.fail('the pickle ends without STOP');
      const name = this.location().opcode;
      const wants = Number.isFinite(needed) ? `${needed} bytes` : 'a newline';
      this.fail(`the pickle is truncated: ${name} needs ${wants}, ${left} ${left === 1 ? 'is' : 'are'} left`);
    }
    this.needed = needed;
    return NEED;
  }

  /** What `run` throws for whatever was thrown: the error classes of this package and nothing else. */
  private wrapped(error: unknown): unknown {
    // What goes wrong after an unknown global is of no interest beside it.
    if (this.unknown !== null) return this.unsupported(this.unknown);
    if (error instanceof UnpicklingError && this.calling === null) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new UnpicklingError(
      this.calling === null ? message : `${this.calling.module}.${this.calling.name}: ${message}`,
      this.location(error),
    );
  }

  private unsupported(globals: readonly PyGlobal[]): UnsupportedGlobalError {
    return new UnsupportedGlobalError(globals, this.unknownAt!);
  }

  // ---------------------------------------------------------------------------------------------
  // The stack

  private push(value: unknown): void {
    this.stack[this.sp++] = value;
  }

  private pop(): unknown {
    if (this.sp <= this.fence) this.underflow();
    return this.stack[--this.sp];
  }

  /** What lies on top, or `below` under it. */
  private peek(below: number): unknown {
    const i = this.sp - 1 - below;
    if (i < this.fence) this.underflow();
    return this.stack[i];
  }

  private mark(): void {
    if (this.markCount === this.marks.length) {
      const grown = new Int32Array(this.markCount * 2);
      grown.set(this.marks);
      this.marks = grown;
    }
    this.marks[this.markCount++] = this.fence;
    this.fence = this.sp;
  }

  /** Takes the last MARK away; what lay above it begins at the returned index. */
  private popMark(): number {
    if (this.markCount === 0) this.fail('no MARK on the stack');
    const start = this.fence;
    this.fence = this.marks[--this.markCount]!;
    return start;
  }

  /** The value that users see: bytes and text that were left where they lay are made now. */
  private resolve(value: unknown): unknown {
    return typeof value === 'object' && value instanceof Payload ? this.resolvePayload(value) : value;
  }

  private resolvePayload(payload: Payload): unknown {
    if (payload.value !== undefined) return payload.value;
    const { source, start, length } = payload;
    switch (payload.kind) {
      case 'text':
        payload.value = this.decode(source, start, start + length);
        break;
      case 'str8':
        payload.value = this.decodeStr8(payload);
        break;
      default:
        payload.value = payload.bytes();
    }
    return payload.value;
  }

  private resolveAll(items: unknown[]): void {
    for (let i = 0; i < items.length; i++) items[i] = this.resolve(items[i]);
  }

  private popResolved(): unknown {
    return this.resolve(this.pop());
  }

  // ---------------------------------------------------------------------------------------------
  // Text

  private decode(source: Uint8Array, start: number, end: number): string {
    if (source !== this.textBytes) {
      this.text = new TextReader(source);
      this.textBytes = source;
    }
    const limit = source === this.bytes ? this.end : source.length;
    return this.text.utf8(start, end, limit) ?? this.fail('a str is not valid UTF-8');
  }

  private decodeStr8({ source, start, length }: Payload): unknown {
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

  /** Where the line that starts at `start` ends, or −1 where its newline is not there yet. */
  private lineEnd(start: number): number {
    const from = Math.max(start, this.scanned);
    const found = this.bytes.indexOf(0x0a, from);
    if (found >= 0 && found < this.end) return found;
    this.scanned = this.end;
    return -1;
  }

  private number(text: string, parse: (text: string, maxDigits: number) => number | bigint | BadInteger): number | bigint {
    this.checkDigits(text.length);
    const value = parse(text, this.options.maxDigits);
    if (value === null) this.fail(`${JSON.stringify(text)} is not an integer`);
    if (typeof value === 'object') this.tooManyDigits(value.digits);
    return value;
  }

  /** A sign, a prefix and a few spaces are not digits. */
  private checkDigits(length: number): void {
    if (length > this.options.maxDigits + 32) this.tooManyDigits(length);
  }

  private tooManyDigits(digits: number): never {
    throw new LimitError(
      `a number of ${digits} digits as text is above the limit of ${this.options.maxDigits}: raise limits.maxDigits if you trust this pickle`,
      'maxDigits',
      this.location(),
    );
  }

  // ---------------------------------------------------------------------------------------------
  // The memo

  private put(index: number): void {
    const value = this.peek(0);
    const kept = value === this.unresolved && this.unresolved !== null ? new UnresolvedTuple(this.unresolved) : value;
    if (index === this.memo.length) {
      this.memo.push(kept);
      this.memoised++;
      if (this.memoised > this.options.maxMemo) this.tooManyMemoised();
      return;
    }
    if (this.recall(index) === undefined) this.memoised++;
    if (this.memoised > this.options.maxMemo) this.tooManyMemoised();
    if (index < this.memo.length) {
      this.memo[index] = kept;
    } else if (index < this.memo.length + 64) {
      // cPickle counts from 1, and an optimised pickle leaves gaps.
      while (this.memo.length < index) this.memo.push(undefined);
      this.memo.push(kept);
    } else {
      this.far ??= new Map();
      this.far.set(index, kept);
    }
  }

  private tooManyMemoised(): never {
    throw new LimitError(
      `more than ${this.options.maxMemo} objects are memoised: raise limits.maxMemo if you trust this pickle`,
      'maxMemo',
      this.location(),
    );
  }

  private recall(index: number): unknown {
    const near = index < this.memo.length ? this.memo[index] : undefined;
    return near === undefined && this.far !== null ? this.far.get(index) : near;
  }

  private get(index: number): void {
    let value = this.recall(index);
    if (value === undefined) this.fail(`nothing was memoised as ${index}`);
    if (typeof value === 'object' && value !== null) {
      if (value instanceof UnresolvedTuple) {
        this.resolveAll(value.items);
        value = value.items;
      } else if (this.replaced !== null) {
        value = this.replaced.get(value) ?? value;
      }
    }
    this.push(value);
  }

  // ---------------------------------------------------------------------------------------------
  // Containers

  /**
   * The opcode that takes the tuple just made, its memo opcode passed over; −1 where bytes are missing.
   * A tuple that REDUCE, NEWOBJ or BUILD takes keeps its payloads: no user sees it.
   */
  private consumer(at: number): number {
    const { bytes, end, closed } = this;
    let next = at;
    if (next >= end) return closed ? 0 : -1;
    switch (bytes[next]) {
      case 0x94: // MEMOIZE
        next += 1;
        break;
      case 0x71: // BINPUT
        next += 2;
        break;
      case 0x72: // LONG_BINPUT
        next += 5;
        break;
      case 0x70: {
        // PUT; no real index has more digits than this.
        while (next < end && bytes[next] !== 0x0a && next < at + 16) next++;
        next += 1;
        break;
      }
    }
    if (next < end) return bytes[next]!;
    return closed ? 0 : -1;
  }

  /** Makes a tuple of what lies above `start`; false where it must be seen first what takes it. */
  private tuple(start: number): boolean {
    const taker = this.consumer(this.p + 1);
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
        items[i - start] = item;
      }
    }
    this.unresolved = unresolved ? items : null;
    this.sp = start;
    this.push(items);
    return true;
  }

  private shortTuple(length: number): boolean {
    const start = this.sp - length;
    if (start < this.fence) this.underflow();
    return this.tuple(start);
  }

  private markedTuple(): boolean {
    if (this.markCount === 0) this.popMark();
    if (!this.tuple(this.fence)) return false;
    // The MARK goes only now, when nothing can ask for more bytes any longer.
    this.popMark();
    return true;
  }

  private list(): void {
    const start = this.popMark();
    const items = new Array<unknown>(this.sp - start);
    for (let i = start; i < this.sp; i++) items[i - start] = this.resolve(this.stack[i]);
    this.sp = start;
    this.push(items);
  }

  private dict(): void {
    const start = this.popMark();
    const map = new Map<unknown, unknown>();
    if ((this.sp - start) % 2 !== 0) this.fail('a dict needs a value for each key: an odd number of items is there');
    this.setPairs(map, start);
    this.sp = start;
    this.push(map);
  }

  private setPairs(map: Map<unknown, unknown>, start: number): void {
    const { stack, sp } = this;
    for (let i = start; i < sp; i += 2) {
      const key = stack[i];
      if (typeof key === 'string') {
        map.set(key, this.resolve(stack[i + 1]));
      } else {
        const resolved = this.resolve(key);
        checkHashable(resolved, map);
        map.set(resolved, this.resolve(stack[i + 1]));
      }
    }
  }

  private addItems(set: Set<unknown>, start: number): void {
    for (let i = start; i < this.sp; i++) {
      const item = this.resolve(this.stack[i]);
      checkHashable(item, set);
      set.add(item);
    }
  }

  private frozenSet(): void {
    const start = this.popMark();
    const items = new Set<unknown>();
    this.addItems(items, start);
    this.sp = start;
    this.push(new FrozenSet(items));
  }

  /** The object under what lies above `start`, which must be there. */
  private target(start: number): unknown {
    if (start <= this.fence) this.underflow();
    return this.stack[start - 1];
  }

  private append(start: number): void {
    const target = this.target(start);
    const { stack, sp } = this;
    if (sp === start) return;
    if (Array.isArray(target) && !(target instanceof Tuple)) {
      for (let i = start; i < sp; i++) target.push(this.resolve(stack[i]));
    } else {
      const items: unknown[] = [];
      for (let i = start; i < sp; i++) items.push(this.resolve(stack[i]));
      if (target instanceof PyObject) {
        if (target.items === null) target.items = items;
        else for (const item of items) target.items.push(item);
      } else if (this.unknown === null) {
        const entry = this.entryOf(target);
        if (entry === undefined || entry.append === null) this.fail(`can't append to a ${typeName(target)}`);
        this.calling = entry.global;
        entry.append(target as never, items);
        this.calling = null;
      }
    }
    this.sp = start;
  }

  private setItems(start: number): void {
    const target = this.target(start);
    const { stack, sp } = this;
    if (sp === start) return;
    if ((sp - start) % 2 !== 0) this.fail('a dict needs a value for each key: an odd number of items is there');
    if (target instanceof Map) {
      this.setPairs(target, start);
    } else {
      const pairs: [unknown, unknown][] = [];
      for (let i = start; i < sp; i += 2) pairs.push([this.resolve(stack[i]), this.resolve(stack[i + 1])]);
      if (target instanceof PyObject) {
        if (target.pairs === null) target.pairs = pairs;
        else for (const pair of pairs) target.pairs.push(pair);
      } else if (Array.isArray(target) && !(target instanceof Tuple)) {
        this.setListItems(target, pairs);
      } else if (this.unknown === null) {
        const entry = this.entryOf(target);
        if (entry === undefined || entry.setItems === null) this.fail(`can't set items of a ${typeName(target)}`);
        this.calling = entry.global;
        entry.setItems(target as never, pairs);
        this.calling = null;
      }
    }
    this.sp = start;
  }

  /** `list[index] = value`, which CPython allows for an index that is there. */
  private setListItems(list: unknown[], pairs: readonly [unknown, unknown][]): void {
    for (const [key, value] of pairs) {
      if (typeof key !== 'number' || !Number.isInteger(key)) {
        this.fail(`a list's index must be an integer, not a ${typeName(key)}`);
      }
      const index = key < 0 ? key + list.length : key;
      if (index < 0 || index >= list.length) this.fail(`index ${key} is outside of a list of ${list.length}`);
      list[index] = value;
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Classes, functions and objects

  private findGlobal(module: string, name: string): PyGlobal {
    const key = `${module}\n${name}`;
    const known = this.globals.get(key);
    if (known !== undefined) return known;
    const entry = this.lookup.find(module, name);
    const global = entry === undefined ? new PyGlobal(module, name) : entry.global;
    this.globals.set(key, global);
    if (entry !== undefined) {
      this.entries.set(global, entry);
    } else if (this.unknown === null) {
      this.unknown = [global];
      this.unknownAt = this.location();
    } else {
      this.unknown.push(global);
    }
    return global;
  }

  private stackGlobal(): void {
    const name = this.popResolved();
    const module = this.popResolved();
    if (typeof name !== 'string' || typeof module !== 'string') {
      this.fail(`a global's module and name must be str, not ${typeName(module)} and ${typeName(name)}`);
    }
    this.push(this.findGlobal(module, name));
  }

  private call(callee: unknown, args: Tuple, kwargs: Map<unknown, unknown> | null, how: Construction): unknown {
    const entry = callee instanceof PyGlobal ? this.entries.get(callee) : undefined;
    if (this.unknown !== null || entry === undefined) {
      // Reached only when a global is unknown: the result is discarded with everything else.
      if (this.unknown === null) this.fail(`a ${typeName(callee)} can't be called`);
      this.resolveAll(args);
      return new PyObject(callee as PyGlobal, how, args, kwargs);
    }
    if (how === 'new' && !entry.isClass) this.fail(`${entry.global} is a function, not a class`);
    if (entry.call === null) this.fail(`${entry.global} can't be called: it is registered as a name only`);
    if (!entry.payloads) this.resolveAll(args);
    this.calling = entry.global;
    const made = entry.call(args, kwargs);
    this.calling = null;
    if (made === undefined) this.fail(`${entry.global} gave undefined: its entry must return a value`);
    if (entry.byObject) {
      this.byObject ??= new Map();
      this.byObject.set(made, entry);
    }
    if (entry.needsState) this.unfinished.set(made, this.offset);
    return made;
  }

  private popArguments(): Tuple {
    const args = this.pop();
    if (!(args instanceof Tuple)) this.fail(`arguments must be a tuple, not a ${typeName(args)}`);
    return args;
  }

  private reduce(how: Construction): void {
    const args = this.popArguments();
    const callee = this.pop();
    this.push(this.call(callee, args, null, how));
  }

  private newObjEx(): void {
    const kwargs = this.pop();
    if (!(kwargs instanceof Map)) this.fail(`keyword arguments must be a dict, not a ${typeName(kwargs)}`);
    const args = this.popArguments();
    const callee = this.pop();
    this.push(this.call(callee, args, kwargs, 'new'));
  }

  /** What lies above `start`, as arguments. */
  private takeArguments(start: number): Tuple {
    const args = new Tuple(this.sp - start);
    for (let i = start; i < this.sp; i++) args[i - start] = this.stack[i];
    this.sp = start;
    return args;
  }

  private obj(): void {
    const start = this.popMark();
    if (this.sp === start) this.fail('OBJ needs a class above the MARK');
    const args = this.takeArguments(start + 1);
    const callee = this.stack[--this.sp];
    this.push(this.call(callee, args, null, 'call'));
  }

  private inst(module: string, name: string): void {
    const start = this.popMark();
    const args = this.takeArguments(start);
    this.push(this.call(this.findGlobal(module, name), args, null, 'call'));
  }

  private entryOf(object: unknown): Entry | undefined {
    if (typeof object !== 'object' || object === null) return undefined;
    return this.lookup.of(object) ?? this.byObject?.get(object);
  }

  private build(): void {
    let state = this.pop();
    const object = this.peek(0);
    if (this.unknown !== null) {
      if (object instanceof PyObject) object.state = this.resolve(state);
      return;
    }
    const entry = this.entryOf(object);
    if (entry === undefined || entry.setState === null) {
      // CPython passes over None where there is no __setstate__.
      if (state === null) return;
      this.fail(`a ${typeName(object)} can't take a state`);
    }
    if (!entry.payloads) {
      state = this.resolve(state);
      if (state instanceof Tuple) this.resolveAll(state);
    }
    this.calling = entry.global;
    const replacement = entry.setState(object as never, state);
    this.calling = null;
    if (this.unfinished.size > 0) this.unfinished.delete(object);
    if (replacement !== undefined && replacement !== object) {
      this.replaced ??= new Map();
      this.replaced.set(object, replacement);
      this.stack[this.sp - 1] = replacement;
    }
  }

  private persistent(id: unknown): void {
    const load = this.options.persistentLoad;
    if (load === undefined) {
      if (this.unknown !== null) return this.push(null);
      this.fail('the pickle refers to an object that is kept outside of it: pass { persistentLoad }');
    }
    if (this.unknown !== null) return this.push(null);
    const value = load(id);
    if (value === undefined) this.fail('persistentLoad gave undefined: it must return a value');
    this.push(value);
  }

  private extension(code: number): never {
    this.fail(code <= 0 ? `extension code ${code} must be above 0` : `extension code ${code} is not registered`);
  }

  private nextBuffer(): void {
    if (this.buffers === null) {
      this.fail('the data of an array is out-of-band, and no buffers were given: pass { buffers }');
    }
    const next = this.buffers.next();
    if (next.done === true) {
      this.fail(`the pickle needs more out-of-band buffers than the ${this.buffersUsed} that were given`);
    }
    this.buffersUsed++;
    this.push(new Payload('buffer', next.value, 0, next.value.length, false));
  }

  private readonlyBuffer(): void {
    const buffer = this.peek(0);
    if (!(buffer instanceof Payload) || buffer.kind === 'text' || buffer.kind === 'str8') {
      this.fail('READONLY_BUFFER needs a buffer on the stack');
    }
    const { kind, source, start, length } = buffer;
    this.stack[this.sp - 1] = new Payload(kind, source, start, length, true);
  }

  // ---------------------------------------------------------------------------------------------
  // Opcodes with an argument of variable size

  /** Bytes or text whose count of `width` bytes follows the opcode. */
  private payload(width: 1 | 4 | 8, kind: PayloadKind): Status {
    const at = this.p + 1;
    const length =
      width === 1
        ? this.bytes[at]!
        : width === 4
          ? this.view.getUint32(at, true)
          : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
    const start = at + width;
    if (length > this.end - start) {
      if (this.closed || length <= LARGE || kind === 'str8') return this.short(1 + width + length);
      this.pendingAt = this.location();
      this.pendingHeader = 1 + width;
      this.pendingKind = kind;
      this.p = start;
      this.payloadLength = length;
      return PAYLOAD;
    }
    if (kind === 'text' && length <= LONG_TEXT) this.push(this.decode(this.bytes, start, start + length));
    else this.push(new Payload(kind, this.bytes, start, length));
    this.p = start + length;
    return DONE;
  }

  private binString(): Status {
    const length = this.view.getInt32(this.p + 1, true);
    if (length < 0) this.fail(`a count of ${length} bytes is negative`);
    return this.payload(4, 'str8');
  }

  private long(width: 1 | 4): Status {
    const at = this.p + 1;
    const length = width === 1 ? this.bytes[at]! : this.view.getInt32(at, true);
    if (length < 0) this.fail(`a count of ${length} bytes is negative`);
    const start = at + width;
    if (length > this.end - start) return this.short(1 + width + length);
    this.push(decodeLong(this.bytes, start, start + length));
    this.p = start + length;
    return DONE;
  }

  private frame(): void {
    const length = this.view.getUint32(this.p + 1, true) + this.view.getUint32(this.p + 5, true) * 2 ** 32;
    const end = this.offset + 9 + length;
    if (end > this.frameEnd) {
      this.frameEnd = end;
      this.frameAt = this.offset;
    }
  }

  private proto(): void {
    const version = this.bytes[this.p + 1]!;
    if (version > HIGHEST_PROTOCOL) {
      this.fail(`pickle protocol ${version} is not supported: the highest known is ${HIGHEST_PROTOCOL}`);
    }
  }

  /** An opcode whose argument is a line of text, or two. */
  private line(code: number): Status {
    const start = this.p + 1;
    let end = this.lineEnd(start);
    if (end < 0) return this.short(this.closed ? Number.POSITIVE_INFINITY : this.end - this.p + 1);
    if (code === 0x63 || code === 0x69) {
      const first = this.bytes.indexOf(0x0a, start);
      end = first === end ? this.lineEnd(first + 1) : end;
      if (end < 0) {
        // The second line is looked for from where the first ended.
        return this.short(this.closed ? Number.POSITIVE_INFINITY : this.end - this.p + 1);
      }
      const module = this.decode(this.bytes, start, first);
      const name = this.decode(this.bytes, first + 1, end);
      if (code === 0x63) this.push(this.findGlobal(module, name));
      else this.inst(module, name);
    } else {
      this.lineValue(code, start, end);
    }
    this.p = end + 1;
    return DONE;
  }

  private lineValue(code: number, start: number, end: number): void {
    switch (code) {
      case 0x53: // STRING
        return this.string(start, end);
      case 0x56: // UNICODE
        return this.push(
          decodeRawUnicodeEscape(this.bytes, start, end) ?? this.fail('a \\u or \\U escape is malformed'),
        );
      case 0x50: // PERSID
        if (!isAscii(this.bytes, start, end)) this.fail('a persistent id as text must be ASCII');
        return this.persistent(decodeLatin1(this.bytes, start, end));
    }
    if (end === start) this.fail('an empty line where a number is expected');
    this.checkDigits(end - start);
    const text = decodeLatin1(this.bytes, start, end);
    switch (code) {
      case 0x49: {
        // INT: two characters that are 0 or 1 are a bool.
        const value = this.number(text, parseInt0);
        const isBool = text.length === 2 && (value === 0 || value === 1) && text[1] === String(value);
        return this.push(isBool ? value === 1 : value);
      }
      case 0x4c: // LONG
        return this.push(this.number(text.endsWith('L') ? text.slice(0, -1) : text, parseLong));
      case 0x46: // FLOAT
        return this.push(parseFloat64(text) ?? this.fail(`${JSON.stringify(text)} is not a float`));
      case 0x67: // GET
        return this.get(this.memoIndex(text));
      case 0x70: // PUT
        return this.put(this.memoIndex(text));
    }
  }

  private memoIndex(text: string): number {
    const index = this.number(text, parseDecimal);
    if (typeof index !== 'number' || index < 0) this.fail(`a memo index must not be ${index}`);
    return index;
  }

  private string(start: number, end: number): void {
    const quote = this.bytes[start];
    if (end - start < 2 || (quote !== 0x27 && quote !== 0x22) || this.bytes[end - 1] !== quote) {
      this.fail("STRING's argument must be quoted");
    }
    const bytes =
      unescapeBytes(this.bytes, start + 1, end - 1) ?? this.fail('an escape in a STRING is malformed');
    this.push(new Payload('str8', bytes, 0, bytes.length));
  }

  // ---------------------------------------------------------------------------------------------
  // The loop

  /** Runs as far as the bytes allow. After an error the machine is of no further use. */
  run(): Status {
    try {
      return this.loop();
    } catch (error) {
      throw this.wrapped(error);
    }
  }

  private stop(): Status {
    if (this.base + this.end < this.frameEnd) {
      if (this.closed) {
        const left = this.base + this.end - this.frameAt;
        throw new UnpicklingError(
          `the pickle is truncated: FRAME needs ${this.frameEnd - this.frameAt} bytes, ${left} are left`,
          { offset: this.frameAt, opcode: 'FRAME' },
        );
      }
      return this.short(this.frameEnd - this.offset);
    }
    const value = this.popResolved();
    if (this.unknown !== null) throw this.unsupported(this.unknown);
    for (const offset of this.unfinished.values()) {
      throw new UnpicklingError('an array is made here and never gets its data', { offset, opcode: 'REDUCE' });
    }
    this.p += 1;
    this.result = value;
    this.stack = [];
    this.memo = [];
    return DONE;
  }

  private loop(): Status {
    for (;;) {
      const at = this.p;
      const code = this.bytes[at]!;
      if (at >= this.end - LONGEST_ARGUMENT) {
        if (at >= this.end) return this.short(1);
        if (at + 1 + ARGUMENT_SIZE[code]! > this.end) return this.short(1 + ARGUMENT_SIZE[code]!);
      }
      let status: Status = DONE;
      switch (code) {
        case 0x28: // MARK
          this.mark();
          this.p = at + 1;
          break;
        case 0x4b: // BININT1
          this.push(this.bytes[at + 1]!);
          this.p = at + 2;
          break;
        case 0x4d: // BININT2
          this.push(this.bytes[at + 1]! | (this.bytes[at + 2]! << 8));
          this.p = at + 3;
          break;
        case 0x4a: // BININT
          this.push(this.view.getInt32(at + 1, true));
          this.p = at + 5;
          break;
        case 0x47: // BINFLOAT
          this.push(this.view.getFloat64(at + 1, false));
          this.p = at + 9;
          break;
        case 0x94: // MEMOIZE
          this.put(this.memoised);
          this.p = at + 1;
          break;
        case 0x71: // BINPUT
          this.put(this.bytes[at + 1]!);
          this.p = at + 2;
          break;
        case 0x72: // LONG_BINPUT
          this.put(this.view.getUint32(at + 1, true));
          this.p = at + 5;
          break;
        case 0x68: // BINGET
          this.get(this.bytes[at + 1]!);
          this.p = at + 2;
          break;
        case 0x6a: // LONG_BINGET
          this.get(this.view.getUint32(at + 1, true));
          this.p = at + 5;
          break;
        case 0x4e: // NONE
          this.push(null);
          this.p = at + 1;
          break;
        case 0x88: // NEWTRUE
          this.push(true);
          this.p = at + 1;
          break;
        case 0x89: // NEWFALSE
          this.push(false);
          this.p = at + 1;
          break;
        case 0x8c: // SHORT_BINUNICODE
          status = this.payload(1, 'text');
          break;
        case 0x58: // BINUNICODE
          status = this.payload(4, 'text');
          break;
        case 0x8d: // BINUNICODE8
          status = this.payload(8, 'text');
          break;
        case 0x43: // SHORT_BINBYTES
          status = this.payload(1, 'bytes');
          break;
        case 0x42: // BINBYTES
          status = this.payload(4, 'bytes');
          break;
        case 0x8e: // BINBYTES8
          status = this.payload(8, 'bytes');
          break;
        case 0x96: // BYTEARRAY8
          status = this.payload(8, 'bytearray');
          break;
        case 0x55: // SHORT_BINSTRING
          status = this.payload(1, 'str8');
          break;
        case 0x54: // BINSTRING
          status = this.binString();
          break;
        case 0x8a: // LONG1
          status = this.long(1);
          break;
        case 0x8b: // LONG4
          status = this.long(4);
          break;
        case 0x85: // TUPLE1
        case 0x86: // TUPLE2
        case 0x87: // TUPLE3
          if (!this.shortTuple(code - 0x84)) return NEED;
          this.p = at + 1;
          break;
        case 0x74: // TUPLE
          if (!this.markedTuple()) return NEED;
          this.p = at + 1;
          break;
        case 0x29: // EMPTY_TUPLE
          this.push(new Tuple());
          this.p = at + 1;
          break;
        case 0x5d: // EMPTY_LIST
          this.push([]);
          this.p = at + 1;
          break;
        case 0x7d: // EMPTY_DICT
          this.push(new Map());
          this.p = at + 1;
          break;
        case 0x8f: // EMPTY_SET
          this.push(new Set());
          this.p = at + 1;
          break;
        case 0x61: // APPEND
          this.peek(0);
          this.append(this.sp - 1);
          this.p = at + 1;
          break;
        case 0x65: // APPENDS
          this.append(this.popMark());
          this.p = at + 1;
          break;
        case 0x73: // SETITEM
          this.peek(1);
          this.setItems(this.sp - 2);
          this.p = at + 1;
          break;
        case 0x75: // SETITEMS
          this.setItems(this.popMark());
          this.p = at + 1;
          break;
        case 0x93: // STACK_GLOBAL
          this.stackGlobal();
          this.p = at + 1;
          break;
        case 0x52: // REDUCE
          this.reduce('call');
          this.p = at + 1;
          break;
        case 0x81: // NEWOBJ
          this.reduce('new');
          this.p = at + 1;
          break;
        case 0x62: // BUILD
          this.build();
          this.p = at + 1;
          break;
        case 0x95: // FRAME
          this.frame();
          this.p = at + 9;
          break;
        case 0x80: // PROTO
          this.proto();
          this.p = at + 2;
          break;
        case 0x2e: // STOP
          return this.stop();
        default:
          status = this.rare(code);
      }
      if (status !== DONE) return status;
    }
  }

  /** Opcodes that no current pickler writes often. */
  private rare(code: number): Status {
    switch (code) {
      case 0x30: // POP
        if (this.markCount > 0 && this.sp === this.fence) this.popMark();
        else this.pop();
        break;
      case 0x31: // POP_MARK
        this.sp = this.popMark();
        break;
      case 0x32: // DUP
        this.push(this.peek(0));
        break;
      case 0x6c: // LIST
        this.list();
        break;
      case 0x64: // DICT
        this.dict();
        break;
      case 0x90: {
        // ADDITEMS
        const start = this.popMark();
        const target = this.target(start);
        if (this.unknown === null && !(target instanceof Set)) this.fail(`can't add items to a ${typeName(target)}`);
        if (target instanceof Set) this.addItems(target, start);
        this.sp = start;
        break;
      }
      case 0x91: // FROZENSET
        this.frozenSet();
        break;
      case 0x92: // NEWOBJ_EX
        this.newObjEx();
        break;
      case 0x6f: // OBJ
        this.obj();
        break;
      case 0x51: // BINPERSID
        this.persistent(this.popResolved());
        break;
      case 0x97: // NEXT_BUFFER
        this.nextBuffer();
        break;
      case 0x98: // READONLY_BUFFER
        this.readonlyBuffer();
        break;
      case 0x82: // EXT1
        return this.extension(this.bytes[this.p + 1]!);
      case 0x83: // EXT2
        return this.extension(this.view.getUint16(this.p + 1, true));
      case 0x84: // EXT4
        return this.extension(this.view.getInt32(this.p + 1, true));
      default: {
        if (OPCODES[code]?.argument.startsWith('line') === true) return this.line(code);
        const shown = `0x${code.toString(16).padStart(2, '0')}`;
        this.fail(`${shown} is not a pickle opcode: is this a pickle, and is it whole?`);
      }
    }
    this.p += 1;
    return DONE;
  }
}
