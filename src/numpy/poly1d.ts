import { NumpyArray } from '../array/numpy-array.ts';
import { type PythonClass, pythonClass } from '../registry/python-class.ts';
import { brand } from '../values/brand.ts';
import { typeName } from '../values/type-name.ts';
import { arrayOf } from './options.ts';

/** `numpy.poly1d`: a polynomial, by its coefficients. */
export class Poly1d {
  /** From the highest power down. */
  readonly coeffs: NumpyArray;
  /** The letter that it prints with. */
  readonly variable: unknown;

  constructor(coeffs: NumpyArray, variable: unknown = 'x') {
    this.coeffs = coeffs;
    this.variable = variable;
  }
}

brand(Poly1d, 'Poly1d');

export const poly1dEntry: PythonClass = pythonClass({
  module: ['numpy', 'numpy.lib.polynomial'],
  name: 'poly1d',
  type: Poly1d,
  needsState: true,
  create: () => new Poly1d(null as never),
  setState(_, state) {
    const dict = state instanceof Map ? state : new Map<unknown, unknown>();
    const coeffs = arrayOf(dict.get('coeffs'));
    if (!NumpyArray.isNumpyArray(coeffs))
      throw new TypeError(`the coefficients of a poly1d must be an array, not ${typeName(coeffs)}`);
    // Before 1.13 it was 'variable'.
    return new Poly1d(coeffs, dict.get('_variable') ?? dict.get('variable'));
  },
});
