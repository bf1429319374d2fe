import { NumpyArray } from './array/numpy-array.ts';
import { UnpicklingError } from './errors.ts';
import { fixedNumpyEntries, numpyEntries } from './numpy/entries.ts';
import type { NumpyOptions } from './numpy/options.ts';
import type { Lookup } from './pickle/lookup.ts';
import { Unpickler } from './pickle/unpickler.ts';
import type { Encoding } from './pickle/workspace.ts';
import type { PickleValue } from './pickle-value.ts';
import { builtins } from './registry/builtins.ts';
import { collections } from './registry/collections.ts';
import { datetime } from './registry/datetime.ts';
import { numbers } from './registry/numbers.ts';
import type { PythonClass } from './registry/python-class.ts';
import { Registry } from './registry/registry.ts';
import { asBytes, type BytesLike } from './values/bytes-like.ts';
import { dictsToObjects } from './walk/dict-objects.ts';

export type { BytesLike } from './values/bytes-like.ts';

/** What a pickle may ask for. Each error that one of these raises names it. */
export interface Limits {
  /**
   * Bytes: of the pickle and its out-of-band buffers, and of what calls make of them. By default the first have no
   * limit, and the second is 64 for each of the first, plus 64 MiB; a greater limit allows it as many.
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

function checkWords(options: LoadOptions): void {
  for (const [option, words] of Object.entries(WORDS)) {
    const value: unknown = options[option as keyof LoadOptions];
    if (value !== undefined && !words.includes(value as string))
      throw new TypeError(`loads: ${option} must be '${words.join("', '")}', not ${String(value)}`);
  }
}

/** The opcode that a pickle of protocol 2 or later begins with. */
const PROTO = 0x80;

const DEFAULT_LIMITS = { maxDigits: 4300, maxMemo: 2 ** 26 };

/**
 * All that a bare `loads` allows: NumPy's arrays, data types and scalars, and Python's own data. Nothing that
 * acts. `docs/allowed-globals.md` lists them.
 */
export function defaultEntries(options: NumpyOptions): PythonClass[] {
  return [...numpyEntries(options), ...fixed()];
}

const fixed = () => [...fixedNumpyEntries, ...builtins, ...collections, ...datetime, ...numbers];

/** What all calls need: entries that no option changes. */
let common: Lookup | undefined;

/** The one that most calls need. */
let plain: Lookup | undefined;

function withOptions(options: NumpyOptions): Lookup {
  common ??= new Registry(fixed());
  return new Registry(numpyEntries(options), common);
}

function registryFor(
  { arrays, classes, copy, exact = false, limits }: LoadOptions,
  protocol: number,
): Lookup {
  const maxElements = limits?.maxElements;
  const inPlace = copy === 'in-place';
  const isPlain = maxElements === undefined && arrays === undefined && copy !== 'never' && !inPlace && !exact;
  if (isPlain) plain ??= withOptions({ arrays: undefined, copy: 'if-needed', exact: false, protocol: 0 });
  const base = isPlain
    ? plain!
    : withOptions({
        arrays,
        copy: copy === 'never' ? 'never' : 'if-needed',
        inPlace,
        exact,
        maxElements,
        protocol,
      });
  return classes === undefined || classes.length === 0 ? base : new Registry(classes, base);
}

/**
 * Loads one pickle from memory: NumPy arrays as {@link NumpyArray}, containers and plain values as their JS
 * counterparts. Nothing in the pickle is executed: a class or function that is not registered is an error.
 *
 * The input is borrowed: arrays and bytes are views of it, as with `numpy.frombuffer`.
 *
 * @throws UnpicklingError for a pickle that is truncated, malformed or inconsistent, with the offset and opcode.
 * @throws UnsupportedGlobalError for one that needs unknown classes or functions; it lists them all.
 */
export function loads(data: BytesLike, options: LoadOptions = {}): PickleValue {
  checkWords(options);
  const own = (bytes: Uint8Array) => (options.copy === 'always' ? bytes.slice() : bytes);
  const bytes = own(asBytes(data, 'loads: the pickle'));
  const buffers =
    options.buffers && Array.from(options.buffers, (b) => own(asBytes(b, 'loads: each of buffers')));
  const { encoding, exact = false, persistentLoad } = options;
  if (exact && options.arrays !== undefined)
    throw new TypeError('loads: exact keeps arrays as they are: leave out the arrays hook');
  if (exact && options.dicts === 'object')
    throw new TypeError("loads: exact keeps dicts as they are: leave out dicts: 'object'");
  const machine = new Unpickler(registryFor(options, bytes[0] === PROTO ? bytes[1]! : 0), {
    buffers,
    encoding,
    persistentLoad,
    opaque: exact || options.unknownGlobals === 'opaque',
    exact,
    // Arrays whose state a user's entry takes, or whose bytes, are made step by step.
    repeats: !options.classes?.some(
      ({ type, modules }) => type === NumpyArray || modules.includes('_codecs'),
    ),
    maxBytes: options.limits?.maxBytes,
    // A limit that is undefined is not none.
    maxDigits: options.limits?.maxDigits ?? DEFAULT_LIMITS.maxDigits,
    maxMemo: options.limits?.maxMemo ?? DEFAULT_LIMITS.maxMemo,
  });
  machine.feed(bytes);
  machine.close();
  machine.run();
  const rest = bytes.length - machine.offset;
  if (rest > 0 && options.trailing !== 'ignore') {
    throw new UnpicklingError(
      `${rest} bytes follow the end of the pickle: pass { trailing: 'ignore' } to leave them unread`,
      { offset: machine.offset, opcode: null },
    );
  }
  if (options.dicts !== 'object') return machine.result as PickleValue;
  try {
    return dictsToObjects(machine.result) as PickleValue;
  } catch (error) {
    // It looks into arrays of records, of which an element may hold what is no value.
    throw new UnpicklingError((error as Error).message, {
      offset: machine.offset,
      opcode: null,
      cause: error,
    });
  }
}
