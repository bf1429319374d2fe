/**
 * This package against CPython with NumPy, its garbage collector off, on the same bytes:
 *
 *     npm run bench [-- [--quick] [--rounds=3] [--cpu] case …]
 *
 * Real NumPy makes the inputs. Then, in each round, CPython and each of our modes run in turn, each in a fresh process
 * with default flags that times a first call and nine warm ones, each result dropped before the next. Printed are, as a
 * Markdown table, ratios of medians, ours to CPython's: below 1 is faster; beside it that of the first calls, the times, and
 * the goal, where there is one. Rows of JSON and of other packages say what they take of CPython's time, and what ours
 * takes of theirs; rows of memory, what a process has at the peak beyond its input, as a part of the payload.
 *
 * `--cpu` compares the least processor time instead, which a loaded machine disturbs less (the threads of V8's garbage
 * collector and compiler count in it). `--quick` tries all of it out on small inputs, and has no goals. A case is the
 * beginning of a row, as `big p4` or `cold`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../test/python/python.ts';
import { CASES, type Case, goalOf, MODES, MOST_OF_IMPORT } from './cases.ts';

type Times = readonly (readonly [wall: number, cpu: number])[];

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const byCpu = flags.includes('--cpu');
const isQuick = flags.includes('--quick');
const rounds = Number(flags.find((flag) => flag.startsWith('--rounds='))?.slice(9) ?? (isQuick ? 1 : 3));
const scale = isQuick ? '0.001' : '1';
const warmCalls = isQuick ? 1 : 9;

const isWanted = (row: string) => wanted.length === 0 || wanted.some((word) => row.startsWith(word));

const call = (command: string, args: readonly string[]) =>
  execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] });
const run = (command: string, args: readonly string[]): Times => JSON.parse(call(command, args));

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const least = (values: readonly number[]) => Math.min(...values);
const one = (values: readonly number[]) => (byCpu ? least : median)(values);
const column = byCpu ? 1 : 0;

interface Summary {
  readonly warm: number;
  readonly first: number;
}

const summary = (runs: readonly Times[]): Summary => ({
  warm: one(runs.flatMap((times) => times.slice(1).map((time) => time[column]))),
  first: one(runs.map((times) => times[0]![column])),
});

let met = 0;
const missed: string[] = [];

/** Whether a figure is within its goal, as the table says it. */
function judged(row: string, value: number, goal: number | null): string {
  if (goal === null || isQuick) return '';
  if (value <= goal) met++;
  else missed.push(row);
  return `≤ ${goal}${value <= goal ? '' : ' **missed**'}`;
}

const short = (ratio: number) => ratio.toFixed(ratio < 0.1 ? 3 : 2);
const pair = (ours: number, theirs: number) => `${ours.toFixed(1)} / ${theirs.toFixed(1)} ms`;

