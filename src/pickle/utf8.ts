/** Text as pickles hold it: UTF-8 with lone surrogates (Python's `surrogatepass`), raw-unicode-escape, Latin-1. */

import { PendingBytes } from '../values/pending-bytes.ts';

/** Writes the UTF-8 of a text from unit `from` on, at most three bytes for each, and returns where it ends. */
export function encodeUtf8(text: string, bytes: Uint8Array, at: number, from = 0): number {
  const { length } = text;
  for (let i = from; i < length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
    } else {
      if ((code & 0xfc00) === 0xd800 && i + 1 < length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
        bytes[at++] = 0xf0 | (code >> 18);
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (code >> 12);
      }
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

const encoder = new TextEncoder();

/** The UTF-8 of a long text, in memory of its own. */
export function utf8Of(text: string): Uint8Array {
  // The engine's encoder is faster, but puts U+FFFD in place of lone surrogates.
  if ((text as { isWellFormed?(): boolean }).isWellFormed?.() ?? false) return encoder.encode(text);
  const bytes = new Uint8Array(3 * text.length);
  return bytes.slice(0, encodeUtf8(text, bytes, 0));
}

const DIGITS = '0123456789abcdef';

function escaped(code: number, digits: number, bytes: Uint8Array, at: number): number {
  bytes[at++] = 0x5c;
  bytes[at++] = digits === 4 ? 0x75 : 0x55;
  for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    bytes[at++] = DIGITS.charCodeAt((code >>> shift) & 15);
  return at;
}

/** What protocol 0 escapes of Latin-1, so that each text stays one line: NUL, LF, CR, Ctrl-Z, the backslash. */
function mustEscape(code: number): boolean {
  return code === 0x5c || code === 0 || code === 0x0a || code === 0x0d || code === 0x1a;
}

/** Writes a text as protocol 0 does, at most six bytes for each of its units, and returns where it ends. */
export function encodeRawUnicodeEscape(text: string, bytes: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i)!;
    if (code >= 0x10000) {
      at = escaped(code, 8, bytes, at);
      i++;
    } else if (code >= 0x100 || mustEscape(code)) {
      at = escaped(code, 4, bytes, at);
    } else {
      bytes[at++] = code;
    }
  }
  return at;
}

/** Bytes that {@link escapeLatin1} writes. */
export function escapedSize(source: Uint8Array): number {
  let size = source.length;
  for (let i = 0; i < source.length; i++) if (mustEscape(source[i]!)) size += 5;
  return size;
}

/** As {@link encodeRawUnicodeEscape}, of the Latin-1 text that bytes stand for. */
export function escapeLatin1(source: Uint8Array, bytes: Uint8Array, at: number): number {
  for (const code of source) {
    if (mustEscape(code)) at = escaped(code, 4, bytes, at);
    else bytes[at++] = code;
  }
  return at;
}

/** Bytes that are transcoded at a time, where they need not be in memory all at once. */
const SLAB = 2 ** 19;

/** The UTF-8 of the Latin-1 text that bytes stand for: how protocols 1 and 2 hold bytes. */
export class Latin1AsUtf8 extends PendingBytes {
  readonly nbytes: number;
  private readonly source: Uint8Array;

  constructor(source: Uint8Array) {
    super();
    let high = 0;
    for (let i = 0; i < source.length; i++) high += source[i]! >> 7;
    this.source = source;
    this.nbytes = source.length + high;
  }

  view(): Uint8Array | null {
    return this.nbytes === this.source.length ? this.source : null;
  }

  override *slabs(): Generator<Uint8Array> {
    const { source } = this;
    if (this.view() !== null) yield source;
    else
      for (let i = 0; i < source.length; i += SLAB)
        yield new Latin1AsUtf8(source.subarray(i, i + SLAB)).bytes();
  }

  writeTo(target: Uint8Array, at: number): void {
    const { source } = this;
    for (let i = 0; i < source.length; i++) {
      const code = source[i]!;
      if (code >= 0x80) target[at++] = 0xc0 | (code >> 6);
      target[at++] = code < 0x80 ? code : 0x80 | (code & 0x3f);
    }
  }
}
