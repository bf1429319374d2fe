/**
 * The pickle machine: turns opcodes into values. It knows nothing of NumPy; classes and functions are
 * looked up in a registry, and nothing outside it is ever called.
 *
 * It does not know where its bytes come from. It runs on what it was fed; with too few it goes back to the
 * start of the opcode and says what it needs. State changes only between opcodes.
 *
 * It is one object in layers, each knowing those before it: `Window` (bytes), `TextArguments`, `Workspace` (stack and
 * memo), `Claims` (what all may cost), `OutOfBand` (buffers), `Dicts`, `DroppedCalls`, `ObjectBuilder`, `LateItems` (of big
 * dicts), `ContainerBuilder`, `TextOpcodes` (protocol 0), `Repeats` and `Batches` (many of a kind at once), and here the
 * others.
 *
 * Semantics: CPython's C unpickler (`Modules/_pickle.c`).
 */

import { UnpicklingError } from '../errors.ts';
import { decodeLong } from '../values/integers.ts';
import { Payload, type PayloadKind } from '../values/payload.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { Batches } from './batches.ts';
import { Memo } from './memo.ts';
import { ARGUMENT_SIZE, LONGEST_ARGUMENT, OPCODES } from './opcodes.ts';
import { DONE, NEED, type Status } from './window.ts';
import { LONG_TEXT, PendingList } from './workspace.ts';

const HIGHEST_PROTOCOL = 5;

export class Unpickler extends Batches {
  /** The furthest that a FRAME says the pickle reaches, and that frame's offset. */
  #frameEnd = 0;
  #frameAt = 0;

  /** See {@link DONE}. */
  result: unknown = undefined;

