/**
 * JavaScript values → elements in memory: the mirror of `read-element.ts`. What a data type can't hold is an
 * error, never wrapped; the one rounding is that of a number to float32 or float16, which is what they mean.
 *
 * | dtype | takes |
 * |---|---|
 * | bool | boolean, 0, 1 |
 * | integers | integer in range (number up to 2^53, or bigint), boolean |
 * | floats | number, `PyFloat`, boolean, bigint that a float64 holds exactly; longdouble also a longdouble scalar or 0-d array |
 * | complex | these, or `{ re, im }` |
 * | S | Uint8Array or ASCII string, no longer than the element (trailing NULs are padding) |
 * | U | string, no longer than the element (trailing NULs are padding) |
 * | V | Uint8Array of exactly the size |
 * | datetime64, timedelta64 | count of units: bigint or safe integer; `PyDateTime` and `PyDate`, `PyTimeDelta`, if whole; null is NaT |
 * | structured | list or tuple in field order, or plain object with exactly the fields |
 * | subarray field | `NumpyArray` or nested lists of exactly the shape |
 * | a user's | what its entry writes |
 * | object; StringDType | anything; string or the NA object |
 */
import type { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import { isPlainObject } from '../values/plain-containers.ts';
import { withoutFloat } from '../values/py-float.ts';
import { typeName } from '../values/type-name.ts';
import { encodeHalf, halfTable } from './half.ts';
import { elementCount, tupleText } from './layout.ts';
import { writeLongDouble } from './long-double.ts';
import { copyWithObjects, putObject, type WritableMemory } from './object-slots.ts';
import { swapBytes } from './swap.ts';
import { exactCount, NaT } from './time-count.ts';

/** By an integer's size in bytes: the first number beyond the signed ones. */
const BEYOND: { readonly [size: number]: number } = { 1: 2 ** 7, 2: 2 ** 15, 4: 2 ** 31, 8: 2 ** 63 };

/**
 * Writes `value` as the element whose first byte lies at byte `at` of the memory's view. Everything but a
 * structured element is written wholly or not at all.
 *
 * @throws TypeError for a value of a wrong type, RangeError for one that does not fit.
 */
export function writeElement(memory: WritableMemory, dtype: DType, at: number, value: unknown): void {
  const { view } = memory;
  const { num, itemsize } = dtype;
  const little = dtype.byteOrder !== '>';
  if (typeof value === 'object' && value !== null && copyScalar(memory, dtype, at, value)) return;
  // Cases are NumPy's type numbers.
  switch (num) {
    case 0:
      if (typeof value !== 'boolean' && value !== 0 && value !== 1) {
        throw wrongType(dtype, 'true or false', value);
      }
      view.setUint8(at, value ? 1 : 0);
      return;
    case 1:
    case 2:
      view.setUint8(at, Number(integer(dtype, value)));
      return;
    case 3:
    case 4:
      view.setUint16(at, Number(integer(dtype, value)), little);
      return;
    case 5:
    case 6:
      view.setUint32(at, Number(integer(dtype, value)), little);
      return;
    case 7:
    case 8:
    case 9:
    case 10:
    case 21:
    case 22:
      // A uint64 has the bits of some int64.
      view.setBigInt64(at, BigInt(integer(dtype, value)), little);
      return;
    case 11:
    case 12:
    case 13:
    case 23:
      writeReal(view, dtype, num, at, itemsize, real(dtype, value));
      return;
    case 14:
    case 15:
    case 16: {
      // Both parts are tried before one is written.
      const parts = complex(dtype, value);
      const size = itemsize / 2;
      for (const check of [true, false]) {
        parts.forEach((part, i) => {
          writeReal(check ? scratch : view, dtype, num - 3, check ? 0 : at + i * size, size, part);
        });
      }
      return;
    }
    case 18:
      writeBytes(view, dtype, at, value);
      return;
    case 19:
      writeString(view, dtype, at, value);
      return;
    case 20:
      if (dtype.fields) writeRecord(memory, dtype, at, value);
      else if (dtype.subdtype) writeSubarray(memory, dtype, at, value);
      else writeVoid(view, dtype, at, value);
      return;
    case 256: {
      const { global, write } = dtype.user!;
      if (write === null) throw new TypeError(`${global} has no write(): say with pythonDType() how`);
      write(view, at, withoutFloat(value), little);
      return;
    }
    default: {
      if (value === undefined) throw wrongType(dtype, 'a Python value (None is null)', value);
      if (num !== 17 && typeof value !== 'string' && !isMissing(dtype, value)) {
        throw wrongType(
          dtype,
          dtype.naObject === undefined ? 'a string' : 'a string or its NA object',
          value,
        );
      }
      putObject(memory, at, value);
    }
  }
}

function integer(dtype: DType, value: unknown): number | bigint {
  const beyond = BEYOND[dtype.itemsize]!;
  const [low, end] = dtype.kind === 'u' ? [0, 2 * beyond] : [-beyond, beyond];
  if (dtype.unit && value === null) return NaT;
  const number =
    typeof value === 'boolean' ? Number(value) : ((dtype.unit && exactCount(dtype, value)) ?? value);
  const exact =
    typeof number === 'bigint' || Number.isSafeInteger(number) ? (number as number | bigint) : null;
  if (exact !== null && exact >= low && exact < end) return exact;
  const wanted = `an integer from ${BigInt(low)} to ${BigInt(end) - 1n}${dtype.unit ? ', or null for NaT' : ''}`;
  if (exact !== null) throw notHeld(dtype, wanted, value);
  if (typeof number !== 'number') throw wrongType(dtype, wanted, value);
  throw notHeld(dtype, Number.isInteger(number) ? `${wanted} (beyond 2^53 as a bigint)` : wanted, value);
}

function real(dtype: DType, given: unknown): number {
  const value = withoutFloat(given);
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'bigint') throw wrongType(dtype, 'a number', value);
  const number = Number(value);
  if (!Number.isFinite(number) || BigInt(number) !== value) {
    throw notHeld(dtype, 'a number that a float64 holds exactly', value);
  }
  return number;
}

