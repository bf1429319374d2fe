// @ts-check
// Prints `N passed, N failed` of a run of the tests, from vitest's JSON report: node scripts/count-tests.mjs REPORT
// Under CI nothing may be left out in silence: a live-Python test that was skipped counts as failed, and so do
// a file that could not be run and a report that is not there.
import { readFileSync } from 'node:fs';

/** @typedef {{ name: string, status: string, assertionResults: { fullName: string, status: string }[] }} File */

/** @returns {File[]} */
function read() {
  try {
    return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')).testResults;
  } catch {
    return [];
  }
}

const files = read();
let passed = 0;
/** @type {string[]} */
const failures = [];
let live = 0;

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
if (files.length === 0) failures.push('no test was run');
else if (live === 0) failures.push('no live-Python test was run');

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
