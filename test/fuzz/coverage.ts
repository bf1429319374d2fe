/**
 * A target for a coverage-guided fuzzer: bytes as they come, through `loads`, `inspect`, `disassemble` and back through
 * `dumps`. By hand only, and no such fuzzer is among the dependencies: jsfuzz works on Node 20 but has not changed since
 * 2020 and pins what is older still, Jazzer.js brings a native module to each install. What it finds joins
 * test/pickle/hostile.test.ts.
 *
 * ```sh
 * npx tsx test/fuzz/coverage.ts corpus
 * npx esbuild test/fuzz/coverage.ts --bundle --platform=node --target=es2020 --log-level=error \
 *   '--define:import.meta.url="file:///"' --outfile=corpus/target.js
 * cd corpus && npx jsfuzz --versifier=false target.js seeds
 * ```
 *
 * The corpus, one golden pickle of each size, grows there. (The versifier learns the grammar of text, and of these runs
 * out of memory.)
 */

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, checkPrototypes, OPTION_SETS } from './check.ts';
import { seedPickles } from './mutate.ts';

/** The first byte says under which options. */
export function fuzz(data: Uint8Array): void {
  const [name, options] = OPTION_SETS[(data[0] ?? 0) % OPTION_SETS.length]!;
  check({ bytes: new Uint8Array(data.subarray(1)), buffers: [] }, name, options);
  checkPrototypes();
}

/** One of each size: a fuzzer that learns is slowed by more of the same. */
function writeSeeds(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const bySize = new Map(seedPickles(1).map((seed) => [seed.bytes.length, seed.bytes]));
  for (const [size, bytes] of bySize) {
    if (size > 1024) continue;
    const seed = Buffer.concat([Buffer.from([size % OPTION_SETS.length]), bytes]);
    writeFileSync(join(directory, createHash('sha1').update(seed).digest('hex')), seed);
  }
}

if (process.argv[1]?.endsWith('coverage.ts') && process.argv[2] !== undefined)
  writeSeeds(join(process.argv[2], 'seeds'));
