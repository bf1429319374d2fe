/**
 * Arguments that are text up to a newline, most of protocol 0's: where they end and what they say. Every reader of
 * opcodes reads them here, the machine as well as what only lists them.
 */

import { LimitError } from '../errors.ts';
import { type BadInteger, parseDecimal, parseFloat64, parseInt0, parseLong } from '../values/integers.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { decodeRawUnicodeEscape, isAscii, unescapeBytes } from './text.ts';
import { Window } from './window.ts';

export class TextArguments extends Window {
  readonly #maxDigits: number;

  /** `maxDigits`: the most characters that a number written as text may have. */
  constructor(maxDigits: number) {
    super();
    this.#maxDigits = maxDigits;
  }

  /** Where the argument that starts at `start` ends, which is one line or two; -1 after asking for more. */
  protected textEnd(start: number, lines: 1 | 2): number {
    let end = this.lineEnd(start);
    if (lines === 2 && end >= 0) {
      // When more bytes came, the second line is looked for from where the first ended.
      const first = this.bytes.indexOf(0x0a, start);
      if (first === end) end = this.lineEnd(first + 1);
    }
    if (end < 0) this.short(this.closed ? Number.POSITIVE_INFINITY : this.end - this.p + 1);
    return end;
  }

  /** The two lines of GLOBAL and INST: a module and a name in it. */
  protected globalName(start: number, end: number): readonly [module: string, name: string] {
    const first = this.bytes.indexOf(0x0a, start);
    return [this.decode(this.bytes, start, first), this.decode(this.bytes, first + 1, end)];
  }

  /** What the line from `start` to `end` says to its opcode; of STRING, the bytes of a Python 2 str. */
  protected lineArgument(code: number, start: number, end: number): Uint8Array | Scalar {
    switch (code) {
      case 0x53: // STRING
        return this.#quoted(start, end);
      case 0x56: // UNICODE
        return (
          decodeRawUnicodeEscape(this.bytes, start, end) ?? this.fail('a \\u or \\U escape is malformed')
        );
      case 0x50: // PERSID
        if (!isAscii(this.bytes, start, end)) this.fail('a persistent id as text must be ASCII');
        return decodeLatin1(this.bytes, start, end);
    }
    if (end === start) this.fail('an empty line where a number is expected');
    // A sign, a prefix and a few spaces are not digits.
    if (end - start > this.#maxDigits + 32) this.#tooManyDigits(end - start);
    const text = decodeLatin1(this.bytes, start, end);
    switch (code) {
      case 0x49: {
        // INT: two characters that are 0 or 1 are a bool.
        const value = this.#number(text, parseInt0);
        const isBool = text.length === 2 && (value === 0 || value === 1) && text[1] === String(value);
        return isBool ? value === 1 : value;
      }
      case 0x4c: // LONG
        return this.#number(text.endsWith('L') ? text.slice(0, -1) : text, parseLong);
      case 0x46: // FLOAT
        return parseFloat64(text) ?? this.fail(`${JSON.stringify(text)} is not a float`);
    }
    // GET, PUT
    const index = this.#number(text, parseDecimal);
    if (typeof index !== 'number' || index < 0) this.fail(`a memo index must not be ${index}`);
    return index;
  }

  #number(
    text: string,
    parse: (text: string, maxDigits: number) => number | bigint | BadInteger,
  ): number | bigint {
    const value = parse(text, this.#maxDigits);
    if (value === null) this.fail(`${JSON.stringify(text)} is not an integer`);
    if (typeof value === 'object') this.#tooManyDigits(value.digits);
    return value;
  }

  #tooManyDigits(digits: number): never {
    throw new LimitError(
      `a number written with ${digits} characters is above the limit of ${this.#maxDigits} digits: raise limits.maxDigits if you trust this pickle`,
      'maxDigits',
      this.location(),
    );
  }

  #quoted(start: number, end: number): Uint8Array {
    const quote = this.bytes[start];
    if (end - start < 2 || (quote !== 0x27 && quote !== 0x22) || this.bytes[end - 1] !== quote) {
      this.fail("STRING's argument must be quoted");
    }
    return unescapeBytes(this.bytes, start + 1, end - 1) ?? this.fail('an escape in a STRING is malformed');
  }
}

/** What a line can say, but for bytes. */
type Scalar = string | number | bigint | boolean;
