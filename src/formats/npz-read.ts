/**
 * .npz files: zip files of .npy files, as `numpy.savez` and `numpy.savez_compressed` write them.
 *
 * Source: `NpzFile` in numpy/lib/_npyio_impl.py
 */

import type { NumpyArray } from '../array/numpy-array.ts';
import { FormatError, LimitError } from '../errors.ts';
import type { Ranges } from '../io/ranges.ts';
import { checkHeaderSize, headerSize, isNpy, type NpyHeader, PREFIX, parseHeader } from './npy-header.ts';
import { type NpyReading, readArray } from './npy-read.ts';
import { readDirectory, readEntry, readEntryStart, type ZipEntry } from './zip-read.ts';

/** By default, bytes of all members for each of the file, and so many more: as with pickles. */
const EXPANSION = 64;
const ALLOWANCE = 2 ** 26;

/** What is read of a member for its header: any but that of a very wide struct. */
const HEADER_READ = 1 << 14;

/** Members that are read at a time: Node expands them beside each other. */
const AT_ONCE = 4;

const EXTENSION = '.npy';

/**
 * Why nobody should have a member of that name; undefined where one may. Nothing here writes files, but what does might
 * take the names as they are.
 */
export function whyBadName(name: string): string | undefined {
  if (name.includes('\0')) return 'has a NUL in its name';
  if (/^[\\/]|^[A-Za-z]:[\\/]/.test(name)) return 'has an absolute path';
  if (name.split(/[\\/]/).includes('..')) return "has a path with '..'";
  return undefined;
}

/** The arrays of an .npz file, each read when it is asked for. */
export class NpzArrays {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #ranges: Ranges;
  readonly #reading: NpyReading;

  constructor(ranges: Ranges, reading: NpyReading, entries: ReadonlyMap<string, ZipEntry>) {
    this.#ranges = ranges;
    this.#reading = reading;
    this.entries = entries;
  }

  /** @throws FormatError for what is no zip file, for names that clash or are paths to elsewhere. */
  static async open(ranges: Ranges, reading: NpyReading): Promise<NpzArrays> {
    const entries = new Map<string, ZipEntry>();
    for (const entry of await readDirectory(ranges)) {
      // A folder; NumPy writes none.
      if (entry.name.endsWith('/') && entry.size === 0) continue;
      const wrong = (why: string) =>
        new FormatError(`${JSON.stringify(entry.name)} in the .npz file ${why}`, { offset: entry.offset });
      const bad = whyBadName(entry.name);
      if (bad !== undefined) throw wrong(bad);
      const name = entry.name.endsWith(EXTENSION) ? entry.name.slice(0, -EXTENSION.length) : entry.name;
      if (entries.has(name)) throw wrong('is there twice');
      entries.set(name, entry);
    }
    return new NpzArrays(ranges, reading, entries);
  }

  async array(name: string): Promise<NumpyArray> {
    const entry = this.#entry(name);
    this.#checkSize(entry.size, JSON.stringify(entry.name), entry.offset);
    const bytes = await readEntry(this.#ranges, entry);
    return inMember(entry, () => {
      checkNpy(bytes);
      return readArray(bytes, this.#reading);
    });
  }

  /** All of them, which together may have no more bytes than one. */
  async all(): Promise<Map<string, NumpyArray>> {
    const total = [...this.entries.values()].reduce((sum, { size }) => sum + size, 0);
    this.#checkSize(total, 'all in the .npz file', 0);
    const names = [...this.entries.keys()];
    const arrays = new Map<string, NumpyArray>();
    for (let i = 0; i < names.length; i += AT_ONCE) {
      const some = names.slice(i, i + AT_ONCE);
      const read = await Promise.all(some.map((name) => this.array(name)));
      some.forEach((name, n) => {
        arrays.set(name, read[n]!);
      });
    }
    return arrays;
  }

  async header(name: string): Promise<NpyHeader> {
    const entry = this.#entry(name);
    const { maxHeaderSize } = this.#reading;
    let start = await readEntryStart(this.#ranges, entry, HEADER_READ);
    return inMember(entry, async () => {
      checkNpy(start);
      checkHeaderSize(start, maxHeaderSize);
      const size = headerSize(start);
      if (size > start.length && size <= entry.size)
        start = await readEntryStart(this.#ranges, entry, size + PREFIX);
      return parseHeader(start, { maxHeaderSize });
    });
  }

  #entry(name: string): ZipEntry {
    const entry = this.entries.get(name);
    if (entry !== undefined) return entry;
    const names = [...this.entries.keys()].slice(0, 20).map((known) => JSON.stringify(known));
    throw new RangeError(
      `the .npz file has no array ${JSON.stringify(name)}; it has ${names.join(', ') || 'none'}${this.entries.size > 20 ? ', …' : ''}`,
    );
  }

  #checkSize(size: number, what: string, offset: number): void {
    const limit = this.#reading.maxBytes ?? EXPANSION * this.#ranges.size + ALLOWANCE;
    if (size <= limit) return;
    throw new LimitError(
      `${what} would expand to ${size} bytes, the limit is ${limit}: raise limits.maxBytes if you trust this file`,
      'maxBytes',
      { offset, opcode: null },
    );
  }
}

function checkNpy(bytes: Uint8Array): void {
  if (!isNpy(bytes))
    throw new FormatError("it is no .npy file: expected it to begin with b'\\x93NUMPY'", { offset: 0 });
}

/** Says in which member it was that a header, or the data behind it, is wrong. */
function inMember<T>({ name }: ZipEntry, read: () => T): T {
  const told = (error: unknown): unknown => {
    const within = `${JSON.stringify(name)} in the .npz file: `;
    if (error instanceof LimitError)
      return new LimitError(within + withoutPlace(error), error.limit, {
        offset: error.offset,
        opcode: error.opcode,
      });
    if (error instanceof FormatError)
      return new FormatError(within + withoutPlace(error), { offset: error.offset, cause: error });
    return error;
  };
  try {
    const result = read();
    return result instanceof Promise
      ? (result.catch((error: unknown) => {
          throw told(error);
        }) as T)
      : result;
  } catch (error) {
    throw told(error);
  }
}

function withoutPlace({ message }: Error): string {
  return message.replace(/, at offset \d+( \(\w+\))?$/, '');
}