const scratch = new DataView(new ArrayBuffer(16));

/** Writes a float, or a complex number's part: of type number `num` and `size` bytes. */
function writeReal(
  view: DataView,
  dtype: DType,
  num: number,
  at: number,
  size: number,
  number: number,
): void {
  const little = dtype.byteOrder !== '>';
  if (num === 12) return view.setFloat64(at, number, little);
  if (num === 13) return writeLongDouble(view, at, number, size, little);
  const half = num === 23 ? encodeHalf(number) : 0;
  const rounded = num === 23 ? halfTable()[half]! : Math.fround(number);
  if (Number.isFinite(number) && !Number.isFinite(rounded)) {
    throw notHeld(dtype, 'a number within its range', number);
  }
  if (num === 23) view.setUint16(at, half, little);
  else view.setFloat32(at, number, little);
}

function complex(dtype: DType, value: unknown): [number, number] {
  if (typeof value !== 'object' || kindOf(value) === 'PyFloat') return [real(dtype, value), 0];
  const { re, im } = (value ?? {}) as { re?: unknown; im?: unknown };
  if (typeof re !== 'number' || typeof im !== 'number') {
    throw wrongType(dtype, 'a number or { re, im }', value);
  }
  return [re, im];
}

function bytesAt(view: DataView, at: number, size: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, size);
}

function writeBytes(view: DataView, dtype: DType, at: number, value: unknown): void {
  let bytes: Uint8Array;
  if (value instanceof Uint8Array) bytes = value;
  else if (typeof value === 'string') bytes = Uint8Array.from(value, (char) => ascii(dtype, char));
  else throw wrongType(dtype, 'a Uint8Array or ASCII string', value);
  const room = bytesAt(view, at, dtype.itemsize);
  if (bytes.length > room.length) {
    throw new RangeError(`${dtype} holds ${room.length} bytes, got ${bytes.length}`);
  }
  room.fill(0).set(bytes);
}

function ascii(dtype: DType, char: string): number {
  const code = char.codePointAt(0)!;
  if (code > 127) {
    throw new RangeError(`${dtype} takes ASCII strings or bytes, got the character ${JSON.stringify(char)}`);
  }
  return code;
}

function writeString(view: DataView, dtype: DType, at: number, value: unknown): void {
  if (typeof value !== 'string') throw wrongType(dtype, 'a string', value);
  const little = dtype.byteOrder !== '>';
  const room = dtype.itemsize / 4;
  const length = codePointCount(value);
  if (length > room) throw new RangeError(`${dtype} holds ${room} characters, got ${length}`);
  let i = at;
  for (const char of value) {
    view.setUint32(i, char.codePointAt(0)!, little);
    i += 4;
  }
  for (const end = at + dtype.itemsize; i < end; i += 4) view.setUint32(i, 0);
}

