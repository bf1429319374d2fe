/** What `astype` takes values for: Python's `int()`, `float()`, `complex()` and `bool()`, of text, too. */
import { DType } from '../dtype/dtype.ts';
import { DTypeError } from '../errors.ts';
import { narrow, parseDecimal, parseFloat64 } from '../values/integers.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { withoutFloat } from '../values/py-float.ts';
import type { Float } from './float-digits.ts';

/** A longdouble: all of it, and the nearest float64. */
export interface Long extends Float {
  readonly near: number;
}
export type Real = number | bigint | boolean | Long;

export interface Pair {
  readonly re: Real;
  readonly im: Real;
}

export const isLong = (value: unknown): value is Long =>
  typeof value === 'object' && value !== null && 'significand' in value;

/** What a `PyFloat` holds, and the text that bytes are: NumPy takes both for numbers. */
function plain(value: unknown): unknown {
  return value instanceof Uint8Array ? decodeAscii(value) : withoutFloat(value);
}

/** Real and imaginary part. */
export function asPair(value: unknown, noImaginary: boolean, isComplex: boolean): Pair {
  const number = plain(value);
  if (typeof number === 'string') {
    const pair = isComplex ? parseComplex(number) : { re: parseReal(number), im: 0 };
    if (pair.re === undefined || pair.im === undefined) {
      throw new RangeError(`${JSON.stringify(number)} is no ${isComplex ? 'complex number' : 'float'}`);
    }
    return pair as Pair;
  }
  // NumPy takes None for NaN.
  if (number === null) return { re: NaN, im: isComplex ? NaN : 0 };
  if (typeof number === 'object' && !isLong(number)) {
    const { re, im } = number as { re?: unknown; im?: unknown };
    if (re === undefined || im === undefined) throw new TypeError('the object is no number');
    if (noImaginary && (isLong(im) ? im.near : im) !== 0)
      throw new RangeError('the imaginary part would be lost');
    return { re: re as Real, im: im as Real };
  }
  return { re: number as Real, im: 0 };
}

/** What `writeElement` of a bool takes, if the value is one. */
export function plainReal(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const { re } = asPair(value, true, false);
  return isLong(re) ? re.near : typeof re === 'bigint' ? narrow(re) : re;
}

function truncated({ significand, exponent, negative }: Long): { whole: bigint; exact: boolean } {
  const shift = BigInt(Math.abs(exponent));
  const size = exponent >= 0 ? significand << shift : significand >> shift;
  return { whole: negative ? -size : size, exact: exponent >= 0 || size << shift === significand };
}

/** Python's `int()`; where it must be `exact`, a number with a fraction stays itself, to be refused. */
export function integer(given: unknown, exact: boolean, checked = exact): number | bigint {
  const value = plain(given);
  if (typeof value === 'string') {
    const parsed = parseDecimal(value, 4300);
    if (typeof parsed === 'object') throw new RangeError(`${JSON.stringify(value)} is no integer`);
    return parsed;
  }
  if (value === null) throw new TypeError('None is no integer');
  const { re } = asPair(value, checked, false);
  if (isLong(re)) {
    if (!re.finite) return exact ? re.near : 0;
    const number = truncated(re);
    return number.exact || !exact ? number.whole : re.near;
  }
  if (typeof re !== 'number') return BigInt(re);
  if (Number.isInteger(re)) return BigInt(re);
  if (exact) return re;
  if (Number.isFinite(re)) return Math.trunc(re);
  return checked ? re : 0;
}

export function isTrue(value: unknown): boolean {
  const number = plain(value);
  if (typeof number === 'string') return number !== '';
  if (number === null) return false;
  if (isLong(number)) return !(number.finite && number.significand === 0n);
  if (typeof number !== 'object') return Boolean(number) || Number.isNaN(number);
  if ('re' in number && 'im' in number) return isTrue(number.re) || isTrue(number.im);
  const sized = number as { length?: unknown; size?: unknown };
  return (sized.length ?? sized.size) !== 0;
}

export function decodeAscii(bytes: Uint8Array): string {
  const bad = bytes.find((byte) => byte > 127);
  if (bad !== undefined) throw new RangeError(`the byte 0x${bad.toString(16)} is not ASCII`);
  return decodeLatin1(bytes, 0, bytes.length);
}

/**
 * A float64 that rounds to the same float32 and float16 as an exact value of up to 64 bits: bits that it has no
 * room for count as a last bit that is set ("round to odd").
 */
export function toOdd(significand: bigint, exponent: number): number {
  const drop = Math.max(0, significand.toString(2).length - 53);
  const kept = significand >> BigInt(drop);
  const sticky = kept << BigInt(drop) === significand ? kept : kept | 1n;
  return sticky === 0n ? 0 : Number(sticky) * 2 ** (exponent + drop);
}

const UNSIGNED = '(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d[\\d_]*)(?:e[+-]?\\d+)?|inf(?:inity)?|nan';
const COMPLEX = new RegExp(`^(?:([+-]?(?:${UNSIGNED}))(?=[+-]|$))?([+-]?(?:${UNSIGNED})?j)?$`, 'i');

/** Python's `float()`, where what overflows is infinite. */
function parseReal(text: string): number | undefined {
  const digits = text.trim().replace(/(?<=\d)_(?=\d)/g, '');
  const value = parseFloat64(digits);
  if (value !== undefined) return value;
  return /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(digits) && !Number.isNaN(Number(digits))
    ? Number(digits)
    : undefined;
}

function parseComplex(text: string): { re: number | undefined; im: number | undefined } {
  const match = COMPLEX.exec(text.trim().replace(/^\(\s*(.*?)\s*\)$/, '$1'));
  if (!match || match[0] === '') return { re: undefined, im: undefined };
  const [, re, im] = match;
  return {
    re: re === undefined ? 0 : parseReal(re),
    im: im === undefined ? 0 : parseReal(im.replace(/^([+-]?)j/i, '$11').replace(/j$/i, '')),
  };
}

export function refuse(from: DType, to: DType, why = ''): never {
  throw new DTypeError(`there is no conversion from ${from} to ${to}${why}`);
}

/** A complex number's part, as a data type. */
export function partOf(type: DType): DType {
  return new DType({
    ...type,
    kind: 'f',
    num: type.num - 3,
    char: 'fdg'[type.num - 14]!,
    itemsize: type.itemsize / 2,
  });
}
