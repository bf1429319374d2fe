/**
 * Masked arrays: `_mareconstruct(cls, baseclass, (0,), 'b')` and a state, an array's with two items more,
 * `(1, shape, dtype, is_fortran, data, mask, fill_value)`: the whole mask as bytes, None or an array without axes.
 *
 * Source: `MaskedArray.__getstate__`, `__setstate__`, `_mareconstruct` in numpy/ma/core.py
 */

import { MaskedArray, masked } from '../array/masked-array.ts';
import { blankArray, NumpyArray } from '../array/numpy-array.ts';
import { maskDType } from '../dtype/mask-type.ts';
import { type Claim, type PythonClass, pythonClass, pythonFunction } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';
import { Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { blankOf } from './blank.ts';
import { setArrayState } from './ndarray.ts';
import { arrayOf, type NumpyOptions } from './options.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Undefined for classes that nobody registered. An entry for a subclass of MaskedArray makes what it will. */
function reconstruct(cls: unknown, base: unknown, make: (cls: unknown) => unknown): unknown {
  const data = blankOf(base, make);
  if (!NumpyArray.isNumpyArray(data)) return undefined;
  const made = make(cls);
  if (MaskedArray.isMaskedArray(made)) (made as Mutable<MaskedArray>).data = data;
  return made;
}

function setState(array: Mutable<MaskedArray>, state: unknown, options: NumpyOptions, claim: Claim): void {
  if (!Tuple.isTuple(state) || state.length !== 7)
    throw new TypeError('the state of a masked array must be a tuple of 7 items');
  const [version, shape, dtype, isFortran, data, mask, fill] = state;
  setArrayState(array.data, tuple(version, shape, dtype, isFortran, data), options, claim);
  array.mask = blankArray();
  const maskState = tuple<unknown[]>(1, shape, maskDType(array.data.dtype), isFortran, mask);
  setArrayState(array.mask, maskState, options, claim);
  const fillValue = arrayOf(fill);
  const isFill = fillValue === null || (NumpyArray.isNumpyArray(fillValue) && fillValue.ndim === 0);
  // The arrays hook may have given what can't be told from anything else.
  if (!isFill && options.arrays === undefined)
    throw new TypeError(`the fill value must be an array without axes, not ${typeName(fill)}`);
  array.fillValue = fillValue as NumpyArray | null;
}

export function maskedEntries(options: NumpyOptions): PythonClass[] {
  const blank = (subclass: PyGlobal | null) => new MaskedArray({ data: blankArray(), subclass });
  const mvoid = new PyGlobal('numpy.ma.core', 'mvoid');
  return [
    pythonFunction({
      module: 'numpy.ma.core',
      name: '_mareconstruct',
      needsState: true,
      call: ([cls, base], make) => reconstruct(cls, base, make),
    }),
    pythonClass({
      module: ['numpy.ma.core', 'numpy.ma'],
      name: 'MaskedArray',
      type: MaskedArray,
      payloads: true,
      needsState: true,
      create: () => blank(null),
      setState: (array, state, claim) => setState(array, state, options, claim),
    }),
    pythonClass({ module: 'numpy.ma.core', name: 'mvoid', needsState: true, create: () => blank(mvoid) }),
    pythonClass({
      module: 'numpy.ma.core',
      name: 'MaskedConstant',
      type: Object.getPrototypeOf(masked).constructor as new () => typeof masked,
      create: () => masked,
    }),
  ];
}
