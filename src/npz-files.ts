/** The verbs for .npz files; npy.ts exports them. */

import { NumpyArray } from './array/numpy-array.ts';
import type { NpyHeader } from './formats/npy-header.ts';
import { restOf } from './formats/npy-read.ts';
import { NpzArrays } from './formats/npz-read.ts';
import { npzPieces } from './formats/npz-write.ts';
import { blobSource } from './io/blob.ts';
import { type ByteSource, isByteSource } from './io/byte-source.ts';
import { joined } from './io/joined.ts';
import { lendingSource, Ranges } from './io/ranges.ts';
import { Reader } from './io/reader.ts';
import { chunksOf, type Source } from './io/source.ts';
import {
  arrayOf,
  isBytes,
  type NpyOptions,
  type NpyWriteOptions,
  readingOf,
  writingOf,
} from './npy-files.ts';
import { asBytes } from './values/bytes-like.ts';
import { typeName } from './values/type-name.ts';

/** How .npz files are read: as the .npy files in them, which together may expand to `limits.maxBytes`. */
export type NpzOptions = NpyOptions;

/** How .npz files are written. */
export interface NpzWriteOptions extends NpyWriteOptions {
  /** Whether to deflate them, as `numpy.savez_compressed` does. Default false, as `numpy.savez`. */
  compress?: boolean;
}

/** Arrays by name; those of a list are called `arr_0`, `arr_1`, as in NumPy. */
export type NpzInput =
  | ReadonlyMap<string, unknown>
  | { readonly [name: string]: unknown }
  | readonly unknown[];

/**
 * An .npz file whose arrays are read when they are asked for. Nothing is kept: who asks twice, reads twice. The source
 * stays its owner's to close.
 */
export class NpzFile {
  /** The arrays' names, in the order of the file. */
  readonly names: readonly string[];
  readonly #arrays: NpzArrays;

  /** @internal {@link openNpz} makes it. */
  constructor(arrays: NpzArrays) {
    this.#arrays = arrays;
    this.names = [...arrays.entries.keys()];
  }

  has(name: string): boolean {
    return this.#arrays.entries.has(name);
  }

  /**
   * Reads one array and nothing else.
   *
   * @throws RangeError where there is none of that name; FormatError and the like as {@link readNpz}.
   */
  get(name: string): Promise<NumpyArray> {
    return this.#arrays.array(name);
  }

  /** What the header of an array says, without its elements. Its `offset` is within the member. */
  header(name: string): Promise<NpyHeader> {
    return this.#arrays.header(name);
  }
}

/** Random access to a source. What can only be read from its start is read whole. */
async function rangesOf(source: Source, verb: string, options: NpzOptions): Promise<Ranges> {
  const { signal, copy, limits } = options;
  if (isBytes(source)) {
    const bytes = asBytes(source, `${verb}: the file`);
    return new Ranges(lendingSource(copy === 'always' ? bytes.slice() : bytes), signal);
  }
  const ranged = rangedSource(source);
  if (ranged !== undefined) return new Ranges(ranged, signal);
  const reader = new Reader(chunksOf(source, verb), options);
  try {
    const bytes = await restOf(reader, new Uint8Array(0), { maxBytes: limits?.maxBytes });
    reader.finish();
    return new Ranges(lendingSource(bytes), signal);
  } finally {
    await reader.close();
  }
}

function rangedSource(source: Source): ByteSource | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if (isByteSource(source)) return source;
  const isBlob = 'slice' in source && 'arrayBuffer' in source && 'size' in source;
  return isBlob ? blobSource(source as Blob) : undefined;
}

/**
 * Opens an .npz file: of a source with ranges (a file, a Blob, a URL) its directory alone is read, and of a large archive
 * an array without the others.
 *
 * @throws FormatError for what is no zip file, or has members of which two have one name, or whose names are paths to
 *   elsewhere; SourceError where the source fails.
 */
export async function openNpz(source: Source, options: NpzOptions = {}): Promise<NpzFile> {
  const reading = readingOf(options);
  return new NpzFile(await NpzArrays.open(await rangesOf(source, 'openNpz', options), reading));
}

/**
 * All arrays of an .npz file by name, in its order. What is stored in memory is viewed, what is deflated is expanded in
 * memory of its own; all is checked against its CRC-32.
 *
 * @throws FormatError for a file that is truncated, malformed or damaged, which names the member; LimitError for one that
 *   would expand to more than `limits.maxBytes`, by default 64 times its size and 64 MiB; all that {@link readNpy} throws.
 */
export async function readNpz(source: Source, options: NpzOptions = {}): Promise<Map<string, NumpyArray>> {
  const reading = readingOf(options);
  const arrays = await NpzArrays.open(await rangesOf(source, 'readNpz', options), reading);
  return arrays.all();
}

/** The arrays by name. */
function namedArrays(arrays: NpzInput): Map<string, NumpyArray> {
  const isList = Array.isArray(arrays);
  const isOther =
    typeof arrays !== 'object' ||
    arrays === null ||
    NumpyArray.isNumpyArray(arrays) ||
    ArrayBuffer.isView(arrays);
  if (isOther)
    throw new TypeError(
      `expected arrays by name, { x, y }, a Map or a list of them, not ${typeName(arrays)}`,
    );
  const entries: Iterable<[unknown, unknown]> = isList
    ? arrays.map((array, i): [unknown, unknown] => [`arr_${i}`, array])
    : arrays instanceof Map
      ? arrays
      : Object.entries(arrays);
  const named = new Map<string, NumpyArray>();
  for (const [name, array] of entries) named.set(name as string, arrayOf(array));
  return named;
}

/**
 * The .npz file of arrays: the very bytes that `numpy.savez` writes (with CPython 3.11.4 or later), or with `compress` what
 * `numpy.savez_compressed` writes but for the zlib that deflates it.
 *
 * @throws TypeError for a name that is a path to elsewhere, or for what is no array; as {@link writeNpy} for the rest.
 */
export async function writeNpz(
  arrays: NpzInput,
  options: NpzWriteOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeNpzChunks(arrays, options)) pieces.push(piece);
  return joined(pieces);
}

/**
 * The same in pieces, for files that are too large for one: each array is gathered or deflated when its turn comes. The
 * pieces of what is stored are the arrays' own memory: write them before the arrays change.
 */
export function writeNpzChunks(
  arrays: NpzInput,
  options: NpzWriteOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const { compress = false, ...rest } = options;
  if (typeof compress !== 'boolean')
    throw new TypeError(`compress must be true or false, not ${String(compress)}`);
  return npzPieces(namedArrays(arrays), { ...writingOf(rest), compress });
}
