import { brand, kindOf } from './brand.ts';

/** A Python or NumPy complex number. */
export class Complex {
  declare readonly re: number;
  declare readonly im: number;

  constructor(re: number, im: number) {
    this.re = re;
    this.im = im;
  }

  /** True for a complex number of any copy of this package (ESM, CJS, duplicates). */
  static isComplex(value: unknown): value is Complex {
    return kindOf(value) === 'Complex';
  }
}

brand(Complex, 'Complex');
