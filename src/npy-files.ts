/** The verbs for .npy files; npy.ts exports them. */

import { NumpyArray } from './array/numpy-array.ts';
import { toNumpyArray } from './convert/to-numpy-array.ts';
import { MAX_DESCRIPTION } from './dtype/dtype.ts';
import { type DumpOptions, dumps } from './dumps.ts';
import { MAX_HEADER_SIZE, type NpyHeader, type NpyVersion, parseHeader } from './formats/npy-header.ts';
import { type NpyReading, readArray, readArrayFrom, readHeaderFrom } from './formats/npy-read.ts';
import { type NpyWriting, npyPieces } from './formats/npy-write.ts';
import { joined } from './io/joined.ts';
import { Reader, type ReadOptions } from './io/reader.ts';
import { chunksOf, type Source } from './io/source.ts';
import type { LoadOptions } from './load-options.ts';
import { loads } from './loads.ts';
import { asBytes, type BytesLike } from './values/bytes-like.ts';
import { typeName } from './values/type-name.ts';

/** How the header of an .npy file is read. */
export interface NpyHeaderOptions extends ReadOptions {
  /** Whether to load arrays of objects, by the same closed list of classes as `loads`. Default false, as in NumPy. */
  allowPickle?: boolean;
  /** The longest header to read, in characters. Default 10,000, as in NumPy; with `allowPickle` 16,777,216. */
  maxHeaderSize?: number;
}

/** How .npy files are read. What is said of pickles holds for arrays of objects, of which they have one inside. */
export interface NpyOptions
  extends NpyHeaderOptions,
    Pick<
      LoadOptions,
      'classes' | 'dicts' | 'encoding' | 'exact' | 'limits' | 'persistentLoad' | 'trailing' | 'unknownGlobals'
    > {
  /** As in `loads`: `'always'` shares no memory with what was passed, `'never'` moves nothing. */
  copy?: 'if-needed' | 'always' | 'never';
}

/** How .npy files are written. */
export interface NpyWriteOptions extends Pick<DumpOptions, 'classes' | 'numpy' | 'persistentId'> {
  /** The version of the format. By default the lowest that can hold the header, as in NumPy. */
  version?: NpyVersion;
  /** Whether to write arrays of objects, as pickles. Default true, as in NumPy. */
  allowPickle?: boolean;
}

const COPIES: readonly unknown[] = ['if-needed', 'always', 'never', undefined];

/** The options in the words of formats/. */
export function readingOf(options: NpyOptions): NpyReading {
  const { allowPickle = false, copy, limits, trailing = 'error' } = options;
  if (!COPIES.includes(copy))
    throw new TypeError(`copy must be 'if-needed', 'always' or 'never', not ${String(copy)}`);
  if (trailing !== 'error' && trailing !== 'ignore')
    throw new TypeError(`trailing must be 'error' or 'ignore', not ${String(trailing)}`);
  return {
    unpickle: allowPickle ? (bytes) => loads(bytes, options) : undefined,
    maxHeaderSize: headerLimit(options),
    maxBytes: limits?.maxBytes,
    maxElements: limits?.maxElements,
    copy: copy === 'never' ? 'never' : 'if-needed',
    trailing,
  };
}

/** A header may be as long as a data type's description, where that of a trusted file is read. */
function headerLimit({ allowPickle, maxHeaderSize }: NpyHeaderOptions): number {
  return maxHeaderSize ?? (allowPickle ? MAX_DESCRIPTION : MAX_HEADER_SIZE);
}

/** Whether these are bytes in memory. */
export function isBytes(source: Source): source is BytesLike {
  return (
    ArrayBuffer.isView(source) ||
    /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(source))
  );
}

/** Reads a source from its start, and leaves it closed. */
async function reading<T>(
  verb: string,
  source: Source,
  options: NpyOptions,
  read: (reader: Reader) => Promise<T>,
): Promise<T> {
  const reader = new Reader(chunksOf(source, verb), { ...options, copies: options.copy === 'always' });
  try {
    const result = await read(reader);
    reader.finish();
    return result;
  } finally {
    await reader.close();
  }
}

