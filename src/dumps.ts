import { Pickler } from './pickle/pickler.ts';
import { Reducers } from './reducers.ts';
import type { PythonClass } from './registry/python-class.ts';
import type { PickleBuffer } from './values/pickle-buffer.ts';

export interface DumpOptions {
  /** 0 to 5; default 5. */
  protocol?: 0 | 1 | 2 | 3 | 4 | 5;
  /**
   * The NumPy that is to load it. `'any'` (default): what NumPy 1 and NumPy 2 load without a warning; 1, 2: the very
   * bytes that this NumPy writes.
   */
  numpy?: 'any' | 1 | 2;
  /**
   * Gets the memory of each array that may leave the pickle (protocol 5), in order: send it beside the pickle, and
   * pass it as `buffers` to what loads it. Only `true` keeps it in the pickle, so what `push` returns does no harm.
   */
  bufferCallback?: (buffer: PickleBuffer) => unknown;
  /** Classes beside NumPy's and Python's own data types. */
  classes?: readonly PythonClass[];
  /**
   * Has the data of each array begin at a multiple of so many bytes from the start of the pickle, by opcodes that
   * Python passes over (protocol 3 and later): what `loads` gives is then a view. A power of two, at most 4096.
   */
  align?: number;
  /** Python's `persistent_id`: an id stands for the value in the pickle, where it is not null or undefined. */
  persistentId?: (value: unknown) => unknown;
}

const PROTOCOLS: readonly unknown[] = [0, 1, 2, 3, 4, 5];
const NUMPYS: readonly unknown[] = ['any', 1, 2];
const LARGEST_ALIGN = 4096;

function checkOptions(options: DumpOptions): void {
  const { protocol = 5, numpy = 'any', align, bufferCallback } = options;
  if (!PROTOCOLS.includes(protocol))
    throw new TypeError(`dumps: protocol must be 0, 1, 2, 3, 4 or 5, not ${String(protocol)}`);
  if (!NUMPYS.includes(numpy))
    throw new TypeError(`dumps: numpy must be 'any', 1 or 2, not ${String(numpy)}`);
  if (bufferCallback !== undefined && protocol < 5)
    throw new TypeError('dumps: bufferCallback needs protocol 5');
  if (align !== undefined) {
    const log = Math.log2(align);
    if (!Number.isInteger(log) || log < 0 || align > LARGEST_ALIGN)
      throw new TypeError(`dumps: align must be a power of two up to ${LARGEST_ALIGN}, not ${String(align)}`);
    if (protocol < 3) throw new TypeError('dumps: align needs protocol 3 or later, the first that has bytes');
  }
}

function pickler(options: DumpOptions): Pickler {
  checkOptions(options);
  const { protocol = 5, numpy = 'any', bufferCallback = null, align = 1, persistentId = null } = options;
  const reducers = new Reducers({ protocol, numpy, outOfBand: bufferCallback !== null }, options.classes);
  return new Pickler(reducers, { protocol, align, bufferCallback, persistentId });
}

/**
 * The pickle of a value: what `pickle.dumps` would have written in Python, byte for byte.
 *
 * Safe integers (but not −0) become int, all other numbers float; bigints int; `Uint8Array`, `Buffer`,
 * `ArrayBuffer` and `DataView` bytes; other typed arrays, scijs and stdlib ndarrays become NumPy arrays, wherever
 * they sit; plain objects and Maps dicts.
 *
 * @throws PicklingError for what Python has no value for, or nobody registered; `path` says where it is.
 */
export function dumps(value: unknown, options: DumpOptions = {}): Uint8Array<ArrayBuffer> {
  return pickler(options).dump(value);
}

/**
 * The pickle in pieces, in order: together they are what {@link dumps} gives. Payloads of 64 KiB or more are the
 * arrays' own memory, where it is contiguous: write them before the arrays change.
 */
export function dumpChunks(value: unknown, options: DumpOptions = {}): Uint8Array[] {
  return pickler(options).dumpChunks(value);
}

/** What {@link dumpChunks} gives, but each piece when it is asked for: see {@link Pickler.pieces}. */
export function pickleChunks(
  value: unknown,
  options: DumpOptions = {},
  slab?: number,
): Generator<Uint8Array> {
  return pickler(options).pieces(value, slab);
}
