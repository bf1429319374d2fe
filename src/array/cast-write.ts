/** Where `astype` ends: values that become elements of its target. What that can't hold is an error, or is fitted. */
import type { DType } from '../dtype/dtype.ts';
import { Complex } from '../values/complex.ts';
import { integerText, narrow } from '../values/integers.ts';
import {
  asPair,
  integer,
  isLong,
  isTrue,
  type Pair,
  partOf,
  plainReal,
  type Real,
  refuse,
  toOdd,
} from './cast-values.ts';
import { encodeHalf, halfTable } from './half.ts';
import { writeExtended } from './long-double.ts';
import type { WritableMemory } from './object-slots.ts';
import { convertTime, countOfRecord, NaT, parseTime, recordOf } from './time-count.ts';
import { writeElement } from './write-element.ts';

type Put = (value: unknown, target: WritableMemory, at: number) => void;

/** Writes a value, made to be one of `to`. */
export function putter(from: DType, to: DType, exact: boolean): Put {
  const { kind, num, itemsize } = to;
  const write: Put = (value, target, at) => writeElement(target, to, at, value);
  const isText = 'SUT'.includes(from.kind);
  switch (kind) {
    case 'O': {
      const convert = pythonValue(from, exact);
      return (value, target, at) => write(convert(value), target, at);
    }
    case 'b':
      if (exact) return (value, target, at) => write(plainReal(value), target, at);
      return (value, target, at) => write(isTrue(value), target, at);
    case 'i':
    case 'u': {
      const bits = 8 * itemsize;
      const wrap = kind === 'i' ? BigInt.asIntN : BigInt.asUintN;
      // Of text and objects, NumPy never wraps what does not fit.
      const checked = exact || isText || from.kind === 'O';
      return (value, target, at) => {
        const whole = integer(value, exact, checked);
        write(checked ? whole : wrap(bits, BigInt(whole)), target, at);
      };
    }
    case 'f':
    case 'c': {
      if (isText && (num === 13 || num === 16)) refuse(from, to, '; convert to float64 or complex128 first');
      const part = kind === 'c' ? partOf(to) : to;
      const real = floatFitter(from, part, exact);
      return (value, target, at) => {
        const { re, im } = asPair(value, (exact || from.kind === 'O') && kind === 'f', kind === 'c');
        real(re, target, at);
        if (kind === 'c') real(im, target, at + part.itemsize);
      };
    }
    case 'M':
    case 'm':
      return timeFitter(from, to, exact, write);
    case 'T':
      if (from.kind === 'V') refuse(from, to);
      return write;
    default: {
      // S, U, V: text, or bytes as they are.
      if (kind === 'V' ? !'SV'.includes(from.kind) : from.kind === 'V') refuse(from, to);
      const room = kind === 'U' ? itemsize / 4 : itemsize;
      return (value, target, at) => {
        let cut = value as string | Uint8Array;
        if (!exact && cut.length > room) {
          cut = typeof cut === 'string' ? [...cut].slice(0, room).join('') : cut.subarray(0, room);
        }
        if (kind === 'V' && cut.length < room) {
          const padded = new Uint8Array(room);
          padded.set(cut as Uint8Array);
          cut = padded;
        }
        write(cut, target, at);
      };
    }
  }
}

/** The greatest longdouble is below 2^16384. */
const MAX_EXPONENT = 16384 - 64;

/** An integer as a longdouble has it: the nearest with 64 bits, ties to even. */
function extended(value: bigint) {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const exponent = magnitude < 2n ** 64n ? 0 : magnitude.toString(2).length - 64;
  const drop = BigInt(exponent);
  const kept = magnitude >> drop;
  const rest = 2n * (magnitude - (kept << drop));
  const unit = 1n << drop;
  const up = rest > unit || (rest === unit && (kept & 1n) === 1n);
  return {
    negative,
    significand: up ? kept + 1n : kept,
    exponent,
    isExact: rest === 0n && exponent <= MAX_EXPONENT,
  };
}

