// @ts-check
// Prints `N passed, N failed` of runs of the tests, from vitest's JSON reports: node scripts/count-tests.mjs REPORT…
// Under CI nothing may be left out in silence: a live-Python test that was skipped counts as failed, and so do
// a file that could not be run and a report that is not there.
import { readFileSync } from 'node:fs';

/** @typedef {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }} File */

let passed = 0;
/** @type {string[]} */
const failures = [];
let live = 0;

/** @type {(report: string) => File[]} */
function read(report) {
  try {
    const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
    if (files.length > 0) return files;
  } catch {
    // As one without tests.
  }
  failures.push(`${report}: no test was run`);
  return [];
}

const files = process.argv.slice(2).flatMap(read);

for (const { name, status, assertionResults } of files) {
  const isLive = /[\\/]test[\\/]python[\\/]/.test(name);
  for (const test of assertionResults) {
    if (test.status === 'passed') passed++;
    else if (test.status === 'failed') failures.push(`${name}: ${test.fullName}`);
    else if (isLive) failures.push(`${name}: ${test.fullName} did not run`);
    if (isLive && test.status === 'passed') live++;
  }
  const explained = assertionResults.some((test) => test.status === 'failed');
  if (status === 'failed' && !explained) failures.push(`${name}: the file could not be run`);
}
if (live === 0) failures.push('no live-Python test was run');

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
