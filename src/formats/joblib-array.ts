/**
 * How joblib (0.10 and later) keeps an array in a file: in the place of each lies a wrapper, and right behind the
 * wrapper's state what it wraps:
 *
 * | data type | what follows |
 * |---|---|
 * | without objects, joblib ≥ 1.2 | a byte n, n bytes of 0xFF, the elements in `order` |
 * | without objects, before | the elements in `order` |
 * | with objects | a pickle of the array |
 *
 * Source: `NumpyArrayWrapper` in joblib/numpy_pickle.py
 */

import { elementCount } from '../array/layout.ts';
import { blankArray, NumpyArray } from '../array/numpy-array.ts';
import { DType } from '../dtype/dtype.ts';
import { quote } from '../dtype/quote.ts';
import { blankOf } from '../numpy/blank.ts';
import { completedBy } from '../numpy/ndarray.ts';
import { arrayOf, type NumpyOptions } from '../numpy/options.ts';
import { shapeOf } from '../numpy/shape.ts';
import { Following } from '../pickle/following.ts';
import { type Claim, type PythonClass, pythonClass } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';
import { tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** scikit-learn carried a joblib of its own up to 0.22. */
const MODULES = ['joblib.numpy_pickle', 'sklearn.externals.joblib.numpy_pickle'];
const OLD_MODULES = MODULES.flatMap((module) => [module, `${module}_compat`]);

export const WRAPPER = /* @__PURE__ */ new PyGlobal('joblib.numpy_pickle', 'NumpyArrayWrapper');

/** How arrays of a memory map's class come back: it is where they lay, not what they are. */
const PLAIN = ['ndarray', 'memmap'];

interface WrapperState {
  readonly subclass: unknown;
  readonly shape: readonly number[];
  readonly order: 'C' | 'F';
  readonly dtype: DType;
  readonly isPadded: boolean;
}

function field(state: ReadonlyMap<unknown, unknown>, name: string): unknown {
  const value = state.get(name);
  if (value === undefined) throw new TypeError(`the state of the wrapper of an array has no ${name}`);
  return value;
}

function stateOf(state: unknown): WrapperState {
  if (!(state instanceof Map))
    throw new TypeError(`the state of the wrapper of an array must be a dict, not ${typeName(state)}`);
  const dtype = field(state, 'dtype');
  if (!DType.isDType(dtype)) throw new TypeError(`expected a numpy.dtype, got ${typeName(dtype)}`);
  const order = field(state, 'order');
  if (order !== 'C' && order !== 'F')
    throw new TypeError(`the order of an array must be 'C' or 'F', not ${quote(order)}`);
  return {
    subclass: field(state, 'subclass'),
    shape: shapeOf(field(state, 'shape')),
    order,
    dtype,
    isPadded: (state.get('numpy_array_alignment_bytes') ?? null) !== null,
  };
}

/** An array whose elements are still to come. */
class ArrayWrapper extends Following {
  isPadded = false;
  length: number | null = 0;
  #state: WrapperState | null = null;
  readonly #options: NumpyOptions;

  constructor(options: NumpyOptions) {
    super();
    this.#options = options;
  }

  setState(state: unknown): void {
    const known = stateOf(state);
    const { dtype, shape, isPadded } = known;
    this.#state = known;
    this.isPadded = isPadded && !dtype.hasObject;
    this.length = dtype.hasObject ? null : elementCount(shape) * dtype.itemsize;
  }

  complete(data: unknown, claim: Claim): unknown {
    const { subclass, shape, order, dtype } = this.#state!;
    if (this.length === null) {
      if (NumpyArray.isNumpyArray(arrayOf(data))) return data;
      throw new TypeError(`the pickle behind the wrapper of an array must be of one, not ${typeName(data)}`);
    }
    const array = PLAIN.includes(String(subclass)) ? blankArray() : blankOf(subclass, () => undefined);
    if (!NumpyArray.isNumpyArray(array))
      throw new TypeError(`an array of class ${String(subclass)} can't be made of its elements`);
    const state = tuple(1, tuple(...shape), dtype, order === 'F', data);
    return completedBy(array, state, this.#options, claim);
  }
}

/** What joblib before 0.10 wrote: arrays in files of their own, of which only the names are here. */
function oldWrapper(name: string): PythonClass {
  return pythonClass({
    module: OLD_MODULES,
    name,
    create() {
      throw new TypeError(
        'joblib before 0.10 wrote this file, and kept its arrays in others beside it (such as file.pkl_01.npy): ' +
          'in Python, write it anew by joblib.dump(joblib.load(old), new)',
      );
    },
  });
}

/** What reads a joblib file's arrays. */
export function joblibEntries(options: NumpyOptions): PythonClass[] {
  // In Python, `scattered` arrays have gaps; joblib's never do.
  const own = { ...options, protocol: 0 };
  return [
    pythonClass({
      module: MODULES,
      name: WRAPPER.name,
      type: ArrayWrapper,
      needsState: true,
      create: () => new ArrayWrapper(own),
      setState: (wrapper, state) => wrapper.setState(state),
    }),
    oldWrapper('NDArrayWrapper'),
    oldWrapper('ZNDArrayWrapper'),
  ];
}

const NEEDED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'numpy.dtype',
  'numpy._core._internal._convert_to_stringdtype_kwargs',
  ...MODULES.map((module) => `${module}.${WRAPPER.name}`),
]);

/** Whether a class must be made to know how many bytes lie behind a wrapper. */
export function isNeeded(global: PyGlobal): boolean {
  return NEEDED.has(String(global));
}
