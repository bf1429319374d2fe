/**
 * Holds the machine to CPython's `pickle.loads`: the same value, or an error from both.
 *
 * ```sh
 * npx tsx test/fuzz/differential.ts COUNT SEED
 * ```
 *
 * Known differences, each told by `isKnown`:
 *
 * - **Equal keys.** Python finds 1, 1.0 and True one key of a dict or item of a set, and equal tuples and
 *   bytes too. A Map finds numbers equal and nothing else, so such keys stay apart (two NaNs: an error).
 * - **Keys that can't be.** Python refuses a tuple that holds a list, a bytearray, an array; here those that
 *   are lists, dicts and sets themselves are refused.
 * - **Slack.** CPython takes a set of any iterable (here of lists, tuples), and calls `append` or `__setitem__` of whatever has them.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  ByteArray,
  Complex,
  Deque,
  FrozenSet,
  type LoadOptions,
  loads,
  OrderedDict,
  PyFloat,
  PyGlobal,
  Tuple,
  UnpicklingError,
} from '../../src/index.ts';
import { stream } from './streams.ts';

const LIMIT = 3000;
class Large extends Error {}

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

function float(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return `f${Number.isNaN(value) ? 'nan' : bytes.toString('hex')}`;
}

/** As `canonical` in differential.py. Keys that are equal in Python count once, and `merged` says so. */
class Canon {
  merged = false;
  #left = LIMIT;

  text(value: unknown, path: readonly unknown[] = []): string {
    if (--this.#left < 0 || path.length > 60) throw new Large();
    if (path.includes(value) && typeof value === 'object' && value !== null) return '@';
    const inner = (item: unknown) => this.text(item, [...path, value]);
    if (value === null) return 'N';
    if (typeof value === 'boolean') return value ? 'T' : 'F';
    if (typeof value === 'number' || typeof value === 'bigint') return `i${value.toString(16)}`;
    if (typeof value === 'string') return `s${Buffer.from(value, 'utf16le').swap16().toString('hex')}`;
    if (PyFloat.isPyFloat(value)) return float(value.value);
    if (Complex.isComplex(value)) return `c(${float(value.re)},${float(value.im)})`;
    if (ByteArray.isByteArray(value)) return `B${hex(value)}`;
    if (value instanceof Uint8Array) return `b${hex(value)}`;
    if (Tuple.isTuple(value)) return `(${Array.from(value, inner).join()})`;
    if (Deque.isDeque(value)) return `d[${Array.from(value, inner).join()}]`;
    if (Array.isArray(value)) return `[${value.map(inner).join()}]`;
    if (value instanceof Map) {
      const items = new Map<string, string>();
      for (const [key, item] of value) this.#add(items, inner(key), inner(item));
      const name = value instanceof OrderedDict ? 'o{' : '{';
      return `${name}${[...items.values()].join()}}`;
    }
    if (value instanceof Set || FrozenSet.isFrozenSet(value)) {
      const items = new Map<string, string>();
      for (const item of value) this.#add(items, inner(item), '');
      return `${value instanceof Set ? '<' : 'z<'}${[...items.values()]
        .map((item) => item.slice(0, -1))
        .sort()
        .join()}>`;
    }
    if (PyGlobal.isPyGlobal(value))
      return `g${value.module === '__builtin__' ? 'builtins' : value.module}.${value.name}`;
    return `?${(value as object).constructor?.name}`;
  }

  #add(items: Map<string, string>, key: string, item: string): void {
    // 1 == 1.0 == True, inside of tuples too.
    const numbers = key.replace(/\b(T|F|f[0-9a-f]{16}|i-?[0-9a-f]+)\b/g, (text) => {
      if (text === 'T' || text === 'F') return `n${Number(text === 'T')}`;
      if (text[0] === 'f') return `n${Buffer.from(text.slice(1), 'hex').readDoubleBE() + 0}`;
      const digits = text.slice(1).replace('-', '');
      return `n${Number(BigInt(`0x${digits}`)) * (text[1] === '-' ? -1 : 1)}`;
    });
    const first = items.get(numbers);
    if (first !== undefined) this.merged = true;
    items.set(numbers, `${first === undefined ? key : first.slice(0, first.indexOf(':'))}:${item}`);
  }
}

