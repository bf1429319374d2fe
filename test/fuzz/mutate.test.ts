/** A few seconds of the mutation fuzzer in each run of the tests; a minute in CI. `FUZZ_SEED` chooses another seed. */

import { performance } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { loads, NumpyArray } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';
import { check, checkPrototypes, Finding, OPTION_SETS } from './check.ts';
import { mutated, pieces, seedPickles } from './mutate.ts';

const SECONDS = process.env['CI'] ? 60 : 4;
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

it('takes pickles apart at their opcodes, and puts them together again', () => {
  for (const { bytes: pickle } of seedPickles(50)) {
    const list = pieces(pickle);
    expect(list.at(-1)?.code).toBe(0x2e);
    expect(Buffer.concat(list.map((piece) => piece.bytes)).equals(pickle)).toBe(true);
  }
});

it('would see a foreign error, a touched prototype', () => {
  const load = bytes(']\x94.');
  const hook = (value: unknown) => ({ persistentLoad: () => value, buffers: [] });
  expect(check({ bytes: load, buffers: [] }, 'default', {})).toEqual({ loaded: true, pastReduce: false });
  const foreign = {
    toJSON: 1,
    get trap(): never {
      throw new SyntaxError('not ours');
    },
  };
  expect(() => check({ bytes: bytes('Pid\n.'), buffers: [] }, 'bytes', hook(foreign))).toThrow(Finding);
  Object.defineProperty(NumpyArray.prototype, 'evil', { value: 1, configurable: true });
  try {
    expect(() => checkPrototypes()).toThrow('a prototype was touched');
  } finally {
    Reflect.deleteProperty(NumpyArray.prototype, 'evil');
  }
  expect(() => loads(load)).not.toThrow();
});

it(`keeps the rule on mutated pickles for ${SECONDS} s`, { timeout: 60_000 + SECONDS * 4000 }, () => {
  const seeds = seedPickles(10);
  const start = performance.now();
  const findings: string[] = [];
  let [inputs, past] = [0, 0];
  for (; performance.now() - start < SECONDS * 1000; inputs++) {
    const [name, options] = OPTION_SETS[inputs % OPTION_SETS.length]!;
    try {
      past += Number(check(mutated(seeds, SEED, inputs), name, options).pastReduce);
    } catch (error) {
      // A machine that is busy with something else is slow without a fault of ours.
      if (error instanceof Finding && error.what.endsWith('took long')) continue;
      findings.push(`seed ${SEED}, input ${inputs} (${name}): ${(error as Error).message}`);
    }
  }
  checkPrototypes();
  expect(findings).toEqual([]);
  expect(past / inputs).toBeGreaterThan(0.3);
});
