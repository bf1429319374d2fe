/**
 * Arrays as plain values, after NumPy's `__array_interface__`, version 3. Where that has a pointer to memory,
 * this has the memory: `data` is the buffer, `offset` and `readonly` say what NumPy's pair `data` says.
 *
 * `descr` can't tell everything: where fields overlap or are out of order NumPy gives `[('', '|V8')]`. So
 * `dtype` tells all of it, in what remains whole through `structuredClone`: strings, lists, plain objects.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.interface.html
 */
import type { DType } from '../dtype/dtype.ts';
import { DTypeError } from '../errors.ts';
import { isContiguous } from './layout.ts';

/**
 * A type string; a struct by columns; or a pair: `[type, shape]` (a subarray), `[type, metadata]`, `[type, struct]`
 * (a number with fields, `'numpy.record'`).
 */
export type DTypeDescription =
  | string
  | StructDescription
  | readonly [DTypeDescription, readonly number[] | ReadonlyMap<unknown, unknown> | StructDescription];

export interface StructDescription {
  readonly names: readonly string[];
  readonly formats: readonly DTypeDescription[];
  readonly offsets: readonly number[];
  readonly titles: readonly unknown[];
  readonly itemsize: number;
  readonly aligned: boolean;
}

/** What `arrayInterface()` gives. Made by hand, it needs `typestr`, `shape` and `data` only. */
export interface ArrayInterface {
  readonly version: 3;
  readonly typestr: string;
  readonly descr?: readonly unknown[];
  /** The data type, whole. */
  readonly dtype?: DTypeDescription;
  readonly shape: readonly number[];
  /** Bytes; null where the elements lie gapless in C order. */
  readonly strides?: readonly number[] | null;
  readonly data: ArrayBufferLike | ArrayBufferView;
  /** Bytes from the start of `data` to the element at index 0, 0, …; default 0. */
  readonly offset?: number;
  readonly readonly?: boolean;
}

interface Described {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly readonly: boolean;
}

export function describeInterface(array: Described): ArrayInterface {
  const { dtype, shape, strides, buffer, byteOffset, readonly } = array;
  if (dtype.hasObject) {
    throw new DTypeError(`elements of ${dtype} point to Python objects, which no memory holds`);
  }
  return {
    version: 3,
    typestr: dtype.str,
    descr: descrOf(dtype),
    dtype: description(dtype),
    shape: [...shape],
    strides: isContiguous(shape, strides, dtype.itemsize, 'C') ? null : [...strides],
    data: buffer,
    offset: byteOffset,
    readonly,
  };
}

function descrOf(dtype: DType): readonly unknown[] {
  try {
    return dtype.descr;
  } catch {
    return [['', dtype.str]];
  }
}

function description(dtype: DType): DTypeDescription {
  const { fields, subdtype, metadata, char, byteOrder } = dtype;
  let result: DTypeDescription = 'qQ'.includes(char) ? byteOrder + char : dtype.str;
  if (subdtype) {
    result = [description(subdtype.base), subdtype.shape];
  } else if (fields) {
    const list = [...fields.values()];
    const struct = {
      names: list.map((field) => field.name),
      formats: list.map((field) => description(field.dtype)),
      offsets: list.map((field) => field.offset),
      titles: list.map((field) => field.title ?? null),
      itemsize: dtype.itemsize,
      aligned: dtype.isAlignedStruct,
    };
    result = dtype.isRecord ? ['numpy.record', struct] : dtype.kind === 'V' ? struct : [result, struct];
  }
  return metadata ? [result, metadata] : result;
}
