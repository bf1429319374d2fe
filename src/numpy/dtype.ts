/**
 * Data types: `numpy.dtype(code, align, copy)` and a state. NumPy pickles every one so, the built-in ones
 * too; StringDType has a function of its own.
 *
 * Source: NumPy's `arraydescr_reduce`, `arraydescr_setstate` (`descriptor.c`), `_internal.py`.
 */

import { RECORD } from '../dtype/builtin.ts';
import { DType } from '../dtype/dtype.ts';
import { dtypeFromState } from '../dtype/state.ts';
import { stringDType } from '../dtype/string-dtype.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { type PythonClass, pythonClass, pythonFunction, pythonName } from '../registry/python-class.ts';
import { decodeLatin1 } from '../values/latin1.ts';
import { withoutFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

function code(value: unknown, make: (cls: unknown) => unknown): DType {
  if (PyGlobal.isPyGlobal(value)) return ofClass(value, make);
  if (typeof value === 'string') return dtypeFromString(value);
  // A Python 2 str that was read as bytes.
  if (value instanceof Uint8Array) return dtypeFromString(decodeLatin1(value, 0, value.length));
  throw new TypeError(`a data type's code must be a str, not ${typeName(value)}`);
}

/** The data type of a class of scalars: `numpy.record`, or what an entry of {@link pythonDType} gives. */
function ofClass(cls: PyGlobal, make: (cls: unknown) => unknown): DType {
  if (`${cls}` === 'numpy.record') return RECORD;
  const made = make(cls);
  if (DType.isDType(made)) return made;
  throw new TypeError(
    `${cls} is a data type that NumPy itself does not have: pass { classes: [pythonDType({ … })] }`,
  );
}

/** NumPy itself ignores a state for its built-in data types. */
function isBuiltIn(value: DType): boolean {
  return value.fields === null && 'biufc?O'.includes(value.kind) && dtypeFromString(value.char) === value;
}

/** NaN is told by its value, exact or not: no int is NaN. */
function plain(value: unknown): unknown {
  const number = withoutFloat(value);
  return Number.isNaN(number) ? number : value;
}

export const dtypeEntries = (): PythonClass[] => [
  pythonClass({
    module: 'numpy',
    name: 'dtype',
    type: DType,
    create([spec, , copy], kwargs, make) {
      if (kwargs?.size) throw new TypeError('keyword arguments are not known');
      const made = code(spec, make);
      // What a pickle makes is a new object, equal to the built-in one.
      return copy ? made.copy() : made;
    },
    setState(made, state) {
      if (!Tuple.isTuple(state))
        throw new TypeError(`the state of a data type must be a tuple, not ${typeName(state)}`);
      return isBuiltIn(made) ? made : dtypeFromState(made, state);
    },
  }),
  pythonFunction({
    module: 'numpy._core._internal',
    name: '_convert_to_stringdtype_kwargs',
    call: ([coerce, ...na]) =>
      stringDType({ coerce: Boolean(coerce), ...(na.length > 0 && { naObject: plain(na[0]) }) }),
  }),
  pythonName({ module: 'numpy', name: 'record' }),
];
