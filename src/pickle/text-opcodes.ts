/** The opcodes whose argument is text that ends at a newline: most of protocol 0, and GLOBAL and INST. */

import { LimitError } from '../errors.ts';
import { type BadInteger, parseDecimal, parseFloat64, parseInt0, parseLong } from '../values/integers.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { Payload } from '../values/payload.ts';
import { ContainerBuilder } from './containers.ts';
import { decodeRawUnicodeEscape, isAscii, unescapeBytes } from './text.ts';
import { DONE, type Status } from './window.ts';

export class TextOpcodes extends ContainerBuilder {
  private number(
    text: string,
    parse: (text: string, maxDigits: number) => number | bigint | BadInteger,
  ): number | bigint {
    this.checkDigits(text.length);
    const value = parse(text, this.options.maxDigits);
    if (value === null) this.fail(`${JSON.stringify(text)} is not an integer`);
    if (typeof value === 'object') this.tooManyDigits(value.digits);
    return value;
  }

  /** A sign, a prefix and a few spaces are not digits. */
  private checkDigits(length: number): void {
    if (length > this.options.maxDigits + 32) this.tooManyDigits(length);
  }

  private tooManyDigits(digits: number): never {
    throw new LimitError(
      `a number written with ${digits} characters is above the limit of ${this.options.maxDigits} digits: raise limits.maxDigits if you trust this pickle`,
      'maxDigits',
      this.location(),
    );
  }

  /** An opcode whose argument is a line of text, or two. */
  protected line(code: number): Status {
    const start = this.p + 1;
    let end = this.lineEnd(start);
    if (end < 0) return this.short(this.closed ? Number.POSITIVE_INFINITY : this.end - this.p + 1);
    if (code === 0x63 || code === 0x69) {
      const first = this.bytes.indexOf(0x0a, start);
      end = first === end ? this.lineEnd(first + 1) : end;
      if (end < 0) {
        // The second line is looked for from where the first ended.
        return this.short(this.closed ? Number.POSITIVE_INFINITY : this.end - this.p + 1);
      }
      const module = this.decode(this.bytes, start, first);
      const name = this.decode(this.bytes, first + 1, end);
      if (code === 0x63) this.push(this.findGlobal(module, name));
      else this.inst(module, name);
    } else {
      this.lineValue(code, start, end);
    }
    this.p = end + 1;
    return DONE;
  }

  private lineValue(code: number, start: number, end: number): void {
    switch (code) {
      case 0x53: // STRING
        return this.string(start, end);
      case 0x56: // UNICODE
        return this.push(
          decodeRawUnicodeEscape(this.bytes, start, end) ?? this.fail('a \\u or \\U escape is malformed'),
        );
      case 0x50: // PERSID
        if (!isAscii(this.bytes, start, end)) this.fail('a persistent id as text must be ASCII');
        return this.persistent(decodeLatin1(this.bytes, start, end));
    }
    if (end === start) this.fail('an empty line where a number is expected');
    this.checkDigits(end - start);
    const text = decodeLatin1(this.bytes, start, end);
    switch (code) {
      case 0x49: {
        // INT: two characters that are 0 or 1 are a bool.
        const value = this.number(text, parseInt0);
        const isBool = text.length === 2 && (value === 0 || value === 1) && text[1] === String(value);
        return this.push(isBool ? value === 1 : value);
      }
      case 0x4c: // LONG
        return this.push(this.number(text.endsWith('L') ? text.slice(0, -1) : text, parseLong));
      case 0x46: // FLOAT
        return this.pushFloat(parseFloat64(text) ?? this.fail(`${JSON.stringify(text)} is not a float`));
      case 0x67: // GET
        return this.get(this.memoIndex(text));
      case 0x70: // PUT
        return this.put(this.memoIndex(text));
    }
  }

  private memoIndex(text: string): number {
    const index = this.number(text, parseDecimal);
    if (typeof index !== 'number' || index < 0) this.fail(`a memo index must not be ${index}`);
    return index;
  }

  private string(start: number, end: number): void {
    const quote = this.bytes[start];
    if (end - start < 2 || (quote !== 0x27 && quote !== 0x22) || this.bytes[end - 1] !== quote) {
      this.fail("STRING's argument must be quoted");
    }
    const bytes =
      unescapeBytes(this.bytes, start + 1, end - 1) ?? this.fail('an escape in a STRING is malformed');
    this.push(new Payload('str8', bytes, 0, bytes.length));
  }
}
