/** NumPy's family as the golden data tells it: fixtures/family.py's `parts`, made of what `loads` gave. */

import { MaskedArray, masked } from '../../src/array/masked-array.ts';
import { asSubclass } from '../../src/array/subclass.ts';
import {
  NumpyArray,
  PyGlobal,
  PyObject,
  type PythonClass,
  pythonClass,
  Tuple,
  tuple,
} from '../../src/index.ts';
import { Poly1d } from '../../src/numpy/poly1d.ts';
import { BitGenerator, RandomGenerator, RandomState, SeedSequence } from '../../src/numpy/random.ts';
import { reduceAsSubclass } from '../../src/numpy/reduce-array.ts';
import { arrayFromState } from '../../src/numpy/subclasses.ts';

/** `fixtures.classes.Tagged`: ndarray's state, and a dict behind it. */
export class Tagged {
  array: NumpyArray | null = null;
  attributes = new Map<unknown, unknown>();
}

const tagged: PythonClass = pythonClass({
  module: 'fixtures.classes',
  name: 'Tagged',
  type: Tagged,
  create: () => new Tagged(),
  setState(object, state) {
    object.array = arrayFromState(state);
    object.attributes = (state as Tuple)[5] as Map<unknown, unknown>;
  },
  reduce: ({ array, attributes }, context) => reduceAsSubclass(tagged.global, array!, context, attributes),
});

/** `fixtures.classes.Bare`: a subclass that changes nothing is an array that remembers it. */
const bare: PythonClass = pythonClass({
  module: 'fixtures.classes',
  name: 'Bare',
  create: () => ({}),
  setState: (_, state) => asSubclass(arrayFromState(state), bare.global),
});

export const FAMILY_CLASSES: readonly PythonClass[] = [tagged, bare];

const dict = (parts: Record<string, unknown>) => new Map(Object.entries(parts));

/** Of a class whose name NumPy 2 changed. */
const CLASSES: Record<string, readonly [string, string]> = {
  'numpy.recarray': ['numpy.recarray', 'numpy.rec.recarray'],
  'numpy.chararray': ['numpy.chararray', 'numpy.char.chararray'],
};

export function partsOf(value: unknown, numpy: 1 | 2): unknown {
  const nameOf = (global: PyGlobal | null, other: string) =>
    global === null ? other : (CLASSES[`${global}`]?.[numpy - 1] ?? `${global}`);
  const of = (inner: unknown) => partsOf(inner, numpy);
  if (value === masked) return dict({ class: 'masked' });
  if (MaskedArray.isMaskedArray(value)) {
    const { subclass, data, mask, fillValue } = value;
    return dict({
      class: nameOf(subclass, numpy === 1 ? 'numpy.ma.core.MaskedArray' : 'numpy.ma.MaskedArray'),
      base: nameOf(data.subclass, 'numpy.ndarray'),
      data: asSubclass(data, null),
      mask,
      // A structured array's default is pickled.
      fill: fillValue === null || /1.e\+20/.test(`${fillValue}`) ? 'default' : fillValue,
    });
  }
  if (NumpyArray.isNumpyArray(value)) {
    if (value.subclass === null) return value;
    return dict({ class: nameOf(value.subclass, ''), array: asSubclass(value, null), tag: null });
  }
  if (value instanceof Tagged)
    return dict({ class: 'fixtures.classes.Tagged', array: value.array, tag: value.attributes.get('tag') });
  if (value instanceof BitGenerator) {
    const modules: Record<string, string> = { PCG64DXSM: 'pcg64' };
    const module = modules[value.name] ?? value.name.toLowerCase();
    return dict({
      class: `numpy.random._${module}.${value.name}`,
      state: of(value.state),
      ...(numpy === 2 && { seed: of(value.seedSequence) }),
    });
  }
  if (value instanceof RandomGenerator) return dict({ class: 'Generator', bits: of(value.bitGenerator) });
  if (value instanceof RandomState) return dict({ class: 'RandomState', state: of(value.state) });
  if (value instanceof SeedSequence)
    return dict({
      class: 'SeedSequence',
      entropy: of(value.entropy),
      spawn_key: value.spawnKey,
      pool: value.pool,
      pool_size: value.poolSize,
      spawned: value.childrenSpawned,
    });
  if (value instanceof Poly1d)
    return dict({ class: 'poly1d', coeffs: value.coeffs, variable: value.variable });
  if (PyObject.isPyObject(value))
    return dict({
      class: 'iinfo',
      kind: value.get('kind'),
      bits: value.get('bits'),
      dtype: value.get('dtype'),
    });
  if (PyGlobal.isPyGlobal(value)) return nameParts(value, numpy);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, of(item)]));
  if (Tuple.isTuple(value)) return tuple(...value.map(of));
  if (Array.isArray(value)) return value.map(of);
  return value;
}

/** Scalars' classes whose name is not the data type's in small letters. */
const SCALARS: Record<string, readonly [string, string]> = {
  bool: ['bool_', 'bool'],
  object: ['object_', 'object_'],
  bytes: ['bytes_', 'bytes_'],
  str: ['str_', 'str_'],
  longdouble: ['float128', 'longdouble'],
  clongdouble: ['complex256', 'clongdouble'],
};

function nameParts(global: PyGlobal, numpy: 1 | 2): unknown {
  const { module, name } = global;
  const plain = name.replace(/DType$/, '').toLowerCase();
  if (module === 'numpy.dtypes') return dict({ 'dtype class of': SCALARS[plain]?.[numpy - 1] ?? plain });
  const isUfunc = module.endsWith('_multiarray_umath') || /^(add|sin|matmul|conjugate|divide)$/.test(name);
  return isUfunc ? dict({ ufunc: name }) : dict({ type: `${global}` });
}
