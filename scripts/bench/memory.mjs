// @ts-check
// What one call takes of memory, in a process of its own:
//     node --expose-gc memory.mjs MODE PROTOCOL 1 FILE
// `each` prints [bytes of heap, bytes resident] per array of a list; the others the most that the process had more
// than before, as a part of the payload.
import {
  asArray,
  buffers,
  bytes,
  dumpChunks,
  dumps,
  loads,
  mode,
  NumpyArray,
  reading,
  strided,
  touch,
  writing,
} from './input.mjs';

const collect = /** @type {() => void} */ (globalThis.gc);

function each() {
  collect();
  const before = process.memoryUsage();
  const list = /** @type {unknown[]} */ (loads(bytes, reading));
  collect();
  const after = process.memoryUsage();
  return [(after.heapUsed - before.heapUsed) / list.length, (after.rss - before.rss) / list.length];
}

/** The calls, and what each works on, made before. */
/** @type {Readonly<Record<string, () => () => unknown>>} */
const CALLS = {
  touched: () => () => touch(loads(bytes, reading)),
  'in-place': () => () => touch(loads(bytes, { copy: 'in-place' })),
  converted: () => () => asArray(loads(bytes)).toTypedArray().length,
  dumps: () => {
    const value = loads(bytes, reading);
    return () => dumps(value, writing);
  },
  dumpChunks: () => {
    const value = loads(bytes);
    return () => dumpChunks(value, writing);
  },
  strided: () => {
    const array = strided();
    return () => dumps(array, writing);
  },
};

function peak() {
  const payload = (buffers?.[0]?.length ?? bytes.length) / (mode === 'strided' ? 2 : 1);
  const call = CALLS[mode]?.();
  if (call === undefined) throw new Error(`no mode ${mode}`);
  // A first, small one is no part of what a big one takes: the machine itself, its scratch memory.
  touch(loads(dumps(NumpyArray.from([1, 2]), { protocol: 4 })));
  collect();
  const { rss } = process.memoryUsage();
  call();
  return [(process.resourceUsage().maxRSS * 1024 - rss) / payload];
}

console.log(JSON.stringify([mode === 'each' ? each() : peak()]));
