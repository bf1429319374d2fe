/**
 * Elements of every data type that plain memory can hold, written by hand with a DataView: what lies in memory,
 * what `get` must give, what a typed array must hold.
 */
import { Complex } from '../../src/values/complex.ts';

export interface Sample {
  /** The data type's code without a byte order. */
  readonly code: string;
  readonly itemsize: number;
  /** False where a byte order makes no difference. */
  readonly ordered: boolean;
  /** Writes the `k`th sample. */
  write(view: DataView, at: number, k: number, little: boolean): void;
  readonly values: readonly unknown[];
  /** The numbers of each sample in a typed array; null where the elements are no numbers. */
  readonly numbers: readonly (readonly (number | bigint)[])[] | null;
  /** The typed array's class name: in `.data`, and in `toTypedArray()` where that differs. */
  readonly data: string | null;
  readonly numbersIn?: string;
}

const one = <T>(values: readonly T[]) => values.map((value) => [value]);

function plain<T extends number | bigint>(
  code: string,
  itemsize: number,
  data: string,
  values: readonly T[],
  put: (view: DataView, at: number, value: T, little: boolean) => void,
): Sample {
  return {
    code,
    itemsize,
    ordered: itemsize > 1,
    write: (view, at, k, little) => put(view, at, values[k]!, little),
    values,
    numbers: one(values),
    data,
  };
}

const hasFloat16 = 'Float16Array' in globalThis;
const halfBits = [0x3e00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00, 0x3555];
const halves = [1.5, -2, 65504, 2 ** -24, -0, Infinity, 0.333251953125];

/** `np.longdouble(x).tobytes()[:10].hex()`, and `float(np.float64(x))`. */
export const longDoubles: readonly (readonly [hex: string, value: number])[] = [
  ['0000000000000080ff3f', 1],
  ['cdccccccccccccccfb3f', 0.1],
  ['35c26821a2da0fc90040', Math.PI],
  ['00000000000000a000c0', -2.5],
  ['0000000000000080ffff', -Infinity],
  ['00000000000000000080', -0],
  ['e7a65bf3a3a279eb1940', 123456789.12345679],
];

function putBytes(view: DataView, at: number, bytes: Iterable<number>): void {
  for (const byte of bytes) view.setUint8(at++, byte);
}

function putLongDouble(view: DataView, at: number, k: number, itemsize: number, little: boolean): void {
  const bytes = Buffer.alloc(itemsize);
  bytes.write(longDoubles[k]![0], 'hex');
  if (!little) bytes.reverse();
  putBytes(view, at, bytes);
}

const reals = [1.5, -2.25, 1e300, Number.MIN_VALUE, -0, Infinity, 7];
const singles = [1.5, -2.25, 2 ** 100, 2 ** -149, -0, -Infinity, 7];
const words = [1n, -2n, 2n ** 62n, -(2n ** 63n), 0n, 0x0102030405060708n, 9007199254740993n];
const texts = ['ab', 'é', '😀', '', 'a\0b', '\ud800', '日本語'];

const complexOf = (parts: readonly number[]) => parts.map((re, k) => new Complex(re, parts[6 - k]!));
const pairs = (parts: readonly number[]) => parts.map((re, k) => [re, parts[6 - k]!]);

