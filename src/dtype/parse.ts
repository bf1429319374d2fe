/**
 * `dtype()`: everything that NumPy understands as a data type, in JavaScript's forms.
 *
 * ```
 * dtype('<f8')   dtype('float64')   dtype(Float64Array)   dtype('M8[25s]')   dtype('U10')
 * dtype('(2,3)f4')   dtype(['f4', [2, 3]])                     a subarray
 * dtype('i4,f8')     dtype([['x', 'i4'], ['y', 'f8', [2]]])    a struct
 * dtype({ names: ['x', 'y'], formats: ['i4', 'f8'], offsets: [0, 8], itemsize: 32 })
 * ```
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.dtypes.html#specifying-and-constructing-data-types
 */
import { DTypeError } from '../errors.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { CODES, NAMES } from './builtin.ts';
import { NATIVE } from './byte-order.ts';
import { DType, MAX_DEPTH, MAX_ITEMSIZE, setSpecReader } from './dtype.ts';
import { isUnsized, structDType, type UnplacedField, withFieldsOf } from './layout.ts';
import { NotUnderstood, quote } from './quote.ts';
import type { DTypeSpec, NameOf } from './spec.ts';
import { MAX_DIMS, subarrayDType } from './struct.ts';
import { dtypeFromString, resize } from './type-string.ts';

export type { DTypeSpec, NameOf };

export interface DTypeOptions {
  /** Lays structs out as a C compiler would: fields at multiples of their alignment, padding at the end. */
  readonly align?: boolean;
}

/**
 * The data type that a specification means: a type string (`'<f8'`, `'float64'`, `'U10'`, `'M8[ns]'`,
 * `'i4,f8'`, `'(2,3)f4'`), a typed array's class, a list of `[name, type]` fields, `{ names, formats, … }`,
 * a pair such as `['f4', [2, 3]]`, or a `DType`, which is returned as it is.
 *
 * As in NumPy, a built-in type in this machine's byte order is always the same object.
 *
 * @throws DTypeError if the specification is none of these; the message quotes it.
 */
// Who imports it has `equals` understand all that it does; who does not carries none of it.
export const dtype = /* @__PURE__ */ setSpecReader(function dtype<const S extends DTypeSpec>(
  spec: S,
  options: DTypeOptions = {},
): DType<NameOf<S>> {
  try {
    return convert(spec, options.align ?? false, 0) as DType<NameOf<S>>;
  } catch (error) {
    if (error instanceof NotUnderstood || !(error instanceof DTypeError)) throw error;
    throw notUnderstood(spec, error.message);
  }
});

const FORMS =
  "expected a type string ('<f8', 'float64', 'U10', 'M8[ns]', 'i4,f8'), a list of [name, type] fields, " +
  '{ names, formats }, [type, shape], a typed array class or a DType';

function notUnderstood(spec: unknown, why = FORMS): NotUnderstood {
  return new NotUnderstood(quoteSpec(spec), why);
}

/** As JSON where it has such a form, and short enough to read. */
function quoteSpec(spec: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(spec, (_key, inner) => (DType.isDType(inner) ? inner.str : inner));
  } catch {
    // Too deep, a cycle, or a bigint: its type alone must do.
  }
  text ??= typeof spec === 'function' ? spec.name : typeName(spec);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function convert(spec: unknown, align: boolean, depth: number): DType {
  const known = CODES.get(spec as string);
  if (known) return known;
  if (typeof spec === 'string')
    return isCommaString(spec) ? fromCommaString(spec, align) : dtypeFromString(spec);
  if (DType.isDType(spec)) return spec;
  if (depth > MAX_DEPTH) throw notUnderstood(spec, `expected at most ${MAX_DEPTH} levels of nesting`);
  if (typeof spec === 'function') return fromClass(spec);
  if (typeof spec !== 'object' || spec === null) throw notUnderstood(spec);
  if (!Array.isArray(spec)) return fromColumns(spec as Columns, align, depth + 1);
  const isFieldList = !Tuple.isTuple(spec) && (spec.length === 0 || Array.isArray(spec[0]));
  return isFieldList ? fromFieldList(spec, align, depth + 1) : fromPair(spec, align, depth + 1);
}

