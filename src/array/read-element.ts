/**
 * Elements in memory → JavaScript values.
 *
 * | dtype | value |
 * |---|---|
 * | bool | boolean |
 * | int8–32, uint8–32, float16–64 | number |
 * | int64, uint64 | bigint |
 * | longdouble | number, rounded to float64 |
 * | complex | `Complex` (clongdouble's parts rounded) |
 * | S, U | Uint8Array, string: without trailing NULs, as NumPy |
 * | V | Uint8Array, a copy |
 * | datetime64, timedelta64 | bigint: the count of units |
 * | structured | null-prototype object by field name; a subarray field is an array over the same memory |
 * | a user's | what its entry reads |
 * | object, StringDType | the Python value; string or the NA object |
 */

import type { DType } from '../dtype/dtype.ts';
import { Complex } from '../values/complex.ts';
import { newDictObject } from '../values/dict-object.ts';
import { halfTable } from './half.ts';
import { readLongDouble } from './long-double.ts';
import type { Memory } from './memory.ts';

interface ElementTypes {
  bool: boolean;
  int8: number;
  uint8: number;
  int16: number;
  uint16: number;
  int32: number;
  uint32: number;
  int64: bigint;
  uint64: bigint;
  float16: number;
  float32: number;
  float64: number;
  float96: number;
  float128: number;
  complex64: Complex;
  complex128: Complex;
  complex192: Complex;
  complex256: Complex;
  [bytes: `bytes${number}`]: Uint8Array<ArrayBuffer>;
  [text: `str${number}`]: string;
  [time: `datetime64${string}` | `timedelta64${string}`]: bigint;
  [name: string]: unknown;
}

/** The JavaScript type of an element, by its data type's name; `unknown` for a name known only as `string`. */
export type ElementOf<N extends string> = ElementTypes[N];

/** Makes the array that a subarray field's value is: `dtype` has a `subdtype`, the first byte lies at `at`. */
export type SubarrayReader = (memory: Memory, dtype: DType, at: number) => unknown;

/** The value of the element whose first byte lies at byte `at` of the memory's view. */
export function readElement(memory: Memory, dtype: DType, at: number, subarray: SubarrayReader): unknown {
  const { view } = memory;
  const little = dtype.byteOrder !== '>';
  // Cases are NumPy's type numbers.
  switch (dtype.num) {
    case 0:
      return view.getUint8(at) !== 0;
    case 1:
      return view.getInt8(at);
    case 2:
      return view.getUint8(at);
    case 3:
      return view.getInt16(at, little);
    case 4:
      return view.getUint16(at, little);
    case 5:
      return view.getInt32(at, little);
    case 6:
      return view.getUint32(at, little);
    case 7:
    case 9:
    case 21:
    case 22:
      return view.getBigInt64(at, little);
    case 8:
    case 10:
      return view.getBigUint64(at, little);
    case 23:
      return halfTable()[view.getUint16(at, little)];
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 13:
      return readLongDouble(view, at, dtype.itemsize, little);
    case 14:
      return new Complex(view.getFloat32(at, little), view.getFloat32(at + 4, little));
    case 15:
      return new Complex(view.getFloat64(at, little), view.getFloat64(at + 8, little));
    case 16: {
      const half = dtype.itemsize / 2;
      return new Complex(
        readLongDouble(view, at, half, little),
        readLongDouble(view, at + half, half, little),
      );
    }
    case 18:
      return readBytes(view, at, dtype.itemsize);
    case 19:
      return readString(view, at, dtype.itemsize, little);
    case 20:
      if (dtype.fields) {
        const record = newDictObject();
        for (const field of dtype.fields.values()) {
          record[field.name] = readElement(memory, field.dtype, at + field.offset, subarray);
        }
        return record;
      }
      if (dtype.subdtype) return subarray(memory, dtype, at);
      return copyBytes(view, at, dtype.itemsize);
    case 256:
      return dtype.user!.read(view, at, little);
    default: {
      // Objects: object (17) and StringDType.
      const handle = view.getUint32(at, true);
      return handle === 0 ? (dtype.num === 17 ? null : '') : memory.objects![handle];
    }
  }
}

function copyBytes(view: DataView, at: number, size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset + at, size).slice();
}

function readBytes(view: DataView, at: number, size: number): Uint8Array<ArrayBuffer> {
  while (size > 0 && view.getUint8(at + size - 1) === 0) size--;
  return copyBytes(view, at, size);
}

function readString(view: DataView, at: number, size: number, little: boolean): string {
  let end = at + size;
  while (end > at && view.getUint32(end - 4, little) === 0) end -= 4;
  let text = '';
  for (let i = at; i < end; i += 4) {
    const point = view.getUint32(i, little);
    if (point > 0x10ffff) {
      throw new RangeError(
        `character ${(i - at) / 4} of a str element is 0x${point.toString(16)}, beyond Unicode's 0x10ffff`,
      );
    }
    text += String.fromCodePoint(point);
  }
  return text;
}
