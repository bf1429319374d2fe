import { brand, kindOf } from './brand.ts';

/** A Python float, where it must be told from an int: 1.0 and 1 are one number in JavaScript. */
export class PyFloat {
  declare readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** True for a float of any copy of this package (ESM, CJS, duplicates). */
  static isPyFloat(value: unknown): value is PyFloat {
    return kindOf(value) === 'PyFloat';
  }

  valueOf(): number {
    return this.value;
  }

  toJSON(): number {
    return this.value;
  }
}

brand(PyFloat, 'PyFloat');

/** What a value is where floats are not told from ints. */
export function withoutFloat(value: unknown): unknown {
  return PyFloat.isPyFloat(value) ? value.value : value;
}
