import { brand, kindOf } from './brand.ts';

/** An object that is kept outside of the pickle, by its persistent id. */
export class PyPersistent {
  declare readonly id: unknown;

  constructor(id: unknown) {
    this.id = id;
  }

  /** True for a persistent object of any copy of this package (ESM, CJS, duplicates). */
  static isPyPersistent(value: unknown): value is PyPersistent {
    return kindOf(value) === 'PyPersistent';
  }
}

brand(PyPersistent, 'PyPersistent');
