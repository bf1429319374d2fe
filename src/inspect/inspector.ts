/**
 * Reads a pickle as the machine does, with what stands for values in place of them: an abstract interpretation. So it
 * knows which text is a global's name and which global is called, whatever way they took through stack and memo.
 *
 * It never says less than is there. Where Python's machine would stop with an error (an empty stack, an unset memo
 * slot), this one notes that and goes on. It reads each opcode once and keeps one reference for each value.
 */

import { UnpicklingError } from '../errors.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Tuple } from '../values/tuple.ts';
import { InspectedStack } from './inspected-stack.ts';
import { Bytes, Dict, List, LongText, Made, Named, UNKNOWN } from './values.ts';

/** Longer text names nothing, in bytes. */
export const LONGEST_NAME = 1000;
/** So many bytes are looked at. */
const FEW = 8;

/** What was found that is neither a global nor an array. */
export interface Finding {
  readonly level: 'unknown' | 'dangerous';
  readonly message: string;
  /** Of the opcode, in bytes from the start of the input. */
  readonly offset: number;
}

/** What lies between the opcodes, behind a BUILD. */
export interface Data {
  /** Whether a byte comes first that counts bytes before them. */
  readonly isPadded: boolean;
  /** In bytes. */
  readonly length: number;
  /** Told where they begin, in bytes from the start of the input. */
  passed(offset: number): void;
}

/** What knows the calls that give a value of which more must be known: names by call, data types, arrays. */
export interface Calls {
  /** What a call gives; undefined: something. */
  call(callee: Named, args: Tuple, inspector: Inspector): unknown;
  /** BUILD of what a call gave. */
  build(made: Made, state: unknown, inspector: Inspector): void;
}

export class Inspector extends InspectedStack {
  readonly #calls: Calls;
  readonly #byModule = new Map<string, Map<string, Named>>();
  /** In the order in which they are named. */
  readonly globals: Named[] = [];
  readonly findings: Finding[] = [];
  protocol = -1;
  highest = 0;
  opcodes = 0;
  buffers = 0;
  persistentIds = 0;
  extensions = 0;
  #data: Data | null = null;

  constructor(calls: Calls, maxDigits: number) {
    super(maxDigits, LONGEST_NAME);
    this.#calls = calls;
  }

  /** Says that behind this BUILD lie raw data. */
  follows(data: Data): void {
    this.#data = data;
  }

  /** Says that behind this BUILD lies a pickle of its own. */
  pickleFollows(): void {
    if (this.isWithin) this.flaw('data lie between the opcodes of a pickle that is such data itself');
    else this.enter();
  }

  note(level: Finding['level'], message: string): void {
    this.findings.push({ level, message, offset: this.offset });
  }

  /**
   * Reads one pickle, which begins at `start` of `size` bytes, and asks for those that it needs. Where it ends, in bytes
   * from the start of them all; -1 if it can't be read.
   */
  *read(start: number, size: number): Generator<number, number, Uint8Array> {
    this.begin(start, size);
    this.#data = null;
    for (;;) {
      const end = this.#run();
      if (end !== undefined) return end;
      this.feed(yield this.offset + this.reader.available);
    }
  }

