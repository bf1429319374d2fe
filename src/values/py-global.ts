import { brand, kindOf } from './brand.ts';

/** On a name of Python 2; a property that is not seen, but that every copy of this package knows. */
const PYTHON2 = Symbol.for('ndarray-pickle.python2');

/** A Python class or function by its name, such as `numpy.float32`: a name only, nothing that can be called. */
export class PyGlobal {
  declare readonly module: string;
  /** Its qualified name inside the module; `'Outer.Inner'` for a nested class. */
  declare readonly name: string;

  /**
   * `python2`: whether this is the name that Python 2 has for it (`__builtin__.unicode`), as pickles of protocols
   * 0 to 2 give names. When it is written, Python 3's name is looked up.
   */
  constructor(module: string, name: string, python2 = false) {
    this.module = module;
    this.name = name;
    if (python2) Object.defineProperty(this, PYTHON2, { value: true });
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

/** Whether a global bears the name that Python 2 has for it. */
export function isPython2(global: PyGlobal): boolean {
  return PYTHON2 in global;
}
