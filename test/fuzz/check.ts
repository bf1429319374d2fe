/**
 * The rule that every input must keep, whatever its bytes: `loads` gives a value or an `UnpicklingError`
 * that says where; what a user then does with the value works or fails with a message of this package.
 */

import { performance } from 'node:perf_hooks';
import { inspect } from 'node:util';
import {
  arraysIn,
  DType,
  disassemble,
  dumps,
  FrozenSet,
  type LoadOptions,
  loads,
  NumpyArray,
  NumpyScalar,
  type PickleValue,
  PicklingError,
  PyObject,
  pythonClass,
  pythonFunction,
  toPlain,
  UnpicklingError,
  UnsupportedGlobalError,
} from '../../src/index.ts';
import { inspect as inspectPickle } from '../../src/inspect.ts';
import { type Input, pieces } from './mutate.ts';

/** What a JS engine says, and this package never should. */
export const FOREIGN =
  /maximum call stack|invalid array (buffer )?length|invalid typed array|invalid string length|invalid count|cannot (read|set|convert|mix|redefine|define|create|assign|add|delete)|can't define|is not (a function|iterable|a constructor|defined|extensible)|out of memory|allocation failed|out of bounds|bigint|invalid time|code point|reduce of empty|should be a multiple|start offset|private (member|field)|undefined|map maximum|set maximum/i;
/** Ours that speak of such things. */
export const OURS =
  /^toPlain: |hook gave undefined|persistentLoad gave undefined|(not|got|is) (an? )?undefined(,|$)|a bigint|Big(Int|Uint)64Array|use item\(\)/;

export type Step = (value: PickleValue) => void;

/** An input that broke the rule. */
export class Finding extends Error {
  readonly what: string;

  constructor(what: string, cause: unknown) {
    super(
      `${what}: ${cause instanceof Error ? cause.stack?.split('\n').slice(0, 5).join('\n') : String(cause)}`,
    );
    this.what = what;
  }
}

const MAX_MS = 1000;
/** Growth that no input of a few KiB is worth; as many elements as MANY may take a kilobyte each as plain objects. */
const MAX_GROWTH = 128 * 2 ** 20;

class Thing {
  x = 0;
}

const HOSTILE: LoadOptions['classes'] = [
  pythonClass({ module: 'user', name: 'Thing', type: Thing }),
  pythonFunction({
    module: 'user',
    name: 'boom',
    call: () => {
      throw Object.create(null);
    },
  }),
  pythonClass({ module: 'numpy', name: 'ndarray', create: () => new Thing(), setState: () => new Thing() }),
  pythonFunction({
    module: ['numpy._core.multiarray', 'numpy.core.multiarray'],
    name: 'scalar',
    call: (args) => args[1],
  }),
];

export const OPTION_SETS: readonly (readonly [string, LoadOptions])[] = [
  ['default', {}],
  ['opaque', { unknownGlobals: 'opaque' }],
  ['exact', { exact: true }],
  ['objects', { unknownGlobals: 'opaque', dicts: 'object', trailing: 'ignore' }],
  ['latin1', { unknownGlobals: 'opaque', encoding: 'latin1', copy: 'never' }],
  ['bytes', { encoding: 'bytes', copy: 'always', persistentLoad: (id) => id }],
  ['hook', { unknownGlobals: 'opaque', encoding: 'utf8', arrays: (array) => [array] }],
  ['hostile', { unknownGlobals: 'opaque', classes: HOSTILE }],
];

const PROTOTYPES = [Object, Array, Map, Set, Uint8Array, NumpyArray, DType, PyObject, FrozenSet, Thing].map(
  (type) => type.prototype as object,
);
const state = () => PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).map(String).join()).join('\n');
const CLEAN = state();

/** @throws Finding if an input changed a prototype. */
export function checkPrototypes(): void {
  if (state() !== CLEAN) throw new Finding('a prototype was touched', '');
}

