/**
 * Memory stays within bounds with a file of 100 MB. `npm run big-files` measures larger ones, and the times; docs/files.md
 * has its table.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as node from '../../src/node.ts';

const COUNT = 4;
const LENGTH = 3_125_000;
const SIZE = COUNT * LENGTH * 8;
/** What the process has before: the runtime, and the package. */
const RUNTIME = 70e6;

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'big-files-'));
  const entryPoints = ['node', 'index'].map((name) => join(root, 'src', `${name}.ts`));
  await build({
    entryPoints,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: folder,
  });
});
afterAll(() => rm(folder, { recursive: true }));

async function took(step: string, file: string, length = LENGTH): Promise<{ peak: number; over: number }> {
  const program = join(root, 'scripts', 'big-files', 'ours.mjs');
  const args = [program, folder, step, join(folder, file), String(COUNT), String(length)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

/** What writing adds to the value: ordinarily some MB; a copy of the data would be 100. */
test.each(['dumpFile', 'gathered', 'dumpTo'])('%s adds little to the value', async (step) => {
  const { over } = await took(step, `${step}.pkl`);
  expect((await stat(join(folder, `${step}.pkl`))).size).toBeGreaterThanOrEqual(
    step === 'gathered' ? SIZE / 2 : SIZE,
  );
  expect(over).toBeLessThan(80e6);
});

test('nor does it where the opcodes alone are many', async () => {
  const { over } = await took('numbers', 'numbers.pkl', 2_000_000);
  expect((await stat(join(folder, 'numbers.pkl'))).size).toBeGreaterThan(8 * 9e6);
  expect(over).toBeLessThan(50e6);
});

test('loadFile has the data once', async () => {
  expect((await took('loadFile', 'dumpFile.pkl')).peak).toBeLessThan(SIZE + 100e6);
});

test.skipIf(!('openFile' in node))('openFile has what was asked for', async () => {
  expect((await took('openFile', 'dumpFile.pkl')).peak).toBeLessThan(SIZE / COUNT + RUNTIME + 50e6);
});
