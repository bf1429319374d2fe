/**
 * `MaskedArray`: NumPy's `numpy.ma.MaskedArray`, elements some of which are invalid.
 *
 * Source: https://numpy.org/doc/stable/reference/maskedarray.generic.html
 */

import type { DType } from '../dtype/dtype.ts';
import { maskDType } from '../dtype/mask-type.ts';
import { brand, kindOf } from '../values/brand.ts';
import { newDictObject } from '../values/dict-object.ts';
import type { PyGlobal } from '../values/py-global.ts';
import { maskedRepr } from './array-text.ts';
import { inOwnMemory } from './contents.ts';
import { contiguousStrides, elementCount, tupleText } from './layout.ts';
import { blankArray, initArray, NumpyArray } from './numpy-array.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

export interface MaskedArrayInit {
  readonly data: NumpyArray;
  /**
   * Which elements are masked: an array of bool of the same shape; for a structured data type, a struct of bools by
   * field. Default: none is.
   */
  readonly mask?: NumpyArray | null;
  /** The value that stands for masked elements, an array without axes; default: null, NumPy's own for the data type. */
  readonly fillValue?: NumpyArray | null;
  /** The subclass that it is of in Python, such as `numpy.ma.core.mvoid`. Default: null, MaskedArray itself. */
  readonly subclass?: PyGlobal | null;
}

/** `numpy.ma.MaskedArray`: an array and a mask that says which of its elements are not valid. */
export class MaskedArray {
  /** All elements, masked ones too. Its `.subclass` is NumPy's `baseclass`. */
  readonly data: NumpyArray;
  /** True where an element is masked: of dtype bool, or a struct of bools for a structured data type. */
  readonly mask: NumpyArray;
  /** What stands for masked elements, as an array without axes; null: NumPy's own for the data type. */
  readonly fillValue: NumpyArray | null;
  /** The subclass that it is of in Python; null for MaskedArray itself. */
  readonly subclass: PyGlobal | null;

  /** @throws TypeError for a mask of another shape or data type than the data needs, or a fill value with axes. */
  constructor({ data, mask, fillValue = null, subclass = null }: MaskedArrayInit) {
    this.data = data;
    this.mask = mask ?? unmasked(data);
    this.fillValue = fillValue;
    this.subclass = subclass;
    const told = (shape: readonly number[], dtype: DType) => `shape ${tupleText(shape)} and dtype ${dtype}`;
    const wanted = told(data.shape, maskDType(data.dtype));
    const own = told(this.mask.shape, this.mask.dtype);
    if (wanted !== own) throw new TypeError(`the mask must have ${wanted}, not ${own}`);
    if (fillValue !== null && fillValue.ndim > 0)
      throw new TypeError('the fill value must be an array without axes');
  }

  /** True for a masked array of any copy of this package (ESM, CJS, duplicates). */
  static isMaskedArray(value: unknown): value is MaskedArray {
    return kindOf(value) === 'MaskedArray';
  }

  get dtype(): DType {
    return this.data.dtype;
  }

  get shape(): readonly number[] {
    return this.data.shape;
  }

  /**
   * The element at an index, null where it is masked; of a structured element, the fields that are.
   *
   * @throws RangeError as {@link NumpyArray.get}
   */
  get(...index: number[]): unknown {
    return unlessMasked(this.data.get(...index), this.mask.get(...index));
  }

  /** The elements as nested lists in C order, null for those that are masked. */
  toArray(): unknown {
    return unlessMasked(this.data.toArray(), this.mask.toArray());
  }

  /** As NumPy prints it, but for its numbers, which print as those of the data do. */
  toString(): string {
    return maskedRepr(this);
  }

  [INSPECT](): string {
    return maskedRepr(this);
  }
}

brand(MaskedArray, 'MaskedArray');

function unmasked({ dtype, shape }: NumpyArray): NumpyArray {
  const mask = blankArray();
  const type = maskDType(dtype);
  const strides = contiguousStrides(shape, type.itemsize, 'C');
  const buffer = new ArrayBuffer(elementCount(shape) * type.itemsize);
  initArray(mask, inOwnMemory(type, shape, strides, buffer));
  return mask;
}

/** A value whose mask is a bool, a list of masks, or a record of them; of a subarray field both are arrays. */
function unlessMasked(value: unknown, mask: unknown): unknown {
  if (typeof mask === 'boolean') return mask ? null : value;
  if (Array.isArray(mask)) return mask.map((inner, i) => unlessMasked((value as unknown[])[i], inner));
  if (NumpyArray.isNumpyArray(mask)) return unlessMasked((value as NumpyArray).toArray(), mask.toArray());
  const record = newDictObject();
  for (const name in mask as object) {
    const [inner, own] = [value, mask].map((of) => (of as Record<string, unknown>)[name]);
    record[name] = unlessMasked(inner, own);
  }
  return record;
}

class MaskedConstant {
  toString(): string {
    return '--';
  }
}

brand(MaskedConstant, 'MaskedConstant');

export type { MaskedConstant };

/** `numpy.ma.masked`: what an element of a masked array is that is masked. There is only one. */
export const masked: MaskedConstant = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ new MaskedConstant());
