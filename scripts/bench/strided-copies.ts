/**
 * Copies of strided arrays into C order: ours, `ndarray-ops`, `TypedArray.set` where it can, and NumPy.
 *
 *     npx tsx scripts/bench/strided-copies.ts [case …]
 *
 * Each is a process of its own, one after the other, and the median of 9 copies after the first. `fresh` memory is
 * allocated by each copy, which pays for its pages; `used` memory was written before. Python: PYTHON_NUMPY2, else what is found.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import ndarray, { type NdArray } from 'ndarray';
import ops from 'ndarray-ops';
import { copyWords, type Strided } from '../../src/array/strided-copy.ts';
import { NumpyArray } from '../../src/index.ts';
import { toNdarray } from '../../src/ndarray.ts';
import { findPython } from '../../test/python/python.ts';

const SIDE = 4096;
const ROUNDS = 10;

const source = (dtype: string, rows = SIDE) =>
  new NumpyArray({ buffer: filled(dtype, rows * SIDE), dtype, shape: [rows, SIDE] });

function filled(dtype: string, count: number): ArrayBuffer {
  const bytes = new Uint8Array(
    count * new NumpyArray({ buffer: new ArrayBuffer(16), dtype, shape: [1] }).dtype.itemsize,
  );
  for (let i = 0; i < bytes.length; i += 61) bytes[i] = i & 0x3f;
  return bytes.buffer;
}

const cases: Record<string, () => NumpyArray> = {
  contiguous: () => source('f4'),
  transposed: () => source('f4').transpose(),
  'half rows': () => source('f4').slice(':, :2048'),
  'every second': () => source('f4').slice(':, ::2'),
  reversed: () => source('f4').slice('::-1, ::-1'),
  'big-endian': () => source('>f4'),
  'transposed u1': () => source('u1').transpose(),
  'transposed i2': () => source('i2').transpose(),
  'transposed f8': () => source('f8').transpose(),
  'transposed c16': () => source('c16', SIDE / 2).transpose(),
};

/** Copies once; null where that can't be done so. */
type Copy = (() => void) | null;

const strided = (array: NumpyArray): Strided => ({
  view: new DataView(array.buffer),
  at: array.byteOffset,
  shape: array.dtype.kind === 'c' ? [...array.shape, 2] : array.shape,
  strides: array.dtype.kind === 'c' ? [...array.strides, array.dtype.itemsize / 2] : array.strides,
});

let kept: unknown;

const contenders: Record<string, (array: NumpyArray, isFresh: boolean) => Copy> = {
  ours(array, isFresh) {
    const unit = array.dtype.itemsize / (array.dtype.kind === 'c' ? 2 : 1);
    const used = new ArrayBuffer(isFresh ? 0 : array.nbytes);
    return () => {
      const target = isFresh ? new ArrayBuffer(array.nbytes) : used;
      copyWords(target, unit, strided(array), array.dtype.byteOrder !== '>');
      kept = target;
    };
  },
  'ndarray-ops'(array, isFresh) {
    if (!array.dtype.isNative) return null;
    const from = toNdarray(array) as NdArray<Float32Array>;
    const Class = from.data.constructor as Float32ArrayConstructor;
    const used = new Class(isFresh ? 0 : from.size);
    return () => {
      const target = isFresh ? new Class(from.size) : used;
      ops.assign(ndarray(target, from.shape), from);
      kept = target;
    };
  },
  'TypedArray.set'(array, isFresh) {
    if (array.order !== 'C' || !array.dtype.isNative) return null;
    const from = array.data as Float32Array;
    const used = new Float32Array(isFresh ? 0 : from.length);
    return () => {
      const target = isFresh ? new Float32Array(from.length) : used;
      target.set(from);
      kept = target;
    };
  },
};

/** In a process of its own: the times of all rounds, the first one first. */
function measure(by: string, name: string, kind: string): void {
  const copy = contenders[by]!(cases[name]!(), kind === 'fresh');
  const times: number[] = [];
  for (let i = 0; copy !== null && i < ROUNDS; i++) {
    kept = undefined;
    const start = performance.now();
    copy();
    times.push(performance.now() - start);
  }
  console.log(JSON.stringify(kept === undefined ? null : times));
}

const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1]!;
const text = (times: number[] | null) =>
  times === null ? '–' : `${median(times.slice(1)).toFixed(0)} (${times[0]!.toFixed(0)})`;

function compare(names: readonly string[]): void {
  const self = fileURLToPath(import.meta.url);
  const python = findPython(2);
  if ('missing' in python) console.log(`without NumPy: ${python.missing}`);
  console.log('ms: median of 9 (the first); the last columns: ours to the other');
  for (const kind of ['fresh', 'used']) {
    for (const name of names) {
      const row: Record<string, number[] | null> = {};
      for (const by of Object.keys(contenders)) {
        const args = [...process.execArgv, self, '--measure', by, name, kind];
        row[by] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
      }
      const script = fileURLToPath(new URL('strided_copies.py', import.meta.url));
      row['NumPy'] =
        'missing' in python
          ? null
          : JSON.parse(execFileSync(python.command, [script, name, kind], { encoding: 'utf8' }));
      const ratio = (by: string) =>
        row[by] ? `/${by} ${(median(row['ours']!.slice(1)) / median(row[by].slice(1))).toFixed(2)}` : '';
      const columns = Object.entries(row).map(([by, times]) => `${by} ${text(times)}`);
      const ratios = ['ndarray-ops', 'TypedArray.set', 'NumPy'].map(ratio).filter((part) => part !== '');
      console.log(`${kind} ${name.padEnd(15)} ${columns.join('  ')}  ${ratios.join(' ')}`);
    }
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--measure') measure(rest[0]!, rest[1]!, rest[2]!);
else compare(first === undefined ? Object.keys(cases) : [first, ...rest]);
