import { PyGlobal } from '../values/py-global.ts';
import { PyObject } from '../values/py-object.ts';
import type { Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import { SCALAR_TYPES } from './names.ts';
import { DTYPE, type NumpyTarget } from './targets.ts';

const DTYPE_RECONSTRUCT = /* @__PURE__ */ new PyGlobal('numpy.core', '_DType_reconstruct');
const TYPE = /* @__PURE__ */ new PyGlobal('builtins', 'type');

/**
 * The class of a data type, where `numpy.dtypes` is not there to be named: NumPy 1 up to 1.24 calls a function with the
 * class of its scalars, and where any NumPy is to load it, it is `type(numpy.dtype(cls))`. Undefined where it is
 * named.
 */
export function reduceDTypeClass({ module, name }: PyGlobal, numpy: NumpyTarget): Reduction | undefined {
  if (module !== 'numpy.dtypes' || numpy === 2) return undefined;
  const plain = name.replace(/DType$/, '').toLowerCase();
  const scalar = SCALAR_TYPES.find((type) => type.replace(/_$/, '') === plain);
  if (scalar === undefined) return undefined;
  const cls = new PyGlobal('numpy', scalar);
  return numpy === 1
    ? { callable: DTYPE_RECONSTRUCT, args: tuple(cls) }
    : { callable: TYPE, args: tuple(new PyObject(DTYPE, 'call', tuple(cls))) };
}
