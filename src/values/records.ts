/** Small Python values that JavaScript has no type for: records of their fields. */

import { brand } from './brand.ts';
import { integerText } from './integers.ts';

/** An integer: a number where it is safe, else a bigint. */
type Int = number | bigint;

/** `range(start, stop, step)`. */
export class PyRange {
  declare readonly start: Int;
  declare readonly stop: Int;
  declare readonly step: Int;

  constructor(start: Int, stop: Int, step: Int) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `slice(start, stop, step)`; each may be null. */
export class PySlice {
  declare readonly start: unknown;
  declare readonly stop: unknown;
  declare readonly step: unknown;

  constructor(start: unknown, stop: unknown, step: unknown) {
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
}

/** `decimal.Decimal`, as the text that it is pickled as. */
export class Decimal {
  declare readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** `fractions.Fraction`. */
export class Fraction {
  declare readonly numerator: Int;
  declare readonly denominator: Int;

  constructor(numerator: Int, denominator: Int) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  toString(): string {
    return `${this.numerator}/${this.denominator}`;
  }
}

/** `uuid.UUID`. */
export class UUID {
  /** 32 hexadecimal digits in groups, `'8-4-4-4-12'`. */
  declare readonly text: string;
  /** `is_safe`: 0 where it is known that no two processes can make the same one, −1 where they could; null: unknown. */
  declare readonly isSafe: 0 | -1 | null;

  /** @throws RangeError for an integer that is none of 128 bits. */
  constructor(value: bigint, isSafe: 0 | -1 | null = null) {
    if (value < 0n || value >> 128n !== 0n)
      throw new RangeError(`a UUID has 128 bits, ${integerText(value)} has not`);
    const digits = value.toString(16).padStart(32, '0');
    this.text = digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    this.isSafe = isSafe;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

brand(PyRange, 'PyRange');
brand(PySlice, 'PySlice');
brand(Decimal, 'Decimal');
brand(Fraction, 'Fraction');
brand(UUID, 'UUID');
