/**
 * Python's literals, as `ast.literal_eval` reads them: strings, bytes, numbers, tuples, lists, dicts, `True`, `False`
 * and `None`. Nothing is evaluated. What can be part of no header of an .npy file is left out: sets and `...`.
 *
 * Source: https://docs.python.org/3/reference/lexical_analysis.html#literals, CPython's `Lib/ast.py`
 */

import { Complex } from '../values/complex.ts';
import { PyFloat } from '../values/py-float.ts';
import { Tuple } from '../values/tuple.ts';

/** Where a text is no literal. */
export class LiteralError extends Error {
  /** Characters from its start. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** Brackets within brackets: CPython's own limit. */
const MAX_DEPTH = 200;

const NAMES: ReadonlyMap<string, unknown> = /* @__PURE__ */ new Map<string, unknown>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

const WORD = /[A-Za-z_][A-Za-z_0-9]*/y;
const STRING = /([rRuUbB]|[bB][rR]|[rR][bB])?('''|"""|'|")/y;
const INTEGER = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*/y;
const FLOAT =
  /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.)(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*/y;
const IMAGINARY = /(?:(?:\d(?:_?\d)*)?\.\d(?:_?\d)*|\d(?:_?\d)*\.?)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]/y;

const ESCAPES: { readonly [char: string]: string } = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Digits of the escapes that name a character by its number. */
const NUMBERED: { readonly [char: string]: number } = { x: 2, u: 4, U: 8 };

export interface LiteralOptions {
  /** Whether an integer may end in Python 2's `L`. */
  readonly python2: boolean;
}

/**
 * The value of a literal: integers as numbers where those are safe, else bigints; floats as `PyFloat`, tuples as
 * `Tuple`, a dict as Map.
 *
 * @throws LiteralError where the text is none.
 */
export function parseLiteral(text: string, options: LiteralOptions): unknown {
  const reader = new Reader(text, options);
  const value = reader.expression(0);
  reader.space();
  if (reader.at < text.length) throw reader.unexpected('the end');
  return value;
}

class Reader {
  at = 0;
  readonly #text: string;
  readonly #python2: boolean;
  /** Whether what was read last is a number without a sign, the only thing that may have one. */
  #isNumber = false;

  constructor(text: string, { python2 }: LiteralOptions) {
    this.#text = text;
    this.#python2 = python2;
  }

  /** Passes over white space, comments and joined lines. */
  space(): void {
    const text = this.#text;
    for (; ; this.at++) {
      const char = text[this.at];
      if (char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f') continue;
      if (char === '#') while (this.at + 1 < text.length && !/[\r\n]/.test(text[this.at + 1]!)) this.at++;
      else if (char === '\\' && text[this.at + 1] === '\n') this.at++;
      else return;
    }
  }

  expression(depth: number): unknown {
    const left = this.#signed(depth);
    this.space();
    const sign = this.#text[this.at];
    if ((sign !== '+' && sign !== '-') || !isReal(left)) return left;
    const start = this.at++;
    const right = this.#item(depth);
    // 1+2j is how Python writes a complex number; all other sums are code.
    if (!(right instanceof Complex) || !this.#isNumber)
      throw new LiteralError('expected no operator but that of a complex number', start);
    this.#isNumber = false;
    return new Complex(realPart(left), sign === '-' ? -right.im : right.im);
  }

  unexpected(wanted: string): LiteralError {
    const found = this.#text.slice(this.at, this.at + 20);
    return new LiteralError(
      `expected ${wanted}, found ${found === '' ? 'the end' : JSON.stringify(found)}`,
      this.at,
    );
  }

  #signed(depth: number): unknown {
    this.space();
    const sign = this.#text[this.at];
    if (sign !== '-' && sign !== '+') return this.#item(depth);
    const start = this.at++;
    const value = this.#item(depth);
    if (!this.#isNumber) throw new LiteralError(`expected a number after ${sign}`, start);
    this.#isNumber = false;
    return sign === '-' ? negative(value) : value;
  }

  #item(depth: number): unknown {
    this.space();
    this.#isNumber = false;
    const char = this.#text[this.at] ?? '';
    if (char === '(' || char === '[' || char === '{') {
      if (depth >= MAX_DEPTH)
        throw new LiteralError(`expected at most ${MAX_DEPTH} brackets in each other`, this.at);
      this.at++;
      if (char === '{') return this.#dict(depth + 1);
      return char === '[' ? this.#items(']', depth + 1, []) : this.#tuple(depth + 1);
    }
    if (/[\d.]/.test(char)) return this.#number();
    const string = this.#strings();
    if (string !== undefined) return string;
    const start = this.at;
    const word = this.#match(WORD);
    if (NAMES.has(word)) return NAMES.get(word);
    this.at = start;
    throw this.unexpected('a literal');
  }

  /** What is in brackets, up to and with `end`. */
  #items(end: string, depth: number, items: unknown[]): unknown[] {
    for (;;) {
      this.space();
      if (this.#text[this.at] === end) break;
      items.push(this.expression(depth));
      this.space();
      if (this.#text[this.at] === ',') this.at++;
      else if (this.#text[this.at] !== end) throw this.unexpected(`',' or '${end}'`);
    }
    this.at++;
    this.#isNumber = false;
    return items;
  }

  #tuple(depth: number): unknown {
    this.space();
    if (this.#text[this.at] === ')') return Tuple.from(this.#items(')', depth, []));
    const first = this.expression(depth);
    const isNumber = this.#isNumber;
    this.space();
    if (this.#text[this.at] === ')') {
      this.at++;
      this.#isNumber = isNumber;
      return first;
    }
    if (this.#text[this.at] !== ',') throw this.unexpected("',' or ')'");
    this.at++;
    return Tuple.from(this.#items(')', depth, [first]));
  }

  #dict(depth: number): Map<unknown, unknown> {
    const dict = new Map<unknown, unknown>();
    for (;;) {
      this.space();
      if (this.#text[this.at] === '}') break;
      const key = this.expression(depth);
      this.space();
      if (this.#text[this.at] !== ':') throw this.unexpected("':'");
      this.at++;
      dict.set(key, this.expression(depth));
      this.space();
      if (this.#text[this.at] === ',') this.at++;
      else if (this.#text[this.at] !== '}') throw this.unexpected("',' or '}'");
    }
    this.at++;
    this.#isNumber = false;
    return dict;
  }

  #number(): unknown {
    const imaginary = this.#match(IMAGINARY);
    const float = imaginary === '' ? this.#match(FLOAT) : '';
    const integer = imaginary === '' && float === '' ? this.#match(INTEGER) : '';
    if (imaginary + float + integer === '') throw this.unexpected('a number');
    if (integer !== '' && this.#python2) {
      const end = this.at;
      this.space();
      if (this.#text[this.at] === 'L') this.at++;
      else this.at = end;
    }
    if (/[\w.]/.test(this.#text[this.at] ?? '')) throw this.unexpected('no more of the number');
    this.#isNumber = true;
    if (imaginary !== '') return new Complex(0, Number(imaginary.slice(0, -1).replaceAll('_', '')));
    if (float !== '') return new PyFloat(Number(float.replaceAll('_', '')));
    // Python's own limit; BigInt takes quadratic time.
    if (integer.length > 4300) throw this.unexpected('an integer of at most 4300 digits');
    return asNumber(BigInt(integer.replaceAll('_', '')));
  }

  /** One or more string literals, which Python joins; undefined where there is none. */
  #strings(): string | Uint8Array | undefined {
    let whole: string | undefined;
    let isBytes = false;
    for (;;) {
      STRING.lastIndex = this.at;
      const match = STRING.exec(this.#text);
      if (match === null) break;
      const start = this.at;
      const prefix = (match[1] ?? '').toLowerCase();
      if (whole !== undefined && prefix.includes('b') !== isBytes)
        throw new LiteralError('expected bytes and nonbytes literals apart', start);
      isBytes = prefix.includes('b');
      this.at = STRING.lastIndex;
      const part = this.#body(match[2]!, prefix.includes('r'), isBytes);
      whole = (whole ?? '') + part;
      this.space();
    }
    if (whole === undefined) return undefined;
    return isBytes ? Uint8Array.from(whole, (char) => char.charCodeAt(0)) : whole;
  }

  #body(quote: string, isRaw: boolean, isBytes: boolean): string {
    const text = this.#text;
    const start = this.at;
    const parts: string[] = [];
    for (let from = start; ; ) {
      const char = text[this.at];
      if (char === undefined || (quote.length === 1 && (char === '\n' || char === '\r')))
        throw new LiteralError(`expected ${quote} at the end of a string`, start);
      if (isBytes && char > '\x7f') throw new LiteralError('expected ASCII in bytes', this.at);
      if (text.startsWith(quote, this.at)) {
        parts.push(text.slice(from, this.at));
        this.at += quote.length;
        return parts.join('');
      }
      if (char !== '\\') {
        this.at++;
        continue;
      }
      if (isRaw) {
        this.at += 2;
        continue;
      }
      parts.push(text.slice(from, this.at));
      parts.push(this.#escape(isBytes));
      from = this.at;
    }
  }

  #escape(isBytes: boolean): string {
    const text = this.#text;
    const start = this.at;
    const char = text[start + 1] ?? '';
    this.at += 2;
    if (char === '\n') return '';
    if (char === '\r') {
      if (text[this.at] === '\n') this.at++;
      return '';
    }
    if (ESCAPES[char] !== undefined) return ESCAPES[char];
    const octal = /^[0-7]{1,3}/.exec(text.slice(start + 1, start + 4))?.[0];
    if (octal !== undefined) {
      this.at = start + 1 + octal.length;
      const code = Number.parseInt(octal, 8);
      return String.fromCharCode(isBytes ? code & 0xff : code);
    }
    const digits = isBytes && char !== 'x' ? undefined : NUMBERED[char];
    if (digits === undefined) {
      if (char === 'N' && !isBytes)
        throw new LiteralError('expected no \\N{…}: characters by their names', start);
      // Python keeps the backslash of what is no escape.
      this.at = start + 1;
      return '\\';
    }
    const hex = text.slice(this.at, this.at + digits);
    const code = /^[\da-fA-F]+$/.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : Infinity;
    if (code > 0x10ffff) throw new LiteralError(`expected ${digits} hex digits after \\${char}`, start);
    this.at += digits;
    return String.fromCodePoint(code);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }
}

function isReal(value: unknown): value is number | bigint | PyFloat {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof PyFloat;
}

function realPart(value: number | bigint | PyFloat): number {
  return Number(value instanceof PyFloat ? value.value : value);
}

function asNumber(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function negative(value: unknown): unknown {
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  if (value instanceof Complex) return new Complex(-value.re, -value.im);
  return value === 0 ? 0 : -(value as number);
}
