/**
 * Data types as formats of Python's buffer protocol (PEP 3118): what `memoryview(array).format` says.
 *
 * ```
 * T{b:kind:xxxi:count:(2,3)>d:at:4x}
 *   │      │  │       │    │     └ padding: x is a byte
 *   │      │  │       │    └ byte order; it holds until the next one
 *   │      │  │       └ shape of a subarray
 *   │      └──┴ padding and a field named count
 *   └ a struct's first field
 * ```
 *
 * Marks are those of Python's `struct` module: `@` (the first one) native sizes and alignment, `^` native sizes,
 * `=`, `<`, `>` and `!` (`>`) standard sizes; only after `@` are fields and the struct's end aligned by themselves.
 *
 * Source: https://peps.python.org/pep-3118/#additions-to-the-struct-string-syntax, and NumPy, which has no `u`,
 * `&`, `t`, `X` and `->` either.
 */
import { DTypeError } from '../errors.ts';
import { DType as Core, MAX_DEPTH } from './dtype.ts';
import { structDType, type UnplacedField } from './layout.ts';
import { quote } from './quote.ts';
import { MAX_DIMS, subarrayDType } from './struct.ts';
import { dtypeFromString } from './type-string.ts';

/** Format characters and NumPy's codes for them, of native sizes and of standard ones. */
const NATIVE_CODES = /* @__PURE__ */ codes(
  '?? cS1 bb BB hh HH ii II ll LL qq QQ ee ff dd gg ZfF ZdD ZgG sS wU OO xV',
);
const STANDARD_CODES = /* @__PURE__ */ codes(
  '?? cS1 bb BB hi2 Hu2 ii4 Iu4 li4 Lu4 qi8 Qu8 ee ff dd ZfF ZdD sS wU OO xV',
);

function codes(table: string): Map<string, string> {
  return new Map(
    table.split(' ').map((entry) => {
      const size = entry.startsWith('Z') ? 2 : 1;
      return [entry.slice(0, size), entry.slice(size)];
    }),
  );
}

/**
 * Shapes, a byte order, a count and a type: all but the type may be missing. NumPy writes `(4)(2,3)f` for subarrays
 * of subarrays, too, but can't read it.
 */
