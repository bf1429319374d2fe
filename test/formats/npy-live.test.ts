/** .npy files against a live NumPy's, over the golden arrays: what `np.save` writes, byte for byte, and `np.load` reads. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DTypeError, dumps, FormatError, loads, type NumpyArray } from '../../src/index.ts';
import { readNpy, writeNpy } from '../../src/npy.ts';
import { FIXTURES } from '../golden/golden.ts';
import { findPython, pythonLines } from '../python/python.ts';

const PROGRAM = fileURLToPath(new URL('npy.py', import.meta.url));

interface Row {
  readonly id: string;
  /** Base64, as all bytes here. */
  readonly pickle: string;
  readonly variant: keyof typeof VARIANTS;
  readonly npy?: string;
  readonly saveError?: string;
  readonly loadError?: string;
  readonly loaded?: {
    readonly text: string;
    readonly shape: readonly number[];
    readonly order: 'C' | 'F' | null;
    readonly writeable: boolean;
    /** The elements in C order, zeros where the mask has them; absent where there are objects. */
    readonly data?: string;
    /** Which bytes of an element are no padding, where some are. */
    readonly mask?: string;
  };
}

const VARIANTS = {
  '': (a: NumpyArray) => a,
  reversed: (a: NumpyArray) => a.slice([null, null, -1], '...'),
  transposed: (a: NumpyArray) => a.transpose(),
  halved: (a: NumpyArray) => a.slice([null, null, 2], '...'),
};

/**
 * A longdouble among objects is pickled as a scalar with its data type, which is the very one of the field or equal to it
 * by where the array has been before, and with padding that NumPy leaves as it finds it in memory.
 */
const HAS_NOISE = /^structs\/objects-(longdouble|subarray)\//;

/** Fields that overlap or are out of order have no text in NumPy; NumPy 1 can't read the metadata that it writes. */
const COUNTS = {
  1: { equal: 3088, refused: 50, unreadable: 25 },
  2: { equal: 3263, refused: 50, unreadable: 0 },
};

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`.npy files of a live NumPy ${major}${why}`, () => {
    test('golden arrays', { timeout: 120_000 }, async () => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
      const file = `numpy${major}/matrix.tar.gz`;
      const wrong: string[] = [];
      const counts = { equal: 0, refused: 0, unreadable: 0 };
      for await (const line of pythonLines(found, PROGRAM, [join(FIXTURES, file)])) {
        const row = JSON.parse(line) as Row;
        const name = `${row.id} ${row.variant}`;
        const pickle = bytesOf(row.pickle);
        const plain = loads(pickle) as NumpyArray;
        // Objects as they are in Python; all else in the byte order that it has there, too.
        const loaded = plain.dtype.hasObject ? (loads(pickle, { exact: true }) as NumpyArray) : plain;
        const array = VARIANTS[row.variant](loaded);
        try {
          counts[checkRow(row, array, major)]++;
        } catch (error) {
          wrong.push(`${name}: ${(error as Error).message}`);
        }
      }
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(counts).toEqual(COUNTS[major]);
    });
  });
}

/** Writes the array, and reads what NumPy wrote of it. */
function checkRow(row: Row, array: NumpyArray, numpy: 1 | 2): 'equal' | 'refused' | 'unreadable' {
  if (row.npy === undefined) {
    expect(() => writeNpy(array, { numpy }), row.saveError).toThrow(DTypeError);
    return 'refused';
  }
  const npy = bytesOf(row.npy);
  if (row.loaded === undefined) {
    // NumPy 1 writes metadata, and then can't read it: ours is as NumPy 2 writes it.
    expect(() => readNpy(npy, { allowPickle: true }), row.loadError).toThrow(FormatError);
    expect(readNpy(writeNpy(array, { numpy })).dtype.equals(array.dtype)).toBe(true);
    return 'unreadable';
  }
  const { text, shape, order, writeable, data, mask = '' } = row.loaded;
  const written = masked(writeNpy(array, { numpy }), array, mask);
  const expected = masked(npy, array, mask);
  if (!HAS_NOISE.test(row.id) && !written.equals(expected))
    throw new Error(`wrote ${latin1(written)}, NumPy ${latin1(expected)}`);
  const read = readNpy(npy, { allowPickle: true, exact: true });
  // Without expect, which takes most of the time of thousands of rows.
  const mine = JSON.stringify([String(read.dtype), read.shape, read.order, !read.readonly]);
  const theirs = JSON.stringify([text, shape, order, writeable]);
  if (mine !== theirs) throw new Error(`read ${mine}, NumPy ${theirs}`);
  if (data !== undefined) {
    const copy = new Uint8Array(read.copy({ order: 'C' }).buffer);
    if (masked(copy, read, mask).toString('base64') !== data) throw new Error(`read other elements: ${read}`);
  } else if (HAS_NOISE.test(row.id)) {
    expect(String(read)).toBe(String(array));
  } else {
    const again = dumps(read, { protocol: 4, numpy });
    expect(Buffer.from(again).equals(dumps(array, { protocol: 4, numpy }))).toBe(true);
  }
  return 'equal';
}

/** Bytes that end in an array's elements, with zeros for the padding, of which what NumPy copies has some or other. */
function masked(bytes: Uint8Array, { nbytes }: NumpyArray, mask: string): Buffer {
  const copy = Buffer.from(bytes);
  const used = bytesOf(mask);
  const start = copy.length - nbytes;
  for (let i = 0; i < nbytes && used.length > 0; i++) copy[start + i]! &= used[i % used.length]!;
  return copy;
}

function latin1(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes).toString('latin1')).slice(0, 400);
}
