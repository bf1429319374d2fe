import { VOID } from '../dtype/builtin.ts';
import { NATIVE } from '../dtype/byte-order.ts';
import { DType } from '../dtype/dtype.ts';
import { USER_TYPE, type UserType } from '../dtype/user-type.ts';
import { type PythonClass, pythonClass } from '../registry/python-class.ts';
import { PyGlobal } from '../values/py-global.ts';

export interface PythonDTypeInit<T> {
  /** The module or modules of the class of its scalars, such as `'ml_dtypes'`. The first one is written. */
  readonly module: string | readonly string[];
  /** The name of that class, such as `'bfloat16'`: the data type's own. */
  readonly name: string;
  /** Bytes of an element. */
  readonly itemsize: number;
  /** Bytes that a C compiler would align an element to. Default: `itemsize`. */
  readonly alignment?: number;
  /** The value of the element whose first byte is that one of the view: a number is a float, a bigint an integer. */
  readonly read: (view: DataView, byteOffset: number, littleEndian: boolean) => T;
  /** Writes a value as such an element. Without it, `set` and conversions to the data type are errors. */
  readonly write?: (view: DataView, byteOffset: number, value: T, littleEndian: boolean) => void;
}

/** An entry for `classes`, and the data type that it brings. */
export interface PythonDType extends PythonClass {
  readonly dtype: DType;
}

/**
 * A data type that is none of NumPy's own, such as ml_dtypes' bfloat16: what its elements are. Pass the result in
 * `classes` of `loads`; arrays of its `dtype` are written without.
 *
 * ```ts
 * const scratch = new DataView(new ArrayBuffer(4));
 * const bfloat16 = pythonDType({
 *   module: 'ml_dtypes', name: 'bfloat16', itemsize: 2,
 *   read(view, at, littleEndian) {
 *     scratch.setUint16(0, view.getUint16(at, littleEndian));
 *     return scratch.getFloat32(0);
 *   },
 * });
 * const weights = loads(bytes, { classes: [bfloat16] });
 * ```
 *
 * @throws RangeError for an `itemsize` or an `alignment` that is none.
 */
export function pythonDType<T>(init: PythonDTypeInit<T>): PythonDType {
  const { module, name, itemsize, alignment = itemsize, read, write = null } = init;
  for (const [what, size] of Object.entries({ itemsize, alignment }))
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`pythonDType ${name}: ${what} must be a positive integer, not ${String(size)}`);
  const global = new PyGlobal(typeof module === 'string' ? module : module[0]!, name);
  // ml_dtypes' own; a pickle tells what its NumPy has.
  const user = { global, read, write, flags: 64 } as UserType;
  const dtype = new DType({ ...VOID, num: USER_TYPE, byteOrder: NATIVE, itemsize, alignment, user });
  return Object.freeze({ ...pythonClass({ module, name, create: () => dtype }), dtype });
}
