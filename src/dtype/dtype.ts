/**
 * `DType`: what one element of an array is, as `numpy.dtype` describes it.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.dtypes.html
 */

import { DTypeError } from '../errors.ts';
import { brand, kindOf } from '../values/brand.ts';
import { type ByteOrder, NATIVE } from './byte-order.ts';
import { sameDType } from './compare.ts';
import type { DatetimeUnit } from './datetime-unit.ts';
import { describe, descrOf, nameOf, reprOf, strOf } from './describe.ts';
import type { DTypeSpec, FieldSpec } from './spec.ts';
import type { UserType } from './user-type.ts';

export type { ByteOrder, DatetimeUnit };

/** One letter for the family of a data type, as `numpy.dtype.kind`. */
export type Kind = 'b' | 'i' | 'u' | 'f' | 'c' | 'S' | 'U' | 'V' | 'M' | 'm' | 'O' | 'T';

/** One field of a structured data type. */
export interface Field {
  readonly name: string;
  readonly dtype: DType;
  /** Bytes from the start of the element. */
  readonly offset: number;
  /** NumPy's second name for a field; `undefined` where there is none. */
  readonly title: unknown;
}

/** A fixed-shape array as one element: `dtype('(2,3)f4')`. */
export interface Subarray {
  readonly base: DType;
  readonly shape: readonly number[];
}

/** What a data type is made of; the rest is derived. A `DType` is one itself, so that `new DType(x)` copies. */
export interface DTypeParts {
  readonly num: number;
  readonly kind: Kind;
  readonly char: string;
  readonly byteOrder: ByteOrder;
  readonly itemsize: number;
  readonly alignment: number;
  readonly fields?: ReadonlyMap<string, Field> | null;
  readonly subdtype?: Subarray | null;
  readonly unit?: DatetimeUnit | null;
  readonly metadata?: ReadonlyMap<unknown, unknown> | null;
  readonly isAlignedStruct?: boolean;
  readonly isRecord?: boolean;
  readonly naObject?: unknown;
  readonly coerce?: boolean;
  readonly user?: UserType | null;
}

/** The most bytes that one element may have: NumPy's own limit, a C int. */
export const MAX_ITEMSIZE = 2 ** 31 - 1;

/** How deep structs and subarrays may nest, so that no method here can overflow the stack. */
export const MAX_DEPTH = 64;

/**
 * How long a data type's description may get, in characters, roughly. A pickle can share one nested struct
 * among the fields of another, 50 levels deep, and so spell 10^50 fields in a kilobyte.
 */
export const MAX_DESCRIPTION = 2 ** 24;

const FROM_FIELDS = 27;
const ALIGNED_STRUCT = 128;
const KIND_FLAGS: { readonly [kind in Kind]?: number } = { O: 63, T: 107, U: 8 };

/** What a data type takes over from those inside it. */
interface Summary {
  readonly names: readonly string[] | null;
  readonly hasObject: boolean;
  readonly isNative: boolean;
  readonly depth: number;
  readonly weight: number;
}

const NOTHING: Summary = { names: null, hasObject: false, isNative: true, depth: 0, weight: 0 };

function partOf({ hasObject, isNative, depth, weight }: DType, dims: number): Summary {
  return { names: null, hasObject, isNative, depth: depth + 1, weight: weight + 8 * dims };
}

/** Kept for each set of fields: a pickle may make thousands of data types of one. */
const summaries = new WeakMap<ReadonlyMap<string, Field>, Summary>();

function summaryOf(fields: ReadonlyMap<string, Field>): Summary {
  let summary = summaries.get(fields);
  if (!summary) {
    let { hasObject, isNative, depth, weight } = { ...NOTHING, depth: 1 };
    for (const { name, dtype, title } of fields.values()) {
      hasObject ||= dtype.hasObject;
      isNative &&= dtype.isNative;
      depth = Math.max(depth, dtype.depth + 1);
      weight += dtype.weight + 16 + name.length + (typeof title === 'string' ? title.length : 0);
    }
    summary = { names: [...fields.keys()], hasObject, isNative, depth, weight };
    summaries.set(fields, summary);
  }
  return summary;
}

let readSpec: (spec: never) => DType;

