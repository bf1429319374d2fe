/**
 * Objects that are written by the thousand, all by the same opcodes, and so at once: the mirror of `Repeats`. The bytes
 * are those that their reductions give. Measured: 0.6 of the time, for no reduction is made, nor a tuple of it.
 */

import type { PickleBuffer } from '../values/pickle-buffer.ts';
import type { Repeated } from '../values/reduction.ts';
import { FRAME_TARGET } from './frames.ts';
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

export abstract class RepeatWriter extends ObjectWriter {
  private readonly repeated: Repeated = {
    pattern: '',
    parts: [],
    buffer: new ArrayBuffer(0),
    start: 0,
    length: 0,
    readonly: true,
    lend: null,
  };
  /** All of the buffer met last. */
  private source: Uint8Array = new Uint8Array(0);

  /** Writes an object at once, where its reducer has a pattern for it and all that it shares is written; else false. */
  protected saveRepeated(object: object): boolean {
    const { repeated, reducer, options } = this;
    const { parts } = repeated;
    if (
      reducer.repeat === null ||
      options.align > 1 ||
      options.persistentId !== null ||
      reducer.claim !== null
    )
      return false;
    parts.length = 0;
    if (!reducer.repeat(object, repeated)) return false;
    const { pattern, length } = repeated;
    let most = MOST + length;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (Array.isArray(part)) {
        most += MOST_OF_NUMBER * part.length;
      } else if (typeof part === 'object') {
        // Only what is written already is short, and needs no other objects.
        const known = this.memo.get(part instanceof Uint8Array ? tinyKey(part)! : part!);
        if (known === undefined) return false;
        parts[i] = known;
      }
    }
    // Between the objects of one that is written step by step, a frame may end.
    if (length >= FRAME_TARGET || this.at + most >= this.frameEnd) return false;
    this.reserve(most);
    this.writePattern(pattern, object);
    return true;
  }

  private writePattern(pattern: string, object: object): void {
    const { parts } = this.repeated;
    let part = 0;
    for (let i = 0; i < pattern.length; i++) {
      const step = pattern.charCodeAt(i);
      switch (step) {
        case 0x67: {
          // g: a GET
          const value = parts[part++];
          if (typeof value === 'number') this.writeGet(value);
          else this.saveString(value as string);
          break;
        }
        case 0x3d: // =
          this.remember(object);
          break;
        case 0x2e: // .
          this.memoize();
          break;
        case 0x73: // s: a tuple of numbers
          if (this.writeShape(parts[part++] as readonly number[])) i++;
          break;
        case 0x3f: // ?: a bool
          this.writeBoolean(parts[part++] as boolean);
          break;
        case 0x70: // p: bytes or a bytearray
          this.writeCopy();
          break;
        case 0x6e: // n: a buffer, or what it holds
          if (this.lend()) {
            this.writeCopy();
            this.memoize();
          }
          break;
        default:
          this.bytes[this.at++] = step;
      }
    }
  }

  /** True for the empty tuple, which is not memoised. */
  private writeShape(numbers: readonly number[]): boolean {
    const count = numbers.length;
    if (count > 3) this.bytes[this.at++] = MARK;
    for (let i = 0; i < count; i++) this.writeNumber(numbers[i]!);
    this.bytes[this.at++] = count > 3 ? TUPLE : count === 0 ? EMPTY_TUPLE : TUPLE1 - 1 + count;
    return count === 0;
  }

  /** Gives a buffer away; true where it shall stay. */
  private lend(): boolean {
    const buffer: PickleBuffer = this.repeated.lend!();
    if (this.options.bufferCallback!(buffer) === true) return true;
    this.bytes[this.at++] = NEXT_BUFFER;
    if (buffer.readonly) this.bytes[this.at++] = READONLY_BUFFER;
    return false;
  }

  private writeCopy(): void {
    const { buffer, start, length, readonly } = this.repeated;
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
