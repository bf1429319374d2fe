/**
 * Making arrays: the checks of `new NumpyArray({ … })`, `NumpyArray.from` and `NumpyArray.fromInterface`.
 *
 * They stand apart from the class so that a program that only loads pickles does not carry them: this module
 * gives them to the class of numpy-array.ts, the one there is, when `NumpyArray` is imported from here.
 */
import { dtype } from '../dtype/parse.ts';
import type { DTypeSpec, NameOf } from '../dtype/spec.ts';
import { checkInit, type NumpyArrayInit } from './array-init.ts';
import type { ArrayInterface } from './array-interface.ts';
import { fromArrayInterface } from './from-interface.ts';
import { type FromOptions, fromValues } from './from-values.ts';
import { tupleText } from './layout.ts';
import { NumpyArray as ArrayClass, blankArray, initArray, withChecks } from './numpy-array.ts';

/**
 * An n-dimensional array over an ArrayBuffer. It only describes the memory until something is asked of it: a
 * typed array is made by `.data`, not before.
 *
 * `N` is the data type's name (`'float32'`), where it is known: it gives `.data`, `.get()` and the like
 * their types. `.as('float32')` checks and tells it.
 */
export type NumpyArray<N extends string = string> = ArrayClass<N>;

export interface NumpyArrayConstructor {
  readonly prototype: NumpyArray;

  /**
   * An array over memory that is there. Nothing is copied.
   *
   * @throws DTypeError for a data type that is none or holds Python objects; RangeError where shape, strides
   *   and offset reach outside of the buffer; TypeError for a wrong type.
   */
  new <N extends string = string>(init: NumpyArrayInit<N>): NumpyArray<N>;

  /**
   * An array of values: nested lists, any iterable, a typed array or one value. A typed array is shared, not
   * copied, where it has the data type asked for (or none is); typed arrays inside a list are its rows. Without
   * `dtype`, numbers give float64, bigints int64, booleans bool, strings `U`, Complex complex128.
   *
   * @throws TypeError where the data type can't be told or a value is of a wrong type, RangeError for a value
   *   that the data type can't hold, ragged nesting, or a shape that does not fit. Messages name the index.
   */
  from<const S extends DTypeSpec>(
    values: unknown,
    options: FromOptions<S> & { readonly dtype: S },
  ): NumpyArray<NameOf<S>>;
  from<T extends ArrayBufferView & { readonly [Symbol.toStringTag]: string }>(
    values: T,
    options?: FromOptions & { readonly dtype?: undefined },
  ): NumpyArray<NameOf<{ readonly prototype: T }>>;
  from(values: unknown, options?: FromOptions): NumpyArray;

  /**
   * The array that an `arrayInterface()` describes, over the same memory; also one made by hand, after NumPy's
   * `__array_interface__`.
   *
   * @throws TypeError for what is no such description; DTypeError and RangeError as `new NumpyArray`.
   */
  fromInterface(description: ArrayInterface): NumpyArray;

  /** True for an array of any copy of this package (ESM, CJS, duplicates). */
  isNumpyArray(value: unknown): value is NumpyArray;
}

function from(values: unknown, options: FromOptions = {}): NumpyArray {
  if (ArrayClass.isNumpyArray(values)) {
    const shape = options.shape ?? values.shape;
    if (tupleText(shape) !== tupleText(values.shape)) {
      throw new RangeError(`the array has shape ${tupleText(values.shape)}, not ${tupleText(shape)}`);
    }
    if (options.dtype === undefined || values.dtype.equals(dtype(options.dtype))) return values.copy(options);
    return from(values.toArray(), { ...options, shape });
  }
  const array = blankArray();
  initArray(array, fromValues(values, options));
  return array;
}

function fromInterface(description: ArrayInterface): NumpyArray {
  return new ArrayClass(fromArrayInterface(description));
}

// Pure, for bundlers: whoever does not use the name does not need what the call does.
export const NumpyArray: NumpyArrayConstructor = /* @__PURE__ */ Object.assign(
  /* @__PURE__ */ withChecks(checkInit),
  { from, fromInterface },
);