/** Elements that are worth converting here. */
const MANY = 1e5;

function useArray(array: NumpyArray): (() => void)[] {
  const all: (() => void)[] = [
    () => String(array),
    () => inspect(array),
    () => array.order,
    () => array.nbytes,
  ];
  all.push(() => array.arrayInterface());
  // The shape alone says how large these are, empty lists too.
  if (array.shape.reduce((product, length) => product * Math.max(length, 1), 1) > MANY) return all;
  all.push(
    () => array.data,
    () => array.toArray(),
    () => array.toTypedArray(),
    () => array.toTypedArray({ order: 'F' }),
    () => array.copy(),
    () => array.copy({ order: 'F' }),
    () => JSON.stringify(array),
    () => array.transpose().toArray(),
    () => array.reshape([-1]),
    () => array.slice(...array.shape.map(() => ({ step: -1 }))).toArray(),
    () => array.astype('float64'),
    () => {
      for (const _ of array) break;
    },
  );
  if (array.dtype.names !== null)
    for (const name of array.dtype.names) all.push(() => array.field(name).toArray());
  if (array.size > 0) all.push(() => array.get(...array.shape.map(() => 0)));
  return all;
}

/** How many containers within containers, so that no recursion of JavaScript's own is what fails. */
function isBounded(value: unknown, depth = 0, budget = { left: 20_000 }): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > 200 || --budget.left < 0) return false;
  const inner =
    value instanceof Map ? [...value].flat() : value instanceof Set || Array.isArray(value) ? value : [];
  for (const child of inner) if (!isBounded(child, depth + 1, budget)) return false;
  return true;
}

/** Lists and elements that a conversion of all arrays in a value makes: their shapes say so beforehand. */
function listed(value: PickleValue): number {
  let count = 0;
  let left = 1000;
  for (const { array } of arraysIn(value)) {
    count += array.shape.reduce((product, length) => product * Math.max(length, 1), 1);
    if (--left < 0 || count > MANY) break;
  }
  return count;
}

const LENIENT = { bigint: 'string', nan: 'string', bytes: 'latin1', objects: 'attributes' } as const;

export function use(value: PickleValue): void {
  bounded('use', () => useAll(value));
}

function useAll(value: PickleValue): void {
  const tries: (() => void)[] = [LENIENT, {}].map((options) => () => {
    if (listed(value) <= MANY) toPlain(value, options);
  });
  const isOurs = PyObject.isPyObject(value) || DType.isDType(value) || NumpyScalar.isNumpyScalar(value);
  if (isOurs) tries.push(() => String(value));
  if (isBounded(value)) tries.push(() => inspect(value, { depth: null }));
  tries.push(() => {
    let left = 20;
    for (const { path, array } of arraysIn(value)) {
      String(path);
      if (--left < 0) break;
      for (const attempt of useArray(array)) timed('use of an array', () => tolerated(attempt));
    }
  });
  for (const attempt of tries) timed('one use', () => tolerated(attempt));
}

function tolerated(attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Finding) throw error;
    const isKind = error instanceof TypeError || error instanceof RangeError;
    if (!isKind) throw new Finding(`use threw ${(error as Error)?.name}`, error);
    if (FOREIGN.test(error.message) && !OURS.test(error.message))
      throw new Finding('a foreign message in use', error);
  }
}

function timed<T>(what: string, run: () => T): T {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = run();
  let took = performance.now() - start;
  if (took > MAX_MS) {
    // A busy machine makes anything wait.
    const { user, system } = process.cpuUsage(cpu);
    took = (user + system) / 1000;
  }
  if (took > MAX_MS) throw new Finding(`${what} took long`, `${Math.round(took)} ms`);
  return result;
}

