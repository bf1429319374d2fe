// @ts-check
// What a fresh process waits for: node cold.mjs FILE. Prints [wall ms, cpu ms] of the import, and of the first load.
import { readFileSync } from 'node:fs';

const bytes = readFileSync(process.argv[2] ?? '');
const index = String(new URL('../../dist/index.js', import.meta.url));

/** @type {[wall: number, cpu: number][]} */
const times = [];
let cpu = process.cpuUsage();
let start = performance.now();
function lap() {
  const { user, system } = process.cpuUsage(cpu);
  times.push([performance.now() - start, (user + system) / 1000]);
  cpu = process.cpuUsage();
  start = performance.now();
}
/** @type {typeof import('../../src/index.ts')} */
const { loads } = await import(index);
lap();
loads(bytes);
lap();
console.log(JSON.stringify(times));