/** A string's length in Unicode characters; a lone surrogate is one. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function writeVoid(view: DataView, dtype: DType, at: number, value: unknown): void {
  if (!(value instanceof Uint8Array)) throw wrongType(dtype, 'a Uint8Array', value);
  if (value.length !== dtype.itemsize) {
    throw new RangeError(`${dtype} holds exactly ${dtype.itemsize} bytes, got ${value.length}`);
  }
  bytesAt(view, at, dtype.itemsize).set(value);
}

function writeRecord(memory: WritableMemory, dtype: DType, at: number, value: unknown): void {
  const names = dtype.names!;
  const list = Array.isArray(value) ? value : null;
  if (list === null && !isPlainObject(value)) {
    throw wrongType(dtype, 'an object by field name, or a list in field order', value);
  }
  const count = list === null ? Object.keys(value as object).length : list.length;
  if (count !== names.length) {
    throw new RangeError(`${dtype} has ${names.length} fields, got ${count} values`);
  }
  names.forEach((name, i) => {
    const field = dtype.fields!.get(name)!;
    if (list === null && !Object.hasOwn(value as object, name)) {
      throw new TypeError(`the value has no field ${JSON.stringify(name)}`);
    }
    const item = list === null ? (value as Record<string, unknown>)[name] : list[i];
    try {
      writeElement(memory, field.dtype, at + field.offset, item);
    } catch (error) {
      throw inContext(`field ${JSON.stringify(name)}`, error);
    }
  });
}

function writeSubarray(memory: WritableMemory, dtype: DType, at: number, value: unknown): void {
  const { base, shape } = dtype.subdtype!;
  if (elementCount(shape) === 0) return;
  let next = at;
  const fill = (item: unknown, axis: number): void => {
    if (axis === shape.length) {
      writeElement(memory, base, next, item);
      next += base.itemsize;
      return;
    }
    if (!Array.isArray(item) || item.length !== shape[axis]) {
      throw wrongType(dtype, `an array of shape ${tupleText(shape)}`, item);
    }
    for (const inner of item) fill(inner, axis + 1);
  };
  fill(isNumpyArray(value) ? value.toArray() : value, 0);
}

/** What this file needs of a `NumpyArray`; recognised by its brand, as one of another copy of this package may come. */
interface ArraySource {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly objects: readonly unknown[] | null;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly nbytes: number;
  copy(): ArraySource;
  toArray(): unknown;
}

function isNumpyArray(value: unknown): value is ArraySource {
  return kindOf(value) === 'NumpyArray';
}

/**
 * Copies a NumPy scalar, or an array of the element's shape, byte for byte if it has the element's data type (in
 * either byte order): so a longdouble keeps all its bits. Returns false where the value is something else.
 */
function copyScalar(memory: WritableMemory, dtype: DType, at: number, value: object): boolean {
  const to = dtype.subdtype ? dtype.subdtype.base : dtype;
  // An array in a slot for objects is the object.
  if (dtype.hasObject && dtype.subdtype === null && dtype.fields === null) return false;
  const { array } = value as { readonly array?: unknown };
  const source = isNumpyArray(array) ? array : value;
  if (!isNumpyArray(source)) return false;
  const from = source.dtype;
  const same = from.equals(to);
  if (!same && !(to.fields === null && from.newByteOrder('=').equals(to.newByteOrder('=')))) {
    // A count of other units would pass for a number.
    if (from.unit && to.unit) throw wrongType(dtype, `an element of ${to}`, value);
    return false;
  }
  if (tupleText(source.shape) !== tupleText(dtype.subdtype?.shape ?? [])) return false;
  const { buffer, byteOffset, nbytes, objects } = source.copy();
  const bytes = new Uint8Array(buffer, byteOffset, nbytes);
  if (!same) swapBytes(bytes, to);
  copyWithObjects(memory, dtype, at, bytes, objects ?? []);
  return true;
}

function isMissing(dtype: DType, value: unknown): boolean {
  // A missing NaN may come as the float that it is.
  const plain = withoutFloat(value);
  return (
    dtype.naObject !== undefined && (Object.is(plain, dtype.naObject) || Object.is(value, dtype.naObject))
  );
}

function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    case 'bigint':
      return `${value}n`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    default:
      return value === null ? 'null' : typeName(value);
  }
}

function wrongType(dtype: DType, wanted: string, value: unknown): TypeError {
  return new TypeError(`${dtype} takes ${wanted}, got ${describe(value)}`);
}

function notHeld(dtype: DType, wanted: string, value: unknown): RangeError {
  return new RangeError(`${dtype} takes ${wanted}, got ${describe(value)}`);
}

/** The same error, its message saying where it came from. */
export function inContext(where: string, error: unknown): unknown {
  if (error instanceof Error) error.message = `${where}: ${error.message}`;
  return error;
}
