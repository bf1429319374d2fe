/**
 * `DType`: what one element of an array is, as `numpy.dtype` describes it.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.dtypes.html
 */

/**
 * NumPy's type numbers (`dtype.num`), as far as memory goes: the platform's aliases (`'l'`/`'q'`) keep
 * numbers of their own.
 */
export type TypeNumber = number;

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
