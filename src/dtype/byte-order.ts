/** Order of the bytes of an element: `'|'` where there is none (one byte, or not a number). */
export type ByteOrder = '<' | '>' | '|';

/** The byte order of the machine that this code runs on. */
export const NATIVE: '<' | '>' = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? '<' : '>';
