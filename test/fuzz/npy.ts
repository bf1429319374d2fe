/**
 * The rule for .npy and .npz files, whatever their bytes: arrays, or an error of this package; in a time and memory that a
 * small file is worth; and an array that was read prints, and is written so that it is read again.
 */

import { performance } from 'node:perf_hooks';
import type { NumpyArray } from '../../src/array/numpy-array.ts';
import { PickleError } from '../../src/index.ts';
import { type NpyOptions, openNpz, readNpy, readNpyHeader, readNpz, writeNpy } from '../../src/npy.ts';
import { goldenFiles } from '../formats/golden.ts';
import { sourceOf } from '../formats/source.ts';
import { type Random, random } from '../random.ts';
import { Finding, FOREIGN, OURS } from './check.ts';

const MAX_MS = 1000;
const MAX_GROWTH = 128 * 2 ** 20;
/** Above this many elements, an array is not written out in words. */
const MANY = 10_000;

/** The golden files, those of NumPy 1 behind those of NumPy 2. */
export function seedFiles(): readonly Uint8Array[] {
  return [...goldenFiles(2), ...goldenFiles(1)].map(({ file }) => file).filter(({ length }) => length < 8192);
}

const TEXTS = [
  ...[
    "'<f8'",
    "'|O'",
    "'<U9999999'",
    "'|S0'",
    "'|V0'",
    "'T'",
    "[('x', '<f4')]",
    "[('x', '|O'), ('y', '<f8', (2,))]",
    '[]',
  ],
  ...[
    '()',
    '(0,)',
    '(3,)',
    '(1000000000,)',
    '(0, 9007199254740991)',
    '(4294967296, 4294967296)',
    '(-1,)',
    '(1, 1, 1, 1, 1)',
  ],
  ...[
    'True',
    'False',
    'None',
    'L',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    "'",
    '"',
    ',',
    ':',
    '\\',
    '\n',
    '#',
    '-',
    '+',
    '1j',
    '1e9',
  ],
].map((text) => new Uint8Array(Buffer.from(text, 'latin1')));

const NUMBERS = [
  0, 1, 2, 3, 8, 22, 30, 46, 63, 64, 127, 128, 255, 256, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff,
];

const pick = <T>(r: Random, items: readonly T[]): T => items[r.below(items.length)]!;

type Edit = (r: Random, bytes: Uint8Array, other: Uint8Array) => Uint8Array;

const spliced = (bytes: Uint8Array, from: number, to: number, insert: Uint8Array) =>
  new Uint8Array(Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(to)]));

/** A place in the file: often near its start or end, where its headers are. */
function place(r: Random, { length }: Uint8Array): number {
  const near = r.below(Math.min(length, 150) + 1);
  return [near, Math.max(0, length - 1 - near), r.below(length + 1)][r.below(3)]!;
}

const EDITS: readonly Edit[] = [
  (r, bytes) => {
    const copy = bytes.slice();
    const at = place(r, bytes);
    if (at < copy.length)
      copy[at] = pick(r, [r.below(256), copy[at]! ^ (1 << r.below(8)), copy[at]! + 1, 0, 255]);
    return copy;
  },
  (r, bytes) => {
    const copy = Buffer.from(bytes);
    const width = pick(r, [2, 4]);
    const at = place(r, bytes);
    if (at + width <= copy.length) copy.writeUIntLE(pick(r, NUMBERS) % 2 ** (8 * width), at, width);
    return new Uint8Array(copy);
  },
  (r, bytes) => {
    const at = place(r, bytes);
    return spliced(bytes, at, Math.min(bytes.length, at + r.below(12)), pick(r, TEXTS));
  },
  (r, bytes) => {
    const at = place(r, bytes);
    return spliced(bytes, at, at + r.below(40), new Uint8Array(0));
  },
  (r, bytes) => {
    const at = place(r, bytes);
    return spliced(bytes, at, at, bytes.slice(place(r, bytes), place(r, bytes)));
  },
  (r, bytes, other) => spliced(bytes, place(r, bytes), bytes.length, other.subarray(place(r, other))),
  (r, bytes) => bytes.slice(0, r.below(bytes.length + 1)),
  // Another header's text in the place of this one's.
  (r, bytes) => {
    const [descr, shape, order] = [
      pick(r, TEXTS.slice(0, 9)),
      pick(r, TEXTS.slice(9, 17)),
      pick(r, ['True', 'False']),
    ];
    const text = `{'descr': ${Buffer.from(descr)}, 'fortran_order': ${order}, 'shape': ${Buffer.from(shape)}, }`;
    return spliced(bytes, 10, Math.min(bytes.length, 10 + text.length), new Uint8Array(Buffer.from(text)));
  },
];