/** type-string.ts, and parse.ts where it is loaded, build on this file; this is how `equals` reaches them. */
export function setSpecReader<R extends (spec: never) => DType>(reader: R): R {
  readSpec = reader;
  return reader;
}

/**
 * An immutable data type. Make one with `dtype('<f8')`; compare with `.equals()`, since all but the
 * built-in native types are separate objects, as in NumPy.
 *
 * Structs and subarrays nest at most {@link MAX_DEPTH} levels deep and are at most
 * {@link MAX_DESCRIPTION} characters long when spelled out; beyond that a `DTypeError` is thrown.
 */
export class DType<N extends string = string> {
  /**
   * NumPy's type number: bool 0, b 1, B 2, h 3, H 4, i 5, I 6, l 7, L 8, q 9, Q 10, f 11, d 12, g 13, F 14,
   * D 15, G 16, O 17, S 18, U 19, V 20, M 21, m 22, e 23, any user's 256, StringDType 2056.
   */
  declare readonly num: number;
  declare readonly kind: Kind;
  /** NumPy's one-letter code, which tells `'l'` from `'q'`. */
  declare readonly char: string;
  /** Always explicit, where NumPy says `'='`; `'|'` for one byte, S, V, O and structs. */
  declare readonly byteOrder: ByteOrder;
  /** Bytes of one element. */
  declare readonly itemsize: number;
  /** Bytes that a C compiler would align an element to. */
  declare readonly alignment: number;
  /** Names of the fields, in order; null where there are none. */
  declare readonly names: readonly string[] | null;
  /** The fields by name, in the order of `names`. */
  declare readonly fields: ReadonlyMap<string, Field> | null;
  /** Element and shape of a subarray type. */
  declare readonly subdtype: Subarray | null;
  /** The unit of a datetime64 or timedelta64. */
  declare readonly unit: DatetimeUnit | null;
  /** Python's `dtype.metadata`. */
  declare readonly metadata: ReadonlyMap<unknown, unknown> | null;
  /** Laid out as a C compiler would, by `{ align: true }`. */
  declare readonly isAlignedStruct: boolean;
  /** Scalars are `numpy.record`, as in a recarray. */
  declare readonly isRecord: boolean;
  /** What stands for a missing string in a StringDType; undefined where nothing does. */
  declare readonly naObject: unknown;
  /** StringDType: whether NumPy turns other values into strings. */
  declare readonly coerce: boolean;
  /** What a data type that is none of NumPy's is made of, such as bfloat16; null for NumPy's own. */
  declare readonly user: UserType | null;
  /** An element holds Python objects (kind O or T), somewhere. */
  declare readonly hasObject: boolean;
  /** Every number inside has the byte order of this machine; unlike NumPy's, it looks into subarrays too. */
  declare readonly isNative: boolean;
  /** Levels of structs and subarrays: 0 for a number. */
  declare readonly depth: number;
  /** About as many characters as its description has. */
  declare readonly weight: number;

  // One by one: Object.assign would take four times as long, and unpickling copies types by the thousand.
  constructor(parts: DTypeParts) {
    const { kind, byteOrder, itemsize, fields = null, subdtype = null } = parts;
    const inside = fields
      ? summaryOf(fields)
      : subdtype
        ? partOf(subdtype.base, subdtype.shape.length)
        : NOTHING;
    const { depth, weight } = inside;
    if (itemsize > MAX_ITEMSIZE)
      throw new DTypeError(`an element of ${itemsize} bytes: expected at most ${MAX_ITEMSIZE}`);
    if (depth > MAX_DEPTH) throw new DTypeError(`a data type may nest at most ${MAX_DEPTH} levels deep`);
    if (weight > MAX_DESCRIPTION)
      throw new DTypeError(`a data type may take at most ${MAX_DESCRIPTION} characters when spelled out`);
    this.num = parts.num;
    this.kind = kind;
    this.char = parts.char;
    this.byteOrder = byteOrder;
    this.itemsize = itemsize;
    this.alignment = parts.alignment;
    this.names = inside.names;
    this.fields = fields;
    this.subdtype = subdtype;
    this.unit = parts.unit ?? null;
    this.metadata = parts.metadata ?? null;
    this.isAlignedStruct = parts.isAlignedStruct ?? false;
    this.isRecord = parts.isRecord ?? false;
    this.naObject = parts.naObject;
    this.coerce = parts.coerce ?? true;
    this.user = parts.user ?? null;
    this.hasObject = kind === 'O' || kind === 'T' || inside.hasObject;
    this.isNative = (byteOrder === '|' || byteOrder === NATIVE) && inside.isNative;
    this.depth = depth;
    this.weight = weight + 16;
    Object.freeze(this);
  }

