/**
 * Classes, functions and the objects that they make; bytes, which protocols below 3 have no opcode for.
 *
 * Source: CPython's `save_reduce`, `save_global`, `save_bytes` and so on (`_pickle.c`).
 */

import { FreshText } from '../values/fresh-text.ts';
import type { PickleBuffer } from '../values/pickle-buffer.ts';
import type { PyExtension } from '../values/py-extension.ts';
import { PyGlobal } from '../values/py-global.ts';
import { PyObject } from '../values/py-object.ts';
import type { Reduction } from '../values/reduction.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { ContainerWriter, flattened } from './container-writer.ts';
import { unfitKey } from './dict-keys.ts';
import { toPython2 } from './fix-imports.ts';
import { type Source, sizeOf } from './frames.ts';
import type { Reducer } from './reducer.ts';
import { CALL, ITERATOR, NOTHING, PARTS, type Task } from './task.ts';

const ASCII = /^\p{ASCII}*$/u;

// Opcodes; see opcodes.ts.
const POP = 0x30;
const BUILD = 0x62;
const BINPERSID = 0x51;
const REDUCE = 0x52;
const NEWOBJ = 0x81;
const EXT1 = 0x82;
const EXT2 = 0x83;
const EXT4 = 0x84;
const TUPLE2 = 0x86;
const NEWOBJ_EX = 0x92;
const STACK_GLOBAL = 0x93;
const NEXT_BUFFER = 0x97;
const READONLY_BUFFER = 0x98;

const CODECS_ENCODE = /* @__PURE__ */ new PyGlobal('_codecs', 'encode');
const BYTES = /* @__PURE__ */ new PyGlobal('builtins', 'bytes');
const BYTEARRAY = /* @__PURE__ */ new PyGlobal('builtins', 'bytearray');
const GETATTR = /* @__PURE__ */ new PyGlobal('builtins', 'getattr');
const NEW = /* @__PURE__ */ new PyGlobal('copyreg', '__newobj__');
const PARTIAL = /* @__PURE__ */ new PyGlobal('functools', 'partial');
const NEW_EX = /* @__PURE__ */ new PyGlobal('copyreg', '__newobj_ex__');
const RECONSTRUCTOR = /* @__PURE__ */ new PyGlobal('copyreg', '_reconstructor');

/** Bytes as the str that `_codecs.encode` gets below protocol 3. */
export class Latin1Text {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** The bytes of a bytearray, which CPython copies for the pickle: shared with no others, of whatever length. */
export class CopiedBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** CPython has each bytes of length 0 and 1 only once, so all of them are shared. */
const TINY: readonly object[] = /* @__PURE__ */ Array.from({ length: 257 }, () => ({}));

export function tinyKey(source: Source): object | undefined {
  const size = sizeOf(source);
  if (size > 1) return undefined;
  return TINY[size === 0 ? 256 : (source instanceof Uint8Array ? source : source.bytes())[0]!];
}

/** What the pickler is told beyond what it writes. */
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

export abstract class ObjectWriter extends ContainerWriter {
  protected readonly reducer: Reducer;
  protected readonly options: PicklerOptions;
  /** The first of each name: that one is memoised. */
  private readonly globals = new Map<string, PyGlobal>();

  /** As {@link save}, without asking for a persistent id. */
  protected abstract saveValue(value: unknown): boolean;

  constructor(reducer: Reducer, options: PicklerOptions) {
    super(options.protocol, options.align);
    this.reducer = reducer;
    this.options = options;
  }

  /** Bytes. `key`: the object that the memo knows them by; null for what nothing else can hold. */
  protected saveBytes(source: Source, key: object | null, aligned: boolean): boolean {
    const tiny = tinyKey(source);
    const known = tiny === undefined ? undefined : this.memo.get(tiny);
    if (known === undefined) return this.saveBytesAs(source, tiny ?? key, aligned);
    this.writeGet(known);
    return true;
  }

  protected saveBytesAs(source: Source, key: object | null, aligned: boolean): boolean {
    if (this.protocol < 3) {
      const bytes = source instanceof Uint8Array ? source : source.bytes();
      return this.saveReduction(encoded(bytes), key ?? source);
    }
    this.writeBytes(source, aligned);
    if (key === null) this.memoize();
    else this.remember(key);
    return true;
  }