export const samples: readonly Sample[] = [
  {
    code: 'bool',
    itemsize: 1,
    ordered: false,
    write: (view, at, k) => view.setUint8(at, k % 2),
    values: [false, true, false, true, false, true, false],
    numbers: one([0, 1, 0, 1, 0, 1, 0]),
    data: 'Uint8Array',
  },
  plain('i1', 1, 'Int8Array', [1, -1, 127, -128, 0, 5, 7], (v, at, x) => v.setInt8(at, x)),
  plain('u1', 1, 'Uint8Array', [1, 255, 127, 128, 0, 5, 7], (v, at, x) => v.setUint8(at, x)),
  plain('i2', 2, 'Int16Array', [1, -1, 32767, -32768, 0, 258, 7], (v, at, x, le) => v.setInt16(at, x, le)),
  plain('u2', 2, 'Uint16Array', [1, 65535, 32767, 32768, 0, 258, 7], (v, at, x, le) =>
    v.setUint16(at, x, le),
  ),
  plain('i4', 4, 'Int32Array', [1, -1, 2 ** 31 - 1, -(2 ** 31), 0, 66051, 7], (v, at, x, le) =>
    v.setInt32(at, x, le),
  ),
  plain('u4', 4, 'Uint32Array', [1, 2 ** 32 - 1, 2 ** 31, 5, 0, 66051, 7], (v, at, x, le) =>
    v.setUint32(at, x, le),
  ),
  plain('i8', 8, 'BigInt64Array', words, (v, at, x, le) => v.setBigInt64(at, x, le)),
  plain('q', 8, 'BigInt64Array', words, (v, at, x, le) => v.setBigInt64(at, x, le)),
  plain(
    'u8',
    8,
    'BigUint64Array',
    [1n, 2n ** 64n - 1n, 2n ** 63n, 5n, 0n, 0x0102030405060708n, 7n],
    (v, at, x, le) => v.setBigUint64(at, x, le),
  ),
  plain('f4', 4, 'Float32Array', singles, (v, at, x, le) => v.setFloat32(at, x, le)),
  plain('f8', 8, 'Float64Array', reals, (v, at, x, le) => v.setFloat64(at, x, le)),
  plain('M8[s]', 8, 'BigInt64Array', words, (v, at, x, le) => v.setBigInt64(at, x, le)),
  plain('m8[25ns]', 8, 'BigInt64Array', words, (v, at, x, le) => v.setBigInt64(at, x, le)),
  {
    code: 'f2',
    itemsize: 2,
    ordered: true,
    write: (view, at, k, little) => view.setUint16(at, halfBits[k]!, little),
    values: halves,
    numbers: one(halves),
    data: hasFloat16 ? 'Float16Array' : null,
    numbersIn: hasFloat16 ? 'Float16Array' : 'Float32Array',
  },
  ...[16, 12].map((itemsize) => ({
    code: `f${itemsize}`,
    itemsize,
    ordered: true,
    write: (view: DataView, at: number, k: number, little: boolean) =>
      putLongDouble(view, at, k, itemsize, little),
    values: longDoubles.map(([, value]) => value),
    numbers: one(longDoubles.map(([, value]) => value)),
    data: null,
    numbersIn: 'Float64Array',
  })),
  {
    code: 'c8',
    itemsize: 8,
    ordered: true,
    write: (view, at, k, little) => {
      view.setFloat32(at, singles[k]!, little);
      view.setFloat32(at + 4, singles[6 - k]!, little);
    },
    values: complexOf(singles),
    numbers: pairs(singles),
    data: 'Float32Array',
  },
  {
    code: 'c16',
    itemsize: 16,
    ordered: true,
    write: (view, at, k, little) => {
      view.setFloat64(at, reals[k]!, little);
      view.setFloat64(at + 8, reals[6 - k]!, little);
    },
    values: complexOf(reals),
    numbers: pairs(reals),
    data: 'Float64Array',
  },
  {
    code: 'c32',
    itemsize: 32,
    ordered: true,
    write: (view, at, k, little) => {
      putLongDouble(view, at, k, 16, little);
      putLongDouble(view, at + 16, 6 - k, 16, little);
    },
    values: complexOf(longDoubles.map(([, value]) => value)),
    numbers: pairs(longDoubles.map(([, value]) => value)),
    data: null,
    numbersIn: 'Float64Array',
  },
  {
    code: 'S3',
    itemsize: 3,
    ordered: false,
    write: (view, at, k) => putBytes(view, at, [97 + k, 0, k]),
    values: [0, 1, 2, 3, 4, 5, 6].map((k) => new Uint8Array(k === 0 ? [97] : [97 + k, 0, k])),
    numbers: null,
    data: null,
  },
  {
    code: 'U3',
    itemsize: 12,
    ordered: true,
    write: (view, at, k, little) => {
      const points = Array.from(texts[k]!, (char) => char.codePointAt(0)!);
      for (let i = 0; i < 3; i++) view.setUint32(at + 4 * i, points[i] ?? 0, little);
    },
    values: texts,
    numbers: null,
    data: null,
  },
  {
    code: 'V3',
    itemsize: 3,
    ordered: false,
    write: (view, at, k) => putBytes(view, at, [k, 0, 0]),
    values: [0, 1, 2, 3, 4, 5, 6].map((k) => new Uint8Array([k, 0, 0])),
    numbers: null,
    data: null,
  },
];
