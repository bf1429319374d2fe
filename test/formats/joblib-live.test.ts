/** Against a live joblib: every compressor and level, scikit-learn's models, the files of its own tests; and what it makes of ours. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrayAt, type NumpyArray, UnpicklingError } from '../../src/index.ts';
import { type Decompressors, dumpJoblib, loadJoblib } from '../../src/joblib.ts';
import { findPython, pythonLines } from '../python/python.ts';

const PROGRAM = fileURLToPath(new URL('joblib_live.py', import.meta.url));

interface Row {
  readonly kind: 'value' | 'model' | 'old';
  readonly name: string;
  readonly isCompressed: boolean;
}

// The libraries are those of Debian, which come with NumPy 1.
const found = findPython(1);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

describe.skipIf(skipped)('a live joblib', () => {
  let folder = '';
  const rows: Row[] = [];

  beforeAll(async () => {
    if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    folder = await mkdtemp(join(tmpdir(), 'ndarray-pickle-joblib-'));
    for await (const line of pythonLines(found, PROGRAM, ['make', folder]))
      rows.push(JSON.parse(line) as Row);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = (name: string) => readFile(join(folder, name));

  /** What Python made of the compressed bytes. */
  function decompressorsFor(name: string, file: Uint8Array): Decompressors {
    async function* expand(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
      expect(Buffer.from(await new Response(stream).arrayBuffer()).equals(file), name).toBe(true);
      yield await read(`${name}.expanded`);
    }
    return { bz2: expand, xz: expand, lzma: expand, lz4: expand };
  }

  /** What joblib says of the files that were written beside those of these names. */
  async function judged(): Promise<Record<string, { found: string[]; same: boolean }>> {
    if ('missing' in found) return {};
    const said: Record<string, { found: string[]; same: boolean }> = {};
    for await (const line of pythonLines(found, PROGRAM, ['check', folder])) {
      const { name, ...rest } = JSON.parse(line) as { name: string; found: string[]; same: boolean };
      said[name] = rest;
    }
    return said;
  }

  test('every compressor and level gives what no compression gives', async () => {
    const plain = await loadJoblib(await read('zlib-0'), { exact: true });
    const expected = Buffer.from(await dumpJoblib(plain, { numpy: 1 }));
    let compressed = 0;
    for (const { name, isCompressed } of rows.filter(({ kind }) => kind === 'value')) {
      const file = await read(name);
      const loaded = await loadJoblib(file, { exact: true, decompressors: decompressorsFor(name, file) });
      expect(expected.equals(await dumpJoblib(loaded, { numpy: 1 })), name).toBe(true);
      compressed += Number(isCompressed);
    }
    expect(compressed).toBe(6 * 9);
  });

  test('joblib loads what is written, mapped into memory too, and finds it equal', async () => {
    const ways = { '': 0, '-3': 3, '-zlib': ['zlib', 9], '-gzip': ['gzip', 1] } as const;
    for (const { name, kind, isCompressed } of rows) {
      if (kind === 'old' || isCompressed || /-0$/.test(name)) continue;
      const protocol = /^p\d$/.test(name) ? (Number(name[1]) as 4) : 4;
      const loaded = await loadJoblib(await read(name), { exact: true });
      for (const [way, compress] of Object.entries(ways)) {
        const options = { protocol, numpy: 1, compress } as const;
        await writeFile(join(folder, `${name}.out${way}`), await dumpJoblib(loaded, options));
      }
    }
    const said = await judged();
    const wrong = Object.entries(said).flatMap(([name, { found: texts }]) =>
      texts.map((text) => `${name}: ${text}`),
    );
    expect(wrong).toEqual([]);
    expect(Object.keys(said).length).toBe(4 * (6 + 4));
    const same = Object.entries(said).filter(([name, one]) => one.same && name.endsWith('.out'));
    expect(same.length).toBe(6 + 4);
  });

  test('the files of its own tests: joblib 0.10 and 0.11; older ones are told as such', async () => {
    const count = { current: 0, old: 0 };
    for (const { name } of rows.filter(({ kind }) => kind === 'old')) {
      const file = await read(name);
      if (/joblib_0\.[89]/.test(name)) {
        const error = await loadJoblib(file).catch((thrown: unknown) => thrown);
        expect(error, name).toBeInstanceOf(UnpicklingError);
        expect((error as Error).message).toMatch(
          /joblib before 0.10 wrote this file.*write it anew by joblib.dump/,
        );
        count.old++;
        continue;
      }
      // Python 2 wrote some.
      const options = { encoding: 'latin1', decompressors: decompressorsFor(name, file) } as const;
      const value = await loadJoblib(file, options);
      expect((value as unknown[]).length, name).toBeGreaterThanOrEqual(4);
      expect(arrayAt(value, 0).as('int64').toArray(), name).toEqual([0n, 1n, 2n, 3n, 4n]);
      expect(arrayAt(value, 1).as('float64').toArray(), name).toEqual([0, 1, 2, 3, 4]);
      const [one, text, dict] = arrayAt(value, 2).toArray() as unknown[];
      expect([one, text, [...(dict as Map<string, unknown>)].sort()], name).toEqual([
        1,
        'abc',
        [
          ['a', 1],
          ['b', 2],
        ],
      ]);
      const matrix = (value as unknown as NumpyArray[]).find(
        (item) => String(item.subclass) === 'numpy.matrix',
      );
      if (matrix !== undefined) expect(matrix.toArray(), name).toEqual([[0n, 1n, 2n]]);
      count.current++;
    }
    expect(count).toEqual({ current: 31, old: 11 });
  });
});
