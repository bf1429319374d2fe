/**
 * What pickles to opcodes of its own and holds nothing else: None, bool, int, float, str, bytes; and the memo.
 *
 * Source: CPython's `save_*` and `memo_put` (`_pickle.c`).
 */

import type { FreshText } from '../values/fresh-text.ts';
import { reprFloat } from '../values/repr.ts';
import { FRAME_TARGET, Frames, type Source, sizeOf } from './frames.ts';
import { finalHash, nextHash, StringTable } from './string-table.ts';
import {
  encodeRawUnicodeEscape,
  encodeUtf8,
  escapedSize,
  escapeLatin1,
  Latin1AsUtf8,
  utf8Of,
} from './utf8.ts';

const BINFLOAT = 0x47;
const BININT = 0x4a;
const BININT1 = 0x4b;
const BININT2 = 0x4d;
const LONG1 = 0x8a;
const LONG4 = 0x8b;
const BINUNICODE = 0x58;
const SHORT_BINUNICODE = 0x8c;
const BINUNICODE8 = 0x8d;
const UNICODE = 0x56;
const BINBYTES = 0x42;
const SHORT_BINBYTES = 0x43;
const BINBYTES8 = 0x8e;
const BYTEARRAY8 = 0x96;
const MEMOIZE = 0x94;
const BINPUT = 0x71;
const LONG_BINPUT = 0x72;
const BINGET = 0x68;
const LONG_BINGET = 0x6a;
const LF = 0x0a;

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
/** Longer decimal text Python's own `int()` refuses. */
const MAX_DIGITS = 4300;

export abstract class Atoms extends Frames {
  protected readonly protocol: number;
  /** How many objects were memoised: the number of the next one. */
  protected memoised = 0;
  protected readonly strings = StringTable.take();
  /** Of the str that was written last. */
  private hash = 0;
  private readonly otherStrings = new Map<string, number>();

  constructor(protocol: number, align: number) {
    super(align);
    this.protocol = protocol;
  }

  /** Says where in the value it is that can't be written. */
  protected abstract fail(message: string, cause?: unknown): never;

  protected op(code: number): void {
    this.reserve(1);
    this.bytes[this.at++] = code;
  }

  /** ASCII text, as the line-based opcodes of protocol 0 take. */
  protected line(text: string): void {
    this.reserve(text.length + 1);
    for (let i = 0; i < text.length; i++) this.bytes[this.at++] = text.charCodeAt(i);
    this.bytes[this.at++] = LF;
  }

  /** Text, as the lines of GLOBAL are. */
  protected utf8Line(text: string): void {
    this.reserve(3 * text.length + 1);
    this.at = encodeUtf8(text, this.bytes, this.at);
    this.bytes[this.at++] = LF;
  }

  /** Memoises what was written last; returns its number. */
  protected memoize(): number {
    const index = this.memoised++;
    if (this.protocol >= 4) this.op(MEMOIZE);
    else if (this.protocol === 0) this.line(`p${index}`);
    else this.indexed(BINPUT, LONG_BINPUT, index);
    return index;
  }

  protected writeGet(index: number): void {
    if (this.protocol === 0) this.line(`g${index}`);
    else this.indexed(BINGET, LONG_BINGET, index);
  }

  private indexed(short: number, long: number, index: number): void {
    this.reserve(5);
    if (index < 256) {
      this.bytes[this.at++] = short;
      this.bytes[this.at++] = index;
    } else {
      this.writeCount(long, index, 4);
    }
  }

  protected writeBoolean(value: boolean): void {
    if (this.protocol >= 2) this.op(value ? 0x88 : 0x89);
    else this.line(value ? 'I01' : 'I00');
  }

  protected writeInt32(value: number): void {
    if (this.protocol === 0) {
      this.line(`I${value}`);
      return;
    }
    this.reserve(5);
    if (value >= 0 && value < 256) {
      this.bytes[this.at++] = BININT1;
      this.bytes[this.at++] = value;
    } else if (value >= 0 && value < 65536) {
      this.bytes[this.at++] = BININT2;
      this.bytes[this.at++] = value & 255;
      this.bytes[this.at++] = value >> 8;
    } else {
      this.bytes[this.at] = BININT;
      this.view.setInt32(this.at + 1, value, true);
      this.at += 5;
    }
  }

  /** A number as Python's int or float: safe integers are ints, but for -0. */
  protected writeNumber(value: number): void {
    if ((value | 0) === value && !Object.is(value, -0)) this.writeInt32(value);
    else if (Number.isSafeInteger(value) && value !== 0) this.writeLong(value);
    else this.writeFloat(value);
  }

  protected writeFloat(value: number): void {
    if (this.protocol === 0) {
      this.line(`F${reprFloat(value)}`);
      return;
    }
    this.reserve(9);
    this.bytes[this.at] = BINFLOAT;
    this.view.setFloat64(this.at + 1, value);
    this.at += 9;
  }

  /** An integer of more than 32 bits. */
  private writeLong(value: number): void {
    if (this.protocol < 2) {
      this.line(`L${value}L`);
      return;
    }
    this.reserve(10);
    // The complement of a negative number has the same bytes, each inverted.
    const flip = value < 0 ? 255 : 0;
    let rest = value < 0 ? -value - 1 : value;
    const start = this.at + 2;
    let to = start;
    let byte = 0;
    while (rest > 0) {
      byte = rest % 256;
      rest = Math.floor(rest / 256);
      this.bytes[to++] = byte ^ flip;
    }
    if (byte >= 128) this.bytes[to++] = flip;
    this.bytes[this.at] = LONG1;
    this.bytes[this.at + 1] = to - start;
    this.at = to;
  }

