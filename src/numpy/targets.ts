import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext } from '../values/reduction.ts';

/** The NumPy that a pickle is written for. */
export type NumpyTarget = ReduceContext['numpy'];

/** What NumPy's pickles call, by the names of one NumPy. */
interface Functions {
  readonly reconstruct: PyGlobal;
  readonly scalar: PyGlobal;
  /** Null where no name of it loads without a warning in every NumPy. */
  readonly fromBuffer: PyGlobal | null;
}

export const NDARRAY = /* @__PURE__ */ new PyGlobal('numpy', 'ndarray');
export const DTYPE = /* @__PURE__ */ new PyGlobal('numpy', 'dtype');
export const RECORD_CLASS = /* @__PURE__ */ new PyGlobal('numpy', 'record');
/** Since NumPy 2.0. */
export const STRING_DTYPE = /* @__PURE__ */ new PyGlobal(
  'numpy._core._internal',
  '_convert_to_stringdtype_kwargs',
);

function functions(core: string, fromBuffer: PyGlobal | null): Functions {
  return {
    reconstruct: new PyGlobal(`${core}.multiarray`, '_reconstruct'),
    scalar: new PyGlobal(`${core}.multiarray`, 'scalar'),
    fromBuffer,
  };
}

export const FUNCTIONS: Readonly<Record<NumpyTarget, Functions>> = /* @__PURE__ */ (() => ({
  any: functions('numpy.core', null),
  1: functions('numpy.core', new PyGlobal('numpy.core.numeric', '_frombuffer')),
  2: functions('numpy._core', new PyGlobal('numpy._core.numeric', '_frombuffer')),
}))();
