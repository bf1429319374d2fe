/**
 * The header of an .npy file:
 *
 * | bytes | |
 * |---|---|
 * | 6 | `\x93NUMPY` |
 * | 2 | version, major and minor: 1.0, 2.0, 3.0 |
 * | 2 (version 1), 4 | length of what follows, little-endian |
 * | | a Python dict: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, spaces, a newline |
 *
 * The text is Latin-1, in version 3 UTF-8; in all, the header is a multiple of 64 bytes. The elements follow: gapless
 * in C order or Fortran order, or a pickle of the array where the data type holds objects.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

import { elementCount, MAX_NDIM, type Order, tupleText } from '../array/layout.ts';
import type { DType } from '../dtype/dtype.ts';
import { FormatError, LimitError } from '../errors.ts';
import { decodeLatin1, encodeLatin1 } from '../values/latin1.ts';
import { reprValue } from '../values/repr.ts';
import { Tuple } from '../values/tuple.ts';
import { descrText, descrToDType } from './npy-descr.ts';
import { LiteralError, parseLiteral } from './python-literal.ts';

export type NpyVersion = 1 | 2 | 3;

/** What the header of an .npy file says. */
export interface NpyHeader {
  readonly version: NpyVersion;
  readonly dtype: DType;
  /** Elements per axis. */
  readonly shape: readonly number[];
  readonly order: Order;
  /** Where the elements, or their pickle, begin: bytes from the start of the file. */
  readonly offset: number;
  /** Bytes of all elements; null where a pickle holds them. */
  readonly nbytes: number | null;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const VERSIONS = {
  1: { width: 2, encoding: 'latin1' },
  2: { width: 4, encoding: 'latin1' },
  3: { width: 4, encoding: 'utf8' },
} as const;

/** Bytes that tell how long any header is. */
export const PREFIX = 12;

/** NumPy's own limit, in characters. */
export const MAX_HEADER_SIZE = 10_000;

/** Where the elements begin at a multiple of, so that typed arrays and mmap can view them. */
const ALIGN = 64;

/** NumPy leaves room for so many digits of the first length in memory, so that an array can grow in place. */
const GROWTH_DIGITS = 21;

/** Whether bytes begin as an .npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, i) => bytes[i] === byte);
}

/** Bytes of the header in all, by its first {@link PREFIX} bytes, or fewer where the file has no more. */
export function headerSize(prefix: Uint8Array): number {
  const { width, start } = versionOf(prefix);
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  return start + (width === 2 ? view.getUint16(8, true) : view.getUint32(8, true));
}

function versionOf(prefix: Uint8Array): { version: NpyVersion; width: 2 | 4; start: number } {
  if (!isNpy(prefix.length < MAGIC.length ? prefix : prefix.subarray(0, MAGIC.length))) {
    const found = reprValue(prefix.slice(0, MAGIC.length));
    throw new FormatError(`no .npy file: expected it to begin with b'\\x93NUMPY', found ${found}`, {
      offset: 0,
    });
  }
  const [major = -1, minor = -1] = prefix.subarray(6, 8);
  const format = minor === 0 ? VERSIONS[major as NpyVersion] : undefined;
  if (prefix.length >= 8 && format === undefined) {
    throw new FormatError(`version ${major}.${minor} of .npy is not known: expected 1.0, 2.0 or 3.0`, {
      offset: 6,
    });
  }
  const start = 8 + (format?.width ?? 2);
  if (prefix.length < start)
    throw new FormatError(`truncated: the header needs ${start} bytes, ${prefix.length} are there`, {
      offset: prefix.length,
    });
  return { version: major as NpyVersion, width: format!.width, start };
}

export interface HeaderOptions {
  /** The longest header that is read, in characters. */
  readonly maxHeaderSize: number;
}

/**
 * Reads the header of an .npy file, all bytes of which are there.
 *
 * @throws FormatError where it is none; LimitError where it is too long.
 */
export function parseHeader(bytes: Uint8Array, { maxHeaderSize }: HeaderOptions): NpyHeader {
  const { version, start } = versionOf(bytes);
  checkHeaderSize(bytes, maxHeaderSize);
  const offset = headerSize(bytes);
  if (bytes.length < offset)
    throw new FormatError(`truncated: the header ends at byte ${offset}, ${bytes.length} are there`, {
      offset: bytes.length,
    });
  const text = decoded(bytes, start, offset, version);
  checkLength(version === 3 ? [...text].length : text.length, maxHeaderSize);
  const { descr, shape, order } = entriesOf(text, version, start);
  let dtype: DType;
  try {
    dtype = descrToDType(descr);
  } catch (error) {
    throw new FormatError(`the header's descr is no data type: ${(error as Error).message}`, {
      offset: start,
      cause: error,
    });
  }
  if (dtype.subdtype !== null)
    throw new FormatError(`the header's descr is ${dtype}: an array's own dtype can't be a subarray`, {
      offset: start,
    });
  const count = countOf(shape, start);
  return { version, dtype, shape, order, offset, nbytes: dtype.hasObject ? null : count * dtype.itemsize };
}

/** Rejects a header that is too long, by its first {@link PREFIX} bytes, before it is read. */
export function checkHeaderSize(prefix: Uint8Array, maxHeaderSize: number): void {
  const { version, start } = versionOf(prefix);
  // A character takes up to 4 bytes of UTF-8.
  checkLength((headerSize(prefix) - start) / (version === 3 ? 4 : 1), maxHeaderSize);
}

function checkLength(length: number, maxHeaderSize: number): void {
  if (length <= maxHeaderSize) return;
  throw new LimitError(
    `the header has ${Math.ceil(length)} characters, the limit is ${maxHeaderSize}: raise maxHeaderSize if you trust this file`,
    'maxHeaderSize',
    { offset: 8, opcode: null },
  );
}

function decoded(bytes: Uint8Array, start: number, end: number, version: NpyVersion): string {
  if (VERSIONS[version].encoding === 'latin1') return decodeLatin1(bytes, start, end);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start, end));
  } catch (error) {
    throw new FormatError('the header is not UTF-8', { offset: start, cause: error });
  }
}

