// @ts-check
// What a process of the bench works on: this package as built, and the pickle that it was told of.
import { readFileSync } from 'node:fs';

// With the types of its source: there is no build yet when these are checked.
/** @type {typeof import('../../src/index.ts')} */
export const { dumpChunks, dumps, loads, NumpyArray } = await import(
  String(new URL('../../dist/index.js', import.meta.url))
);

/** @type {typeof import('../../src/npy.ts')} */
export const { readNpy, readNpz, writeNpy, writeNpz } = await import(
  String(new URL('../../dist/npy.js', import.meta.url))
);

export const [mode = '', protocol = '', calls = '', file = ''] = process.argv.slice(2);
export const bytes = readFileSync(file);

/** @returns {Uint8Array[]} */
function outOfBand() {
  const whole = readFileSync(`${file}.buffers`);
  let at = 0;
  return JSON.parse(readFileSync(`${file}.sizes`, 'utf8')).map((/** @type {number} */ size) => {
    at += size;
    return whole.subarray(at - size, at);
  });
}
export const buffers = protocol === 'oob' ? outOfBand() : undefined;

/** For `loads`. */
export const reading = buffers ? { buffers } : {};

/** For `dumps`, so that the pickle has the bytes of the one that was read; where scikit-learn is, NumPy may be 1. */
export const writing = {
  protocol: /** @type {0 | 1 | 2 | 3 | 4 | 5} */ (buffers ? 5 : Number(protocol)),
  numpy: /** @type {2 | 'any'} */ (file.includes('forest') ? 'any' : 2),
  ...(buffers && { bufferCallback: () => {} }),
};

/**
 * The array that a pickle is of.
 * @param {unknown} value
 */
export function asArray(value) {
  if (!NumpyArray.isNumpyArray(value)) throw new TypeError(`${file} holds no array`);
  return value;
}

/**
 * Asks the array, or each of a list, for its typed array.
 * @param {unknown} value
 */
export function touch(value) {
  let sum = 0;
  for (const array of Array.isArray(value) ? value : [value]) sum += asArray(array).data.length;
  return sum;
}

/** An array with gaps: every other element. */
export const strided = () => asArray(loads(bytes)).slice('::2');
