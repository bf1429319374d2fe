/**
 * Objects that are written by the thousand, all by the same opcodes, and so at once: the mirror of `Repeats`. The bytes
 * are those that their reductions give. Measured on small arrays: 0.6 of the time, for no reduction is made, nor a tuple
 * of it; and 0.4 at protocols 4 and 5, where the opcodes around the payload are copied from the object before, if that
 * differs in nothing else.
 */

import type { Repeated } from '../values/reduction.ts';
import { FRAME_TARGET, type Source } from './frames.ts';
import { ObjectWriter, tinyKey } from './object-writer.ts';

const NEXT_BUFFER = 0x97;
const READONLY_BUFFER = 0x98;
const SHORT_BINBYTES = 0x43;
const BINBYTES = 0x42;
const BYTEARRAY8 = 0x96;
const MARK = 0x28;
const TUPLE = 0x74;
const EMPTY_TUPLE = 0x29;
const TUPLE1 = 0x85;

/** More bytes than the opcodes of a pattern have, numbers and payload apart; and than a number has. */
const MOST = 128;
const MOST_OF_NUMBER = 10;
/** Up to so many bytes, a loop is quicker than the call that copies them. */
const FEW = 64;

const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/** Opcodes before or behind the payload of the object that was written last. */
class Piece {
  /** Where they lie. */
  start = 0;
  end = 0;
  /** How many objects they memoise. */
  memoised = 0;
  /** Which of these the object itself is; -1 for none. */
  own = -1;
}

function blank(): Repeated {
  return {
    pattern: '',
    parts: [],
    buffer: NO_BYTES.buffer,
    start: 0,
    length: 0,
    readonly: true,
    lend: null,
  };
}