function print(...cells: readonly string[]): void {
  const widths = [34, 7, 7, 0, 0];
  console.log(
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]!))).join(' | ')} |`,
  );
}

/** What CPython does where we, or others, do this. */
function theirsOf(mode: string): string | null {
  const kind = MODES[mode]!;
  return 'against' in kind ? kind.against : 'floorOf' in kind ? kind.floorOf : null;
}

/** Times of all modes of a case, those of CPython by its mode after `CPython `. */
function timesOf(python: string, modes: readonly string[], protocol: string, file: string) {
  const runs = new Map<string, Times[]>();
  const add = (name: string, times: Times) => runs.set(name, [...(runs.get(name) ?? []), times]);
  const args = [protocol, String(warmCalls + 1), file];
  for (let round = 0; round < rounds; round++) {
    for (const theirs of new Set(modes.map(theirsOf))) {
      if (theirs === null) continue;
      add(`CPython ${theirs}`, run(python, [here('cpython.py'), theirs, ...args]));
      for (const mode of modes)
        if (theirsOf(mode) === theirs) add(mode, run(process.execPath, [here('ours.mjs'), mode, ...args]));
    }
  }
  return new Map([...runs].map(([name, times]) => [name, summary(times)]));
}

function compare(
  python: string,
  known: Case,
  protocol: string,
  modes: readonly string[],
  file: string,
): void {
  call(python, [here('inputs.py'), known.input, protocol, file, scale]);
  const times = timesOf(python, modes, protocol, file);
  const memory = (mode: string) =>
    run(process.execPath, ['--expose-gc', here('memory.mjs'), mode, protocol, '1', file])[0]!;
  for (const mode of modes) {
    const row = `${known.input} p${protocol} ${mode}`;
    const goal = goalOf(known, protocol, mode);
    const kind = MODES[mode]!;
    if ('each' in kind) {
      const [heap, resident] = memory('each');
      print(row, '', '', `${heap.toFixed(0)} bytes of heap, ${resident.toFixed(0)} resident`, '');
      continue;
    }
    if ('peakOf' in kind) {
      const [peak] = memory(kind.peakOf);
      print(row, short(peak), '', 'of the payload', judged(row, peak, goal));
      continue;
    }
    const us = times.get(mode)!;
    const them = times.get(`CPython ${theirsOf(mode)}`)!;
    const [warm, first] = [us.warm / them.warm, us.first / them.first];
    let note = `, first ${pair(us.first, them.first)}`;
    let judgedRatio = warm;
    if ('floorOf' in kind) {
      const our =
        kind.floorOf === 'loads' && !kind.isOfMaps && times.has('objects') ? 'objects' : kind.floorOf;
      judgedRatio = (times.get(our)?.warm ?? Number.NaN) / us.warm;
      note = `; our ${our} takes ${short(judgedRatio)} of it`;
    }
    print(row, short(warm), short(first), pair(us.warm, them.warm) + note, judged(row, judgedRatio, goal));
  }
  if (known.input === 'forest') {
    run(process.execPath, [here('ours.mjs'), 'again', protocol, '0', file]);
    call(python, [here('cpython.py'), 'same', protocol, '0', file]);
    print(
      `${known.input} p${protocol} round trip`,
      '',
      '',
      'CPython gets the same trees and predictions',
      '',
    );
  }
}

/** A fresh process that imports and loads one small array. */
function coldStart(python: string, file: string): void {
  call(python, [here('inputs.py'), 'small', '5', file, '1']);
  const runs = Array.from({ length: warmCalls }, () => run(process.execPath, [here('cold.mjs'), file]));
  const [toImport, toLoad] = [0, 1].map((step) => one(runs.map((times) => times[step]![column])));
  const whole = (args: readonly string[]) =>
    median(
      Array.from({ length: warmCalls }, () => {
        const start = performance.now();
        call(python, args);
        return performance.now() - start;
      }),
    );
  const load = `import pickle; pickle.load(open(${JSON.stringify(file)}, 'rb'))`;
  const theirs = whole(['-c', load]) - whole(['-c', 'pass']);
  print(
    'cold start: import',
    '',
    '',
    `${toImport!.toFixed(1)} ms`,
    judged('cold start: import', toImport!, MOST_OF_IMPORT),
  );
  print(
    'cold start: first load',
    '',
    '',
    `${toLoad!.toFixed(1)} ms; CPython, with its import of NumPy, ${theirs.toFixed(0)} ms`,
    '',
  );
}

/** Where scikit-learn is, NumPy 2 may not be. */
const forestPython = findPython(1);
const python = findPython(2);
if ('missing' in python) throw new Error(python.missing);
console.log(
  `${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}; Node ${process.version}, CPython ${python.python}, NumPy ${python.numpy}`,
);
console.log(
  `${byCpu ? 'least processor time' : 'medians'} of ${rounds} × ${warmCalls} warm calls, as a part of CPython's with its garbage collector off` +
    `${isQuick ? '; small inputs, to try it out: the figures mean nothing' : ''}\n`,
);
print('case, protocol, what is done', 'ratio', 'first', 'ours / CPython', 'goal');
print('---', '--:', '--:', '---', '---');
const directory = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  if (isWanted('cold')) coldStart(python.command, join(directory, 'small.pkl'));
  for (const known of CASES) {
    for (const protocol of known.protocols) {
      const modes = Object.keys(known.modes).filter((mode) =>
        isWanted(`${known.input} p${protocol} ${mode}`),
      );
      if (modes.length === 0) continue;
      const by = known.input === 'forest' ? forestPython : python;
      try {
        if ('missing' in by) throw new Error(by.missing);
        compare(by.command, known, protocol, modes, join(directory, `${known.input}.pkl`));
      } catch (error) {
        console.log(
          `\n${known.input} p${protocol}: left out, ${String(error).split('\n').slice(0, 8).join('\n')}\n`,
        );
        if (isQuick) process.exitCode = 1;
      }
    }
  }
} finally {
  rmSync(directory, { recursive: true });
}
if (met + missed.length > 0)
  console.log(
    `\n${met} of ${met + missed.length} goals met${missed.map((row) => `\n- missed: ${row}`).join('')}`,
  );