/** A typed array's class, or one that extends it, by its name: classes of other realms are fine. */
function fromClass(spec: { name: string }): DType {
  for (let type = spec; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    const match = /^(?:Big)?(\w+?)(?:Clamped)?Array$/.exec(type.name);
    const found = match && NAMES.get(match[1]!.toLowerCase());
    if (found) return found;
  }
  throw notUnderstood(spec);
}

/** NumPy takes a leading number, or a comma outside of brackets, for the comma-separated form. */
function isCommaString(spec: string): boolean {
  if (/^[<>|=]?(?:\d|\(\))/.test(spec)) return true;
  let depth = 0;
  for (const char of spec) {
    if (char === '[') depth++;
    else if (char === ']') depth--;
    else if (char === ',' && depth === 0) return true;
  }
  return false;
}

/** One part of `'i4, (2,3)>f4, M8[s]'`: order, shape, order, type. NumPy's own pattern, and units with '/'. */
const PART = /([<>|=]?)( *\(?[ ,0-9]*\)? *)([<>|=]?)([A-Za-z0-9.?]*(?:\[[a-zA-Z\u03bc0-9,./]+\])?)/y;
const SEPARATOR = /\s*,\s*|\s+$/y;

function fromCommaString(spec: string, align: boolean): DType {
  const types: DType[] = [];
  let isList = false;
  for (let at = 0; at < spec.length; ) {
    PART.lastIndex = at;
    const [part, before, shape, after, code] = PART.exec(spec) as unknown as [
      string,
      string,
      string,
      string,
      string,
    ];
    at += part.length;
    if (at < spec.length) {
      SEPARATOR.lastIndex = at;
      const separator = SEPARATOR.exec(spec)?.[0];
      if (separator === undefined) {
        throw notUnderstood(
          spec,
          `expected 'type, type, …' such as 'i4, (2,3)f8', but part ${types.length + 1} is not`,
        );
      }
      at += separator.length;
      isList ||= separator.includes(',');
    }
    const native = (order: string) => (order === '=' ? NATIVE : order);
    if (before && after && native(before) !== native(after)) {
      throw notUnderstood(
        spec,
        `expected one byte order in part ${types.length + 1}, not ${before} and ${after}`,
      );
    }
    const order = native(after || before);
    const name = (order === NATIVE || order === '|' ? '' : order) + code;
    if (code === '') throw notUnderstood(spec, `expected a type in part ${types.length + 1}`);
    const type = convert(name, false, MAX_DEPTH);
    types.push(shape === '' ? type : withShape(type, parseShape(shape, spec)));
  }
  return isList
    ? structDType(
        types.map((type, i) => ({ name: `f${i}`, dtype: type })),
        { align },
      )
    : types[0]!;
}

/** `'3'`, `'(2,3)'`, `'(2,)'`, `'()'`: a number is a size where the type has none yet. */
function parseShape(text: string, spec: string): number | number[] {
  const inner = text.trim();
  const isTuple = inner[0] === '(';
  const dims = (isTuple ? inner.slice(1, -1) : inner).split(',').map((part) => part.trim());
  const last = dims.length > 1 || isTuple ? dims.at(-1) : undefined;
  if (last === '') dims.pop();
  const wellFormed = inner.endsWith(')') === isTuple && dims.every((part) => /^\d+$/.test(part));
  if (!wellFormed || (!isTuple && dims.length === 0)) {
    throw notUnderstood(spec, `expected a shape such as '(2,3)', not ${quote(text)}`);
  }
  return isTuple || inner.includes(',') ? dims.map(Number) : Number(inner);
}

/** A type and what NumPy takes after it: a shape, or a size where it has none. */
function withShape(type: DType, shape: number | readonly number[]): DType {
  if (isUnsized(type) && typeof shape === 'number') return resize(type, shape);
  if (isUnsized(type)) throw new DTypeError(`expected a size after ${type.str}, not a shape`);
  if (typeof shape !== 'number' && shape.length === 0) return type;
  const dims = typeof shape === 'number' ? [shape] : [...shape];
  if (dims.length > MAX_DIMS) {
    throw new DTypeError(`a subarray of ${dims.length} dimensions: expected at most ${MAX_DIMS}`);
  }
  if (!dims.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new DTypeError(`a subarray of shape (${dims.join(', ')}): expected integers from 0 to 2**31 - 1`);
  }
  return subarrayDType(type, dims);
}

