import type { NumpyArray } from '../array/numpy-array.ts';
import { NumpyArray as ArrayClass } from '../array/numpy-array.ts';
import { kindOf } from '../values/brand.ts';
import { typeName } from '../values/type-name.ts';

/** What both converters take. */
export interface ConvertOptions {
  /**
   * `'if-needed'` (default): an array whose memory can't be viewed is copied, once. `'never'`: it is an error, which
   * says why.
   */
  readonly copy?: 'if-needed' | 'never' | undefined;
  /**
   * `'bigint'` (default): int64, uint64, datetime64 and timedelta64 keep their 64 bits. `'number'`: they become
   * float64, NaT becomes NaN, and an integer beyond 2^53 - 1 is an error.
   */
  readonly int64?: 'bigint' | 'number' | undefined;
}

/** Checks what a converter was called with: a NumpyArray, and options that are words. */
export function checkCall(
  name: string,
  array: unknown,
  options: object,
  words: { readonly [option: string]: readonly string[] },
): asserts array is NumpyArray {
  if (!ArrayClass.isNumpyArray(array)) {
    const way = kindOf(array) === 'MaskedArray' ? ': convert its .data and its .mask' : '';
    throw new TypeError(`${name} takes a NumpyArray, got ${typeName(array)}${way}`);
  }
  for (const [option, allowed] of Object.entries(words)) {
    const value = (options as { readonly [option: string]: unknown })[option];
    if (value !== undefined && !allowed.includes(value as string)) {
      throw new TypeError(`${name}: ${option} must be '${allowed.join("' or '")}', not ${String(value)}`);
    }
  }
}