/** Not for each use of each array: asking what memory is used costs more than most of them. */
function bounded<T>(what: string, run: () => T): T {
  const memory = process.memoryUsage();
  const result = timed(what, run);
  const after = process.memoryUsage();
  const grown = after.arrayBuffers - memory.arrayBuffers + Math.max(0, after.heapUsed - memory.heapUsed);
  if (grown > MAX_GROWTH) throw new Finding(`${what} grew`, `${grown} bytes`);
  return result;
}

export interface Outcome {
  readonly loaded: boolean;
  /** Whether the machine got past its first REDUCE. */
  readonly pastReduce: boolean;
}

/** Every opcode up to where that can't be read, and what would be reached: neither ever fails. */
function look({ bytes }: Input): ReturnType<typeof inspectPickle> {
  try {
    timed('disassemble', () => {
      for (const _ of disassemble(bytes));
    });
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw new Finding('disassemble threw', error);
  }
  try {
    return bounded('inspect', () => {
      const inspection = inspectPickle(bytes);
      String(inspection);
      return inspection;
    });
  } catch (error) {
    if (error instanceof Finding) throw error;
    throw new Finding('inspect threw', error);
  }
}

/** What was loaded exactly is written again, and that loads: or a PicklingError says why not. */
function rewrite(value: PickleValue): void {
  let again: Uint8Array;
  try {
    again = timed('dumps', () => dumps(value));
  } catch (error) {
    if (error instanceof Finding) throw error;
    if (!(error instanceof PicklingError)) throw new Finding('dumps threw', error);
    if (FOREIGN.test(error.message) && !OURS.test(error.message))
      throw new Finding('a foreign message in dumps', error);
    return;
  }
  try {
    loads(again, { exact: true });
  } catch (error) {
    // Of what holds itself the call is written twice, the first one to be dropped.
    if (/is dropped: \{ exact: true \} can't keep it/.test(String(error))) return;
    throw new Finding('what dumps wrote does not load', error);
  }
}

/** Loads an input and uses what it gives. @throws Finding if the rule is broken. */
export function check(input: Input, name: string, options: LoadOptions): Outcome {
  const first = reduceOffset(input.bytes);
  const inspection = look(input);
  let value: PickleValue;
  try {
    value = bounded('loads', () => loads(input.bytes, { ...options, buffers: input.buffers }));
  } catch (error) {
    if (error instanceof Finding) throw error;
    if (!(error instanceof UnpicklingError)) throw new Finding('loads threw', error);
    const { offset, opcode } = error;
    // What persistentLoad gives may be half of a name.
    if (error instanceof UnsupportedGlobalError && options.persistentLoad === undefined) {
      const unknown = inspection.globals
        .filter(({ allowed }) => !allowed)
        .map(({ module, name }) => `${module}.${name}`);
      const missed = error.globals.filter(({ module, name }) => !unknown.includes(`${module}.${name}`));
      if (missed.length > 0) throw new Finding('inspect missed a global', missed.map(String).join());
    }
    const isPlace =
      Number.isInteger(offset) && offset >= 0 && (opcode === null || typeof opcode === 'string');
    if (!isPlace) throw new Finding(`an error at ${offset} (${opcode})`, error);
    if (name !== 'hostile' && FOREIGN.test(error.message) && !OURS.test(error.message) && !isQuoted(error))
      throw new Finding('a foreign message in loads', error.cause ?? error);
    return { loaded: false, pastReduce: offset > first };
  }
  if (name === 'default' && inspection.globals.some(({ allowed }) => !allowed))
    throw new Finding('inspect does not allow what loads does', inspection);
  if (name === 'exact') rewrite(value);
  use(value);
  return { loaded: true, pastReduce: Number.isFinite(first) };
}

/** A message may quote a pickle's own names. */
function isQuoted(error: UnpicklingError): boolean {
  return error.cause === undefined;
}

function reduceOffset(bytes: Uint8Array): number {
  let offset = 0;
  for (const { code, bytes: own } of pieces(bytes)) {
    if (code === 0x52) return offset;
    offset += own.length;
  }
  return Number.POSITIVE_INFINITY;
}
