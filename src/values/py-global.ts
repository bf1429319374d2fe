import { brand, kindOf } from './brand.ts';

/** A Python class or function by its name, such as `numpy.float32`: a name only, nothing that can be called. */
export class PyGlobal {
  readonly module: string;
  /** Its qualified name inside the module; `'Outer.Inner'` for a nested class. */
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
    Object.freeze(this);
  }

  /** True for a global of any copy of this package (ESM, CJS, duplicates). */
  static isPyGlobal(value: unknown): value is PyGlobal {
    return kindOf(value) === 'PyGlobal';
  }

  toString(): string {
    return `${this.module}.${this.name}`;
  }
}

brand(PyGlobal, 'PyGlobal');
