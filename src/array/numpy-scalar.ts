import type { DType } from '../dtype/dtype.ts';
import { brand, kindOf } from '../values/brand.ts';
import type { NumpyArray } from './numpy-array.ts';

/** A NumPy scalar that no JS value stands for whole: a datetime with its unit, a longdouble, a record. */
export class NumpyScalar {
  /** The value in memory, as a 0-d array. */
  readonly array: NumpyArray;

  constructor(array: NumpyArray) {
    this.array = array;
  }

  /** True for a scalar of any copy of this package (ESM, CJS, duplicates). */
  static isNumpyScalar(value: unknown): value is NumpyScalar {
    return kindOf(value) === 'NumpyScalar';
  }

  get dtype(): DType {
    return this.array.dtype;
  }

  /** The value as an array's element is given, which for a longdouble is rounded to float64. */
  get value(): unknown {
    return this.array.item();
  }
}

brand(NumpyScalar, 'NumpyScalar');