  /** NumPy 2's flag bits (`numpy.dtype.flags`), derived from the kinds inside. */
  get flags(): number {
    if (this.subdtype) return this.subdtype.base.flags;
    let flags = this.user?.flags ?? KIND_FLAGS[this.kind] ?? 0;
    if (this.kind === 'V' && this.fields) {
      flags = 16;
      for (const { dtype } of this.fields.values()) flags |= dtype.flags & FROM_FIELDS;
    }
    return this.isAlignedStruct ? flags | ALIGNED_STRUCT : flags;
  }

  /** NumPy's name for it: `'float64'`, `'datetime64[ns]'`, `'str160'` (bits). */
  get name(): N {
    return nameOf(this) as N;
  }

  /** The type string of `__array_interface__`: `'<f8'`, `'|S5'`, `'<M8[25s]'`; `'|V12'` for a struct. */
  get str(): string {
    return strOf(this);
  }

  /**
   * The field list of `__array_interface__`, gaps as `['', '|V4']`; tuples are `Tuple`s. `dtype(x.descr)`
   * gives the same fields again.
   *
   * @throws DTypeError where fields overlap or are out of order: NumPy has no descr for those either.
   */
  get descr(): FieldSpec[] {
    return descrOf(this);
  }

  /** As `str(numpy.dtype)` prints it: `'float64'`, `'>f8'`, `"[('a', '<i4')]"`. */
  toString(): string {
    return describe(this);
  }

  /**
   * Whether NumPy calls them equal: the same memory and the same meaning. Metadata, alignment, `np.record`
   * and the difference between `'l'` and `'q'` do not count; titles do.
   *
   * @throws DTypeError if `other` is a specification that can't be understood; where `dtype` is not imported
   * beside it, that is all but type strings.
   */
  equals(other: DType | DTypeSpec): boolean {
    return sameDType(this, DType.isDType(other) ? other : readSpec(other as never));
  }

  /** The same type with its numbers, everywhere inside, in that byte order; `'='` is this machine's. */
  newByteOrder(order: '<' | '>' | '='): DType<N> {
    const byteOrder = order === '=' ? NATIVE : order;
    if (byteOrder !== '<' && byteOrder !== '>') {
      throw new DTypeError(`byte order ${JSON.stringify(order)}: expected '<', '>' or '='`);
    }
    const { fields, subdtype } = this;
    return new DType<N>({
      ...this,
      byteOrder: this.byteOrder === '|' ? '|' : byteOrder,
      fields:
        fields &&
        new Map(
          [...fields].map(([name, field]) => [name, { ...field, dtype: field.dtype.newByteOrder(order) }]),
        ),
      subdtype: subdtype && { ...subdtype, base: subdtype.base.newByteOrder(order) },
    });
  }

  /** An equal type that is another object, as unpickling makes one. */
  copy(): DType<N> {
    return new DType<N>(this);
  }

  /**
   * The format that a buffer of such elements has in Python (PEP 3118): `'T{i:x:d:y:}'`, for `struct` and
   * `memoryview`. As NumPy writes it for an array of several elements, where NumPy reads that back as the same
   * fields at the same offsets; else with all padding written out. Titles are lost.
   *
   * @throws DTypeError where NumPy refuses, too: datetimes, StringDType, fields that overlap or are out of order,
   * names with `:` or a NUL, a longdouble of foreign byte order; and where only {@link loads} was imported, not `DType`.
   */
  toBufferFormat(): string {
    throw new DTypeError(
      "toBufferFormat needs code that comes with DType: import { DType } from 'ndarray-pickle'",
    );
  }

  /** As `repr(numpy.dtype)`: `dtype('float32')`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return reprOf(this);
  }

  /** True for a data type of any copy of this package (ESM, CJS, duplicates). */
  static isDType(value: unknown): value is DType {
    return kindOf(value) === 'DType';
  }
}

brand(DType, 'DType');
