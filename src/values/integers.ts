/**
 * Python integers, as a pickle writes them: little-endian two's complement (LONG1, LONG4) and text
 * (INT, LONG, GET, PUT). An integer becomes a number where a number holds it exactly, else a bigint.
 */

/** The integer as a number when that is exact, else as it is. */
export function narrow(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/** An integer as messages show it: decimal text of a huge one takes more than linear time. */
export function integerText(value: number | bigint): string {
  const limit = 1n << 128n;
  return typeof value === 'number' || (value < limit && value > -limit)
    ? String(value)
    : 'an int above 128 bits';
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** The signed little-endian integer in bytes `start` to `end`; no bytes are 0. Linear in its size. */
export function decodeLong(bytes: Uint8Array, start: number, end: number): number | bigint {
  const size = end - start;
  if (size === 0) return 0;
  if (size <= 6) {
    let value = 0;
    for (let i = end - 1; i >= start; i--) value = value * 256 + bytes[i]!;
    return bytes[end - 1]! >= 0x80 ? value - 2 ** (8 * size) : value;
  }
  // Hexadecimal, because BigInt reads that in linear time.
  const digits = new Array<string>(size);
  for (let i = 0; i < size; i++) digits[i] = HEX[bytes[end - 1 - i]!]!;
  return narrow(BigInt.asIntN(8 * size, BigInt(`0x${digits.join('')}`)));
}

/** Without the whitespace that C's `isspace` knows. */
function strip(text: string): string {
  return text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '');
}

const DECIMAL = /^([+-]?)(\d+(?:_\d+)*)$/;
const BASE_ZERO = /^([+-]?)(0(?:_?0)*|[1-9]\d*(?:_\d+)*|0x(?:_?[\da-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+)$/i;
const C_OCTAL = /^[+-]?0[0-7]+$/;

/** Text that is no integer (`null`), or one of more decimal digits than allowed (their count). */
export type BadInteger = { readonly digits: number } | null;

/** Text of one of these forms: a sign, and what but for underscores is an integer in JavaScript, too. */
function integer(form: RegExp, text: string, maxDigits: number): number | bigint | BadInteger {
  const match = form.exec(text);
  if (match === null) return null;
  const literal = match[2]!.replaceAll('_', '');
  const { length } = literal;
  // Decimal text takes more than linear time, so its length has a limit, as in Python's int().
  if (length > 15 && length > maxDigits && !/[a-z]/i.test(literal)) return { digits: length };
  const magnitude = length <= 15 ? Number(literal) : narrow(BigInt(literal));
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/** `int(text)`: what GET and PUT take. */
export function parseDecimal(text: string, maxDigits: number): number | bigint | BadInteger {
  return integer(DECIMAL, strip(text), maxDigits);
}

/** `int(text, 0)`: decimal with underscores, or with a prefix 0x, 0o or 0b. What LONG takes. */
export function parseLong(text: string, maxDigits: number): number | bigint | BadInteger {
  return integer(BASE_ZERO, strip(text), maxDigits);
}

/** What INT takes: `strtol(text, 0)` first, so that `010` is 8, then `int(text, 0)`. */
export function parseInt0(text: string, maxDigits: number): number | bigint | BadInteger {
  const trimmed = text.replace(/^[\t-\r ]+/, '');
  if (C_OCTAL.test(trimmed)) {
    const octal = integer(BASE_ZERO, trimmed.replace('0', '0o'), maxDigits) as number | bigint;
    if (BigInt.asIntN(64, BigInt(octal)) === BigInt(octal)) return octal;
  }
  return parseLong(text, maxDigits);
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** What FLOAT takes; `undefined` for text that is no float, and for a finite one that overflows. */
export function parseFloat64(text: string): number | undefined {
  if (FLOAT.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const match = NOT_FINITE.exec(text);
  return match === null ? undefined : Number(match[2] === undefined ? Number.NaN : `${match[1]}Infinity`);
}