  protected writeBigInt(value: bigint): void {
    if (value >= MIN_INT32 && value <= MAX_INT32) {
      this.writeInt32(Number(value));
    } else if (this.protocol < 2) {
      const text = value.toString();
      if (text.length - (value < 0n ? 1 : 0) > MAX_DIGITS) {
        this.fail(
          `an int of ${text.length} digits, which Python does not read as text: use protocol 2 or later`,
        );
      }
      this.line(`L${text}L`);
    } else {
      this.writeBigLong(value);
    }
  }

  private writeBigLong(value: bigint): void {
    const flip = value < 0n ? 255 : 0;
    const digits = (value < 0n ? ~value : value).toString(16);
    const hex = digits.length % 2 === 0 ? digits : `0${digits}`;
    const extra = hex.charCodeAt(0) >= 0x38 /* '8', or a letter: the sign's bit is taken */ ? 1 : 0;
    const size = hex.length / 2 + extra;
    this.reserve(5 + size);
    if (size < 256) {
      this.bytes[this.at++] = LONG1;
      this.bytes[this.at++] = size;
    } else {
      this.writeCount(LONG4, size, 4);
    }
    for (let i = hex.length; i > 0; i -= 2)
      this.bytes[this.at++] = Number.parseInt(hex.slice(i - 2, i), 16) ^ flip;
    if (extra) this.bytes[this.at++] = flip;
  }

  protected override release(): void {
    super.release();
    this.strings.release();
  }

  /** A str; equal ones are one object. */
  protected saveString(text: string): void {
    const { length } = text;
    if (length === 0 || 3 * length >= FRAME_TARGET || this.protocol === 0) {
      this.saveOtherString(text);
      return;
    }
    const recent = this.strings.recall(text);
    if (recent >= 0) {
      this.writeGet(recent);
      return;
    }
    const start = this.at;
    this.writeShort(text);
    const known = this.strings.add(this.view, start, this.at, this.hash, this.memoised);
    if (known < 0) {
      this.memoize();
    } else {
      this.at = start;
      this.strings.note(text, known);
      this.writeGet(known);
    }
  }

  /** One that does not lie in the buffer, may be moved there with its frame, or is not UTF-8. */
  private saveOtherString(text: string): void {
    const known = this.otherStrings.get(text);
    if (known !== undefined) {
      this.writeGet(known);
      return;
    }
    this.writeText(text);
    this.otherStrings.set(text, this.memoize());
  }

  /** A str that Python makes anew. Those of one Latin-1 character, or none, it has only once all the same. */
  protected saveFresh({ text }: FreshText): void {
    if (text.length === 0 || (text.length === 1 && text.charCodeAt(0) < 256)) {
      this.saveString(text);
    } else {
      this.writeText(text);
      this.memoize();
    }
  }

  private writeText(text: string): void {
    const { length } = text;
    if (this.protocol === 0) {
      this.reserve(6 * length + 2);
      this.bytes[this.at++] = UNICODE;
      this.at = encodeRawUnicodeEscape(text, this.bytes, this.at);
      this.bytes[this.at++] = LF;
      return;
    }
    if (3 * length >= FRAME_TARGET) this.writeUtf8(utf8Of(text));
    else this.writeShort(text);
  }

  /** A str of less than 64 KiB; leaves its hash. */
  private writeShort(text: string): void {
    const { length } = text;
    this.reserve(3 * length + 5);
    const { bytes } = this;
    const short = this.protocol >= 4 && length < 256;
    const start = this.at + (short ? 2 : 5);
    let end = start;
    let hash = 0;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        let at = end;
        end = encodeUtf8(text, bytes, end, i);
        while (at < end) hash = nextHash(hash, bytes[at++]!);
        break;
      }
      bytes[end++] = code;
      hash = nextHash(hash, code);
    }
    this.hash = finalHash(hash);
    const size = end - start;
    if (short && size < 256) {
      bytes[this.at] = SHORT_BINUNICODE;
      bytes[this.at + 1] = size;
      this.at = end;
      return;
    }
    // More bytes than characters: the size takes four, too.
    if (short) bytes.copyWithin(start + 3, start, end);
    this.writeCount(BINUNICODE, size, 4);
    this.at += size;
  }

  private writeUtf8(source: Source): void {
    const size = sizeOf(source);
    if (size < 2 ** 32) this.writePayload(BINUNICODE, 4, source, false);
    else if (this.protocol >= 4) this.writePayload(BINUNICODE8, 8, source, false);
    else this.fail('a str of 4 GiB or more: use protocol 4 or later');
  }

  /** The Latin-1 text that bytes stand for, as protocols 0 to 2 write them: a str of its own. */
  protected writeLatin1(source: Uint8Array): void {
    if (this.protocol === 0) {
      this.reserve(escapedSize(source) + 2);
      this.bytes[this.at++] = UNICODE;
      this.at = escapeLatin1(source, this.bytes, this.at);
      this.bytes[this.at++] = LF;
    } else {
      this.writeUtf8(new Latin1AsUtf8(source));
    }
    this.memoize();
  }

  /** Bytes, from protocol 3 on. `aligned`: they are an array's. */
  protected writeBytes(source: Source, aligned: boolean): void {
    const size = sizeOf(source);
    if (size < 256) this.writePayload(SHORT_BINBYTES, 1, source, aligned);
    else if (size < 2 ** 32) this.writePayload(BINBYTES, 4, source, aligned);
    else if (this.protocol >= 4) this.writePayload(BINBYTES8, 8, source, aligned);
    else this.fail('4 GiB of bytes or more: use protocol 4 or later');
  }

  /** A bytearray, in protocol 5. */
  protected writeByteArray(source: Uint8Array, aligned: boolean): void {
    this.writePayload(BYTEARRAY8, 8, source, aligned);
  }
}
