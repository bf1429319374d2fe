import type { PythonClass } from '../registry/python-class.ts';
import { dtypeEntries } from './dtype.ts';
import { joblibEntries } from './joblib.ts';
import { ndarrayEntries } from './ndarray.ts';
import type { NumpyOptions } from './options.ts';
import { scalarEntries } from './scalar.ts';

/** What NumPy's pickles reach: arrays, data types and scalars, under the module paths of NumPy 1 and 2. */
export function numpyEntries(options: NumpyOptions): PythonClass[] {
  return [...ndarrayEntries(options), ...dtypeEntries, ...scalarEntries(options), ...joblibEntries];
}
