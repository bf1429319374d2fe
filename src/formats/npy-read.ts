/**
 * Arrays of .npy files, from memory and from any source of bytes.
 *
 * Source: `read_array` in numpy/lib/_format_impl.py
 */

import { Form } from '../array/form.ts';
import { contiguousStrides, tupleText } from '../array/layout.ts';
import { arrayOver, NumpyArray } from '../array/numpy-array.ts';
import { FormatError, LimitError, PassedLimit } from '../errors.ts';
import type { ByteReader } from '../io/byte-reader.ts';
import { joined } from '../io/joined.ts';
import { checkElements } from '../numpy/ndarray.ts';
import { typeName } from '../values/type-name.ts';
import {
  checkHeaderSize,
  type HeaderOptions,
  headerSize,
  type NpyHeader,
  PREFIX,
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

/** The array of an .npy file in memory: a view of it. */
export function readArray(bytes: Uint8Array, reading: NpyReading): NumpyArray {
  const header = parseHeader(bytes, reading);
  checkHeader(header, bytes.length, reading);
  if (header.nbytes === null) return unpickled(bytes.subarray(header.offset), header, reading);
  return arrayAt(bytes, header.offset, header, reading);
}

/** The header of an .npy file; with it what was read behind it. */
export async function readHeaderFrom(
  reader: ByteReader,
  { maxHeaderSize }: HeaderOptions,
): Promise<{ header: NpyHeader; rest: Uint8Array }> {
  let head: Uint8Array = new Uint8Array(0);
  const more = async () => {
    const chunk = await reader.read();
    if (chunk !== null) head = head.length === 0 ? chunk : joined([head, chunk]);
    return chunk !== null;
  };
  while (head.length < PREFIX && (await more()));
  checkHeaderSize(head, maxHeaderSize);
  const missing = headerSize(head) - head.length;
  if (missing > 0) head = await reader.take(headerSize(head), head);
  const header = parseHeader(head, { maxHeaderSize });
  return { header, rest: head.subarray(header.offset) };
}

/** The array of an .npy file, its elements in memory of its own. */
export async function readArrayFrom(reader: ByteReader, reading: NpyReading): Promise<NumpyArray> {
  const { header, rest } = await readHeaderFrom(reader, reading);
  checkHeader(header, reader.size, reading);
  const { nbytes } = header;
  if (nbytes === null) return unpickled(await restOf(reader, rest, reading), header, reading);
  const data = await taken(reader, rest.subarray(0, nbytes), header);
  if (data.length < nbytes) throw truncated(header, data.length);
  const behind = Math.max(rest.length - nbytes, 0);
  if (reading.trailing === 'error' && reader.size === undefined) {
    const next = behind > 0 ? rest.subarray(nbytes) : await reader.read();
    if (next !== null) throw trailing(`${next.length} or more`, header);
  }
  return arrayAt(data, 0, header, reading);
}

async function taken(
  reader: ByteReader,
  head: Uint8Array,
  { nbytes, offset }: NpyHeader,
): Promise<Uint8Array> {
  try {
    return await reader.take(nbytes!, head);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError(
      `there is no memory for an array of ${nbytes} bytes: Node 20 holds at most 4 GiB in one piece, Node 22 more`,
      { offset, cause: error },
    );
  }
}

/** All bytes that are left of a source, with those before. */
export async function restOf(
  reader: ByteReader,
  head: Uint8Array,
  { maxBytes = Number.POSITIVE_INFINITY }: Pick<NpyReading, 'maxBytes'>,
): Promise<Uint8Array> {
  const parts = [head];
  for (let size = head.length; ; ) {
    if (size > maxBytes) throw tooLong(size, maxBytes, 0);
    const chunk = await reader.read();
    if (chunk === null) return parts.length === 1 ? head : joined(parts);
    parts.push(chunk);
    size += chunk.length;
  }
}

function checkHeader(header: NpyHeader, size: number | undefined, reading: NpyReading): void {
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
  if (nbytes > maxBytes) throw tooLong(nbytes, maxBytes, offset);
  const left = size === undefined ? nbytes : size - offset;
  if (left < nbytes) throw truncated(header, Math.max(left, 0));
  if (left > nbytes && reading.trailing === 'error') throw trailing(left - nbytes, header);
  try {
    checkElements(nbytes, shape, dtype, { maxElements });
  } catch (error) {
    if (!(error instanceof PassedLimit)) throw error;
    throw new LimitError(error.message, error.limit, { offset, opcode: null });
  }
}

function tooLong(size: number, maxBytes: number, offset: number): LimitError {
  return new LimitError(
    `the array has ${size} bytes, the limit is ${maxBytes}: raise limits.maxBytes if you trust this file`,
    'maxBytes',
    { offset, opcode: null },
  );
}

function trailing(count: number | string, { offset, nbytes }: NpyHeader): FormatError {
  return new FormatError(
    `${count} bytes follow the array: pass { trailing: 'ignore' } to leave them unread`,
    { offset: offset + nbytes! },
  );
}

function truncated({ dtype, shape, offset, nbytes }: NpyHeader, there: number): FormatError {
  const what = `an array of shape ${tupleText(shape)} and dtype ${dtype}`;
  return new FormatError(`truncated: ${what} needs ${nbytes} bytes of data, ${there} are there`, {
    offset: offset + there,
  });
}

function arrayAt(
  bytes: Uint8Array,
  start: number,
  { dtype, shape, order }: NpyHeader,
  { copy }: NpyReading,
): NumpyArray {
  const strides = contiguousStrides(shape, dtype.itemsize, order);
  const form = new Form({ dtype, shape, strides, readonly: false, objects: null, copy }, bytes.buffer);
  return arrayOver(form, bytes.byteOffset + start);
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
