import type { DType } from '../dtype/dtype.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { FreshText } from '../values/fresh-text.ts';
import { PyFloat } from '../values/py-float.ts';
import { Tuple } from '../values/tuple.ts';
import { type ArrayInit, inOwnMemory } from './contents.ts';
import { elementCount, foldSubarray } from './layout.ts';
import { Memory } from './memory.ts';
import { blankArray, initArray, type NumpyArray } from './numpy-array.ts';
import { NumpyScalar } from './numpy-scalar.ts';
import { readElement } from './read-element.ts';
import { swapBytes } from './swap.ts';
import { recordOf } from './time-count.ts';

/**
 * The elements in C order as the Python values that NumPy makes of them: what it pickles of an array that holds
 * objects, and the inverse of `packElements`.
 *
 * | dtype | value |
 * |---|---|
 * | bool, integers | boolean; number or bigint |
 * | float, complex | `PyFloat`, `Complex`; of longdoubles a `NumpyScalar` |
 * | S, V; U, StringDType | Uint8Array; `FreshText`, or the NA object |
 * | datetime64, timedelta64 | `PyDateTime`, `PyDate`, `PyTimeDelta`; the count where those can't hold it; null for NaT |
 * | structured; subarray | `Tuple`; a `NumpyArray` over the same memory |
 * | object | itself |
 *
 * @throws RangeError for a str element with what is no character.
 */
export function unpackElements(array: NumpyArray): unknown[] {
  const { dtype, shape, strides, byteOffset } = array;
  const values = new Array<unknown>(elementCount(shape));
  if (values.length === 0) return values;
  const source: Source = {
    memory: new Memory(array.buffer, 0, 0, array.objects as unknown[] | null, null),
    readonly: array.readonly,
  };
  let next = 0;
  const collect = (axis: number, at: number): void => {
    if (axis === shape.length) {
      values[next++] = valueOf(source, dtype, at);
      return;
    }
    const stride = strides[axis]!;
    for (let n = shape[axis]!; n > 0; n--, at += stride) collect(axis + 1, at);
  };
  collect(0, byteOffset);
  return values;
}

interface Source {
  readonly memory: Memory;
  readonly readonly: boolean;
}

function valueOf(source: Source, dtype: DType, at: number): unknown {
  switch (dtype.kind) {
    case 'V':
      if (dtype.fields) return structOf(source, dtype, at);
      if (dtype.subdtype) return subarrayOf(source, dtype, at);
      return dtype.user ? floatOr(leafOf(source, dtype, at)) : leafOf(source, dtype, at);
    case 'f':
      return dtype.num === 13
        ? longDoubleOf(source, dtype, at)
        : new PyFloat(leafOf(source, dtype, at) as number);
    case 'c':
      return dtype.num === 16 ? longDoubleOf(source, dtype, at) : leafOf(source, dtype, at);
    case 'M':
    case 'm':
      return recordOf(dtype, leafOf(source, dtype, at) as bigint);
    case 'U':
      return new FreshText(leafOf(source, dtype, at) as string);
    case 'T': {
      const value = leafOf(source, dtype, at);
      // What equals the NA object is it.
      return typeof value === 'string' && value !== dtype.naObject ? new FreshText(value) : value;
    }
    default:
      return leafOf(source, dtype, at);
  }
}

/** A user's data type is a float where it gives numbers; integers come as bigints. */
function floatOr(value: unknown): unknown {
  return typeof value === 'number' ? new PyFloat(value) : value;
}

function leafOf({ memory }: Source, dtype: DType, at: number): unknown {
  return readElement(memory, dtype, at, noSubarray);
}

function noSubarray(): never {
  throw new TypeError('a subarray has no one value');
}

function structOf(source: Source, { fields }: DType, at: number): Tuple {
  const values = new Tuple(fields!.size);
  let i = 0;
  for (const field of fields!.values()) values[i++] = valueOf(source, field.dtype, at + field.offset);
  return values;
}

function subarrayOf({ memory, readonly }: Source, type: DType, byteOffset: number): NumpyArray {
  const { buffer, objects } = memory;
  return made({ ...foldSubarray(type, [], []), buffer, byteOffset, readonly, objects });
}

/**
 * NumPy has no Python value for a longdouble, and makes a scalar of its own, in native byte order. Its data type is the
 * built-in one, of which the field's own is the copy that a pickle has.
 */
function longDoubleOf({ memory }: Source, dtype: DType, at: number): NumpyScalar {
  const bytes = new Uint8Array(memory.buffer, at, dtype.itemsize).slice();
  if (!dtype.isNative) swapBytes(bytes, dtype);
  const isBuiltIn = dtype.isNative && dtype.metadata === null && dtype.fields === null;
  const type = isBuiltIn ? dtype : dtypeFromString(`${dtype.kind}${dtype.itemsize}`);
  return new NumpyScalar(made({ ...inOwnMemory(type, [], [], bytes.buffer), readonly: true }));
}

function made(init: Omit<ArrayInit, 'copy'>): NumpyArray {
  const array = blankArray();
  initArray(array, { ...init, copy: 'if-needed' });
  return array;
}
