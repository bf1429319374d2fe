/**
 * Values as Python's `repr` prints them.
 *
 * What a JavaScript value does not tell, the text does not either: 1.0 that was loaded as the number 1 prints
 * `1`. Collections print as in Python 3.12 (`OrderedDict({'a': 1})`), a Counter in its own order.
 */
import { kindOf } from './brand.ts';
import type { DefaultDict, Deque } from './collections.ts';
import type { Complex } from './complex.ts';
import type { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from './datetime.ts';
import { Nesting } from './nesting.ts';
import { isPlainObject } from './plain-containers.ts';
import type { PyExtension } from './py-extension.ts';
import type { PyFloat } from './py-float.ts';
import type { PyGlobal } from './py-global.ts';
import type { PyPersistent } from './py-persistent.ts';
import type { Decimal, Fraction, PyRange, PySlice, UUID } from './records.ts';
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
  readonly #nesting = new Nesting(MAX_DEPTH);

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

  /**
   * `print()`, or `cyclic` where `value` is being printed already, or `...` where there is no more room, or as
   * {@link Nesting} has it.
   */
  within(value: object, print: () => string, cyclic?: string, levels?: number): string {
    if (this.left < 0) return '...';
    this.left -= 2;
    return this.#nesting.within(value, print, cyclic, levels);
  }

  #object(value: object): string {
    const kind = kindOf(value);
    if (Array.isArray(value)) {
      if (kind === 'Tuple') return this.#items(value, value, '(', value.length === 1 ? ',)' : ')');
      if (kind !== 'Deque') return this.#items(value, value, '[', ']');
      const { maxlen } = value as Deque;
      return this.#items(
        value,
        value,
        'deque([',
        `]${maxlen === null ? '' : `, maxlen=${maxlen}`})`,
        false,
        '[...]',
      );
    }
    if (value instanceof Map) {
      if (kind === undefined) return this.#items(value, value, '{', '}', true);
      if (value.size === 0 && kind !== 'DefaultDict') return `${kind}()`;
      const factory =
        kind === 'DefaultDict'
          ? `defaultdict(${this.of((value as DefaultDict).defaultFactory)}, `
          : `${kind}(`;
      return this.#items(value, value, `${factory}{`, '})', true, `${factory}...)`);
    }
    if (value instanceof Set || kind === 'FrozenSet') {
      const name = kind ? 'frozenset(' : 'set(';
      const items = value as ReadonlySet<unknown>;
      if (items.size === 0) return `${name})`;
      return this.#items(value, items, kind ? 'frozenset({' : '{', kind ? '})' : '}', false, `${name}...)`);
    }
    if (isPlainObject(value)) {
      return this.#items(value, Object.entries(value), '{', '}', true);
    }
    const print = RECORDS[kind!];
    if (print) return this.within(value, () => print(value as never, (part) => this.of(part)));
    const text =
      value instanceof Uint8Array ? reprBytes(value) : (this.#other?.(value, this) ?? plainText(value));
    this.left -= text.length;
    return text;
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

/** An object of no kind known here: its own `toString`, or what it is. */
function plainText(value: object): string {
  return ArrayBuffer.isView(value) || value.toString === Object.prototype.toString
    ? `<${typeName(value)}>`
    : String(value);
}

type Print = (value: unknown) => string;

const call = (name: string, ...args: readonly unknown[]) => `${name}(${args.join(', ')})`;

/** The arguments of a time, as short as Python writes them. */
function clock(
  { hour, minute, second, microsecond, fold, tzinfo }: PyTime | PyDateTime,
  of: Print,
): unknown[] {
  const args: unknown[] = [hour, minute];
  if (second || microsecond) args.push(second);
  if (microsecond) args.push(microsecond);
  if (fold) args.push('fold=1');
  if (tzinfo !== null) args.push(`tzinfo=${of(tzinfo)}`);
  return args;
}

/** Values of this package by kind; what has no text of its own in Python has a short one in angle brackets. */
const RECORDS: { readonly [kind: string]: (value: never, of: Print) => string } = {
  // Unlike bytes, it escapes ' between " as well.
  ByteArray: (value: Uint8Array) =>
    call(
      'bytearray',
      reprBytes(value).replace(/^b".*/s, (text) => text.replaceAll("'", "\\'")),
    ),
  PyFloat: ({ value }: PyFloat) => reprFloat(value),
  Complex: reprComplex,
  PyGlobal: (value: PyGlobal) => `<${value}>`,
  PyExtension: (value: PyExtension) => `<${value}>`,
  PyPersistent: ({ id }: PyPersistent, of) => `<persistent id ${of(id)}>`,
  PyRange: ({ start, stop, step }: PyRange) => call('range', start, stop, ...(step === 1 ? [] : [step])),
  PySlice: ({ start, stop, step }: PySlice, of) => call('slice', of(start), of(stop), of(step)),
  Decimal: ({ text }: Decimal) => call('Decimal', `'${text}'`),
  Fraction: ({ numerator, denominator }: Fraction) => call('Fraction', numerator, denominator),
  UUID: ({ text }: UUID) => call('UUID', `'${text}'`),
  PyTimeDelta: (value: PyTimeDelta) => {
    const args = (['days', 'seconds', 'microseconds'] as const).filter((name) => value[name]);
    return call('datetime.timedelta', args.map((name) => `${name}=${value[name]}`).join(', ') || 0);
  },
  PyTimeZone: ({ offset, name }: PyTimeZone, of) =>
    name === null && offset.totalSeconds() === 0
      ? 'datetime.timezone.utc'
      : call('datetime.timezone', of(offset), ...(name === null ? [] : [of(name)])),
  PyDate: ({ year, month, day }: PyDate) => call('datetime.date', year, month, day),
  PyTime: (value: PyTime, of) => call('datetime.time', ...clock(value, of)),
  PyDateTime: (value: PyDateTime, of) =>
    call('datetime.datetime', value.year, value.month, value.day, ...clock(value, of)),
};

/** Python's `repr` of a value that holds no arrays. */
export function reprValue(value: unknown): string {
  return new Repr().of(value);
}
