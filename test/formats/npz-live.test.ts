/** .npz files against a live NumPy: it loads what we write, zip64 too, and we what it writes. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrayStr } from '../../src/array/array-text.ts';
import { directory, localHeader, type ZipMember } from '../../src/formats/zip-write.ts';
import { NumpyArray } from '../../src/index.ts';
import { crc32 } from '../../src/io/crc32.ts';
import { deflateStream, inflateStream } from '../../src/io/deflate.ts';
import { type ByteSource, openNpz, readNpy, readNpz, writeNpy, writeNpz } from '../../src/npy.ts';
import { findPython, type Python } from '../python/python.ts';
import { goldenFiles } from './golden.ts';

const PROGRAM = fileURLToPath(new URL('npz.py', import.meta.url));

interface Answer {
  readonly files: number;
  readonly arrays: {
    readonly [name: string]: readonly [dtype: string, shape: readonly number[], data: string];
  };
  readonly bad?: string | null;
  /** Base64. */
  readonly stored?: string;
  readonly deflated?: string;
}

/** One array of each golden file, by name: every data type, order and header. */
function goldenArrays(major: 1 | 2): Map<string, NumpyArray> {
  const files = goldenFiles(major).filter(({ id }) => !id.startsWith('npz/'));
  return new Map(files.map(({ id, file }) => [id, readNpy(file, { allowPickle: true, exact: true })]));
}

/** The bytes of the elements in C order; text where they hold objects, or padding, of which NumPy copies anything. */
const dataOf = (array: NumpyArray) =>
  array.dtype.hasObject || array.dtype.names !== null
    ? arrayStr(array)
    : Buffer.from(array.copy({ order: 'C' }).buffer).toString('hex');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ndarray-pickle-npz-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ask({ command }: Python, path: string, ...names: string[]): Answer {
  const input = `${JSON.stringify([path, ...names])}\n`;
  return JSON.parse(
    execFileSync(command, [PROGRAM], { input, encoding: 'utf8', maxBuffer: 2 ** 28 }),
  ) as Answer;
}

for (const major of [1, 2] as const) {
  const found = findPython(major);
  const skipped = 'missing' in found && !process.env['CI'];
  if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);
  const why = skipped ? ` (skipped: ${found.missing})` : '';

  describe.skipIf(skipped)(`.npz files of a live NumPy ${major}${why}`, () => {
    const python = found as Python;
    beforeAll(() => {
      if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    });

    test.each([false, true])('golden arrays (compress: %s)', async (compress) => {
      const arrays = goldenArrays(major);
      const path = join(folder, `golden-${major}-${compress}.npz`);
      const file = await writeNpz(arrays, { compress });
      await writeFile(path, file);
      const answer = ask(python, path);
      expect(answer.bad).toBe(null);
      expect(Object.keys(answer.arrays)).toEqual([...arrays.keys()]);
      for (const [name, array] of arrays) {
        const [dtype, shape, data] = answer.arrays[name]!;
        expect([name, dtype, shape]).toEqual([name, String(array.dtype), array.shape]);
        expect(data, name).toBe(dataOf(array));
      }
      for (const saved of [answer.stored!, answer.deflated!]) {
        const bytes = Buffer.from(saved, 'base64');
        const read = await readNpz(bytes, { allowPickle: true, exact: true });
        expect([...read.keys()]).toEqual([...arrays.keys()]);
        for (const [name, array] of read) {
          expect([name, String(array.dtype), array.shape]).toEqual([
            name,
            ...answer.arrays[name]!.slice(0, 2),
          ]);
          expect(dataOf(array), name).toBe(answer.arrays[name]![2]);
        }
      }
    });

    test('what the platform’s streams deflate, and what they inflate', async () => {
      const plain = writeNpy(Float64Array.from({ length: 50_000 }, (_, i) => i % 1000));
      const { pieces, crc } = await deflateStream([plain.subarray(0, 100), plain.subarray(100)]);
      const packedSize = pieces.reduce((size, piece) => size + piece.length, 0);
      expect(packedSize).toBeLessThan(plain.length / 4);
      const member: ZipMember = { name: 'x.npy', method: 8, crc, packedSize, size: plain.length, offset: 0 };
      const header = localHeader(member);
      const path = join(folder, `stream-${major}.npz`);
      await writeFile(
        path,
        Buffer.concat([header, ...pieces, ...directory([member], header.length + packedSize)]),
      );
      const answer = ask(python, path);
      expect([answer.bad, answer.arrays['x']![2]]).toEqual([null, dataOf(readNpy(plain))]);
      const packed = Buffer.concat(pieces);
      expect(Buffer.from(await inflateStream(packed, { size: plain.length, crc })).equals(plain)).toBe(true);
      await expect(inflateStream(packed, { size: plain.length - 1, crc })).rejects.toThrow(
        'more than 400127 bytes',
      );
      await expect(inflateStream(packed, { size: plain.length, crc: crc ^ 1 })).rejects.toThrow();
      await expect(inflateStream(packed.subarray(9), { size: plain.length, crc })).rejects.toThrow();
    });
  });
}

