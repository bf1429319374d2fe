/** Text in a pickle: UTF-8 with Python's `surrogatepass`, and the escapes of protocol 0. */

import { decodeLatin1, FastBuffer, type FastBytes } from '../values/latin1.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Right only for bytes that are all ASCII: by the WHATWG standard, 'latin1' is windows-1252. */
const ascii = new TextDecoder('latin1');

/** A decoder may refuse shared memory, so such a piece is copied first. */
function piece(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return bytes.buffer instanceof ArrayBuffer ? bytes.subarray(start, end) : bytes.slice(start, end);
}

/** True when every byte is ASCII. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end && bytes[i]! < 0x80) i++;
  return i === end;
}

/**
 * Strict UTF-8, but surrogates pass: what Python's `str(bytes, 'utf-8', 'surrogatepass')` accepts. Throws where it is
 * invalid.
 */
function decodeSurrogatePass(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end - 2; i++) {
    const high = bytes[i + 1]!;
    const low = bytes[i + 2]!;
    if (bytes[i] !== 0xed || high >> 5 !== 5 || low >> 6 !== 2) continue;
    text += utf8.decode(piece(bytes, start, i));
    text += String.fromCharCode(0xd000 | ((high & 0x3f) << 6) | (low & 0x3f));
    i += 2;
    start = i + 1;
  }
  return text + utf8.decode(piece(bytes, start, end));
}

const WINDOW = 512;

/**
 * Decodes the strings of one stretch of memory. Short ASCII strings, which are most, are cut from a
 * window that is decoded once: a decoder's call costs ~100 ns, a substring ~10.
 */
export class TextReader {
  readonly #bytes: Uint8Array;
  readonly #fast: FastBytes | undefined;
  #window = '';
  #start = 0;
  #end = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#fast = FastBuffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes of which those that matter are ASCII, one character each. */
  #latin1(start: number, end: number): string {
    return this.#fast === undefined
      ? ascii.decode(piece(this.#bytes, start, end))
      : this.#fast.latin1Slice(start, end);
  }

  #ascii(start: number, end: number, limit: number): string {
    if (end - start > WINDOW / 2) return this.#latin1(start, end);
    if (start < this.#start || end > this.#end) {
      this.#start = start;
      this.#end = Math.min(start + WINDOW, limit);
      this.#window = this.#latin1(start, this.#end);
    }
    return this.#window.substring(start - this.#start, end - this.#start);
  }

  /**
   * The UTF-8 text in bytes `start` to `end`, lone surrogates and a leading BOM kept; undefined where it
   * is invalid. `limit`: how far memory may be read ahead.
   */
  utf8(start: number, end: number, limit: number): string | undefined {
    if (isAscii(this.#bytes, start, end)) return this.#ascii(start, end, limit);
    // Measured: a third of a TextDecoder's time.
    const text = this.#fast?.utf8Slice(start, end);
    if (text?.includes('\ufffd') === false) return text;
    try {
      return decodeSurrogatePass(this.#bytes, start, end);
    } catch {
      return undefined;
    }
  }
}

/** What may follow a backslash, and what these two are. */
const ESCAPES = `\\'"abfnrtv`;
const ESCAPED = `\\'"\x07\b\f\n\r\t\v`;

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/**
 * The bytes that a Python `b'…'` literal's inside stands for (`codecs.escape_decode`); undefined where an
 * escape is malformed. What STRING takes.
 */
export function unescapeBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array<ArrayBuffer> | undefined {
  const result = new Uint8Array(end - start);
  let size = 0;
  for (let i = start; i < end; ) {
    const byte = bytes[i++]!;
    if (byte !== 0x5c) {
      result[size++] = byte;
      continue;
    }
    if (i === end) return undefined;
    const escape = bytes[i++]!;
    const named = ESCAPES.indexOf(String.fromCharCode(escape));
    if (named >= 0) {
      result[size++] = ESCAPED.charCodeAt(named);
    } else if (escape === 0x78) {
      if (i + 2 > end) return undefined;
      const high = hexValue(bytes[i++]);
      const low = hexValue(bytes[i++]);
      if (high < 0 || low < 0) return undefined;
      result[size++] = high * 16 + low;
    } else if (escape >= 0x30 && escape <= 0x37) {
      let value = escape - 0x30;
      for (let k = 0; k < 2 && i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x37; k++) {
        value = value * 8 + bytes[i++]! - 0x30;
      }
      result[size++] = value;
    } else if (escape !== 0x0a) {
      result[size++] = 0x5c;
      result[size++] = escape;
    }
  }
  return result.slice(0, size);
}

/**
 * Python's `raw-unicode-escape`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`; undefined where such an escape is
 * malformed. What UNICODE takes.
 */
export function decodeRawUnicodeEscape(bytes: Uint8Array, start: number, end: number): string | undefined {
  const latin1 = decodeLatin1(bytes, start, end);
  let text = '';
  let from = 0;
  let next = 0;
  for (let at = latin1.indexOf('\\'); at >= 0; at = latin1.indexOf('\\', next)) {
    const digits = latin1[at + 1] === 'u' ? 4 : latin1[at + 1] === 'U' ? 8 : 0;
    next = at + 2 + digits;
    if (digits === 0) continue;
    const code = latin1.slice(at + 2, next);
    const value = code.length === digits && /^[\da-fA-F]+$/.test(code) ? Number.parseInt(code, 16) : Infinity;
    if (value > 0x10ffff) return undefined;
    text += latin1.slice(from, at) + String.fromCodePoint(value);
    from = next;
  }
  return text + latin1.slice(from);
}