/** Input `index` of `seed`. */
export function mutatedFile(seeds: readonly Uint8Array[], seed: number, index: number): Uint8Array {
  const r = random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  let bytes = pick(r, seeds);
  for (let n = 1 + r.below(4); n > 0; n--) bytes = pick(r, EDITS)(r, bytes, pick(r, seeds));
  return bytes;
}

export const OPTION_SETS: readonly NpyOptions[] = [
  {},
  { allowPickle: true },
  { allowPickle: true, exact: true, trailing: 'ignore' },
  { trailing: 'ignore', copy: 'never', limits: { maxBytes: 2 ** 20 } },
];

/** Reads a file in every way, and uses what is read. Gives whether there was an array. @throws Finding if the rule is broken. */
export async function checkFile(bytes: Uint8Array, options: NpyOptions): Promise<boolean> {
  const memory = process.memoryUsage().arrayBuffers;
  const cpu = process.cpuUsage();
  const start = performance.now();
  let found = await tolerated(() => readNpy(bytes, options));
  await agrees(found, () => readNpy(sourceOf(bytes), options));
  await tolerated(() => readNpyHeader(bytes, options));
  const npz = await tolerated(() => openNpz(bytes, options));
  if (npz !== undefined) {
    for (const name of npz.names) await tolerated(() => npz.header(name));
    const all = await tolerated(() => readNpz(bytes, options));
    for (const array of all?.values() ?? []) found = array;
  }
  if (found !== undefined) use(found);
  const grown = process.memoryUsage().arrayBuffers - memory;
  if (grown > MAX_GROWTH) throw new Finding('reading grew', `${grown} bytes`);
  if (performance.now() - start > MAX_MS) {
    const { user, system } = process.cpuUsage(cpu);
    if ((user + system) / 1000 > MAX_MS)
      throw new Finding('reading took long', `${(user + system) / 1000} ms`);
  }
  return found !== undefined;
}

async function tolerated<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PickleError)) throw new Finding('reading threw', error);
    if (FOREIGN.test(error.message) && !OURS.test(error.message))
      throw new Finding('a foreign message', error);
    const { offset } = error as PickleError & { offset?: unknown };
    if (!Number.isInteger(offset)) throw new Finding(`an error at ${String(offset)}`, error);
    return undefined;
  }
}

/** From a source comes what comes from memory. */
async function agrees(found: NumpyArray | undefined, read: () => Promise<NumpyArray>): Promise<void> {
  const again = await tolerated(read);
  if ((again === undefined) !== (found === undefined)) throw new Finding('a source differs', String(found));
}

function use(array: NumpyArray): void {
  if (array.size > MANY || array.nbytes > 2 ** 20) return;
  try {
    String(array);
    array.toArray();
  } catch (error) {
    // A str element with a character beyond Unicode.
    if (!(error instanceof RangeError)) throw new Finding('use threw', error);
  }
  try {
    const again = readNpy(writeNpy(array), { allowPickle: true });
    if (!again.dtype.equals(array.dtype) || again.size !== array.size)
      throw new Finding('what was written is read otherwise', String(array.dtype));
  } catch (error) {
    if (error instanceof Finding || !(error instanceof PickleError)) throw new Finding('use threw', error);
  }
}

const [seconds, seed = 1] = process.argv[1]?.endsWith('fuzz/npy.ts') ? process.argv.slice(2).map(Number) : [];
if (seconds !== undefined) {
  const seeds = seedFiles();
  const until = performance.now() + seconds * 1000;
  let [inputs, arrays] = [0, 0];
  for (; performance.now() < until; inputs++) {
    try {
      arrays += Number(
        await checkFile(mutatedFile(seeds, seed, inputs), OPTION_SETS[inputs % OPTION_SETS.length]!),
      );
    } catch (error) {
      console.log(`seed ${seed}, input ${inputs}: ${(error as Error).message}`);
    }
  }
  console.log(`${inputs} files of seed ${seed}: ${((100 * arrays) / inputs).toFixed(1)} % had an array`);
}