/**
 * The array of an .npy file: from memory at once, as a view of it; from a source as a promise, its elements read
 * straight into memory of their own.
 *
 * @throws FormatError for a file that is truncated, malformed or inconsistent, with the offset; LimitError for one that
 *   asks for too much; UnpicklingError for the pickle of an array of objects; SourceError where a source fails.
 */
export function readNpy(data: BytesLike, options?: NpyOptions): NumpyArray;
export function readNpy(source: Exclude<Source, BytesLike>, options?: NpyOptions): Promise<NumpyArray>;
export function readNpy(source: Source, options?: NpyOptions): NumpyArray | Promise<NumpyArray>;
export function readNpy(source: Source, options: NpyOptions = {}): NumpyArray | Promise<NumpyArray> {
  const how = readingOf(options);
  if (!isBytes(source)) return reading('readNpy', source, options, (reader) => readArrayFrom(reader, how));
  const bytes = asBytes(source, 'readNpy: the file');
  return readArray(options.copy === 'always' ? bytes.slice() : bytes, how);
}

/**
 * What the header of an .npy file says: data type, shape, order, and where the elements lie. The elements are not
 * read. Another array may follow at `offset + nbytes`, where several were saved to one file.
 *
 * @throws FormatError, LimitError, SourceError as {@link readNpy}.
 */
export function readNpyHeader(data: BytesLike, options?: NpyHeaderOptions): NpyHeader;
export function readNpyHeader(
  source: Exclude<Source, BytesLike>,
  options?: NpyHeaderOptions,
): Promise<NpyHeader>;
export function readNpyHeader(source: Source, options?: NpyHeaderOptions): NpyHeader | Promise<NpyHeader>;
export function readNpyHeader(
  source: Source,
  options: NpyHeaderOptions = {},
): NpyHeader | Promise<NpyHeader> {
  const limit = { maxHeaderSize: headerLimit(options) };
  if (isBytes(source)) return parseHeader(asBytes(source, 'readNpyHeader: the file'), limit);
  return reading(
    'readNpyHeader',
    source,
    options,
    async (reader) => (await readHeaderFrom(reader, limit)).header,
  );
}

/** The options in the words of formats/. */
export function writingOf({ allowPickle = true, version, ...options }: NpyWriteOptions): NpyWriting {
  const { numpy = 'any' } = options;
  if (version !== undefined && ![1, 2, 3].includes(version))
    throw new TypeError(`version must be 1, 2 or 3, not ${String(version)}`);
  // The protocols that NumPy 1 and 2 write here.
  const protocol = numpy === 1 ? 3 : 4;
  return { pickle: allowPickle ? (array) => dumps(array, { ...options, protocol }) : undefined, version };
}

/** What an array is written as: a NumpyArray as it is, other libraries' and typed arrays as arrays over their memory. */
export function arrayOf(value: unknown): NumpyArray {
  if (NumpyArray.isNumpyArray(value)) return value;
  const isObject = typeof value === 'object' && value !== null;
  const array = isObject ? toNumpyArray(value) : undefined;
  if (array !== undefined) return array;
  throw new TypeError(
    `expected an array to write, not ${typeName(value)}: NumpyArray.from(value) makes one of lists and bytes`,
  );
}

/**
 * The .npy file of an array: the very bytes that `numpy.save` writes. An array of objects is written as a pickle, for
 * any NumPy or the one given by `numpy`.
 *
 * @throws DTypeError for a data type that .npy has no name for; PicklingError for an array of objects that can't be
 *   pickled; RangeError where `version` can't hold the header.
 */
export function writeNpy(array: unknown, options: NpyWriteOptions = {}): Uint8Array<ArrayBuffer> {
  return joined([...writeNpyChunks(array, options)]);
}

/**
 * The same piece by piece, for a file that is too large for one piece of memory. The pieces are the array's own memory
 * where that is contiguous: write them before the array changes.
 */
export function writeNpyChunks(array: unknown, options: NpyWriteOptions = {}): Generator<Uint8Array, void> {
  return npyPieces(arrayOf(array), writingOf(options));
}
