/**
 * The mutation fuzzer by hand: `npx tsx test/fuzz/run.ts SECONDS SEED [INDEX]`. With an index, that one
 * input, under every set of options. A child does the work, so that one that hangs or dies is a finding too.
 */

import { fork } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { check, checkPrototypes, Finding, OPTION_SETS } from './check.ts';
import { mutated, seedPickles } from './mutate.ts';

const [seconds = 60, seed = 1, only = -1] = process.argv.slice(2).map(Number);
const BATCH = 200;
/** Far above what a batch takes on a slow machine. */
const HANG_MS = 60_000;

interface Report {
  readonly next: number;
  readonly inputs: number;
  readonly loaded: number;
  readonly pastReduce: number;
  readonly findings: readonly string[];
}

/** One batch of inputs from `from` on, each under one set of options. */
function batch(seeds: ReturnType<typeof seedPickles>, from: number): Report {
  const findings: string[] = [];
  let [loaded, pastReduce] = [0, 0];
  for (let index = from; index < from + BATCH; index++) {
    const [name, options] = OPTION_SETS[index % OPTION_SETS.length]!;
    try {
      const outcome = check(mutated(seeds, seed, index), name, options);
      loaded += Number(outcome.loaded);
      pastReduce += Number(outcome.pastReduce);
    } catch (error) {
      findings.push(
        `input ${index} (${name}): ${error instanceof Finding ? error.message : (error as Error).stack}`,
      );
    }
  }
  try {
    checkPrototypes();
  } catch (error) {
    findings.push(`inputs from ${from}: ${error}`);
  }
  return { next: from + BATCH, inputs: BATCH, loaded, pastReduce, findings };
}

function work(): void {
  const seeds = seedPickles(1);
  process.on('message', (from: number) => process.send!(batch(seeds, from)));
  process.send!('ready');
}

function one(index: number): void {
  const input = mutated(seedPickles(1), seed, index);
  console.log(Buffer.from(input.bytes).toString('hex'));
  console.log(JSON.stringify(Buffer.from(input.bytes).toString('latin1')));
  for (const [name, options] of OPTION_SETS) {
    try {
      console.log(name, check(input, name, options));
    } catch (error) {
      console.log(name, (error as Error).message);
    }
  }
}

function watch(): void {
  const start = performance.now();
  const total = { inputs: 0, loaded: 0, pastReduce: 0 };
  const seen = new Map<string, number>();
  let next = 0;
  const found = (text: string) => {
    // Where it comes from tells one fault from another.
    const key = text
      .replace(/^input \d+ \(\w+\)/, '')
      .replace(/\d+/g, '#')
      .slice(0, 400);
    seen.set(key, (seen.get(key) ?? 0) + 1);
    if (seen.get(key) === 1) console.log(text);
  };
  const end = () => {
    const took = (performance.now() - start) / 1000;
    const share = (n: number) => `${((100 * n) / total.inputs).toFixed(1)} %`;
    console.log(
      `${total.inputs} inputs of seed ${seed} in ${took.toFixed(0)} s: ${share(total.loaded)} loaded, ` +
        `${share(total.pastReduce)} got past the first REDUCE; ${seen.size} kinds of findings`,
    );
    for (const [key, count] of seen) console.log(`${count} × ${key.split('\n')[0]}`);
    process.exit(seen.size === 0 ? 0 : 1);
  };
  const begin = () => {
    const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
      env: { ...process.env, FUZZ_CHILD: '1' },
    });
    let watchdog: NodeJS.Timeout;
    const again = () => {
      clearTimeout(watchdog);
      if (performance.now() - start > seconds * 1000) {
        child.removeAllListeners();
        child.kill();
        return end();
      }
      watchdog = setTimeout(() => child.kill('SIGKILL'), HANG_MS);
      child.send(next);
    };
    child.on('message', (message: Report | 'ready') => {
      if (message !== 'ready') {
        next = message.next;
        for (const key of ['inputs', 'loaded', 'pastReduce'] as const) total[key] += message[key];
        message.findings.forEach(found);
      }
      again();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(watchdog);
      found(`input ${next} (and on): a batch ended the process: ${code ?? signal}`);
      next += BATCH;
      begin();
    });
  };
  begin();
}

if (process.env['FUZZ_CHILD']) work();
else if (only >= 0) one(only);
else watch();
