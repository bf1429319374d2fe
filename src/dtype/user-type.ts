import type { PyGlobal } from '../values/py-global.ts';

/** A data type that is none of NumPy's own: the class of its scalars, and what its elements are. */
export interface UserType {
  /** The class of its scalars, `ml_dtypes.bfloat16`: by it the type is told from others, and pickled. */
  readonly global: PyGlobal;
  /** The value of the element at that byte of the view. */
  readonly read: (view: DataView, byteOffset: number, littleEndian: boolean) => unknown;
  /** Writes an element; null where there is no way to. */
  readonly write:
    | ((view: DataView, byteOffset: number, value: unknown, littleEndian: boolean) => void)
    | null;
  /** NumPy's flag bits. */
  readonly flags: number;
}

/** The type number of each; NumPy gives them out from here on. */
export const USER_TYPE = 256;
