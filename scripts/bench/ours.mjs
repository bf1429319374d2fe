// @ts-check
// Times this package, or what it is held against, on one benchmark file, in a process of its own:
//     node ours.mjs MODE PROTOCOL CALLS FILE
// Prints [wall ms, cpu ms] of each call; `again` prints no times, and writes FILE.again: the pickle loaded and dumped.
import { writeFileSync } from 'node:fs';
import {
  asArray,
  bytes,
  calls,
  dumpChunks,
  dumps,
  file,
  loads,
  mode,
  reading,
  readNpy,
  readNpz,
  strided,
  touch,
  writeNpy,
  writeNpz,
  writing,
} from './input.mjs';

const unknownGlobals = 'opaque';
/** An object of a class that nobody registered is written as it was read only so. */
const exact = file.includes('forest');

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (!(value instanceof Map)) return value;
  const map = new Map();
  for (const [key, item] of value) map.set(key, copy(item));
  return map;
}

/** Each makes what is timed, and what that works on. `given` is a copy of the pickle, made before the clock runs. */
/** @type {Record<string, () => (given: Uint8Array) => unknown>} */
const MODES = {
  loads: () => () => loads(bytes, { ...reading, unknownGlobals, exact }),
  objects: () => () => loads(bytes, { dicts: 'object' }),
  touched: () => () => touch(loads(bytes, reading)),
  'in-place': () => (given) => touch(loads(given, { copy: 'in-place' })),
  converted: () => () => asArray(loads(bytes)).toTypedArray().length,
  dumps: () => {
    const value = loads(bytes, { ...reading, exact });
    return () => dumps(value, writing);
  },
  strided: () => {
    const array = strided();
    return () => dumps(array, writing);
  },
  copied: () => {
    const value = loads(bytes);
    return () => copy(value);
  },
  dumpChunks: () => {
    const value = loads(bytes);
    return () => dumpChunks(value, writing);
  },
  readNpy: () => () => readNpy(bytes),
  readNpz: () => () => readNpz(bytes),
  writeNpy: () => {
    const array = readNpy(bytes);
    return () => writeNpy(array);
  },
  writeNpz: () => {
    const arrays = readNpz(bytes);
    return async () => writeNpz(await arrays, { compress: true });
  },
  'JSON.parse': () => {
    const text = JSON.stringify(loads(bytes, { dicts: 'object' }));
    return () => JSON.parse(text);
  },
  'JSON.stringify': () => {
    const value = loads(bytes, { dicts: 'object' });
    return () => JSON.stringify(value);
  },
};

// Peers are loaded only where they are timed.
if (mode === 'pickleparser') {
  const { Parser } = await import('pickleparser');
  MODES[mode] = () => () => new Parser().parse(bytes);
}
if (mode === 'jpickle') {
  // @ts-expect-error it has no types
  const { default: jpickle } = await import('jpickle');
  const text = bytes.toString('latin1');
  MODES[mode] = () => () => jpickle.loads(text);
}

if (mode === 'again') {
  writeFileSync(`${file}.again`, dumps(loads(bytes, { exact }), writing));
  console.log('[]');
} else {
  const call = MODES[mode]?.();
  if (call === undefined) throw new Error(`no mode ${mode}`);
  const times = [];
  for (let i = 0; i < Number(calls); i++) {
    // Memory that was written: to touch its pages is no part of loading.
    const given = mode === 'in-place' ? new Uint8Array(bytes) : bytes;
    const cpu = process.cpuUsage();
    const start = performance.now();
    let result = call(given);
    if (result instanceof Promise) result = await result;
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    times.push([wall, (user + system) / 1000]);
    // Else the frame would keep it until the next one is there, and the collector would copy both.
    result = undefined;
  }
  console.log(JSON.stringify(times));
}