/** NumPy's tuple form: `[type, shape]`, `['S', 5]`, `[type, struct]`. */
function fromPair(spec: readonly unknown[], align: boolean, depth: number): DType {
  const [first, second] = spec;
  if (spec.length !== 2 || typeof second === 'string' || typeof second === 'function') {
    throw notUnderstood(
      spec,
      "expected [type, shape], such as ['f4', [2, 3]]; a struct is a list of fields, [['x', 'i4'], ['y', 'f8']]",
    );
  }
  return refine(convert(first, align, depth), second, depth);
}

/** What may follow a type in a pair or a field: a shape, the fields of another type, metadata. */
function refine(type: DType, second: unknown, depth: number): DType {
  if (typeof second === 'number') return withShape(type, second);
  if (second instanceof Map) return new DType({ ...type, metadata: second });
  const isShape = Array.isArray(second) && typeof (second[0] ?? 0) === 'number';
  if (isShape && (second.length > 0 || !isUnsized(type))) return withShape(type, second);
  return withFieldsOf(type, convert(second, false, depth));
}

/** `[['x', 'i4'], [['title', 'y'], 'f4', [2]]]`. */
function fromFieldList(spec: readonly unknown[], align: boolean, depth: number): DType {
  const fields = spec.map((entry, i): UnplacedField => {
    const wrong = (expected: string) => notUnderstood(entry, `expected field ${i} to be ${expected}`);
    if (!Array.isArray(entry) || (entry.length !== 2 && entry.length !== 3)) {
      throw wrong("[name, type] or [name, type, shape], such as ['x', 'f4', [2, 3]]");
    }
    const [label, inner, shape] = entry as readonly unknown[];
    const [title, given] = Array.isArray(label) && label.length === 2 ? label : [undefined, label];
    if (typeof given !== 'string') throw wrong('named by a string or by [title, name]');
    const name = given || (title === undefined ? `f${i}` : title);
    if (typeof name !== 'string' || name === '') throw wrong('named');
    const type = convert(inner, align, depth);
    return { name, title, dtype: entry.length === 3 ? refine(type, shape, depth) : type };
  });
  return structDType(fields, { align });
}

const COLUMNS = ['names', 'formats', 'offsets', 'titles', 'itemsize', 'aligned', 'metadata'] as const;
type Columns = { readonly [key in (typeof COLUMNS)[number]]?: unknown };

/** `{ names, formats, offsets, titles, itemsize, aligned }`. */
function fromColumns(spec: Columns, align: boolean, depth: number): DType {
  const wrong = (expected: string) => notUnderstood(spec, `expected ${expected}`);
  const unknown = Object.keys(spec).find((key) => !COLUMNS.includes(key as (typeof COLUMNS)[number]));
  if (unknown !== undefined) throw wrong(`{ ${COLUMNS.join(', ')} }, not ${JSON.stringify(unknown)}`);
  const { names, formats, offsets, titles, itemsize, aligned = align, metadata = null } = spec;
  const column = (list: unknown, what: string): readonly unknown[] => {
    if (!Array.isArray(list)) throw wrong(`${what} to be an array`);
    if (list.length !== (names as unknown[]).length) throw wrong(`as many ${what} as names`);
    return list;
  };
  const size = (value: unknown, what: string): number => {
    if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_ITEMSIZE)
      return value as number;
    throw wrong(`${what} to be an integer from 0 to 2**31 - 1`);
  };
  if (!Array.isArray(names)) throw wrong('names to be an array of strings');
  if (typeof aligned !== 'boolean') throw wrong('aligned to be true or false');
  if (metadata !== null && !(metadata instanceof Map)) throw wrong('metadata to be a Map');
  const types = column(formats, 'formats');
  const starts = offsets === undefined ? [] : column(offsets, 'offsets');
  const labels = titles === undefined ? [] : column(titles, 'titles');
  const fields = names.map((name: unknown, i): UnplacedField => {
    if (typeof name !== 'string') throw wrong('names to be an array of strings');
    return {
      name,
      dtype: convert(types[i], aligned, depth),
      offset: offsets === undefined ? undefined : size(starts[i], `the offset of ${JSON.stringify(name)}`),
      title: labels[i] ?? undefined,
    };
  });
  return structDType(fields, {
    align: aligned,
    itemsize: itemsize === undefined ? undefined : size(itemsize, 'itemsize'),
    metadata,
  });
}