/** Writes a real number as a float of `to`'s size. */
function floatFitter(
  from: DType,
  to: DType,
  exact: boolean,
): (value: Real, target: WritableMemory, at: number) => void {
  const { num, itemsize } = to;
  const little = to.byteOrder !== '>';
  const isInteger = 'biuMm'.includes(from.kind);
  return (value, target, at) => {
    if (typeof value === 'boolean') value = Number(value);
    if (num === 13 && typeof value !== 'number') {
      const parts = isLong(value) ? value : extended(value);
      const isInexact = 'isExact' in parts && !parts.isExact;
      if (exact && isInexact)
        throw new RangeError(`${to} can't hold ${integerText(value as bigint)} exactly`);
      if (parts.exponent <= MAX_EXPONENT && !(isLong(value) && !value.finite))
        return writeExtended(target.view, at, parts, itemsize, little);
      value = isLong(value) ? value.near : Number(value);
    }
    let number: number;
    if (isLong(value)) {
      if (num === 12 || !value.finite) number = value.near;
      else number = (value.negative ? -1 : 1) * toOdd(value.significand, value.exponent);
    } else if (typeof value === 'bigint') {
      number = num === 12 ? Number(value) : value < 0n ? -toOdd(-value, 0) : toOdd(value, 0);
    } else {
      number = value;
    }
    // NumPy takes integers and longdoubles to float16 by way of float32.
    let rounded = num === 11 || (num === 23 && (isInteger || isLong(value))) ? Math.fround(number) : number;
    if (num === 23) rounded = halfTable()[encodeHalf(rounded)]!;
    if (exact) {
      const isWhole = isInteger || typeof value === 'bigint';
      if (isWhole && integerOf(rounded) !== BigInt(value as bigint)) {
        throw new RangeError(`${to} can't hold ${value} exactly`);
      }
      if ((isLong(value) ? value.finite : Number.isFinite(number)) && !Number.isFinite(rounded)) {
        throw new RangeError(`${isLong(value) ? 'the longdouble' : number} is out of the range of ${to}`);
      }
    }
    writeElement(target, to, at, rounded);
  };
}

function integerOf(value: number): bigint | null {
  return Number.isInteger(value) ? BigInt(value) : null;
}

function timeFitter(from: DType, to: DType, exact: boolean, write: Put): Put {
  const { unit, kind } = to;
  const convert = (count: bigint, by: DType['unit']) => {
    const time = convertTime(kind, count, by!, unit!);
    if (exact && !time.exact) throw new RangeError(`${to} can't hold a time between its units`);
    return exact ? time.count : BigInt.asIntN(64, time.count);
  };
  if (from.unit) {
    // The one kind as the other is its count.
    return (value, target, at) =>
      write(from.kind === kind ? convert(value as bigint, from.unit) : value, target, at);
  }
  return (value, target, at) => {
    if (typeof value === 'string') {
      const time = kind === 'M' ? parseTime(value) : undefined;
      if (time) return write(convert(time.count, time.unit), target, at);
      if (kind === 'M') throw new RangeError(`${JSON.stringify(value)} is no time as ISO 8601 has it`);
      if (/^\s*(nat)?\s*$/i.test(value)) return write(NaT, target, at);
    }
    const record = countOfRecord(kind, value);
    if (record) return write(convert(record.count, record.unit), target, at);
    if (value === null) return write(NaT, target, at);
    if (typeof value === 'number' && Number.isNaN(value)) return write(NaT, target, at);
    const whole = integer(value, exact);
    write(exact ? whole : BigInt.asIntN(64, BigInt(whole)), target, at);
  };
}

/** What an object array holds of an element: Python's own value. */
export function pythonValue(from: DType, exact: boolean): (value: unknown) => unknown {
  if (from.unit) return (value) => recordOf(from, value as bigint);
  const real = (value: unknown) => {
    if (typeof value === 'bigint') return narrow(value);
    if (!isLong(value)) return value;
    if (exact && value.finite && Math.abs(value.near) !== toOdd(value.significand, value.exponent)) {
      throw new RangeError("a Python float can't hold the longdouble exactly");
    }
    return value.near;
  };
  if (from.kind !== 'c') return real;
  return (value) => new Complex(real((value as Pair).re) as number, real((value as Pair).im) as number);
}
