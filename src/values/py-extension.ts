import { brand, kindOf } from './brand.ts';

/** A Python class or function by its code in `copyreg`'s extension registry, which only the writer has. */
export class PyExtension {
  declare readonly code: number;

  constructor(code: number) {
    this.code = code;
  }

  /** True for an extension of any copy of this package (ESM, CJS, duplicates). */
  static isPyExtension(value: unknown): value is PyExtension {
    return kindOf(value) === 'PyExtension';
  }

  toString(): string {
    return `extension code ${this.code}`;
  }
}

brand(PyExtension, 'PyExtension');
