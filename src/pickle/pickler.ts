/**
 * The pickler: values to opcodes, protocols 0 to 5, byte for byte as CPython's C pickler writes them. It knows
 * Python's own containers; what other objects are made of, a {@link Reducer} tells.
 *
 * Nothing recurses: what is being written lies on a stack of {@link Task}s.
 *
 * Source: CPython's `Modules/_pickle.c`, `save` and what it calls; where it differs from `Lib/pickle.py` (batches
 * of items, the memo of bytes), C is followed, since `pickle.dumps` is C.
 */

import { PickleError, PicklingError } from '../errors.ts';
import { ownKind } from '../values/brand.ts';
import { FreshText } from '../values/fresh-text.ts';
import type { FrozenSet } from '../values/frozen-set.ts';
import { PendingBytes } from '../values/pending-bytes.ts';
import type { PickleBuffer } from '../values/pickle-buffer.ts';
import type { PyExtension } from '../values/py-extension.ts';
import type { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { PyObject } from '../values/py-object.ts';
import type { PyPersistent } from '../values/py-persistent.ts';
import type { Reduction } from '../values/reduction.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { Atoms } from './atoms.ts';
import { unfitKey } from './dict-keys.ts';
import { toPython2 } from './fix-imports.ts';
import { type Source, sizeOf } from './frames.ts';
import type { Reducer } from './reducer.ts';
import { refusal } from './refusal.ts';
import { BATCHES, CALL, DICT, EACH, ITERATOR, LIST, NOTHING, PARTS, Task } from './task.ts';
import { pathOf } from './whereabouts.ts';

const BATCH = 1000;
const ASCII = /^\p{ASCII}*$/u;

// Opcodes; see opcodes.ts.
const MARK = 0x28;
const STOP = 0x2e;
const POP = 0x30;
const POP_MARK = 0x31;
const APPEND = 0x61;
const APPENDS = 0x65;
const BUILD = 0x62;
const DICT_OP = 0x64;
const LIST_OP = 0x6c;
const NONE = 0x4e;
const BINPERSID = 0x51;
const REDUCE = 0x52;
const SETITEM = 0x73;
const SETITEMS = 0x75;
const TUPLE = 0x74;
const EMPTY_TUPLE = 0x29;
const EMPTY_LIST = 0x5d;
const EMPTY_DICT = 0x7d;
const PROTO = 0x80;
const NEWOBJ = 0x81;
const EXT1 = 0x82;
const EXT2 = 0x83;
const EXT4 = 0x84;
const TUPLE1 = 0x85;
const TUPLE2 = 0x86;
const EMPTY_SET = 0x8f;
const ADDITEMS = 0x90;
const FROZENSET = 0x91;
const NEWOBJ_EX = 0x92;
const STACK_GLOBAL = 0x93;
const NEXT_BUFFER = 0x97;
const READONLY_BUFFER = 0x98;

const CODECS_ENCODE = new PyGlobal('_codecs', 'encode');
const BYTES = new PyGlobal('builtins', 'bytes');
const BYTEARRAY = new PyGlobal('builtins', 'bytearray');
const SET = new PyGlobal('builtins', 'set');
const FROZEN = new PyGlobal('builtins', 'frozenset');
const GETATTR = new PyGlobal('builtins', 'getattr');
const NEW = new PyGlobal('copyreg', '__newobj__');
const NEW_EX = new PyGlobal('copyreg', '__newobj_ex__');
const RECONSTRUCTOR = new PyGlobal('copyreg', '_reconstructor');

/** Bytes as the str that `_codecs.encode` gets below protocol 3. */
class Latin1Text {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** CPython has each bytes of length 0 and 1 only once, so all of them are shared. */
const TINY: readonly object[] = Array.from({ length: 257 }, () => ({}));

function tinyKey(source: Source): object | undefined {
  const size = sizeOf(source);
  if (size > 1) return undefined;
  return TINY[size === 0 ? 256 : (source instanceof Uint8Array ? source : source.bytes())[0]!];
}

export interface PicklerOptions {
  readonly protocol: number;
  /** What positions of arrays' payloads shall be multiples of, in bytes; 0 for any. */
  readonly align: number;
  readonly bufferCallback: ((buffer: PickleBuffer) => unknown) | null;
  readonly persistentId: ((value: unknown) => unknown) | null;
}

function isNamed(value: unknown, name: string): boolean {
  return PyGlobal.isPyGlobal(value) && value.name === name && value.module === 'copyreg';
}

/** Keys and values in turn, as they are now: a callback may change the dict while it is being written. */
function flattened(pairs: Iterable<readonly [unknown, unknown]>): unknown[] {
  const items: unknown[] = [];
  for (const [key, value] of pairs) items.push(key, value);
  return items;
}

export class Pickler extends Atoms {
  private readonly reducer: Reducer;
  private readonly options: PicklerOptions;
  private readonly memo = new Map<object, number>();
  private readonly globals = new Map<string, number>();
  private readonly tasks: Task[] = [];
  /** How many of the tasks are open. */
  private depth = 0;
  /** The depth at which cycles that nothing can end are looked for. */
  private checkAt = 1024;

  constructor(reducer: Reducer, options: PicklerOptions) {
    super(options.protocol, options.align);
    this.reducer = reducer;
    this.options = options;
  }

  /** Writes the pickle of a value in one piece. */
  dump(value: unknown): Uint8Array<ArrayBuffer> {
    this.write(value);
    return this.takeWhole();
  }

  /** Writes it in pieces: big payloads are the memory that they lie in. */
  dumpChunks(value: unknown): Uint8Array[] {
    this.write(value);
    return this.takeChunks();
  }

  private write(value: unknown): void {
    if (this.protocol >= 2) {
      this.op(PROTO);
      this.op(this.protocol);
    }
    if (this.protocol >= 4) this.openFrame();
    this.save(value);
    while (this.depth > 0) {
      const task = this.tasks[this.depth - 1]!;
      if (task.kind === BATCHES) this.stepBatches(task);
      else if (task.kind === PARTS) this.stepParts(task);
      else this.stepCall(task);
    }
    this.op(STOP);
    if (this.protocol >= 4) this.closeFrame();
  }

  protected override fail(message: string, cause?: unknown): never {
    throw new PicklingError(message, pathOf(this.tasks.slice(0, this.depth)), cause);
  }

  /** Writes a value that holds no others, and says so; of one that does, opens the task that will write it. */
  private save(value: unknown): boolean {
    if (this.at >= this.frameEnd) this.nextFrame();
    if (this.options.persistentId !== null) {
      const id = this.options.persistentId(value instanceof FreshText ? value.text : value);
      if (id !== undefined && id !== null) return this.savePersistent(value, id);
    }
    return this.saveValue(value);
  }

  private saveValue(value: unknown): boolean {
    switch (typeof value) {
      case 'number':
        this.writeNumber(value);
        return true;
      case 'string':
        this.saveString(value);
        return true;
      case 'object':
        if (value !== null) return this.saveObject(value);
        this.op(NONE);
        return true;
      case 'boolean':
        this.writeBoolean(value);
        return true;
      case 'bigint':
        this.writeBigInt(value);
        return true;
      default:
        return this.fail(refusal(value));
    }
  }

  private saveObject(value: object): boolean {
    const known = this.memo.get(value);
    if (known !== undefined) {
      this.writeGet(known);
      return true;
    }
    if (this.reducer.claim !== null) {
      const claimed = this.reduced(value, this.reducer.claim);
      if (claimed !== undefined) return this.saveReduction(claimed, value);
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Array.prototype) return this.saveList(value as unknown[]);
    if (prototype === Tuple.prototype) return this.saveTuple(value as Tuple);
    if (prototype === Map.prototype) return this.saveDict(value, flattened(value as Map<unknown, unknown>));
    if (prototype === Object.prototype || prototype === null) return this.saveRecordOf(value);
    if (prototype === Uint8Array.prototype) return this.saveBytes(value as Uint8Array, value, false);
    if (prototype === Set.prototype) return this.saveSet(value as Set<unknown>);
    return this.saveOther(value);
  }

  private saveOther(value: object): boolean {
    switch (ownKind(value)) {
      case 'Tuple':
        return this.saveTuple(value as Tuple);
      case 'PyFloat':
        this.writeFloat((value as PyFloat).value);
        return true;
      case 'PyGlobal':
        return this.saveGlobal(value as PyGlobal);
      case 'PyObject':
        return this.savePyObject(value as PyObject);
      case 'FrozenSet':
        return this.saveFrozenSet(value as FrozenSet);
      case 'ByteArray':
        return this.saveByteArray(value as Uint8Array);
      case 'PickleBuffer':
        return this.saveBuffer(value as PickleBuffer);
      case 'PyExtension':
        return this.saveExtension(value as PyExtension);
      case 'PyPersistent':
        return this.savePersistent(value, (value as PyPersistent).id);
    }
    if (value instanceof FreshText) {
      this.saveFresh(value);
      return true;
    }
    if (value instanceof PendingBytes) return this.saveBytes(value, value, true);
    if (value instanceof Latin1Text) {
      this.writeLatin1(value.bytes);
      return true;
    }
    const reduction = this.reduced(value, this.reducer.reduce);
    if (reduction !== undefined) return this.saveReduction(reduction, value);
    switch (builtinName(value)) {
      case 'Array':
        return this.saveList(value as unknown[]);
      case 'Map':
        return this.saveDict(value, flattened(value as Map<unknown, unknown>));
      case 'Set':
        return this.saveSet(value as Set<unknown>);
      case 'Object':
        return this.saveRecordOf(value);
      case 'Uint8Array':
      case 'Buffer':
        return this.saveBytes(value as Uint8Array, value, false);
      case 'DataView': {
        const { buffer, byteOffset, byteLength } = value as DataView;
        return this.saveBytes(new Uint8Array(buffer, byteOffset, byteLength), value, false);
      }
      case 'ArrayBuffer':
      case 'SharedArrayBuffer':
        return this.saveBytes(new Uint8Array(value as ArrayBuffer), value, false);
      default:
        return this.fail(refusal(value));
    }
  }

  /** What an entry says of a value. Whatever it throws arrives with the way to the value. */
  private reduced(value: object, reduce: (value: object) => Reduction | undefined): Reduction | undefined {
    try {
      return reduce.call(this.reducer, value);
    } catch (error) {
      if (error instanceof PicklingError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      return this.fail(message, error instanceof PickleError ? undefined : error);
    }
  }

  private remember(key: object): void {
    this.memo.set(key, this.memoize());
  }

  private begin(kind: number, object: object, items: readonly unknown[], make: number): Task {
    if (this.depth === this.tasks.length) this.tasks.push(new Task());
    if (this.depth === this.checkAt) this.checkCycles();
    const task = this.tasks[this.depth++]!;
    task.set(kind, object, items, make);
    return task;
  }

  /**
   * In Python each cycle passes through an object that is memoised before its parts, a list say. In JavaScript a
   * tuple can hold itself: it would be written for ever. Looked for at each doubling of the depth.
   */
  private checkCycles(): void {
    this.checkAt *= 2;
    const open = new Map<object, number>();
    for (let i = 0; i < this.depth; i++) {
      const { kind, object } = this.tasks[i]!;
      if (kind === BATCHES) continue;
      const count = (open.get(object) ?? 0) + 1;
      // Twice is how Python, too, writes what holds itself through its own arguments.
      if (count > 2)
        this.fail('a value holds itself through nothing but tuples and arguments, as none in Python can');
      open.set(object, count);
    }
  }

  // Containers

  private batches(object: object, items: readonly unknown[], unit: 1 | 2, rule: number): Task {
    const task = this.begin(BATCHES, object, items, 0);
    task.unit = unit;
    task.rule = rule;
    task.single = unit === 2 ? SETITEM : APPEND;
    task.several = unit === 2 ? SETITEMS : APPENDS;
    task.end = 0;
    task.closing = 0;
    task.last = false;
    return task;
  }

  private saveList(list: readonly unknown[]): boolean {
    if (this.protocol > 0) {
      this.op(EMPTY_LIST);
    } else {
      this.op(MARK);
      this.op(LIST_OP);
    }
    this.remember(list);
    if (list.length === 0) return true;
    this.batches(list, list, 1, this.protocol === 0 || list.length === 1 ? EACH : LIST);
    return false;
  }

  /** A plain object: a dict of its own enumerable properties. */
  private saveRecordOf(object: object): boolean {
    const items: unknown[] = [];
    for (const key of Object.keys(object)) items.push(key, (object as Record<string, unknown>)[key]);
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      if (Object.prototype.propertyIsEnumerable.call(object, symbol))
        this.fail(`a property whose name is a symbol can't be pickled: ${String(symbol)}`);
    }
    return this.saveDict(object, items);
  }

  private saveDict(object: object, items: readonly unknown[]): boolean {
    if (this.protocol > 0) {
      this.op(EMPTY_DICT);
    } else {
      this.op(MARK);
      this.op(DICT_OP);
    }
    this.remember(object);
    if (items.length === 0) return true;
    const unfit = unfitKey(items, 2);
    if (unfit !== null) this.fail(unfit);
    this.batches(object, items, 2, this.protocol === 0 || items.length === 2 ? EACH : DICT);
    return false;
  }

  private saveSet(set: ReadonlySet<unknown>): boolean {
    const items = [...set];
    const unfit = unfitKey(items, 1);
    if (unfit !== null) this.fail(unfit);
    if (this.protocol < 4) return this.saveReduction({ callable: SET, args: tuple(items) }, set);
    this.op(EMPTY_SET);
    this.remember(set);
    if (items.length === 0) return true;
    this.batches(set, items, 1, DICT).several = ADDITEMS;
    return false;
  }

  private saveFrozenSet(set: FrozenSet): boolean {
    const items = [...set];
    const unfit = unfitKey(items, 1);
    if (unfit !== null) this.fail(unfit);
    if (this.protocol < 4) return this.saveReduction({ callable: FROZEN, args: tuple(items) }, set);
    this.op(MARK);
    this.begin(PARTS, set, items, FROZENSET);
    return false;
  }

  private saveTuple(items: Tuple): boolean {
    const { length } = items;
    if (length === 0) {
      if (this.protocol === 0) {
        this.op(MARK);
        this.op(TUPLE);
      } else {
        this.op(EMPTY_TUPLE);
      }
      return true;
    }
    const short = length <= 3 && this.protocol >= 2;
    if (!short) this.op(MARK);
    this.begin(PARTS, items, items, short ? TUPLE1 - 1 + length : TUPLE);
    return false;
  }

  /**
   * Writes items until one is a container, and the opcodes between them. `EACH` adds one at a time (protocol 0, and
   * a lone item of a list or dict); the others a thousand at a time, and differ in what follows the last thousand:
   * `LIST` nothing; `DICT` (sets, too) an empty batch; `ITERATOR`, for subclasses, nothing, and adds a lone last
   * item by itself.
   */
  private stepBatches(task: Task): void {
    const { items } = task;
    let { i } = task;
    for (;;) {
      if (i === task.end && !this.nextBatch(task, i)) {
        this.depth--;
        return;
      }
      if (i < task.end) {
        task.i = i + 1;
        if (!this.save(items[i])) return;
        i++;
      }
    }
  }

  /** Ends the open batch and begins another; false where none follows. */
  private nextBatch(task: Task, i: number): boolean {
    const { rule, unit } = task;
    if (task.closing !== 0) this.op(task.closing);
    if (task.last) return false;
    const left = task.items.length - i;
    const full = BATCH * unit;
    if (rule === EACH || (rule === ITERATOR && (left === unit || this.protocol === 0))) {
      task.end = i + unit;
      task.closing = task.single;
      task.last = left === unit;
    } else {
      this.op(MARK);
      task.end = i + Math.min(full, left);
      task.closing = task.several;
      task.last = rule === DICT ? left < full : left <= full;
    }
    return true;
  }

  private stepParts(task: Task): void {
    const { items, make } = task;
    while (task.i < items.length) {
      const item = items[task.i++];
      if (!(make === BINPERSID ? this.saveValue(item) : this.save(item))) return;
    }
    this.depth--;
    switch (make) {
      case BINPERSID:
      case BUILD:
        this.op(make);
        return;
      case POP:
        this.dropResult(task);
        return;
      default:
        this.made(task);
    }
  }

  /** A tuple or frozenset whose items are written. One of them may have written it already: then that is it. */
  private made({ object, items, make }: Task): void {
    const known = this.memo.get(object);
    if (known === undefined) {
      this.op(make);
      this.remember(object);
      return;
    }
    if (make !== TUPLE && make !== FROZENSET) for (const _ of items) this.op(POP);
    else if (this.protocol > 0) this.op(POP_MARK);
    else for (let n = items.length; n >= 0; n--) this.op(POP);
    this.writeGet(known);
  }

  // Bytes

  /** `key`: the object that the memo knows these bytes by. */
  private saveBytes(source: Source, key: object, aligned: boolean): boolean {
    const tiny = tinyKey(source);
    if (tiny !== undefined) {
      const known = this.memo.get(tiny);
      if (known !== undefined) {
        this.writeGet(known);
        return true;
      }
    }
    if (this.protocol < 3) {
      const bytes = source instanceof Uint8Array ? source : source.bytes();
      return this.saveReduction(encoded(bytes), tiny ?? key);
    }
    this.writeBytes(source, aligned);
    this.remember(tiny ?? key);
    return true;
  }

  private saveByteArray(value: Uint8Array): boolean {
    if (this.protocol < 5) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.length);
      const args = value.length === 0 ? tuple() : tuple(bytes);
      return this.saveReduction({ callable: BYTEARRAY, args }, value);
    }
    this.writeByteArray(value, false);
    this.remember(value);
    return true;
  }

  private saveBuffer(buffer: PickleBuffer): boolean {
    if (this.protocol < 5) this.fail('a PickleBuffer can be pickled with protocol 5 only');
    const { bufferCallback } = this.options;
    if (bufferCallback !== null && bufferCallback(buffer) !== true) {
      this.op(NEXT_BUFFER);
      if (buffer.readonly) this.op(READONLY_BUFFER);
      return true;
    }
    if (buffer.readonly) this.writeBytes(buffer, true);
    else this.writeByteArray(buffer, true);
    this.remember(buffer);
    return true;
  }

  // Classes, functions and objects

  private saveGlobal(global: PyGlobal): boolean {
    const { module, name, fresh } = this.reducer.spell(global);
    const key = `${module}\n${name}`;
    const known = this.globals.get(key);
    if (known !== undefined) {
      this.memo.set(global, known);
      this.writeGet(known);
      return true;
    }
    if (this.protocol >= 4) {
      this.save(module);
      this.save(fresh ? new FreshText(name) : name);
      this.op(STACK_GLOBAL);
    } else {
      const dot = name.lastIndexOf('.');
      if (dot > 0) {
        const args = tuple(new PyGlobal(module, name.slice(0, dot)), new FreshText(name.slice(dot + 1)));
        return this.saveReduction({ callable: GETATTR, args }, null);
      }
      this.globalLines(module, name);
    }
    this.remember(global);
    this.globals.set(key, this.memoised - 1);
    return true;
  }

  private globalLines(module: string, name: string): void {
    const [m, n] = this.protocol < 3 ? toPython2(module, name) : [module, name];
    const text = `c${m}\n${n}`;
    if (/\n.*\n/s.test(text))
      this.fail(`protocol ${this.protocol} can't name ${module}.${name}: it has a line break`);
    if (this.protocol < 3 && !ASCII.test(text))
      this.fail(
        `protocol ${this.protocol} can't name ${module}.${name}, which is not ASCII: use protocol 3 or later`,
      );
    this.utf8Line(text);
  }

  private saveExtension({ code }: PyExtension): boolean {
    if (this.protocol < 2) this.fail(`extension code ${code} needs protocol 2 or later`);
    this.reserve(5);
    const width = code < 256 ? 1 : code < 65536 ? 2 : 4;
    this.bytes[this.at++] = width === 1 ? EXT1 : width === 2 ? EXT2 : EXT4;
    for (let i = 0; i < width; i++) this.bytes[this.at++] = (code >>> (8 * i)) & 255;
    return true;
  }

  private savePersistent(value: unknown, id: unknown): boolean {
    if (this.protocol > 0) {
      this.begin(PARTS, value as object, [id], BINPERSID);
      return false;
    }
    const text =
      typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '\n';
    if (!ASCII.test(text) || text.includes('\n'))
      this.fail('a persistent id must be ASCII text of one line, or an int, in protocol 0: use a later one');
    this.line(`P${text}`);
    return true;
  }

  /** `object`: what the memo knows the result by; null for a result that Python does not memoise. */
  private saveReduction(reduction: Reduction, object: object | null): boolean {
    const { callable, args, items, pairs } = reduction;
    const task = this.begin(CALL, object ?? reduction, [callable, args], object === null ? -REDUCE : REDUCE);
    if (this.protocol >= 2 && isNamed(callable, NEW.name)) {
      task.items = [args[0], withoutFirst(args)];
      task.make = NEWOBJ;
    } else if (this.protocol >= 4 && isNamed(callable, NEW_EX.name)) {
      task.items = [...args];
      task.make = NEWOBJ_EX;
    }
    task.appended = items === undefined ? null : [...items];
    task.pairs = pairs === undefined ? null : flattened(pairs);
    task.state = 'state' in reduction && reduction.state !== undefined ? reduction.state : NOTHING;
    task.calls = null;
    return false;
  }

  /** An object of an unknown class: all that the pickle that it came from said of it. */
  private savePyObject(object: PyObject): boolean {
    if (!object.exact) {
      this.fail(
        `${object} was loaded without { exact: true }, so it may have lost what tells floats from ints: load it so`,
      );
    }
    const { class: cls, args, kwargs, how } = object;
    const inLater = this.protocol >= 2;
    const task = this.begin(CALL, object, [cls, args], how === 'new' && inLater ? NEWOBJ : REDUCE);
    if (kwargs !== null) {
      const parts = [cls, args, kwargs];
      task.items = this.protocol >= 4 ? parts : [NEW_EX, tuple(...parts)];
      task.make = this.protocol >= 4 ? NEWOBJ_EX : REDUCE;
    } else if (how === 'reconstructor' || (how === 'new' && !inLater)) {
      task.items = [how === 'new' ? NEW : RECONSTRUCTOR, behind(cls, args)];
      task.make = REDUCE;
    }
    task.appended = object.items;
    task.pairs = object.pairs === null ? null : flattened(object.pairs);
    task.state = object.state === undefined ? NOTHING : object.state;
    task.calls = object.calls;
    return false;
  }

  private stepCall(task: Task): void {
    const { items } = task;
    for (;;) {
      const step = task.i++;
      if (step < items.length) {
        if (!this.save(items[step])) return;
        continue;
      }
      switch (step - items.length) {
        case 0:
          this.called(task);
          break;
        case 1:
          if (task.appended !== null && task.appended.length > 0) {
            this.batches(task.object, task.appended, 1, ITERATOR);
            return;
          }
          break;
        case 2:
          if (task.pairs !== null && task.pairs.length > 0) {
            this.batches(task.object, task.pairs, 2, ITERATOR);
            return;
          }
          break;
        case 3:
          if (task.state !== NOTHING && !this.save(task.state)) return;
          break;
        case 4:
          if (task.state !== NOTHING) this.op(BUILD);
          break;
        default: {
          const call = task.calls?.[step - items.length - 5];
          if (call === undefined) {
            this.depth--;
            return;
          }
          this.beginDropped(call, task.object);
          return;
        }
      }
    }
  }

  private called({ object, make }: Task): void {
    this.op(Math.abs(make));
    if (make < 0) return;
    const known = this.memo.get(object);
    if (known === undefined) {
      this.remember(object);
    } else {
      this.op(POP);
      this.writeGet(known);
    }
  }

  /** A call on the object whose result is dropped: how some set a state. A second `__setstate__` is one, too. */
  private beginDropped(call: PyObject, object: object): void {
    const { class: cls, args, how } = call;
    if (args[0] === object && PyGlobal.isPyGlobal(cls) && cls.name === 'object.__setstate__') {
      this.begin(PARTS, call, [args[1]], BUILD);
    } else if (how === 'new' && this.protocol < 2) {
      this.begin(PARTS, call, [NEW, behind(cls, args)], POP);
    } else {
      this.begin(
        PARTS,
        call,
        how === 'call' && args.length === 2 ? [cls, args[0], args[1]] : [cls, args],
        POP,
      );
    }
  }

  private dropResult({ object, items }: Task): void {
    // C writes a setter's two arguments as a tuple that it does not memoise, and this opcode at any protocol.
    if (items.length === 3) this.op(TUPLE2);
    this.op((object as PyObject).how === 'new' && this.protocol >= 2 ? NEWOBJ : REDUCE);
    this.op(POP);
  }
}

