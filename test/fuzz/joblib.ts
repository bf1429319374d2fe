/**
 * Joblib files that were changed somewhere: a value that can be used and written again, or an error of this package.
 * By hand: `npx tsx test/fuzz/joblib.ts SECONDS SEED`.
 */

import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { PickleError, type PickleValue, PicklingError } from '../../src/index.ts';
import { dumpJoblib, loadJoblib } from '../../src/joblib.ts';
import { goldenJoblib } from '../formats/joblib-golden.ts';
import { type Random, random } from '../random.ts';
import { Finding, FOREIGN, OPTION_SETS, OURS, use } from './check.ts';

const SEEDS = goldenJoblib()
  .filter(({ id, file }) => file.length < 4000 && !/^(bz2|xz|lzma|lz4)/.test(id))
  .map(({ file }) => file);

/** Numbers that a length or a shape may not be, as BININT1, BININT2 and BININT have them; opcodes around data. */
const TELLING = [
  'K\0',
  'K\xff',
  'M\xff\xff',
  'J\xff\xff\xff\xff',
  'J\0\0\0\x7f',
  'b',
  '.',
  '\x81',
  '2',
  '0',
  'N',
  ')',
  '\x94',
  '\x80\x02',
];

function changed(file: Uint8Array, r: Random): Uint8Array {
  const at = r.below(file.length + 1);
  const [before, after] = [file.subarray(0, at), file.subarray(at)];
  const text = Buffer.from(TELLING[r.below(TELLING.length)]!, 'latin1');
  switch (r.below(6)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([before, text, after]);
    case 2:
      return Buffer.concat([before, text, after.subarray(text.length)]);
    case 3:
      return Buffer.concat([before, after.subarray(r.below(20))]);
    case 4:
      return Buffer.concat([before, file.subarray(r.below(file.length), r.below(file.length)), after]);
    default: {
      const flipped = file.slice();
      flipped[r.below(file.length)] = r.below(256);
      return flipped;
    }
  }
}

/** The file that a number stands for. */
export function joblibInput(seed: number, index: number): Uint8Array {
  const r = random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  let file: Uint8Array = SEEDS[r.below(SEEDS.length)]!.slice();
  for (let n = r.below(3); n >= 0; n--) file = changed(file, r);
  return new Uint8Array(r.below(16) === 0 ? deflateSync(file) : file);
}

function rejected(what: string, kind: abstract new (...args: never[]) => Error, error: unknown): void {
  if (!(error instanceof kind)) throw new Finding(`${what} threw`, error);
  if (FOREIGN.test(error.message) && !OURS.test(error.message))
    throw new Finding(`a foreign message in ${what}`, error.cause ?? error);
}

/** Whether a file is loaded, whole and in two chunks alike. @throws Finding if the rule is broken. */
export async function checkJoblib(file: Uint8Array, index: number): Promise<boolean> {
  const [name, { buffers: _, ...options }] = OPTION_SETS[index % OPTION_SETS.length]!;
  // Its own functions throw what they like.
  if (name === 'hostile') return false;
  const cut = file.length >> 1;
  let failure = '';
  await loadJoblib([file.slice(0, cut), file.slice(cut)], options).catch((error: unknown) => {
    failure = String(error);
  });
  let value: PickleValue;
  try {
    value = await loadJoblib(file, options);
  } catch (error) {
    rejected('loadJoblib', PickleError, error);
    // Damage to what is compressed may be met before that to what it expands to, or behind it.
    const isDamaged = /^SourceError/m.test(`${error}\n${failure}`);
    if (!isDamaged && String(error) !== failure)
      throw new Finding('in chunks otherwise', `${failure} / ${error}`);
    return false;
  }
  if (failure !== '' && !failure.startsWith('SourceError'))
    throw new Finding('in chunks not at all', failure);
  use(value);
  if (name !== 'exact') return true;
  let again: Uint8Array;
  try {
    again = await dumpJoblib(value);
  } catch (error) {
    rejected('dumpJoblib', PicklingError, error);
    return true;
  }
  await loadJoblib(again, { exact: true }).catch((error: unknown) => {
    throw new Finding('what dumpJoblib wrote does not load', error);
  });
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 60, seed = 1] = process.argv.slice(2).map(Number);
  const end = performance.now() + seconds * 1000;
  let [index, loaded] = [0, 0];
  const findings = new Map<string, string>();
  for (; performance.now() < end; index++) {
    try {
      loaded += Number(await checkJoblib(joblibInput(seed, index), index));
    } catch (error) {
      const text = (error as Error).message;
      const key = text.replace(/\d+/g, '#').slice(0, 200);
      if (!findings.has(key)) console.log(`input ${index}: ${text}`);
      findings.set(key, text);
    }
  }
  console.log(`${index} inputs of seed ${seed}: ${loaded} loaded, ${findings.size} kinds of findings`);
  process.exitCode = findings.size === 0 ? 0 : 1;
}