export interface Result {
  readonly text: string;
  readonly merged: boolean;
}

const OPTIONS: LoadOptions = {
  encoding: 'latin1',
  trailing: 'ignore',
  persistentLoad: (id) => ['pid', id],
};

export function ours(bytes: Uint8Array, exact: boolean): Result {
  const buffers = [Buffer.from('one'), Buffer.from('two')];
  const canon = new Canon();
  try {
    const value = loads(bytes, { ...OPTIONS, exact, buffers });
    try {
      return { text: canon.text(value), merged: canon.merged };
    } catch (error) {
      if (error instanceof Large) return { text: 'large', merged: canon.merged };
      throw error;
    }
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    return { text: `error ${error.message}`, merged: false };
  }
}

/** What Python says of each stream. */
export function python(command: string, streams: readonly Uint8Array[]): string[] {
  const program = fileURLToPath(new URL('differential.py', import.meta.url));
  const input = streams.map((bytes) => `${Buffer.from(bytes).toString('hex')}\n`).join('');
  const { stdout, stderr, status } = spawnSync(command, [program], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const lines = stdout.split('\n').slice(0, -1);
  if (status !== 0 || lines.length !== streams.length)
    throw new Error(
      `${command} ended with ${status} after ${lines.length} of ${streams.length}: ${stderr.slice(-2000)}`,
    );
  return lines;
}

/** Whether both say the same, apart from what the known differences explain. */
export function isKnown(theirs: string, { text, merged }: Result): boolean {
  const [bad, good] = [theirs.startsWith('error'), text.startsWith('error')];
  if (bad && good) return true;
  if (theirs === 'large' || text === 'large' || merged) return true;
  if (bad) return /unhashable type/.test(theirs);
  if (good) return /two NaNs|expected one list|can't (append to|set items of)|keeps? it/.test(text);
  // An out-of-band buffer is a memoryview or the object itself in Python, bytes here.
  const plain = (value: string) => value.replaceAll('v', 'b').replaceAll('B', 'b');
  return plain(theirs) === plain(text);
}

/** How a stream fared: the same value, an error from both, a known difference, or another. */
export function compared(theirs: string, bytes: Uint8Array): { verdict: keyof Tally; ours: string } {
  // What nobody registered is a record where exact is true; without it, an error as in Python.
  const result = ours(bytes, !/not allowed|unregistered extension/.test(theirs));
  const isError = theirs.startsWith('error') && result.text.startsWith('error');
  const same = theirs === result.text ? 'equal' : isError ? 'errors' : 'different';
  return { verdict: same === 'different' && isKnown(theirs, result) ? 'known' : same, ours: result.text };
}

export interface Tally {
  equal: number;
  errors: number;
  known: number;
  different: number;
}

/** Streams `0` to `count` of `seed`, through both. */
export function tally(command: string, count: number, seed: number, report: (text: string) => void): Tally {
  const result: Tally = { equal: 0, errors: 0, known: 0, different: 0 };
  for (let from = 0; from < count; from += 5000) {
    const streams = Array.from({ length: Math.min(5000, count - from) }, (_, i) => stream(seed, from + i));
    python(command, streams).forEach((theirs, i) => {
      const { verdict, ours } = compared(theirs, streams[i]!);
      result[verdict]++;
      const text = JSON.stringify(Buffer.from(streams[i]!).toString('latin1'));
      if (verdict === 'different' || (verdict === 'known' && process.env['SHOW_KNOWN']))
        report(`${verdict}: ${text}\n  Python: ${theirs.slice(0, 160)}\n  ours:   ${ours.slice(0, 160)}`);
    });
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count = 20_000, seed = 1] = process.argv.slice(2).map(Number);
  console.log({ count, seed, ...tally('python3', count, seed, console.log) });
}