  /** Reads as far as the bytes allow; undefined where more must be fed. */
  #run(): number | undefined {
    try {
      for (;;) {
        if (this.#data !== null) {
          const { isPadded, length, passed } = this.#data;
          if (!this.reader.skipData(isPadded, length)) return undefined;
          passed(this.start + this.reader.dataOffset);
          this.#data = null;
        }
        if (!this.reader.next()) return undefined;
        const { name, protocol } = this.reader.opcode;
        this.opcodes++;
        this.highest = Math.max(this.highest, protocol);
        if (name === 'STOP') {
          this.pop();
          if (!this.leave()) return this.offset + 1;
        } else this.#step(name);
      }
    } catch (error) {
      if (!(error instanceof UnpicklingError)) throw error;
      this.error ??= error;
    }
    return -1;
  }

  /** The global of that name; it counts as named. */
  named(module: string, name: string): Named {
    let inside = this.#byModule.get(module);
    if (inside === undefined) {
      inside = new Map();
      this.#byModule.set(module, inside);
    }
    let named = inside.get(name);
    if (named === undefined) {
      named = new Named(module, name, this.offset);
      inside.set(name, named);
      this.globals.push(named);
    }
    return named;
  }

  #global(module: unknown, name: unknown): void {
    if (typeof module === 'string' && typeof name === 'string') return this.push(this.named(module, name));
    const isData = (value: unknown) =>
      !(value instanceof Made || value instanceof LongText || value === UNKNOWN);
    if (isData(module) && isData(name)) this.flaw("a global's module and name must be str");
    else this.note('dangerous', 'names a class or function by text that it computes, or hides');
    this.push(UNKNOWN);
  }

  #call(called: unknown, args: unknown): void {
    this.objects++;
    const callee = (called instanceof Made && called.partialOf) || called;
    if (!(callee instanceof Named)) {
      // An error in Python for plain data; else whatever a call gave.
      if (callee instanceof Made || callee === UNKNOWN)
        this.note('dangerous', 'calls what another call gave');
      else this.flaw('this is not callable');
      this.push(new Made(undefined));
      return;
    }
    callee.use.called = true;
    const known = args instanceof Tuple ? args : new Tuple();
    this.push(this.#calls.call(callee, known, this) ?? new Made(callee));
  }

  #build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof Named) {
      target.use.built = true;
      this.note('dangerous', `sets attributes of ${target} itself, not of an object`);
    } else if (target instanceof Made) {
      if (target.by !== undefined) target.by.use.built = true;
      this.#calls.build(target, state, this);
    }
  }

  /** Items that something gets which may be no container: then it calls a method of it. */
  #extended(target: unknown): void {
    if (target instanceof Named) this.note('dangerous', `changes ${target} itself: adds items to it`);
  }

  #payload(): void {
    const { argumentOffset, argumentSize } = this.reader;
    const text = argumentSize <= FEW ? decodeLatin1(this.argument() as Uint8Array, 0, argumentSize) : null;
    this.push(new Bytes(this.start + argumentOffset, argumentSize, null, text));
  }

  #text(): void {
    const { argumentSize } = this.reader;
    this.push(argumentSize > LONGEST_NAME ? new LongText(argumentSize, null) : this.argument());
  }

  #tuple(items: unknown[]): void {
    const tuple = new Tuple(items.length);
    for (let i = 0; i < items.length; i++) tuple[i] = items[i];
    this.make(tuple);
  }

  #shortTuple(length: number): void {
    const items: unknown[] = [];
    for (let i = 0; i < length; i++) items.unshift(this.pop());
    this.#tuple(items);
  }

  #setItems(target: unknown, items: readonly unknown[]): void {
    this.#extended(target);
    if (!(target instanceof Dict)) return;
    for (let i = 0; i + 1 < items.length; i += 2) target.set(items[i], items[i + 1]);
  }

  #append(target: unknown, count: number): void {
    this.#extended(target);
    if (target instanceof List) target.length += count;
  }

  #step(name: string): void {
    switch (name) {
      case 'PROTO': {
        const version = this.argument() as number;
        this.protocol = Math.max(this.protocol, version);
        if (version > 5) this.flaw(`pickle protocol ${version} is not supported`);
        return;
      }
      case 'FRAME':
        return;
      case 'MARK':
        return this.mark();
      case 'POP':
        return this.drop();
      case 'POP_MARK':
        this.popMark();
        return;
      case 'DUP':
        return this.push(this.top());
      case 'MEMOIZE':
        return this.memoize();
      case 'PUT':
      case 'BINPUT':
      case 'LONG_BINPUT':
        return this.put(this.argument());
      case 'GET':
      case 'BINGET':
      case 'LONG_BINGET':
        return this.get(this.argument());
      case 'NONE':
        return this.push(null);
      case 'NEWTRUE':
      case 'NEWFALSE':
        return this.push(name === 'NEWTRUE');
      case 'INT':
      case 'BININT':
      case 'BININT1':
      case 'BININT2':
      case 'LONG':
        return this.push(this.argument());
      case 'LONG1':
      case 'LONG4':
        return this.push(this.reader.argumentSize > 8 ? null : this.argument());
      case 'FLOAT':
      case 'BINFLOAT':
        // NaN is what a StringDType may have for a missing string.
        return this.push(Number.isNaN(this.argument()) ? Number.NaN : UNKNOWN);
      case 'STRING':
      case 'BINSTRING':
      case 'SHORT_BINSTRING':
        return this.#python2Text();
      case 'UNICODE':
      case 'BINUNICODE':
      case 'SHORT_BINUNICODE':
      case 'BINUNICODE8':
        return this.#text();
      case 'BINBYTES':
      case 'SHORT_BINBYTES':
      case 'BINBYTES8':
      case 'BYTEARRAY8':
        return this.#payload();
      case 'NEXT_BUFFER':
        return this.push(new Bytes(null, null, this.buffers++));
      case 'READONLY_BUFFER':
        this.top();
        return;
      case 'EMPTY_TUPLE':
        return this.#tuple([]);
      case 'TUPLE':
        return this.#tuple(this.popMark());
      case 'TUPLE1':
      case 'TUPLE2':
      case 'TUPLE3':
        return this.#shortTuple(Number(name[5]));
      case 'EMPTY_LIST':
        return this.make(new List());
      case 'LIST': {
        const list = new List();
        list.length = this.popMark().length;
        return this.make(list);
      }
      case 'APPEND':
        this.pop();
        return this.#append(this.top(), 1);
      case 'APPENDS': {
        const { length } = this.popMark();
        return this.#append(this.top(), length);
      }
      case 'EMPTY_DICT':
        return this.make(new Dict());
      case 'DICT': {
        const dict = new Dict();
        this.#setItems(dict, this.popMark());
        return this.make(dict);
      }
      case 'SETITEM': {
        const value = this.pop();
        const key = this.pop();
        return this.#setItems(this.top(), [key, value]);
      }
      case 'SETITEMS': {
        const items = this.popMark();
        return this.#setItems(this.top(), items);
      }
      case 'EMPTY_SET':
        return this.make(new List());
      case 'ADDITEMS':
        this.popMark();
        return this.#extended(this.top());
      case 'FROZENSET':
        this.popMark();
        return this.make(new List());
      case 'GLOBAL': {
        const [module, inner] = this.#names();
        return this.#global(module, inner);
      }
      case 'STACK_GLOBAL': {
        const inner = this.pop();
        return this.#global(this.pop(), inner);
      }
      case 'INST': {
        const [module, inner] = this.#names();
        const args = this.popMark();
        this.#global(module, inner);
        this.#tuple(args);
        const tuple = this.pop();
        return this.#call(this.pop(), tuple);
      }
      case 'OBJ': {
        const [callee = UNKNOWN, ...args] = this.popMark();
        this.#tuple(args);
        return this.#call(callee, this.pop());
      }
      case 'REDUCE':
      case 'NEWOBJ': {
        const args = this.pop();
        return this.#call(this.pop(), args);
      }
      case 'NEWOBJ_EX': {
        this.pop();
        const args = this.pop();
        return this.#call(this.pop(), args);
      }
      case 'BUILD':
        return this.#build();
      case 'PERSID':
        this.persistentIds++;
        return this.make(new Made(undefined));
      case 'BINPERSID':
        this.pop();
        this.persistentIds++;
        return this.make(new Made(undefined));
      default:
        // EXT1, EXT2, EXT4
        this.extensions++;
        return this.make(new Made(undefined));
    }
  }

  /** Bytes or text: what takes it decides. As a name it is text. */
  #python2Text(): void {
    const { argumentOffset, argumentSize, opcode } = this.reader;
    if (argumentSize <= LONGEST_NAME) return this.push(this.argument());
    const raw =
      opcode.name === 'STRING' ? new Bytes(null, null) : new Bytes(this.start + argumentOffset, argumentSize);
    this.push(new LongText(argumentSize, raw));
  }

  /** The two lines of GLOBAL and INST. */
  #names(): readonly [unknown, unknown] {
    try {
      return this.reader.names();
    } catch (error) {
      this.flaw((error as Error).message);
      return [UNKNOWN, UNKNOWN];
    }
  }
}
