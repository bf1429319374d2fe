/** NumPy's names as entries, and the two functions by which NumPy 1 spells some that have none of their own. */

import { type PythonClass, pythonClass, pythonFunction, pythonName } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';
import { PyObject } from '../values/py-object.ts';
import { tuple } from '../values/tuple.ts';
import { DTYPE_CLASSES, SCALAR_TYPES, UFUNCS } from './names.ts';

const UMATH = ['numpy._core._multiarray_umath', 'numpy.core._multiarray_umath'];

/** The class of the data type of such scalars: `type(numpy.dtype(cls))`. */
function dtypeClass(cls: unknown): PyGlobal | undefined {
  if (!PyGlobal.isPyGlobal(cls) || cls.module !== 'numpy') return undefined;
  const plain = cls.name.replace('float128', 'longdouble').replace('complex256', 'clongdouble');
  const found = DTYPE_CLASSES.find((name) => name.toLowerCase() === plain.replace(/_$/, ''));
  return found === undefined ? undefined : new PyGlobal('numpy.dtypes', `${found}DType`);
}

export const nameEntries = (): PythonClass[] => [
  pythonName({ module: 'numpy', name: [...SCALAR_TYPES, ...UFUNCS, 'ufunc'] }),
  pythonName({ module: UMATH, name: UFUNCS }),
  pythonName({ module: 'numpy.dtypes', name: DTYPE_CLASSES.map((name) => `${name}DType`) }),
  pythonFunction({
    module: ['numpy._core', 'numpy.core'],
    name: '_DType_reconstruct',
    call: ([cls]) => dtypeClass(cls),
  }),
  pythonFunction({
    module: ['numpy._core', 'numpy.core'],
    name: '_ufunc_reconstruct',
    call: ([module, name]) =>
      ['numpy', 'numpy.core.umath', ...UMATH].includes(module as string) && UFUNCS.includes(name as string)
        ? new PyGlobal('numpy', name as string)
        : undefined,
  }),
];

const record = (name: string, ...module: readonly string[]): PythonClass => {
  const cls: PythonClass = pythonClass({
    module,
    name,
    create(args, kwargs) {
      return new PyObject(cls.global, 'new', tuple(...args), kwargs, false);
    },
  });
  return cls;
};

/**
 * What NumPy knows of its numbers' limits: records of what the pickle says, that are read but not written. (With
 * `exact` they are records as well, of classes that nobody registered, and written again.)
 */
export const recordEntries = (): PythonClass[] => [
  record('iinfo', 'numpy', 'numpy.core.getlimits'),
  record('finfo', 'numpy', 'numpy.core.getlimits'),
  record('MachArLike', 'numpy.core.getlimits', 'numpy._core.getlimits'),
];
