/**
 * This package against CPython with NumPy, its garbage collector off, on the same bytes:
 *
 *     npm run bench [-- [--rounds=3] [--cpu] case …]
 *
 * Each process is a fresh one with default flags, ours and CPython's in turn, and times the first call and warm ones, each
 * result dropped before the next. Printed are ratios of medians, ours to CPython's: below 1 is faster. Beside the warm
 * calls' ratio stands that of first calls. `--cpu` compares the least processor time instead, which a loaded machine
 * disturbs less (the threads of V8's garbage collector count in it).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../test/python/python.ts';

/** A case of inputs.py, its protocols, and what is timed of it. */
const CASES: readonly (readonly [name: string, protocols: string, modes: string])[] = [
  ['arrays', '2 4 5 oob', 'loads touched dumps memory'],
  ['mixed', '4 5', 'loads dumps memory'],
  ['structured', '4 5', 'loads dumps'],
  ['records', '4', 'loads objects dumps parse stringify'],
  ['ints', '4', 'loads dumps parse stringify'],
  ['floats', '4', 'loads dumps parse stringify'],
  ['strings', '4', 'loads dumps parse stringify'],
  ['strings-utf8', '4', 'loads dumps parse stringify'],
  ['forest', '4', 'loads dumps'],
  ['big', '2 4 5', 'loads touched in-place dumps dumpChunks'],
  ['big', 'oob', 'loads touched dumps'],
  ['big-F', '4', 'loads touched dumps'],
  ['big-endian', '4', 'loads converted dumps'],
];
const WARM = 9;

type Times = readonly (readonly [wall: number, cpu: number])[];

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const byCpu = flags.includes('--cpu');
const rounds = Number(flags.find((flag) => flag.startsWith('--rounds='))?.slice(9) ?? 3);

const run = (command: string, args: readonly string[]): Times =>
  JSON.parse(execFileSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 }));
const node = (...args: readonly string[]) => run(process.execPath, [here('ours.mjs'), ...args]);

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const best = (values: readonly number[]) => Math.min(...values);
const one = (values: readonly number[]) => (byCpu ? best : median)(values);

function summary(runs: readonly Times[]): { warm: number; first: number } {
  const column = byCpu ? 1 : 0;
  return {
    warm: one(runs.flatMap((times) => times.slice(1).map((time) => time[column]))),
    first: one(runs.map((times) => times[0]![column])),
  };
}

/** What CPython does where we do this: it has no data to touch, and JSON is held against its pickles. */
const THEIRS: Readonly<Record<string, string>> = { dumps: 'dumps', dumpChunks: 'dumps', stringify: 'dumps' };

function compare(
  python: string,
  name: string,
  protocol: string,
  modes: readonly string[],
  file: string,
): void {
  execFileSync(python, [here('inputs.py'), name, protocol, file]);
  for (const mode of modes) {
    const label = `${name} p${protocol} ${mode}`.padEnd(28);
    if (mode === 'memory') {
      const [heap, rss] = run(process.execPath, [
        '--expose-gc',
        here('ours.mjs'),
        'memory',
        protocol,
        '1',
        file,
      ])[0]!;
      console.log(
        `${label} ${(heap / 1e5).toFixed(0)} bytes of heap per array, ${(rss / 1e5).toFixed(0)} resident`,
      );
      continue;
    }
    const ours: Times[] = [];
    const theirs: Times[] = [];
    for (let round = 0; round < rounds; round++) {
      const args = [protocol, String(WARM + 1), file] as const;
      theirs.push(run(python, [here('cpython.py'), THEIRS[mode] ?? 'loads', ...args]));
      ours.push(node(mode, ...args));
    }
    const [us, them] = [summary(ours), summary(theirs)];
    const ratio = (us.warm / them.warm).toFixed(us.warm < them.warm / 10 ? 3 : 2).padStart(6);
    const first = (us.first / them.first).toFixed(2).padStart(6);
    console.log(
      `${label} ${ratio} ${first}   ${us.warm.toFixed(1)} / ${them.warm.toFixed(1)} ms, first ${us.first.toFixed(1)} / ${them.first.toFixed(1)}`,
    );
  }
}

/** A fresh process that imports and loads one small array, from its start to its end. */
function coldStart(python: string, file: string): void {
  execFileSync(python, [here('inputs.py'), 'small', '5', file]);
  const timed = (command: string, args: readonly string[]) =>
    median(
      Array.from({ length: WARM }, () => {
        const start = performance.now();
        execFileSync(command, args);
        return performance.now() - start;
      }),
    );
  const script = (text: string) => ['--input-type=module', '-e', text];
  const read = `import { readFileSync } from 'node:fs'; const bytes = readFileSync(${JSON.stringify(file)});`;
  const empty = timed(process.execPath, script(read));
  const whole = timed(
    process.execPath,
    script(
      `${read} const { loads } = await import(${JSON.stringify(here('../../dist/index.js'))}); loads(bytes);`,
    ),
  );
  const load = `import pickle; pickle.load(open(${JSON.stringify(file)}, 'rb'))`;
  const theirs = timed(python, ['-c', load]) - timed(python, ['-c', 'pass']);
  console.log(
    `cold start: import and first load ${(whole - empty).toFixed(1)} ms, CPython with NumPy ${theirs.toFixed(1)} ms`,
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
  `${byCpu ? 'least processor time' : 'medians'} of ${rounds} × ${WARM} warm calls: ratio to CPython, that of first calls`,
);
const directory = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  for (const [name, protocols, modes] of CASES) {
    for (const protocol of protocols.split(' ')) {
      const selected = modes
        .split(' ')
        .filter(
          (mode) =>
            wanted.length === 0 || wanted.some((word) => `${name} p${protocol} ${mode}`.startsWith(word)),
        );
      if (selected.length === 0) continue;
      const by = name === 'forest' ? forestPython : python;
      try {
        if ('missing' in by) throw new Error(by.missing);
        compare(by.command, name, protocol, selected, join(directory, `${name}.pkl`));
      } catch (error) {
        console.log(`${name} p${protocol}: left out, ${String(error).split('\n')[0]}`);
      }
    }
  }
  if (wanted.length === 0 || wanted.includes('cold')) coldStart(python.command, join(directory, 'small.pkl'));
} finally {
  rmSync(directory, { recursive: true });
}
