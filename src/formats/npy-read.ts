/**
 * Arrays of .npy files, from memory and from any source of bytes.
 *
 * Source: `read_array` in numpy/lib/_format_impl.py
 */

import { contiguousStrides, tupleText } from '../array/layout.ts';
import { arrayOver, NumpyArray } from '../array/numpy-array.ts';
import { FormatError, LimitError, PassedLimit } from '../errors.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { checkElements } from '../numpy/ndarray.ts';
import { typeName } from '../values/type-name.ts';
import {
  checkHeaderSize,
  type HeaderOptions,
  headerSize,
  type NpyHeader,
  parseHeader,
} from './npy-header.ts';

/** How an .npy file is read. */
export interface NpyReading {
  /** Loads the pickle of an array of objects; undefined: pickles are not allowed. */
  readonly unpickle: ((bytes: Uint8Array) => unknown) | undefined;
  /** The longest header that is read, in characters. */
  readonly maxHeaderSize: number;
  /** The most bytes of one array's elements; any number by default. */
  readonly maxBytes?: number | undefined;
  readonly maxElements?: number | undefined;
  readonly copy: 'if-needed' | 'never';
  readonly trailing: 'error' | 'ignore';
}

/** A read of so many bytes costs no more than one of a few: small files are read at once. */
const FIRST_READ = 1 << 14;

/** The array of an .npy file in memory: a view of it. */
export function readArray(bytes: Uint8Array, reading: NpyReading): NumpyArray {
  const header = parseHeader(bytes, reading);
  checkHeader(header, bytes.length, reading);
  if (header.nbytes === null) return unpickled(bytes.subarray(header.offset), header, reading);
  return arrayAt(bytes, header.offset, header, reading);
}

/** The header of an .npy file, of which no more is read; with it what of the file was read. */
export async function readHeaderFrom(
  source: ByteSource,
  { maxHeaderSize }: HeaderOptions,
  signal?: AbortSignal,
): Promise<{ header: NpyHeader; start: Uint8Array }> {
  let start = await source.read(0, Math.min(FIRST_READ, source.size), signal);
  checkHeaderSize(start, maxHeaderSize);
  const size = headerSize(start);
  if (size > start.length && size <= source.size) start = await source.read(0, size, signal);
  return { header: parseHeader(start, { maxHeaderSize }), start };
}

/** The array of an .npy file, its elements in memory of its own. */
export async function readArrayFrom(
  source: ByteSource,
  reading: NpyReading,
  signal?: AbortSignal,
): Promise<NumpyArray> {
  const { header, start } = await readHeaderFrom(source, reading, signal);
  checkHeader(header, source.size, reading);
  const { offset } = header;
  const length = header.nbytes ?? source.size - offset;
  const target = new Uint8Array(length);
  const known = start.subarray(offset, offset + length);
  target.set(known);
  const rest = target.subarray(known.length);
  const got = rest.length === 0 ? 0 : await fill(rest, source, offset + known.length, signal);
  if (got < rest.length) throw truncated(header, known.length + got);
  return header.nbytes === null ? unpickled(target, header, reading) : arrayAt(target, 0, header, reading);
}

/** Reads into memory that is there; returns how many bytes there were. */
export async function fill(
  target: Uint8Array,
  source: ByteSource,
  offset: number,
  signal?: AbortSignal,
): Promise<number> {
  if (source.readInto !== undefined) return source.readInto(target, offset, signal);
  const bytes = await source.read(offset, target.length, signal);
  target.set(bytes);
  return bytes.length;
}

function checkHeader(header: NpyHeader, size: number, reading: NpyReading): void {
  const { dtype, shape, offset, nbytes } = header;
  if (nbytes === null) {
    if (reading.unpickle !== undefined) return;
    throw new FormatError(
      `an array of dtype ${dtype} holds Python objects as a pickle: pass { allowPickle: true } to have it loaded, ` +
        'with nothing in it executed',
      { offset },
    );
  }
  const { maxBytes = Number.POSITIVE_INFINITY, maxElements } = reading;
  if (nbytes > maxBytes) {
    throw new LimitError(
      `the array has ${nbytes} bytes, the limit is ${maxBytes}: raise limits.maxBytes if you trust this file`,
      'maxBytes',
      { offset, opcode: null },
    );
  }
  const left = size - offset;
  if (left < nbytes) throw truncated(header, Math.max(left, 0));
  if (left > nbytes && reading.trailing === 'error') {
    throw new FormatError(
      `${left - nbytes} bytes follow the array: pass { trailing: 'ignore' } to leave them unread`,
      { offset: offset + nbytes },
    );
  }
  try {
    checkElements(nbytes, shape, dtype, { maxElements });
  } catch (error) {
    if (!(error instanceof PassedLimit)) throw error;
    throw new LimitError(error.message, error.limit, { offset, opcode: null });
  }
}

function truncated({ dtype, shape, offset, nbytes }: NpyHeader, there: number): FormatError {
  const what = `an array of shape ${tupleText(shape)} and dtype ${dtype}`;
  return new FormatError(
    nbytes === null
      ? `truncated: the pickle of ${what} ends early`
      : `truncated: ${what} needs ${nbytes} bytes of data, ${there} are there`,
    { offset: offset + there },
  );
}

function arrayAt(
  bytes: Uint8Array,
  start: number,
  { dtype, shape, order }: NpyHeader,
  { copy }: NpyReading,
): NumpyArray {
  const strides = contiguousStrides(shape, dtype.itemsize, order);
  const { buffer, byteOffset } = bytes;
  return arrayOver({
    dtype,
    shape,
    strides,
    buffer,
    byteOffset: byteOffset + start,
    readonly: false,
    objects: null,
    copy,
  });
}

/** As in NumPy, the pickle's own data type counts: the header says object, also of a StringDType. */
function unpickled(bytes: Uint8Array, { shape, offset }: NpyHeader, reading: NpyReading): NumpyArray {
  const value = reading.unpickle!(bytes);
  if (!NumpyArray.isNumpyArray(value)) {
    throw new FormatError(
      `the pickle holds no plain array but ${typeName(value)}: load it by itself, loads(bytes.subarray(${offset}))`,
      { offset },
    );
  }
  if (tupleText(value.shape) !== tupleText(shape)) {
    throw new FormatError(
      `the header gives the shape ${tupleText(shape)}, the pickle ${tupleText(value.shape)}`,
      { offset },
    );
  }
  return value;
}
