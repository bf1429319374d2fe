/** What `dtype()` takes, and the data type's name that TypeScript can tell from it. */
import type { DType } from './dtype.ts';

/** A typed array's class; `Float16Array` too, where there is one. */
export interface TypedArrayClass {
  readonly BYTES_PER_ELEMENT: number;
  readonly prototype: { readonly [Symbol.toStringTag]: string };
}

/** A field of a struct: `['x', 'f4']`, `['x', 'f4', [2, 3]]`, `[['title', 'x'], 'f4']`. */
export type FieldSpec =
  | readonly [name: FieldLabel, type: DTypeSpec]
  | readonly [name: FieldLabel, type: DTypeSpec, shape: number | readonly number[]];

/** A field's name, or its title and name; NumPy calls a field `''` by its place: `'f0'`, `'f1'`. */
export type FieldLabel = string | readonly [title: unknown, name: string];

/** A struct by columns, as `numpy.dtype({'names': …})`. */
export interface StructSpec {
  readonly names: readonly string[];
  readonly formats: readonly DTypeSpec[];
  /** Bytes from the start of the element; fields may overlap, but not those that hold objects. */
  readonly offsets?: readonly number[];
  /** `null` where a field has none. */
  readonly titles?: readonly unknown[];
  /** Bytes of one element, where there are more than the fields take. */
  readonly itemsize?: number;
  /** As `{ align: true }`. */
  readonly aligned?: boolean;
  readonly metadata?: ReadonlyMap<unknown, unknown>;
}

/**
 * Anything that `dtype()` takes. A pair is NumPy's tuple form: `['f4', [2, 3]]` is a subarray, `['S', 5]` a
 * sized type, `['i4', [['lo', 'i2'], ['hi', 'i2']]]` a number with fields, `['numpy.record', …]` a record.
 * An array whose first item is an array is a list of fields, so the subarray of a struct is
 * `[dtype([…]), [2]]` or `tuple([…], [2])`.
 */
export type DTypeSpec =
  | string
  | DType
  | TypedArrayClass
  | readonly FieldSpec[]
  | readonly [
      type: string | DType,
      shape: number | readonly number[] | readonly FieldSpec[] | StructSpec | DType,
    ]
  | StructSpec;

type Unit = 'Y' | 'M' | 'W' | 'D' | 'h' | 'm' | 's' | 'ms' | 'us' | 'ns' | 'ps' | 'fs' | 'as';

/** The codes and names by the NumPy name that they mean, as in builtin.ts. */
interface Codes {
  bool: '?' | 'b1' | 'bool_';
  int8: 'b' | 'i1' | 'byte' | 'Int8Array';
  uint8: 'B' | 'u1' | 'ubyte' | 'Uint8Array' | 'Uint8ClampedArray';
  int16: 'h' | 'i2' | 'short' | 'Int16Array';
  uint16: 'H' | 'u2' | 'ushort' | 'Uint16Array';
  int32: 'i' | 'i4' | 'intc' | 'Int32Array';
  uint32: 'I' | 'u4' | 'uintc' | 'Uint32Array';
  int64: 'l' | 'q' | 'p' | 'n' | 'i8' | 'int' | 'int_' | 'long' | 'longlong' | 'intp' | 'BigInt64Array';
  uint64: 'L' | 'Q' | 'P' | 'N' | 'u8' | 'uint' | 'ulong' | 'ulonglong' | 'uintp' | 'BigUint64Array';
  float16: 'e' | 'f2' | 'half' | 'Float16Array';
  float32: 'f' | 'f4' | 'single' | 'Float32Array';
  float64: 'd' | 'f8' | 'float' | 'double' | 'Float64Array';
  float96: 'f12';
  float128: 'g' | 'f16' | 'longdouble';
  complex64: 'F' | 'c8' | 'csingle';
  complex128: 'D' | 'c16' | 'complex' | 'cdouble';
  complex192: 'c24';
  complex256: 'G' | 'c32' | 'clongdouble';
  object: 'O' | 'O8' | 'object_';
  datetime64: 'M' | 'M8';
  timedelta64: 'm' | 'm8';
}

type NameOfCode<S extends string> = {
  [N in keyof Codes]: S extends N | Codes[N] ? N : never;
}[keyof Codes];

type NameOfString<S extends string> = string extends S
  ? string
  : S extends `${'<' | '>' | '=' | '|'}${infer Code}`
    ? NameOfString<Code>
    : S extends `${'M8' | 'datetime64'}[${infer U extends Unit}]`
      ? `datetime64[${U}]`
      : S extends `${'m8' | 'timedelta64'}[${infer U extends Unit}]`
        ? `timedelta64[${U}]`
        : S extends `${'M8' | 'datetime64'}[${string}]`
          ? `datetime64${string}`
          : S extends `${'m8' | 'timedelta64'}[${string}]`
            ? `timedelta64${string}`
            : [NameOfCode<S>] extends [never]
              ? string
              : NameOfCode<S>;

/** The name of `dtype(spec)`, where the type of `spec` tells; else `string`. */
export type NameOf<S> =
  S extends DType<infer N>
    ? N
    : S extends string
      ? NameOfString<S>
      : S extends { readonly prototype: { readonly [Symbol.toStringTag]: infer Tag extends string } }
        ? NameOfString<Tag>
        : string;