/** A tuple of a first item and those of another. */
function behind(first: unknown, items: readonly unknown[]): Tuple {
  const result = new Tuple(items.length + 1);
  result[0] = first;
  for (let i = 0; i < items.length; i++) result[i + 1] = items[i];
  return result;
}

function withoutFirst(items: readonly unknown[]): Tuple {
  const result = new Tuple(items.length - 1);
  for (let i = 1; i < items.length; i++) result[i - 1] = items[i];
  return result;
}

/** What makes bytes below protocol 3, which has none. */
function encoded(bytes: Uint8Array): Reduction {
  if (bytes.length === 0) return { callable: BYTES, args: tuple() };
  const text = bytes.length === 1 ? String.fromCharCode(bytes[0]!) : new Latin1Text(bytes);
  return { callable: CODECS_ENCODE, args: tuple(text, 'latin1') };
}

/**
 * The name of the built-in class that a value is a direct instance of, in whatever realm (a frame, Node's `vm`);
 * undefined for an instance of a subclass or of a class of somebody's own.
 */
function builtinName(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== 'object') return undefined;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag === 'Object') return Object.getPrototypeOf(prototype) === null ? tag : undefined;
  if (!Object.hasOwn(prototype, 'constructor')) return undefined;
  const { name } = prototype.constructor;
  return name === tag || (tag === 'Uint8Array' && name === 'Buffer') ? name : undefined;
}
