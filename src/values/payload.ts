/**
 * Bytes of a pickle that nobody looked at yet: where they lie, not what they say. A class entry that
 * takes payloads (NumPy's arrays do) gets them so, uncopied and undecoded; before anything else receives
 * one, the machine makes a `Uint8Array` or a string of it.
 */

import { encodeLatin1, transcodeLatin1 } from './latin1.ts';

/**
 * What the bytes are in Python. `str8` is a Python 2 `str`: bytes or text, its taker decides. `latin1` are bytes that
 * lie there as text.
 */
export type PayloadKind = 'bytes' | 'bytearray' | 'buffer' | 'text' | 'str8' | 'latin1';

/** Thrown where bytes are needed that were not read: the machine then asks its driver for them. */
export class Unread {
  readonly payload: Payload;

  constructor(payload: Payload) {
    this.payload = payload;
  }
}

export class Payload {
  declare readonly kind: PayloadKind;
  declare private memory: Uint8Array | null;
  /** Where it starts, in bytes from the start of `source`. Of one that was not read: from the start of the pickle. */
  declare start: number;
  /** Bytes. */
  declare length: number;
  /** True for an out-of-band buffer that the pickle marks as read-only, and for `bytes`. */
  declare readonly readonly: boolean;
  /** What was made of it, so that one Python object stays one JS object. */
  value: unknown = undefined;
  /** Whether somebody may hold a view of the bytes. */
  private viewed = false;

  /** `source`: null for one that a driver left unread. */
  constructor(
    kind: PayloadKind,
    source: Uint8Array | null,
    start: number,
    length: number,
    readonly = kind !== 'bytearray',
  ) {
    this.kind = kind;
    this.memory = source;
    this.start = start;
    this.length = length;
    this.readonly = readonly;
  }

  get source(): Uint8Array {
    if (this.memory === null) throw new Unread(this);
    return this.memory;
  }

  /** Whether it has so many bytes, or may have, where only reading it can tell. */
  holds(length: number): boolean {
    return this.length === length;
  }

  get isRead(): boolean {
    return this.memory !== null;
  }

  /** Gives one that was left unread its bytes. */
  fill(bytes: Uint8Array): void {
    this.memory = bytes;
    this.start = 0;
  }

  /** The bytes, as a view. */
  bytes(): Uint8Array {
    this.viewed = true;
    return this.source.subarray(this.start, this.start + this.length);
  }

  /**
   * Shifts the bytes to a multiple of 8, by at most 7 bytes, inside of memory that was given away: over the count and
   * opcode before them, which are read. Leaves them where those are too few, or a view exists.
   */
  align(): void {
    const { source, start, length } = this;
    const shift = (source.byteOffset + start) % 8;
    if (shift === 0 || this.viewed || this.value !== undefined || shift > this.headerSize()) return;
    source.copyWithin(start - shift, start, start + length);
    this.start = start - shift;
  }

  /** Bytes of the opcode and count of 4 or 8 bytes before the payload; 0 where there is another, or none. */
  private headerSize(): number {
    const { source, start, length } = this;
    const count = (at: number) =>
      source[at]! + source[at + 1]! * 2 ** 8 + source[at + 2]! * 2 ** 16 + source[at + 3]! * 2 ** 24;
    if (this.kind === 'buffer') return 0;
    if (start >= 5 && source[start - 5] === 0x42 && count(start - 4) === length) return 5;
    const isLong = start >= 9 && (source[start - 9] === 0x8e || source[start - 9] === 0x96);
    return isLong && count(start - 8) + count(start - 4) * 2 ** 32 === length ? 9 : 0;
  }
}

/**
 * The bytes that a str stands for in Latin-1: how protocols 0–2, which have no bytes, write them, and what
 * NumPy takes for what Python 2 wrote. Undefined for a str with a character above U+00FF, and for anything
 * else than a str.
 */
export function latin1Payload(text: unknown): Payload | undefined {
  let bytes: Uint8Array | undefined;
  if (typeof text === 'string') bytes = encodeLatin1(text);
  else if (text instanceof Payload && text.kind === 'text') {
    bytes = transcodeLatin1(text.source, text.start, text.start + text.length);
  }
  return bytes && new Payload('bytes', bytes, 0, bytes.length);
}

/** Bytes, however an entry got them, left where they lie; undefined for anything else. */
export function bytesPayload(value: unknown): Payload | undefined {
  // Touched, for how many they are may be known only when they were read.
  if (value instanceof Payload && value.kind !== 'text') return value.source && value;
  return value instanceof Uint8Array ? new Payload('bytes', value, 0, value.length) : undefined;
}