const ITEM = /((?:\(\d+(?:,\d+)*\))*)([@=<>^!]?)(\d*)(T\{|Z?.)/sy;
const NAME = /:([^:]*):/y;

interface Item {
  readonly name: string | undefined;
  readonly dtype: Core;
  readonly offset: number;
}

/** One reading of a format; `implied` is whether `@` aligns. */
class Reader {
  readonly #format: string;
  readonly #implied: boolean;
  #at = 0;
  #mark = '@';

  constructor(format: string, implied: boolean) {
    this.#format = format;
    this.#implied = implied;
  }

  #wrong(expected: string): DTypeError {
    const rest = this.#format.slice(this.#at);
    return new DTypeError(`expected ${expected} at ${this.#at}, got ${rest ? quote(rest) : 'its end'}`);
  }

  get #aligns(): boolean {
    return this.#mark === '@';
  }

  /** The items up to the format's end, or to the `}` of a nested struct, as a struct; and what it aligns to. */
  read(depth = 0): { dtype: Core; alignment: number } {
    if (depth > MAX_DEPTH) throw this.#wrong(`at most ${MAX_DEPTH} levels of nesting`);
    const fields: Item[] = [];
    const names = new Set<string | undefined>();
    let end = 0;
    let largest = 1;
    let items = 0;
    let last: Core | undefined;
    const align = (to: number) => {
      if (this.#aligns && this.#implied) end = Math.ceil(end / to) * to;
    };
    for (; depth > 0 ? this.#format[this.#at] !== '}' : this.#at < this.#format.length; items++) {
      const { dtype, alignment, isPadding } = this.#item(depth);
      const name = this.#name();
      if (name !== undefined && names.has(name)) throw this.#wrong(`no second field ${quote(name)} before`);
      names.add(name);
      align(alignment);
      if (this.#aligns) largest = Math.max(largest, alignment);
      if (!isPadding || name !== undefined) fields.push({ name, dtype, offset: end });
      end += dtype.itemsize;
      last = dtype;
    }
    align(largest);
    this.#at++;
    const dtype = structDType(named(fields, names), { itemsize: end });
    if (depth > 0) return { dtype, alignment: largest };
    // A type without a name is not in a struct. That goes for padding, too, where NumPy makes a struct without fields.
    const only = items === 1 && !fields[0] ? { dtype: last!, name: undefined } : fields[0];
    const isStruct = !only || fields.length > 1 || only.name !== undefined || only.dtype.itemsize !== end;
    return { dtype: isStruct ? dtype : only.dtype, alignment: largest };
  }

  #item(depth: number): { dtype: Core; alignment: number; isPadding: boolean } {
    ITEM.lastIndex = this.#at;
    const [item, dims, mark, digits, char] = (ITEM.exec(this.#format) ?? []) as (string | undefined)[];
    if (item === undefined || char === undefined)
      throw this.#wrong("a type, such as 'd', '(2,3)>i' or 'T{i:x:}'");
    this.#mark = (mark === '!' ? '>' : mark) || this.#mark;
    const native = this.#aligns || this.#mark === '^';
    const code = (native ? NATIVE_CODES : STANDARD_CODES).get(char);
    if (char !== 'T{' && code === undefined) {
      this.#at += item.length - char.length;
      throw this.#wrong(`a type that NumPy has${native ? '' : ', of a standard size'}`);
    }
    this.#at += item.length;
    const shapes = dims!.match(/[\d,]+/g)?.map((shape) => shape.split(',').map(Number)) ?? [];
    let count = digits ? Number(digits) : 1;
    let dtype: Core;
    let alignment: number;
    if (code === undefined) {
      ({ dtype, alignment } = this.read(depth + 1));
      const isRepeated = shapes.flat().reduce((product, length) => product * length, count) > 1;
      if (!this.#implied && this.#aligns && isRepeated && dtype.itemsize % alignment > 0) {
        throw new DTypeError('it does not say whether the structs of an array have padding between them');
      }
    } else {
      const sized = code === 'S' || code === 'U' || code === 'V';
      dtype = dtypeFromString((native ? '=' : this.#mark) + code + (sized ? count : ''));
      alignment = dtype.alignment;
      if (sized) count = 1;
    }
    if (count !== 1) dtype = subarrayDType(dtype, [count]);
    for (const shape of shapes.reverse()) {
      if (shape.length > MAX_DIMS) throw this.#wrong(`at most ${MAX_DIMS} dimensions before`);
      dtype = subarrayDType(dtype, shape);
    }
    return { dtype, alignment, isPadding: code === 'V' };
  }

  #name(): string | undefined {
    if (this.#format[this.#at] !== ':') return undefined;
    NAME.lastIndex = this.#at;
    const match = NAME.exec(this.#format);
    if (!match) throw this.#wrong("a name, such as ':x:'");
    this.#at += match[0].length;
    return match[1]!;
  }
}

/** Fields without a name are f0, f1 and so on, as far as these are free. */
function named(items: readonly Item[], names: ReadonlySet<string | undefined>): UnplacedField[] {
  let next = 0;
  return items.map(({ name, ...field }) => {
    while (name === undefined && names.has(`f${next}`)) next++;
    return { ...field, name: name ?? `f${next++}` };
  });
}

/** Without the white space that is no part of a name. */
function strip(format: string): string {
  return format.replace(/(:[^:]*:)|\s+/g, '$1');
}

function fromBufferFormat(format: string, itemsize?: number): Core {
  if (typeof format !== 'string')
    throw new DTypeError(`a buffer format must be a string, not ${quote(format)}`);
  try {
    return read(strip(format), itemsize);
  } catch (error) {
    if (error instanceof DTypeError) throw new DTypeError(`buffer format ${quote(format)}: ${error.message}`);
    throw error;
  }
}

function read(format: string, itemsize?: number): Core {
  const { dtype } = new Reader(format, true).read();
  if (itemsize === undefined || dtype.itemsize === itemsize) return dtype;
  // NumPy writes the padding between fields out, and after @ too; that at the end it never writes.
  const plain = new Reader(format, false).read().dtype;
  if (plain.itemsize === itemsize) return plain;
  if (plain.fields && Number.isInteger(itemsize) && plain.itemsize < itemsize) {
    return structDType([...plain.fields.values()], { itemsize });
  }
  throw new DTypeError(`it is of ${dtype.itemsize} bytes, not ${quote(itemsize)}`);
}

/** How a format is written: `'@'` as NumPy does, `'^'` without any padding left to the reader. */
class Writer {
  text = '';
  readonly #native: '@' | '^';
  #mark = '@';
  #offset = 0;
  readonly #itemsize: number;

  constructor(dtype: Core, native: '@' | '^') {
    this.#native = native;
    this.#itemsize = dtype.itemsize;
    this.#write(dtype);
  }

  #write(dtype: Core): void {
    const { kind, subdtype, fields } = dtype;
    if (subdtype) {
      const start = this.#offset;
      this.text += `(${subdtype.shape.join(',')})`;
      this.#write(subdtype.base);
      const count = subdtype.shape.reduce((product, length) => product * length, 1);
      this.#offset = start + (this.#offset - start) * count;
    } else if (fields) {
      this.#fields(dtype);
    } else {
      if (kind === 'M' || kind === 'm' || kind === 'T') throw refused(`buffers hold no ${dtype}`);
      this.#setMark(dtype);
      this.text += itemCode(dtype, this.#mark);
      this.#offset += dtype.itemsize;
    }
  }

  #fields({ fields, itemsize }: Core): void {
    const start = this.#offset;
    this.text += 'T{';
    for (const field of fields!.values()) {
      const { name, dtype, offset } = field;
      if (name.includes(':')) throw refused(`':' can't be in a field's name, as in ${quote(name)}`);
      if (/[\p{Cs}\0]/u.test(name))
        throw refused(`the field's name ${quote(name)} has a lone surrogate or a NUL`);
      this.#padTo(start + offset, name);
      this.#write(dtype);
      this.text += `:${name}:`;
    }
    if (this.#native === '^') this.#padTo(start + itemsize, '');
    this.text += '}';
  }

  #padTo(offset: number, name: string): void {
    const gap = offset - this.#offset;
    if (gap < 0) {
      throw refused(`field ${quote(name)} overlaps the one before, or is out of order`);
    }
    this.text += gap > 1000 ? `${gap}x` : 'x'.repeat(gap);
    this.#offset = offset;
  }

  /** Native where the elements of an array lie aligned, else a byte order; a longdouble has no standard size. */
  #setMark({ byteOrder, alignment, isNative, char, itemsize }: Core): void {
    if (byteOrder === '|' && this.#native === '@') return;
    const isAligned = this.#offset % alignment === 0 && this.#itemsize % alignment === 0;
    const isNativeOnly = 'gG'.includes(char);
    if (isNativeOnly && (!isNative || itemsize % 16 > 0)) {
      throw refused('a longdouble must be as this machine has it, in 16 bytes of native order');
    }
    let mark: string = byteOrder;
    if (isNative) mark = this.#native === '^' || isAligned ? this.#native : isNativeOnly ? '^' : '=';
    if (mark !== this.#mark) this.text += mark;
    this.#mark = mark;
  }
}

/** Type characters that are not NumPy's own; `l` has other sizes where they are standard ones. */
const CHARS: { readonly [char: string]: string } = { F: 'Zf', D: 'Zd', G: 'Zg' };
const LONGS: { readonly [char: string]: string } = { l: 'q', L: 'Q' };

function itemCode({ kind, char, itemsize }: Core, mark: string): string {
  if (kind === 'S') return `${itemsize}s`;
  if (kind === 'U') return `${itemsize / 4}w`;
  if (kind === 'V') return `${itemsize}x`;
  return CHARS[char] ?? ('@^'.includes(mark) ? char : (LONGS[char] ?? char));
}

function refused(why: string): DTypeError {
  return new DTypeError(`no buffer format: ${why}`);
}

function toBufferFormat(this: Core): string {
  const exact = new Writer(this, '^').text;
  const usual = new Writer(this, '@').text;
  const [a, b] = [usual, exact].map((format) => new Reader(strip(format), true).read().dtype) as [Core, Core];
  return a.equals(b) ? usual : exact;
}

interface BufferFormats {
  /**
   * The data type that a buffer format (PEP 3118) describes, as in Python's `memoryview(array).format`. White space
   * outside of field names is skipped; fields without a name are `f0`, `f1`, …; sizes and alignment after `@` are those
   * of 64-bit Linux and macOS.
   *
   * Give the buffer's `itemsize` (bytes) where it is known: NumPy leaves out the padding at the end of a struct, so
   * that its formats alone don't tell it, and writes some packed structs as if they were aligned.
   *
   * @throws DTypeError if it is no format that NumPy understands, or not one of `itemsize` bytes.
   */
  fromBufferFormat(format: string, itemsize?: number): Core;
}

/** Who imports `DType` from here has buffer formats; who does not carries none of it. */
function withBufferFormats(type: typeof Core): typeof Core & BufferFormats {
  type.prototype.toBufferFormat = toBufferFormat;
  return Object.assign(type, { fromBufferFormat });
}

export type DType<N extends string = string> = Core<N>;

/** The class of all data types, with buffer formats. Make data types with `dtype('<f8')`. */
export const DType = /* @__PURE__ */ withBufferFormats(Core);
