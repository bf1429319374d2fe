/**
 * Values as Python's `repr` prints them.
 *
 * What a JavaScript value does not tell, the text does not either: 1.0 is the number 1, so it prints `1`;
 * a bytearray prints as bytes, an OrderedDict as a dict.
 */
import { Complex } from './complex.ts';
import { FrozenSet } from './frozen-set.ts';
import { PyGlobal } from './py-global.ts';
import { PyObject } from './py-object.ts';
import { Tuple } from './tuple.ts';
import { typeName } from './type-name.ts';

const ESCAPES: { readonly [char: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(char: string): string {
  const known = ESCAPES[char];
  if (known) return known;
  const code = char.codePointAt(0)!;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function quoted(text: string, special: RegExp): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(special, escape);
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

/** Python's `repr` of a str. */
export function reprString(text: string): string {
  // Python escapes what is not printable: controls, format characters, surrogates, and every space but ' '.
  return quoted(text, /\\|(?! )[\p{C}\p{Z}]/gu);
}

/** Python's `repr` of bytes. */
export function reprBytes(bytes: Uint8Array): string {
  const chars = Array.from(bytes, (byte) => String.fromCharCode(byte));
  return `b${quoted(chars.join(''), /[^ -[\]-~]/g)}`;
}

/** Python's `repr` of a float: 1.0, 1e+16, 1e-05, nan, -inf. */
export function reprFloat(value: number): string {
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 'nan';
  if (size === Infinity) return value < 0 ? '-inf' : 'inf';
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/(e[+-])(\d)$/, '$10$2');
  }
  return (Object.is(value, -0) ? '-0' : value) + (Number.isInteger(value) ? '.0' : '');
}

function reprComplex({ re, im }: Complex): string {
  const part = (value: number) => reprFloat(value).replace(/\.0$/, '');
  if (Object.is(re, 0)) return `${part(im)}j`;
  return `(${part(re)}${/^-/.test(part(im)) ? '' : '+'}${part(im)}j)`;
}

/** How deep values may nest in a text; what lies deeper prints as `...`. */
const MAX_DEPTH = 100;

/** How long a text may get, roughly, in characters: a pickle can share one list 2^1000 times. */
const MAX_LENGTH = 2 ** 20;

/** Python 3.11 has no decimal text of longer integers either (4300 digits). */
const MAX_INTEGER = 1n << 14284n;

/** Prints an object that this file does not know, with {@link Repr.of} for what is inside; undefined: nor do I. */
export type OtherRepr = (value: object, repr: Repr) => string | undefined;

/** One text in the making: what is being printed just now, and how much room is left. */
export class Repr {
  /** Room left, in characters; below 0, all the rest prints as `...`. */
  left = MAX_LENGTH;
  readonly #other: OtherRepr | undefined;
  readonly #open = new Set<object>();
  #depth = 0;

  constructor(other?: OtherRepr) {
    this.#other = other;
  }

  /** Python's `repr(value)`. */
  of(value: unknown): string {
    if (typeof value === 'object' && value !== null) return this.#object(value);
    const text = leaf(value);
    this.left -= text.length;
    return text;
  }

  /** `print()`, or `cyclic` where `value` is being printed already, or `...` where there is no more room. */
  within(value: object, print: () => string, cyclic = '...', levels = 1): string {
    if (this.#open.has(value)) return cyclic;
    if (this.left < 0 || this.#depth + levels > MAX_DEPTH) return '...';
    this.left -= 2;
    this.#depth += levels;
    this.#open.add(value);
    try {
      return print();
    } finally {
      this.#open.delete(value);
      this.#depth -= levels;
    }
  }

  #object(value: object): string {
    if (Array.isArray(value)) {
      return Tuple.isTuple(value)
        ? this.#items(value, value, '(', value.length === 1 ? ',)' : ')')
        : this.#items(value, value, '[', ']');
    }
    if (value instanceof Map) return this.#items(value, value, '{', '}', true);
    if (value instanceof Set || FrozenSet.isFrozenSet(value)) {
      const name = typeName(value);
      if (value.size === 0) return `${name}()`;
      const [open, close] = name === 'set' ? ['{', '}'] : ['frozenset({', '})'];
      return this.#items(value, value as Iterable<unknown>, open, close, false, `${name}(...)`);
    }
    if (Object.getPrototypeOf(value) === null || Object.getPrototypeOf(value) === Object.prototype) {
      return this.#items(value, Object.entries(value), '{', '}', true);
    }
    const text = value instanceof Uint8Array ? reprBytes(value) : this.#other?.(value, this);
    if (text !== undefined) return text;
    const short = shortForm(value);
    this.left -= short.length;
    return short;
  }

  #items(
    value: object,
    items: Iterable<unknown>,
    open: string,
    close: string,
    pairs = false,
    cyclic = `${open}...${close.at(-1)}`,
  ): string {
    const print = () => {
      const texts: string[] = [];
      for (const item of items) {
        if (this.left < 0) {
          texts.push('...');
          break;
        }
        this.left -= 2;
        const [key, entry] = pairs ? (item as [unknown, unknown]) : [undefined, item];
        texts.push((pairs ? `${this.of(key)}: ` : '') + this.of(entry));
      }
      return open + texts.join(', ') + close;
    };
    return this.within(value, print, cyclic);
  }
}

function leaf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return reprString(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return value < MAX_INTEGER && value > -MAX_INTEGER ? String(value) : '...';
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : reprFloat(value);
    default:
      return value === null ? 'None' : `<${typeName(value)}>`;
  }
}

/** Objects that have no text of their own in Python either, and those that have a `toString`. */
function shortForm(value: object): string {
  if (Complex.isComplex(value)) return reprComplex(value);
  if (PyGlobal.isPyGlobal(value)) return `<${value}>`;
  if (PyObject.isPyObject(value)) {
    // The class of a class can be an object, and so on: name what has a name.
    return `<${PyGlobal.isPyGlobal(value.class) ? value.class : typeName(value)} object>`;
  }
  return ArrayBuffer.isView(value) || value.toString === Object.prototype.toString
    ? `<${typeName(value)}>`
    : String(value);
}

/** Python's `repr` of a value that holds no arrays. */
export function reprValue(value: unknown): string {
  return new Repr().of(value);
}