  protected saveByteArray(value: Uint8Array): boolean {
    if (this.protocol < 5) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.length);
      const args = value.length === 0 ? tuple() : tuple(new CopiedBytes(bytes));
      return this.saveReduction({ callable: BYTEARRAY, args }, value);
    }
    this.writeByteArray(value, false);
    this.remember(value);
    return true;
  }

  protected saveBuffer(buffer: PickleBuffer): boolean {
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

  protected saveGlobal(global: PyGlobal): boolean {
    const spelled = this.reducer.spell(global);
    if ('callable' in spelled) return this.saveReduction(spelled, global);
    const { module, name, fresh, extension } = spelled;
    if (extension !== undefined && this.protocol >= 2) return this.saveExtension({ code: extension });
    const key = `${module}\n${name}`;
    const known = this.memo.get(this.globals.get(key) ?? global);
    if (known !== undefined) {
      this.writeGet(known);
      return true;
    }
    this.globals.set(key, global);
    if (this.protocol >= 4) {
      this.save(module);
      this.save(fresh ? new FreshText(name) : name);
      this.op(STACK_GLOBAL);
    } else {
      const dot = name.lastIndexOf('.');
      if (dot > 0) {
        const args = tuple(new PyGlobal(module, name.slice(0, dot)), new FreshText(name.slice(dot + 1)));
        return this.saveReduction({ callable: GETATTR, args }, global);
      }
      this.globalLines(module, name);
    }
    this.remember(global);
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

  protected saveExtension({ code }: Pick<PyExtension, 'code'>): boolean {
    if (this.protocol < 2) this.fail(`extension code ${code} needs protocol 2 or later`);
    this.reserve(5);
    const width = code < 256 ? 1 : code < 65536 ? 2 : 4;
    this.bytes[this.at++] = width === 1 ? EXT1 : width === 2 ? EXT2 : EXT4;
    for (let i = 0; i < width; i++) this.bytes[this.at++] = (code >>> (8 * i)) & 255;
    return true;
  }

  protected savePersistent(value: unknown, id: unknown): boolean {
    if (this.protocol > 0) {
      // No id stands for the id itself.
      const task = this.begin(PARTS, value as object, [id], BINPERSID);
      task.i = 1;
      return this.saveValue(id) && this.start(task);
    }
    const text =
      typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint' ? String(id) : '\n';
    if (!ASCII.test(text) || text.includes('\n'))
      this.fail('a persistent id must be ASCII text of one line, or an int, in protocol 0: use a later one');
    this.line(`P${text}`);
    return true;
  }

  /** `object`: what the memo knows the result by. */
  protected override saveReduction(reduction: Reduction, object: object): boolean {
    const { callable, args, items, pairs } = reduction;
    const task = this.begin(CALL, object, [callable, args], REDUCE);
    if (this.protocol >= 2 && isNamed(callable, NEW.name)) {
      task.items = [args[0], withoutFirst(args)];
      task.make = NEWOBJ;
    } else if (this.protocol >= 2 && isNamed(callable, NEW_EX.name)) {
      if (args.length !== 3 || !Array.isArray(args[1]))
        this.fail('the arguments of copyreg.__newobj_ex__ must be a class, a tuple and a dict');
      this.newWithKeywords(task, args[0], args[1], args[2]);
    }
    task.appended = items === undefined ? null : [...items];
    task.pairs = pairs === undefined ? null : flattened(pairs);
    const unfit = task.pairs && unfitKey(task.pairs, 2);
    if (unfit) this.fail(unfit);
    task.state = 'state' in reduction && reduction.state !== undefined ? reduction.state : NOTHING;
    task.calls = null;
    return this.start(task);
  }

  /** `cls.__new__(cls, *args, **kwargs)`. Protocols 2 and 3, which have no opcode for it, call a `functools.partial` of that. */
  private newWithKeywords(task: Task, cls: unknown, args: unknown, kwargs: unknown): void {
    task.make = this.protocol >= 4 ? NEWOBJ_EX : REDUCE;
    if (this.protocol >= 4) task.items = [cls, args, kwargs];
    else if (this.protocol < 2) task.items = [NEW_EX, tuple(cls, args, kwargs)];
    else {
      const method = PyGlobal.isPyGlobal(cls)
        ? new PyGlobal(cls.module, `${cls.name}.__new__`)
        : new PyObject(GETATTR, 'call', tuple<unknown[]>(cls, '__new__'));
      const partial = new PyObject(PARTIAL, 'call', tuple(method));
      partial.state = tuple(method, behind(cls, args as readonly unknown[]), kwargs, null);
      task.items = [partial, tuple()];
    }
  }

  /** An object of an unknown class: all that the pickle that it came from said of it. */
  protected savePyObject(object: PyObject): boolean {
    if (!object.exact) {
      this.fail(
        `${object} was loaded without { exact: true }, so it may have lost what tells floats from ints: load it so`,
      );
    }
    const { class: cls, args, kwargs, how } = object;
    const inLater = this.protocol >= 2;
    const task = this.begin(CALL, object, [cls, args], how === 'new' && inLater ? NEWOBJ : REDUCE);
    if (kwargs !== null) {
      this.newWithKeywords(task, cls, args, kwargs);
    } else if (how === 'reconstructor' || (how === 'new' && !inLater)) {
      task.items = [how === 'new' ? NEW : RECONSTRUCTOR, behind(cls, args)];
      task.make = REDUCE;
    }
    task.appended = object.items;
    task.pairs = object.pairs === null ? null : flattened(object.pairs);
    task.state = object.state === undefined ? NOTHING : object.state;
    task.calls = object.calls;
    return this.start(task);
  }

  protected override step(task: Task): boolean {
    return task.kind === CALL ? this.stepCall(task) : super.step(task);
  }

  private stepCall(task: Task): boolean {
    const { items, object, appended, pairs, state } = task;
    for (;;) {
      const at = task.i++;
      if (at < items.length) {
        if (!this.save(items[at])) return false;
        continue;
      }
      switch (at - items.length) {
        case 0:
          this.called(task);
          if (appended === null && pairs === null) task.i += 2;
          break;
        case 1:
          if (appended === null || appended.length === 0) break;
          if (!this.start(this.batches(object, appended, 1, ITERATOR))) return false;
          break;
        case 2:
          if (pairs === null || pairs.length === 0) break;
          if (!this.start(this.batches(object, pairs, 2, ITERATOR))) return false;
          break;
        case 3:
          if (state !== NOTHING && !this.save(state)) return false;
          break;
        case 4:
          if (state !== NOTHING) this.op(BUILD);
          break;
        default: {
          const call = task.calls?.[at - items.length - 5];
          if (call === undefined) {
            this.depth--;
            return true;
          }
          if (!this.start(this.dropped(call, object))) return false;
        }
      }
    }
  }

  private called({ object, make }: Task): void {
    this.op(make);
    const known = this.memo.get(object);
    if (known === undefined) {
      this.remember(object);
    } else {
      this.op(POP);
      this.writeGet(known);
    }
  }

  /** A call on the object whose result is dropped: how some set a state. A second `__setstate__` is one, too. */
  private dropped(call: PyObject, object: object): Task {
    const { class: cls, args, how } = call;
    if (args[0] === object && PyGlobal.isPyGlobal(cls) && cls.name === 'object.__setstate__')
      return this.begin(PARTS, call, [args[1]], BUILD);
    if (how === 'new' && this.protocol < 2) return this.begin(PARTS, call, [NEW, behind(cls, args)], POP);
    return this.begin(
      PARTS,
      call,
      how === 'call' && args.length === 2 ? [cls, args[0], args[1]] : [cls, args],
      POP,
    );
  }

  private dropResult({ object, items }: Task): void {
    // C writes a setter's two arguments as a tuple that it does not memoise, and this opcode at any protocol.
    if (items.length === 3) this.op(TUPLE2);
    this.op((object as PyObject).how === 'new' && this.protocol >= 2 ? NEWOBJ : REDUCE);
    this.op(POP);
  }

  protected override finish(task: Task): void {
    const { make } = task;
    if (make === POP) this.dropResult(task);
    else if (make === BINPERSID || make === BUILD) this.op(make);
    else super.finish(task);
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
