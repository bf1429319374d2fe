// @ts-check
// Times this package, or what it is held against, on one benchmark file, in the process of its own:
//     node ours.mjs MODE PROTOCOL CALLS FILE
// Prints [wall ms, cpu ms] of each call; `memory` prints what a load takes (needs --expose-gc).
import { readFileSync } from 'node:fs';

// The package as built, with the types of its source: there is no build yet when these are checked.
/** @type {typeof import('../../src/index.ts')} */
const { dumpChunks, dumps, loads, NumpyArray } = await import(
  String(new URL('../../dist/index.js', import.meta.url))
);

const [mode = '', protocol = '', calls = '', file = ''] = process.argv.slice(2);
const bytes = readFileSync(file);

function outOfBand() {
  const whole = readFileSync(`${file}.buffers`);
  let at = 0;
  return JSON.parse(readFileSync(`${file}.sizes`, 'utf8')).map((/** @type {number} */ size) => {
    at += size;
    return whole.subarray(at - size, at);
  });
}
const buffers = protocol === 'oob' ? outOfBand() : undefined;
const unknownGlobals = 'opaque';

/** @param {unknown} value */
function touch(value) {
  let sum = 0;
  const arrays = NumpyArray.isNumpyArray(value) ? [value] : value;
  for (const array of /** @type {import('../../src/index.ts').NumpyArray[]} */ (arrays))
    sum += /** @type {Float64Array} */ (array.data).length;
  return sum;
}

/** Each makes what a mode calls, and what it gets that is its alone, made before the clock runs. */
/** @type {Record<string, () => (input: any) => unknown>} */
const MODES = {
  loads: () => () => loads(bytes, { buffers, unknownGlobals }),
  objects: () => () => loads(bytes, { dicts: 'object' }),
  touched: () => () => touch(loads(bytes, { buffers })),
  'in-place': () => (given) => touch(loads(given, { copy: 'in-place' })),
  converted: () => () => /** @type {any} */ (loads(bytes)).toTypedArray().length,
  dumps: () => {
    const value = loads(bytes, { buffers, exact: mode === 'dumps' && file.includes('forest') });
    const bufferCallback = buffers && (() => {});
    const options = {
      protocol: /** @type {any} */ (buffers ? 5 : Number(protocol)),
      numpy: /** @type {any} */ (2),
    };
    return () => dumps(value, bufferCallback ? { ...options, bufferCallback } : options);
  },
  dumpChunks: () => {
    const value = loads(bytes);
    return () => dumpChunks(value, { protocol: /** @type {any} */ (Number(protocol)), numpy: 2 });
  },
  parse: () => {
    const text = JSON.stringify(loads(bytes, { dicts: 'object' }));
    return () => JSON.parse(text);
  },
  stringify: () => {
    const value = loads(bytes, { dicts: 'object' });
    return () => JSON.stringify(value);
  },
};

function memory() {
  const collect = /** @type {() => void} */ (globalThis.gc);
  collect();
  const before = process.memoryUsage();
  const value = loads(bytes, { buffers });
  collect();
  const after = process.memoryUsage();
  console.log(JSON.stringify([[after.heapUsed - before.heapUsed, after.rss - before.rss]]));
  return value;
}

if (mode === 'memory') {
  memory();
} else {
  const call = /** @type {() => (input: any) => unknown} */ (MODES[mode])();
  const times = [];
  for (let i = 0; i < Number(calls); i++) {
    // Memory that was written: to touch its pages is no part of loading.
    const input = mode === 'in-place' ? new Uint8Array(bytes) : null;
    const cpu = process.cpuUsage();
    const start = performance.now();
    call(input);
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    times.push([wall, (user + system) / 1000]);
  }
  console.log(JSON.stringify(times));
}
