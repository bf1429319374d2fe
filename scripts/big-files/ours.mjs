// @ts-check
// One step with a big file in a process of its own; prints what it took as JSON.
// Arguments: the folder of the built package, the step, the path, the count of arrays, the elements of each.
import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [folder = '', step = '', path = '', count = '0', length = '0'] = process.argv.slice(2);
const built = (/** @type {string} */ name) => import(new URL(name, pathToFileURL(`${folder}/`)).href);
/** @type {typeof import('../../src/node.ts')} */
const { dumpFile, loadFile, ...others } = await built('node.js');
/** @type {typeof import('../../src/index.ts')} */
const { dumpTo, NumpyArray } = await built('index.js');

/** A dict of arrays. @param {(array: Float64Array) => unknown} each */
const made = (each = (array) => array) =>
  Object.fromEntries(
    Array.from({ length: Number(count) }, (_, n) => [
      `array ${n}`,
      each(new Float64Array(Number(length)).map((_, i) => i + n)),
    ]),
  );

/** What must be there before the clock starts, and the step itself. */
const STEPS = {
  loadFile: () => () => loadFile(path),
  openFile: () => async () => {
    const { openFile } = /** @type {any} */ (others);
    const { value, close } = await openFile(path);
    const array = await value.get('array 1').load();
    await close();
    return array;
  },
  dumpFile: () => {
    const value = made();
    return () => dumpFile(path, value);
  },
  // Every second element: it is gathered as it is written.
  gathered: () => {
    const value = made((array) => NumpyArray.from(array).slice('::2'));
    return () => dumpFile(path, value);
  },
  numbers: () => {
    const value = Array.from({ length: Number(count) * Number(length) }, (_, i) => i + 0.5);
    return () => dumpFile(path, value);
  },
  dumpTo: () => {
    const value = made();
    return () => dumpTo(Writable.toWeb(createWriteStream(path)), value);
  },
};

const peak = () => process.resourceUsage().maxRSS * 1024;
const run = STEPS[/** @type {keyof typeof STEPS} */ (step)]();
const before = peak();
const cpu = process.cpuUsage();
const start = performance.now();
const result = await run();
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
console.log(
  JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak: peak(), over: peak() - before }),
  result === undefined ? '' : ' ',
);
