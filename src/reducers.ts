import type { NumpyArray } from './array/numpy-array.ts';
import { toNumpyArray } from './convert/to-numpy-array.ts';
import { repeatedArray } from './numpy/reduce-array.ts';
import { reduceDTypeClass } from './numpy/reduce-dtype-class.ts';
import { numpyReducers } from './numpy/reducers.ts';
import { spellNumpy } from './numpy/spelling.ts';
import { pythonThreeName } from './pickle/fix-imports.ts';
import type { Reducer } from './pickle/reducer.ts';
import { isFreshName } from './registry/fresh-names.ts';
import type { PythonClass } from './registry/python-class.ts';
import { builtinReducers } from './registry/reducers.ts';
import { UserReducers } from './registry/user-reducers.ts';
import { ownKind } from './values/brand.ts';
import { PyGlobal } from './values/py-global.ts';
import type { Reduce, ReduceContext, Reduction } from './values/reduction.ts';
import type { Spelling } from './values/spelling.ts';

const TABLE = /* @__PURE__ */ Object.assign({}, builtinReducers, numpyReducers) as Readonly<
  Record<string, Reduce<object>>
>;

/**
 * All that knows how to pickle objects, in the order in which it is asked: the user's entries, Python's and
 * NumPy's own, arrays of other makes.
 */
export class Reducers implements Reducer {
  readonly claim: ((value: object) => Reduction | undefined) | null;
  readonly repeat: Reducer['repeat'];
  readonly #user: UserReducers | null;
  readonly #context: ReduceContext;

  constructor(context: ReduceContext, classes: readonly PythonClass[] = []) {
    this.#context = context;
    this.#user = classes.length === 0 ? null : new UserReducers(classes);
    const user = this.#user;
    let arrays: unknown;
    this.repeat =
      user !== null || context.protocol < 3
        ? null
        : (value, repeated) => {
            const prototype: unknown = Object.getPrototypeOf(value);
            if (prototype !== arrays) {
              if (ownKind(value) !== 'NumpyArray') return false;
              arrays = prototype;
            }
            return repeatedArray(value as NumpyArray, context, repeated);
          };
    this.claim = user?.claims ? (value) => user.reduce(value, context) : null;
  }

  reduce(value: object): Reduction | undefined {
    const claimed = this.#user?.reduce(value, this.#context);
    if (claimed !== undefined) return claimed;
    const kind = ownKind(value);
    if (kind !== undefined)
      return Object.hasOwn(TABLE, kind) ? TABLE[kind]!(value, this.#context) : undefined;
    const array = toNumpyArray(value);
    if (array !== undefined) return TABLE['NumpyArray']!(array, this.#context);
    const base = this.#user?.baseOf(value);
    if (base === undefined) return undefined;
    const { name } = value.constructor;
    throw new TypeError(
      `${name} extends the class of ${base.global}, and is not registered itself: pass pythonClass({ module, name, type: ${name} })`,
    );
  }

  /** The array that a value is pickled as, unless by an entry of the user's. */
  arrayOf(value: object): NumpyArray | undefined {
    const kind = ownKind(value);
    const array = kind === 'NumpyArray' ? (value as NumpyArray) : kind ? undefined : toNumpyArray(value);
    const isClaimed = array !== undefined && this.#user?.reduce(value, this.#context) !== undefined;
    return isClaimed ? undefined : array;
  }

  spell(global: PyGlobal): Spelling | Reduction {
    const [module, name] = pythonThreeName(global);
    const extension = this.#user?.extensionOf(module, name);
    if (extension !== undefined) return { module, name, fresh: false, extension };
    const isOwn = module === global.module && name === global.name;
    return (
      reduceDTypeClass(global, this.#context.numpy) ??
      spellNumpy(isOwn ? global : new PyGlobal(module, name), this.#context.numpy) ?? {
        module,
        name,
        fresh: isFreshName(module, name),
      }
    );
  }
}
