/**
 * Big files, read and written by this package and by CPython with NumPy, which makes them:
 *
 *     npm run big-files [-- [--rounds=3] [100MB 1GB 5GB]]
 *
 * Each file is a dict of float64 arrays of 25 MB. In each round both sides run in turn, each step in a fresh process with
 * default flags; what is written goes to a name where no file is. Printed are the median times, the processor's and those
 * on the clock, and the highest peak of memory (the process's maximum resident set), as a Markdown table: beyond the data
 * that the step is to give or was given, for `over`. Nothing is synced to the disk, by either side.
 *
 * It needs three times the largest size on the disk that has the folder for temporary files, and twice in memory.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { cpus, freemem, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../test/python/python.ts';

interface Took {
  readonly seconds: number;
  readonly cpu: number;
  /** Bytes: the highest resident set, and how much of it the step added. */
  readonly peak: number;
  readonly over: number;
}

const ARRAY = 25e6;
const LENGTH = ARRAY / 8;
const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

const words = process.argv.slice(2);
const rounds = Number(words.find((word) => word.startsWith('--rounds='))?.slice(9) ?? 3);
const sizes = words.filter((word) => !word.startsWith('--'));
if (sizes.length === 0) sizes.push('100MB', '1GB', '5GB');

const found = findPython(2);
if ('missing' in found) throw new Error(`big files are made by Python: ${found.missing}`);
const { command, numpy, python } = found;
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const dist = here('../../dist');

function bytesOf(size: string): number {
  const [, count, unit = ''] = /^(\d+)(MB|GB)$/.exec(size) ?? [];
  if (count === undefined) throw new Error(`a size is a number of MB or GB, such as 100MB, not ${size}`);
  return Number(count) * UNITS[unit]!;
}

const folder = mkdtempSync(join(tmpdir(), 'big-files-'));
const file = join(folder, 'big.pkl');
const target = join(folder, 'written.pkl');

function checkRoom(size: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < 3 * size)
    throw new Error(
      `${tmpdir()} has room for ${(bavail * bsize) / 1e9} GB, and ${(3 * size) / 1e9} are needed`,
    );
  if (freemem() < 2 * size)
    throw new Error(`${freemem() / 1e9} GB of memory are free, and ${(2 * size) / 1e9} are needed`);
}

function run(program: string, args: readonly string[]): Took {
  rmSync(target, { force: true });
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 20 }));
}
const ours = (step: string, path: string, count: number) =>
  run(process.execPath, [here('ours.mjs'), dist, step, path, `${count}`, `${LENGTH}`]);
const cpython = (step: string, path: string, count: number) =>
  run(command, [here('cpython.py'), step, path, `${count}`, `${LENGTH}`]);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

interface Row {
  readonly name: string;
  /** Bytes of data that the step gives, beside which memory is measured; 0 where it was there before. */
  readonly given: (size: number) => number;
  readonly step: (count: number) => Took;
  /** The row that it is compared with. */
  readonly reference?: string;
}

const ROWS: readonly Row[] = [
  { name: '`pickle.load`', given: (size) => size, step: (count) => cpython('load', file, count) },
  {
    name: '`loadFile`',
    given: (size) => size,
    step: (count) => ours('loadFile', file, count),
    reference: '`pickle.load`',
  },
  {
    name: '`openFile`, one array',
    given: () => ARRAY,
    step: (count) => ours('openFile', file, count),
  },
  { name: '`pickle.dump`', given: () => 0, step: (count) => cpython('dump', target, count) },
  {
    name: '`dumpFile`',
    given: () => 0,
    step: (count) => ours('dumpFile', target, count),
    reference: '`pickle.dump`',
  },
  {
    name: '`dumpFile`, half of each array',
    given: () => 0,
    step: (count) => ours('gathered', target, count),
  },
  {
    name: '`dumpTo` a file’s stream',
    given: () => 0,
    step: (count) => ours('dumpTo', target, count),
    reference: '`pickle.dump`',
  },
];

const { openFile } = (await import(join(dist, 'node.js'))) as Record<string, unknown>;
const rows = ROWS.filter(({ name }) => openFile !== undefined || !name.includes('openFile'));
const seconds = (value: number) => `${value.toPrecision(2)} s`;

try {
  console.log(
    `Node ${process.version}, Python ${python} with NumPy ${numpy}, ${cpus().length} × ${cpus()[0]!.model}, ` +
      `load ${loadavg()[0]!.toFixed(1)}, ${rounds} rounds, ${tmpdir()}\n`,
  );
  console.log(
    '| file | step | on the clock | processor | of Python’s, clock / processor | memory beside the data |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const size of sizes) {
    const bytes = bytesOf(size);
    const count = bytes / ARRAY;
    checkRoom(bytes);
    cpython('dump', file, count);
    const took = new Map<string, Took[]>(rows.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (const { name, step } of rows) took.get(name)!.push(step(count));
    const times = (name: string) => {
      const all = took.get(name)!;
      return [median(all.map((one) => one.seconds)), median(all.map((one) => one.cpu))] as const;
    };
    for (const { name, given, reference } of rows) {
      const [clock, cpu] = times(name);
      const [theirs, theirCpu] = reference === undefined ? [] : times(reference);
      const ratio =
        theirs === undefined ? '' : `${(clock / theirs).toFixed(2)} / ${(cpu / theirCpu!).toFixed(2)}`;
      // What reads counts as a whole, the runtime with it; what writes, as what it adds to the value.
      const data = given(bytes);
      const memory = Math.max(...took.get(name)!.map(({ peak, over }) => (data > 0 ? peak - data : over)));
      console.log(
        `| ${size} | ${name} | ${seconds(clock)} | ${seconds(cpu)} | ${ratio} | ${(memory / 1e6).toFixed(0)} MB |`,
      );
    }
    rmSync(file);
  }
} finally {
  if (existsSync(folder)) rmSync(folder, { recursive: true });
}
