import { DType } from './dtype.ts';

/** How a StringDType treats what is no string. */
export interface StringDTypeOptions {
  /** Stands for a missing string: `NaN`, `null` (None), a string or any other object. Default: nothing does. */
  readonly naObject?: unknown;
  /** Whether NumPy turns other values into strings. Default true. */
  readonly coerce?: boolean;
}

/**
 * NumPy 2's variable-width string type: `numpy.dtypes.StringDType(na_object=…, coerce=…)`. An element takes
 * 16 bytes in NumPy's memory; pickled arrays hold a list of strings.
 */
export function stringDType({ naObject, coerce = true }: StringDTypeOptions = {}): DType<'StringDType128'> {
  return new DType({
    num: 2056,
    kind: 'T',
    char: 'T',
    byteOrder: '|',
    itemsize: 16,
    alignment: 8,
    naObject,
    coerce,
  });
}