const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];

describe.skipIf(skipped)('zip64', () => {
  const python = found as Python;

  test('more members than 16 bits count', async () => {
    const count = 2 ** 16 + 10;
    const one = NumpyArray.from([1], { dtype: 'u1' });
    const path = join(folder, 'many.npz');
    const file = await writeNpz(Array.from({ length: count }, () => one));
    await writeFile(path, file);
    expect(ask(python, path, `arr_${count - 1}`)).toEqual({
      files: count,
      arrays: { [`arr_${count - 1}`]: ['uint8', [1], '01'] },
    });
    const npz = await openNpz(file);
    expect(npz.names.length).toBe(count);
    expect((await npz.get(`arr_${count - 1}`)).toArray()).toEqual([1]);
  });

  test('members larger, and farther from the start, than 32 bits count', async () => {
    // The file has a hole for the large member's elements, which takes no room on disk.
    const elements = 2 ** 32 + 5;
    const header = writeNpy(new NumpyArray({ buffer: new ArrayBuffer(0), dtype: 'u1', shape: [0] }), {
      version: 1,
    });
    const text = Buffer.from(header)
      .toString('latin1')
      .replace(/\(0,\) {0}, \}( *)\n/, (_, pad: string) => {
        const shape = `(${elements},), }`;
        return `${shape.padEnd('(0,), }'.length + pad.length)}\n`;
      });
    const large = Buffer.from(text, 'latin1');
    expect(large.length).toBe(header.length);
    const small = writeNpy(NumpyArray.from([5, 6], { dtype: 'i4' }));
    const path = join(folder, 'large.npz');
    const members: ZipMember[] = [];
    const handle = await open(path, 'w+');
    try {
      let at = 0;
      for (const [name, start, size] of [
        ['large', large, large.length + elements],
        ['small', small, small.length],
      ] as const) {
        const member: ZipMember = {
          name: `${name}.npy`,
          method: 0,
          crc: crc32(start),
          packedSize: size,
          size,
          offset: at,
        };
        const local = localHeader(member);
        await handle.write(local, 0, local.length, at);
        await handle.write(start, 0, start.length, at + local.length);
        at += local.length + size;
        members.push(member);
      }
      const end = Buffer.concat(directory(members, at));
      await handle.write(end, 0, end.length, at);
      expect(ask(python, path, 'small').arrays).toEqual({ small: ['int32', [2], '0500000006000000'] });
      const source: ByteSource = {
        size: at + end.length,
        async read(offset, length) {
          const bytes = new Uint8Array(length);
          const { bytesRead } = await handle.read(bytes, 0, length, offset);
          return bytes.subarray(0, bytesRead);
        },
      };
      const npz = await openNpz(source);
      expect(npz.names).toEqual(['large', 'small']);
      expect((await npz.get('small')).toArray()).toEqual([5, 6]);
      expect((await npz.header('large')).shape).toEqual([elements]);
    } finally {
      await handle.close();
    }
  });
});