  /** Bytes or text whose count of `width` bytes follows the opcode. */
  #payload(width: 1 | 4 | 8, kind: PayloadKind): Status {
    const at = this.p + 1;
    const length =
      width === 1
        ? this.bytes[at]!
        : width === 4
          ? this.view.getUint32(at, true)
          : this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
    return this.take(kind, 1 + width, length);
  }

  /** A payload of `length` bytes, `header` bytes behind `p`. */
  protected take(kind: PayloadKind, header: number, length: number): Status {
    const start = this.p + header;
    if (length > this.end - start) return this.missing(kind, header, length);
    if (kind === 'text' && length <= LONG_TEXT) this.push(this.decode(this.bytes, start, start + length));
    else this.push(new Payload(kind, this.bytes, start, length));
    this.p = start + length;
    return DONE;
  }

  /** Of such a payload, some bytes are not there. */
  protected missing(_kind: PayloadKind, header: number, length: number): Status {
    return this.short(header + length);
  }

  #binString(): Status {
    const length = this.view.getInt32(this.p + 1, true);
    if (length < 0) this.fail(`a count of ${length} bytes is negative`);
    return this.#payload(4, 'str8');
  }

  #long(width: 1 | 4): Status {
    const at = this.p + 1;
    const length = width === 1 ? this.bytes[at]! : this.view.getInt32(at, true);
    if (length < 0) this.fail(`a count of ${length} bytes is negative`);
    const start = at + width;
    if (length > this.end - start) return this.short(1 + width + length);
    this.push(decodeLong(this.bytes, start, start + length));
    this.p = start + length;
    return DONE;
  }

  protected frame(): void {
    const length = this.view.getUint32(this.p + 1, true) + this.view.getUint32(this.p + 5, true) * 2 ** 32;
    const end = this.offset + 9 + length;
    if (end > this.#frameEnd) {
      this.#frameEnd = end;
      this.#frameAt = this.offset;
    }
  }

  #proto(): void {
    const version = this.bytes[this.p + 1]!;
    if (version > HIGHEST_PROTOCOL) {
      this.fail(`pickle protocol ${version} is not supported: the highest known is ${HIGHEST_PROTOCOL}`);
    }
    this.setProtocol(version);
  }

  /** Runs as far as the bytes allow. After an error the machine is of no further use. */
  run(): Status {
    try {
      return this.loop();
    } catch (error) {
      throw this.wrapped(error);
    }
  }

  protected stop(): Status {
    if (this.base + this.end < this.#frameEnd) {
      if (this.closed) {
        const left = this.base + this.end - this.#frameAt;
        throw new UnpicklingError(
          `the pickle is truncated: FRAME needs ${this.#frameEnd - this.#frameAt} bytes, ${left} are left`,
          { offset: this.#frameAt, opcode: 'FRAME' },
        );
      }
      return this.short(this.#frameEnd - this.offset);
    }
    this.settleDropped();
    const value = this.finished(this.popResolved());
    if (this.unknown !== null) throw this.unsupported(this.unknown);
    if (this.newest !== undefined) this.unfinished.set(this.newest, this.newestAt);
    for (const offset of this.unfinished.values()) {
      throw new UnpicklingError('an array is made here and never gets its data', {
        offset,
        opcode: 'REDUCE',
      });
    }
    this.p += 1;
    this.result = value;
    this.stack = [];
    this.memo = new Memo();
    return DONE;
  }

  protected loop(): Status {
    for (;;) {
      const at = this.p;
      const code = this.bytes[at]!;
      if (at >= this.end - LONGEST_ARGUMENT || this.isCareful) {
        if (this.isCareful) this.save();
        if (at >= this.end) return this.short(1);
        if (at + 1 + ARGUMENT_SIZE[code]! > this.end) return this.short(1 + ARGUMENT_SIZE[code]!);
      }
      let status: Status = DONE;
      switch (code) {
        case 0x28: // MARK
          this.p = at + 1;
          if (!this.batches()) this.mark();
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
          this.pushFloat(this.view.getFloat64(at + 1, false));
          this.p = at + 9;
          break;
        case 0x94: // MEMOIZE
          this.put(this.memo.count);
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
          this.getObject(this.bytes[at + 1]!, 2);
          break;
        case 0x6a: // LONG_BINGET
          this.getObject(this.view.getUint32(at + 1, true), 5);
          break;
        case 0x4e: // NONE
          this.push(null);
          break;
        case 0x88: // NEWTRUE
          this.push(true);
          break;
        case 0x89: // NEWFALSE
          this.push(false);
          break;
        case 0x8c: // SHORT_BINUNICODE
          status = this.#payload(1, 'text');
          break;
        case 0x58: // BINUNICODE
          status = this.#payload(4, 'text');
          break;
        case 0x8d: // BINUNICODE8
          status = this.#payload(8, 'text');
          break;
        case 0x43: // SHORT_BINBYTES
          status = this.#payload(1, 'bytes');
          break;
        case 0x42: // BINBYTES
          status = this.#payload(4, 'bytes');
          break;
        case 0x8e: // BINBYTES8
          status = this.#payload(8, 'bytes');
          break;
        case 0x96: // BYTEARRAY8
          status = this.#payload(8, 'bytearray');
          break;
        case 0x55: // SHORT_BINSTRING
          status = this.#payload(1, 'str8');
          break;
        case 0x54: // BINSTRING
          status = this.#binString();
          break;
        case 0x8a: // LONG1
          status = this.#long(1);
          break;
        case 0x8b: // LONG4
          status = this.#long(4);
          break;
        case 0x85: // TUPLE1
        case 0x86: // TUPLE2
        case 0x87: // TUPLE3
          if (!this.shortTuple(code - 0x84)) return NEED;
          break;
        case 0x74: // TUPLE
          if (!this.markedTuple()) return NEED;
          break;
        case 0x29: // EMPTY_TUPLE
          this.push(new Tuple());
          break;
        case 0x5d: // EMPTY_LIST
          this.push(new PendingList());
          break;
        case 0x7d: // EMPTY_DICT
          this.push(this.newDict());
          break;
        case 0x8f: // EMPTY_SET
          this.push(new Set());
          break;
        case 0x61: // APPEND
          this.peek(0);
          this.append(this.sp - 1);
          break;
        case 0x65: // APPENDS
          this.append(this.popMark());
          break;
        case 0x73: // SETITEM
          this.peek(1);
          this.setItems(this.sp - 2);
          break;
        case 0x75: // SETITEMS
          this.setMarkedItems();
          break;
        case 0x93: // STACK_GLOBAL
          this.stackGlobal();
          break;
        case 0x52: // REDUCE
          this.reduce('call');
          break;
        case 0x81: // NEWOBJ
          this.reduce('new');
          break;
        case 0x62: // BUILD
          status = this.build();
          this.p = at + 1;
          break;
        case 0x95: // FRAME
          this.frame();
          this.p = at + 9;
          break;
        case 0x80: // PROTO
          this.#proto();
          this.p = at + 2;
          break;
        case 0x2e: // STOP
          return this.stop();
        default:
          status = this.#rare(code);
      }
      if (status !== DONE) return status;
      // What has no argument has not moved on.
      if (this.p === at) this.p = at + 1;
    }
  }

  /** Opcodes that no current pickler writes often. */
  #rare(code: number): Status {
    switch (code) {
      case 0x30: // POP
        if (this.markCount > 0 && this.sp === this.fence) this.popMark();
        else this.drop();
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
        const target = this.resolveList(this.target(start));
        if (target instanceof Set) this.addItems(target, start);
        else if (this.unknown === null && this.sp > start)
          this.fail(`can't add items to a ${typeName(target)}`);
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
        this.extension(this.bytes[this.p + 1]!);
        this.p += 2;
        break;
      case 0x83: // EXT2
        this.extension(this.view.getUint16(this.p + 1, true));
        this.p += 3;
        break;
      case 0x84: // EXT4
        this.extension(this.view.getInt32(this.p + 1, true));
        this.p += 5;
        break;
      default:
        if (OPCODES[code]?.argument.startsWith('line') === true) return this.line(code);
        this.noOpcode(code);
    }
    return DONE;
  }
}
