import { type PythonClass, pythonClass } from '../registry/python-class.ts';
import { brand } from '../values/brand.ts';
import { typeName } from '../values/type-name.ts';

/** `numpy.poly1d`: a polynomial, by its coefficients. */
export class Poly1d {
  /** From the highest power down: a `NumpyArray`, or what the arrays hook gave in its place. */
  declare readonly coeffs: unknown;
  /** The letter that it prints with. */
  declare readonly variable: unknown;

  constructor(coeffs: unknown, variable: unknown = 'x') {
    this.coeffs = coeffs;
    this.variable = variable;
  }
}

brand(Poly1d, 'Poly1d');

export const poly1dEntry = (): PythonClass =>
  pythonClass({
    module: ['numpy', 'numpy.lib.polynomial'],
    name: 'poly1d',
    type: Poly1d,
    needsState: true,
    create: () => new Poly1d(null),
    setState(_, state) {
      if (!(state instanceof Map)) throw new TypeError(`expected a dict, got ${typeName(state)}`);
      // Before 1.13 it was 'variable'.
      return new Poly1d(state.get('coeffs'), state.get('_variable') ?? state.get('variable'));
    },
  });