function sameNumbers(a: readonly number[], b: unknown): boolean {
  if (!Array.isArray(b) || b.length !== a.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export abstract class RepeatWriter extends ObjectWriter {
  /** The prototype of the object that was last written so: what to try first with one that has it, too. */
  protected repeatedPrototype: unknown = undefined;
  private next = blank();
  private last = blank();
  /** What stands for the last one's parts in the pickle: of an object that is written already, its number. */
  private readonly known: unknown[] = [];
  /** Whether the pieces are of an object like the last one, and may be copied. */
  private isRecorded = false;
  /** Whether a callback gets the payload. */
  private isLent = false;
  private readonly before = new Piece();
  private readonly after = new Piece();
  /** All of the buffer met last. */
  private source: Uint8Array = NO_BYTES;

  /** Writes an object at once, where its reducer has a pattern for it and all that it shares is written; else false. */
  protected saveRepeated(object: object): boolean {
    const { reducer, options, next, last, known } = this;
    if (
      reducer.repeat === null ||
      options.align > 1 ||
      options.persistentId !== null ||
      reducer.claim !== null ||
      !reducer.repeat(object, next)
    )
      return false;
    const { parts, length } = next;
    let isSame = next.pattern === last.pattern && length === last.length && next.readonly === last.readonly;
    let most = MOST + length;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      const isShape = Array.isArray(part);
      if (isShape) most += MOST_OF_NUMBER * part.length;
      if (part === last.parts[i] || (isShape && sameNumbers(part, last.parts[i]))) continue;
      isSame = false;
      known[i] = part;
      if (isShape || typeof part !== 'object') continue;
      // Only what is written already is short, and needs no other objects.
      known[i] = this.memo.get(part instanceof Uint8Array ? tinyKey(part)! : part!);
      if (known[i] === undefined) {
        last.parts.length = 0;
        return false;
      }
    }
    this.last = next;
    this.next = last;
    this.isRecorded &&= isSame;
    // Between the objects of one that is written step by step, a frame may end.
    if (length >= FRAME_TARGET || this.at + most >= this.frameEnd) return false;
    this.reserve(most);
    if (this.isRecorded) {
      this.copyPiece(this.before, object);
      this.writeContents(object);
      this.copyPiece(this.after, object);
    } else {
      this.writePattern(object);
      this.repeatedPrototype = Object.getPrototypeOf(object);
    }
    return true;
  }

  protected override takeSettled(): Source[] {
    // What is left moves to the buffer's start.
    this.isRecorded = false;
    return super.takeSettled();
  }

  /** The opcodes of the last object once more. */
  private copyPiece({ start, end, memoised, own }: Piece, object: object): void {
    const { bytes } = this;
    let { at } = this;
    for (let i = start; i < end; i++) bytes[at++] = bytes[i]!;
    this.at = at;
    if (own >= 0) this.memo.add(object, this.memoised + own);
    this.memoised += memoised;
  }

  private writePattern(object: object): void {
    const { pattern } = this.last;
    const { known } = this;
    let piece = this.before;
    let part = 0;
    let first = this.memoised;
    piece.start = this.at;
    piece.own = -1;
    // Before protocol 4, objects are memoised by their numbers.
    this.isRecorded = this.protocol >= 4;
    this.isLent = pattern.includes('n');
    for (let i = 0; i < pattern.length; i++) {
      const step = pattern.charCodeAt(i);
      switch (step) {
        case 0x67: {
          // g: a GET
          const value = known[part++];
          if (typeof value === 'number') {
            this.writeGet(value);
          } else {
            const { memoised } = this;
            this.saveString(value as string);
            if (this.memoised > memoised) this.isRecorded = false;
          }
          break;
        }
        case 0x3d: // =
          piece.own = this.memoised - first;
          this.remember(object);
          break;
        case 0x2e: // .
          this.memoize();
          break;
        case 0x73: // s: a tuple of numbers
          if (this.writeShape(known[part++] as readonly number[])) i++;
          break;
        case 0x3f: // ?: a bool
          this.writeBoolean(known[part++] as boolean);
          break;
        case 0x70: // p: bytes or a bytearray
        case 0x6e: // n: a buffer, or what it holds
          piece.end = this.at;
          piece.memoised = this.memoised - first;
          this.writeContents(object);
          piece = this.after;
          piece.start = this.at;
          piece.own = -1;
          first = this.memoised;
          break;
        default:
          this.bytes[this.at++] = step;
      }
    }
    piece.end = this.at;
    piece.memoised = this.memoised - first;
  }

  /** True for the empty tuple, which is not memoised. */
  private writeShape(numbers: readonly number[]): boolean {
    const count = numbers.length;
    if (count > 3) this.bytes[this.at++] = MARK;
    for (let i = 0; i < count; i++) this.writeNumber(numbers[i]!);
    this.bytes[this.at++] = count > 3 ? TUPLE : count === 0 ? EMPTY_TUPLE : TUPLE1 - 1 + count;
    return count === 0;
  }

  /** The payload; where a callback takes it, what stands for it. */
  private writeContents(object: object): void {
    if (!this.isLent) {
      this.writeCopy();
      return;
    }
    const buffer = this.last.lend!(object);
    if (this.options.bufferCallback!(buffer) === true) {
      this.writeCopy();
      this.memoize();
      return;
    }
    this.bytes[this.at++] = NEXT_BUFFER;
    if (buffer.readonly) this.bytes[this.at++] = READONLY_BUFFER;
  }

  private writeCopy(): void {
    const { buffer, start, length, readonly } = this.last;
    if (readonly && length < 256) {
      this.bytes[this.at++] = SHORT_BINBYTES;
      this.bytes[this.at++] = length;
    } else {
      this.writeCount(readonly ? BINBYTES : BYTEARRAY8, length, readonly ? 4 : 8);
    }
    if (this.source.buffer !== buffer) this.source = new Uint8Array(buffer);
    const { source, bytes, at } = this;
    if (length > FEW) bytes.set(source.subarray(start, start + length), at);
    else for (let i = 0; i < length; i++) bytes[at + i] = source[start + i]!;
    this.at = at + length;
  }
}
