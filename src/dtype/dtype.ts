/**
 * `DType`: what one element of an array is, as `numpy.dtype` describes it.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.dtypes.html
 */
import { DTypeError } from '../errors.ts';

/** One letter for the family of a data type, as `numpy.dtype.kind`. */
export type Kind = 'b' | 'i' | 'u' | 'f' | 'c' | 'S' | 'U' | 'V' | 'M' | 'm' | 'O' | 'T';

/** Order of the bytes of an element: `'|'` where there is none (one byte, or not a number). */
export type ByteOrder = '<' | '>' | '|';

/** The unit of a datetime64 or timedelta64: `M8[25s]` counts steps of 25 seconds. */
export interface DatetimeUnit {
  /** `'Y' 'M' 'W' 'D' 'h' 'm' 's' 'ms' 'us' 'ns' 'ps' 'fs' 'as'` or `'generic'`. */
  readonly unit: string;
  readonly count: number;
}

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

/** The parts of a data type that are not derived from others. A `DType` is one, so `new DType(x)` copies. */
export interface DTypeParts {
  readonly num: number;
  readonly kind: Kind;
  readonly char: string;
  readonly byteOrder: ByteOrder;
  readonly itemsize: number;
  readonly alignment: number;
  readonly fields?: ReadonlyMap<string, Field> | null;
  readonly names?: readonly string[] | null;
  readonly subdtype?: Subarray | null;
  readonly unit?: DatetimeUnit | null;
  readonly metadata?: ReadonlyMap<unknown, unknown> | null;
  readonly isAlignedStruct?: boolean;
  readonly isRecord?: boolean;
  readonly naObject?: unknown;
  readonly coerce?: boolean;
}

export class DType<N extends string = string> {
  readonly num: number;
  readonly kind: Kind;
  readonly char: string;
  readonly byteOrder: ByteOrder;
  readonly itemsize: number;
  readonly alignment: number;
  readonly names: readonly string[] | null;
  readonly fields: ReadonlyMap<string, Field> | null;
  readonly subdtype: Subarray | null;
  readonly unit: DatetimeUnit | null;
  readonly metadata: ReadonlyMap<unknown, unknown> | null;
  readonly isAlignedStruct: boolean;
  readonly isRecord: boolean;
  readonly naObject: unknown;
  readonly coerce: boolean;
  readonly hasObject: boolean;
  readonly isNative: boolean;

  constructor(parts: DTypeParts) {
    this.num = parts.num;
    this.kind = parts.kind;
    this.char = parts.char;
    this.byteOrder = parts.byteOrder;
    this.itemsize = parts.itemsize;
    this.alignment = parts.alignment;
    this.names = parts.names ?? null;
    this.fields = parts.fields ?? null;
    this.subdtype = parts.subdtype ?? null;
    this.unit = parts.unit ?? null;
    this.metadata = parts.metadata ?? null;
    this.isAlignedStruct = parts.isAlignedStruct ?? false;
    this.isRecord = parts.isRecord ?? false;
    this.naObject = parts.naObject;
    this.coerce = parts.coerce ?? true;
    this.hasObject = false;
    this.isNative = true;
  }

  get flags(): number {
    throw new DTypeError('not yet');
  }
  get name(): N {
    throw new DTypeError('not yet');
  }
  get str(): string {
    throw new DTypeError('not yet');
  }
  get descr(): unknown[] {
    throw new DTypeError('not yet');
  }
  toString(): string {
    throw new DTypeError('not yet');
  }
  equals(_other: unknown): boolean {
    throw new DTypeError('not yet');
  }
  newByteOrder(_order: '<' | '>' | '='): DType<N> {
    throw new DTypeError('not yet');
  }
  copy(): DType<N> {
    return new DType<N>(this);
  }
  static isDType(value: unknown): value is DType {
    return typeof value === 'object' && value !== null && (value as { [BRAND]?: true })[BRAND] === true;
  }
}

const BRAND = Symbol.for('ndarray-pickle.DType');
Object.defineProperty(DType.prototype, BRAND, { value: true });
