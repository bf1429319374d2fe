import type { NumpyArray } from './array/numpy-array.ts';
import type { Encoding } from './pickle/workspace.ts';
import type { PythonClass } from './registry/python-class.ts';
import type { BytesLike } from './values/bytes-like.ts';

/** What a pickle may ask for. Each error that one of these raises names it. */
export interface Limits {
  /**
   * Bytes: of the pickle and its out-of-band buffers, and of what calls make of them. By default the first have no
   * limit, and the second is 64 for each of the first, plus 16 MiB; a greater limit allows it as many. What a compressed
   * file expands to counts as the pickle's, and may be 64 for each of the file, plus 256 MiB, or as many as the limit.
   */
  maxBytes: number;
  /**
   * Elements of one array. Default: as many as the pickle has bytes for, and 2^26 of those that share bytes or take
   * none (strides of 0, a data type without size).
   */
  maxElements: number;
  /** Digits of a number that is written as text (protocol 0). Default 4300, as Python's `int()`. */
  maxDigits: number;
  /** Objects that a pickle memoises. Default 2^26. */
  maxMemo: number;
}

export interface LoadOptions {
  /** The out-of-band buffers of a protocol 5 pickle, in the order in which `buffer_callback` got them. */
  buffers?: Iterable<BytesLike>;
  /**
   * What to do with a class or function that is not registered: `'error'` (default) names every one in the
   * pickle, `'opaque'` gives {@link PyObject} and {@link PyGlobal} records of what it says about them.
   */
  unknownGlobals?: 'error' | 'opaque';
  /**
   * Keeps apart all that Python keeps apart, so that nothing is lost when it is written again: floats are
   * `PyFloat`s, NumPy scalars `NumpyScalar`s, bytearrays `ByteArray`s. Implies `unknownGlobals: 'opaque'`.
   */
  exact?: boolean;
  /** Classes and functions that the pickle may use beside NumPy's and Python's own data types. */
  classes?: readonly PythonClass[];
  /**
   * `'object'`: a dict whose keys are all str becomes a plain object without a prototype, any other stays a
   * Map. (An object gives keys that look like integers first.) Default `'map'`.
   */
  dicts?: 'map' | 'object';
  /** What a `str` of Python 2 becomes, as in `pickle.loads(encoding=)`. Arrays are right under each. Default `'ascii'`. */
  encoding?: Encoding;
  /**
   * - `'if-needed'` (default): arrays are views of the input; an array whose `.data` is asked for and lies
   *   misaligned moves into memory of its own.
   * - `'always'`: the result shares no memory with what was passed.
   * - `'in-place'`: the input is given away: an array's data that lies misaligned is shifted in it by some bytes, over
   *   opcodes that are read, where such are there. Nothing else may use the input, nor can it be loaded again.
   * - `'never'`: such an array's `.data` throws, and foreign byte order stays.
   */
  copy?: 'if-needed' | 'always' | 'never' | 'in-place';
  /**
   * Called once with each array when it is complete; what it returns takes the array's place. (An array of
   * objects that holds itself was not complete when it took itself in: there it stays the array.)
   */
  arrays?: (array: NumpyArray) => unknown;
  /** What a persistent id stands for: Python's `persistent_load`. */
  persistentLoad?: (id: unknown) => unknown;
  /** What to do with bytes after the pickle's end. Default `'error'`. */
  trailing?: 'error' | 'ignore';
  limits?: Partial<Limits>;
}

/** What each option that is a word may be. */
const WORDS: { readonly [option in keyof LoadOptions]?: readonly string[] } = {
  unknownGlobals: ['error', 'opaque'],
  dicts: ['map', 'object'],
  encoding: ['ascii', 'latin1', 'utf8', 'bytes'],
  copy: ['if-needed', 'always', 'never', 'in-place'],
  trailing: ['error', 'ignore'],
};

/** Rejects what is no option of `verb`, and what contradicts itself. */
export function checkOptions(options: LoadOptions, verb: string): void {
  for (const [option, words] of Object.entries(WORDS)) {
    const value: unknown = options[option as keyof LoadOptions];
    if (value !== undefined && !words.includes(value as string))
      throw new TypeError(`${verb}: ${option} must be '${words.join("', '")}', not ${String(value)}`);
  }
  if (options.exact !== true) return;
  if (options.arrays !== undefined)
    throw new TypeError(`${verb}: exact keeps arrays as they are: leave out the arrays hook`);
  if (options.dicts === 'object')
    throw new TypeError(`${verb}: exact keeps dicts as they are: leave out dicts: 'object'`);
}
