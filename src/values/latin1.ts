/**
 * Latin-1 as Python means it: byte 0x80 is U+0080. `TextDecoder('latin1')` is windows-1252 by the WHATWG
 * standard (0x80 is the euro sign), so it can't serve.
 */

/** A way to get at Node's and Bun's fast decoder without importing it. */
export interface FastBytes extends Uint8Array {
  latin1Slice(start: number, end: number): string;
  /** U+FFFD stands for what is invalid. */
  utf8Slice(start: number, end: number): string;
}
export const FastBuffer:
  | { from(buffer: ArrayBufferLike, offset: number, length: number): FastBytes }
  | undefined = (
  globalThis as unknown as { Buffer?: { from(b: ArrayBufferLike, at: number, n: number): FastBytes } }
).Buffer;

/** The text that bytes `start` to `end` are in Latin-1. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  if (FastBuffer !== undefined) {
    return FastBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).latin1Slice(start, end);
  }
  let text = '';
  for (let i = start; i < end; i += 4096)
    text += String.fromCharCode(...bytes.subarray(i, Math.min(i + 4096, end)));
  return text;
}

/** The bytes that Latin-1 text stands for; undefined where a character is above U+00FF. */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

/** From so many bytes on, to copy them into memory of their own size costs more than the memory. */
const LARGE = 1048576;

/**
 * The bytes that UTF-8 text stands for in Latin-1, without making a string of it: how protocols 0–2
 * write an array's data. Undefined where a character is above U+00FF. From 1 MiB on they lie in memory of the text's
 * size, the rest of which is never touched: to count them first took a quarter of the time.
 */
export function transcodeLatin1(
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array<ArrayBuffer> | undefined {
  const result = new Uint8Array(end - start);
  const size = transcodeInto(result, 0, bytes, start, end);
  if (size < 0) return undefined;
  return size < LARGE ? result.slice(0, size) : result.subarray(0, size);
}

/** Writes these bytes from `at` on and returns where they end; −1 where a character is above U+00FF. */
export function transcodeInto(
  result: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  for (let i = start; i < end; ) {
    const lead = bytes[i++]!;
    if (lead < 0x80) {
      result[at++] = lead;
    } else {
      // U+0080 to U+00FF are C2 or C3 and one continuation byte.
      if ((lead & 0xfe) !== 0xc2 || i === end) return -1;
      const next = bytes[i++]!;
      if ((next & 0xc0) !== 0x80) return -1;
      result[at++] = ((lead & 3) << 6) | (next & 0x3f);
    }
  }
  return at;
}