interface Entries {
  readonly descr: unknown;
  readonly shape: readonly number[];
  readonly order: Order;
}

function entriesOf(text: string, version: NpyVersion, offset: number): Entries {
  const wrong = (what: string, value: unknown) => {
    const found = reprValue(value);
    return new FormatError(
      `the header's ${what}, not ${found.length > 100 ? `${found.slice(0, 100)}…` : found}`,
      { offset },
    );
  };
  let dict: unknown;
  try {
    dict = parseLiteral(text, { python2: version < 3 });
  } catch (error) {
    const at = error instanceof LiteralError ? offset + error.at : offset;
    throw new FormatError(`the header is no Python literal: ${(error as Error).message}`, {
      offset: at,
      cause: error,
    });
  }
  if (!(dict instanceof Map)) throw wrong('text must be a dict', dict);
  const keys = ['descr', 'fortran_order', 'shape'];
  if (dict.size !== keys.length || !keys.every((key) => dict.has(key)))
    throw wrong("keys must be 'descr', 'fortran_order' and 'shape'", [...dict.keys()]);
  const fortran = dict.get('fortran_order');
  if (typeof fortran !== 'boolean') throw wrong('fortran_order must be True or False', fortran);
  const shape = dict.get('shape');
  // In Python, True is an int.
  const isLength = (length: unknown) =>
    (typeof length === 'number' && Number.isInteger(length) && length >= 0) || typeof length === 'boolean';
  if (!Tuple.isTuple(shape) || !shape.every(isLength))
    throw wrong('shape must be a tuple of integers from 0 on', shape);
  if (shape.length > MAX_NDIM) throw wrong(`shape must have at most ${MAX_NDIM} axes`, shape);
  return { descr: dict.get('descr'), shape: Array.from(shape, Number), order: fortran ? 'F' : 'C' };
}

function countOf(shape: readonly number[], offset: number): number {
  try {
    return elementCount(shape);
  } catch (error) {
    throw new FormatError((error as Error).message, { offset, cause: error });
  }
}

/**
 * The header for an array, as `numpy.save` writes it: in the lowest version that can hold it, or the given one.
 *
 * @throws RangeError where that version can't hold it; DTypeError where no version can.
 */
export function writeHeader(
  dtype: DType,
  shape: readonly number[],
  order: Order,
  version: NpyVersion | undefined,
): Uint8Array<ArrayBuffer> {
  const growing = shape[order === 'F' ? shape.length - 1 : 0];
  const room = growing === undefined ? 0 : Math.max(0, GROWTH_DIGITS - String(growing).length);
  const text =
    `{'descr': ${descrText(dtype)}, 'fortran_order': ${order === 'F' ? 'True' : 'False'}, ` +
    `'shape': ${tupleText(shape)}, }${' '.repeat(room)}`;
  const versions: readonly NpyVersion[] = version === undefined ? [1, 2, 3] : [version];
  for (const candidate of versions) {
    const header = wrapped(text, candidate);
    if (header !== null) return header;
  }
  throw new RangeError(
    `version ${version} of .npy can't hold the header: ${version === 1 ? 'use version 2 or 3' : 'use version 3'}, or none to have it chosen`,
  );
}

/** With all that stands around it; null where that version can't hold it. */
function wrapped(text: string, version: NpyVersion): Uint8Array<ArrayBuffer> | null {
  const { width, encoding } = VERSIONS[version];
  const body = encoding === 'utf8' ? new TextEncoder().encode(text) : encodeLatin1(text);
  if (body === undefined) return null;
  const start = 8 + width;
  // Where it would fit without padding, NumPy adds 64 spaces.
  const length = body.length + 1 + ALIGN - ((start + body.length + 1) % ALIGN);
  if (length >= 2 ** (8 * width)) return null;
  const header = new Uint8Array(start + length).fill(0x20);
  header.set(MAGIC);
  header.set([version, 0], 6);
  const view = new DataView(header.buffer);
  if (width === 2) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  header.set(body, start);
  header[header.length - 1] = 0x0a;
  return header;
}
