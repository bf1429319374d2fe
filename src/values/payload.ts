/**
 * Bytes of a pickle that nobody looked at yet: where they lie, not what they say. A class entry that
 * takes payloads (NumPy's arrays do) gets them so, uncopied and undecoded; before anything else receives
 * one, the machine makes a `Uint8Array` or a string of it.
 */

import { encodeLatin1, transcodeLatin1 } from './latin1.ts';

/** What the bytes are in Python. `str8` is a Python 2 `str`: bytes or text, its taker decides. */
export type PayloadKind = 'bytes' | 'bytearray' | 'buffer' | 'text' | 'str8';

export class Payload {
  readonly kind: PayloadKind;
  readonly source: Uint8Array;
  /** Where it starts, in bytes from the start of `source`. */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
  /** True for an out-of-band buffer that the pickle marks as read-only, and for `bytes`. */
  readonly readonly: boolean;
  /** What was made of it, so that one Python object stays one JS object. */
  value: unknown = undefined;

  constructor(
    kind: PayloadKind,
    source: Uint8Array,
    start: number,
    length: number,
    readonly = kind !== 'bytearray',
  ) {
    this.kind = kind;
    this.source = source;
    this.start = start;
    this.length = length;
    this.readonly = readonly;
  }

  /** The bytes, as a view. */
  bytes(): Uint8Array {
    return this.source.subarray(this.start, this.start + this.length);
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
  if (value instanceof Payload && value.kind !== 'text') return value;
  return value instanceof Uint8Array ? new Payload('bytes', value, 0, value.length) : undefined;
}
