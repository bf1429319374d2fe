/**
 * What `_reconstruct(cls, (0,), b'b')` gives: an array without contents, of ndarray or of one of NumPy's own subclasses,
 * which arrays remember (`.subclass`).
 */

import { blankArray } from '../array/numpy-array.ts';
import { markSubclass } from '../array/subclass.ts';
import { type PythonClass, pythonName } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';
import { isNdarray } from './names.ts';

/** Name and modules; those of older NumPys come last. */
const SUBCLASSES: readonly (readonly [name: string, ...modules: string[]])[] = [
  ['matrix', 'numpy', 'numpy.matrixlib.defmatrix'],
  ['memmap', 'numpy', 'numpy.core.memmap'],
  ['recarray', 'numpy', 'numpy.rec', 'numpy.core.records'],
  ['chararray', 'numpy', 'numpy.char', 'numpy.core.defchararray'],
];

/** Names only: a pickle that calls one itself leaves out what NumPy asks for, or has it open a file. */
export const subclassEntries = (): PythonClass[] =>
  SUBCLASSES.map(([name, ...module]) => pythonName({ module, name }));

/** A class that somebody registered is made by its own entry. Undefined for one that nobody did. */
export function blankOf(cls: unknown, make: (cls: unknown) => unknown): unknown {
  if (isNdarray(cls)) return blankArray();
  const made = make(cls);
  if (made !== undefined || !(cls instanceof PyGlobal)) return made;
  const found = SUBCLASSES.find(([name, ...modules]) => name === cls.name && modules.includes(cls.module));
  return found && markSubclass(blankArray(), new PyGlobal('numpy', cls.name));
}
