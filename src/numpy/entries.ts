import type { PythonClass } from '../registry/python-class.ts';
import { subclassEntries } from './blank.ts';
import { dtypeEntries } from './dtype.ts';
import { joblibEntries } from './joblib.ts';
import { maskedEntries } from './masked.ts';
import { nameEntries, recordEntries } from './name-entries.ts';
import { ndarrayEntries } from './ndarray.ts';
import type { NumpyOptions } from './options.ts';
import { poly1dEntry } from './poly1d.ts';
import { randomEntries } from './random.ts';
import { scalarEntries } from './scalar.ts';

/** What NumPy's pickles reach under the module paths of NumPy 1 and 2, and what depends on how it is to be loaded. */
export function numpyEntries(options: NumpyOptions): PythonClass[] {
  return [
    ...ndarrayEntries(options),
    ...scalarEntries(options),
    ...maskedEntries(options),
    ...(options.exact ? [] : recordEntries()),
  ];
}

/** The rest: data types, names, generators. */
export const fixedNumpyEntries = (): PythonClass[] => [
  ...dtypeEntries(),
  ...subclassEntries(),
  ...randomEntries(),
  poly1dEntry(),
  ...nameEntries(),
  ...joblibEntries(),
];
