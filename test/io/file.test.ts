/** Files as sources: what `loadFile` gives is what `loads` gives of the same bytes. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, open, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, dumps, load, loads, type NumpyArray, SourceError, UnpicklingError } from '../../src/index.ts';
import { fileSource, loadFile } from '../../src/node.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-file-'));
  path = join(folder, 'a.pkl');
});
afterEach(() => rm(folder, { recursive: true }));

const large = Float64Array.from({ length: 400_000 }, (_, i) => i / 3);
const value = {
  list: Array.from({ length: 50_000 }, (_, i) => `text ${i}`),
  large,
  small: Float32Array.of(1, 2, 3),
  behind: Array.from({ length: 3000 }, (_, i) => i),
};

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error as SourceError,
  );

describe('loadFile', () => {
  test.each([2, 4, 5] as const)('protocol %i', async (protocol) => {
    const bytes = dumps(value, { protocol });
    await writeFile(path, bytes);
    const loaded = await loadFile(path);
    expect(Buffer.compare(dumps(loaded, { protocol }), bytes)).toBe(0);
    const array = at(loaded, 'large') as NumpyArray<'float64'>;
    expect(
      Buffer.compare(
        Buffer.from(array.data.buffer, array.data.byteOffset, large.byteLength),
        Buffer.from(large.buffer),
      ),
    ).toBe(0);
    if (protocol > 2) expect(array.data.buffer.byteLength).toBe(large.byteLength);
  });

  test('options are those of load', async () => {
    await writeFile(path, dumps(value));
    const told: number[] = [];
    const loaded = await loadFile(pathToFileURL(path), {
      dicts: 'object',
      onProgress: ({ bytesRead }) => void told.push(bytesRead),
    });
    expect(at(loaded, 'behind')).toEqual(value.behind);
    expect(told.at(-1)).toBe(dumps(value).length);
  });

  test('a compressed file is expanded', async () => {
    await writeFile(path, gzipSync(dumps(value)));
    expect(Buffer.compare(dumps(await loadFile(path)), dumps(value))).toBe(0);
  });

  test('what is wrong with a pickle is told as loads does', async () => {
    const bytes = dumps(value);
    for (const wrong of [bytes.subarray(0, 700_000), bytes.subarray(0, -5), Buffer.from('nonsense'), '']) {
      await writeFile(path, wrong);
      let expected: unknown;
      try {
        loads(Buffer.from(wrong));
      } catch (error) {
        expected = error;
      }
      const error = await rejection(loadFile(path));
      expect(error).toBeInstanceOf(UnpicklingError);
      expect(error.message).toBe((expected as Error).message);
    }
  });

  test('an abort leaves nothing open', async () => {
    await writeFile(path, dumps(Array.from({ length: 30 }, (_, i) => large.map((x) => x + i))));
    const count = async () => (process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0);
    const before = await count();
    const controller = new AbortController();
    const reason = new Error('enough');
    const loading = rejection(loadFile(path, { signal: controller.signal }));
    setTimeout(() => controller.abort(reason), 1);
    expect(await loading).toBe(reason);
    expect(await rejection(loadFile(path, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(await count()).toBeLessThanOrEqual(before);
  });

  test.skipIf(process.platform === 'win32')('a pipe is read to its end', async () => {
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const loading = loadFile(fifo);
    await writeFile(fifo, dumps(value));
    expect(Buffer.compare(dumps(await loading), dumps(value))).toBe(0);
    const error = await rejection(fileSource('/dev/null'));
    expect(error.message).toBe(
      "can't read /dev/null: it is no file, but a device or a pipe: read it as a stream, at byte 0",
    );
  });

  test('what is not there, or a folder', async () => {
    const missing = await rejection(loadFile(join(folder, 'b.pkl')));
    expect(missing).toBeInstanceOf(SourceError);
    expect(missing.message).toBe(
      `can't read ${join(folder, 'b.pkl')}: no such file or directory (ENOENT): look whether the path is right, at byte 0`,
    );
    expect((missing.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
    expect((await rejection(loadFile(folder))).message).toBe(
      `can't read ${folder}: it is a folder, at byte 0`,
    );
  });
});

describe('fileSource', () => {
  test('gives what there is, from any offset', async () => {
    await writeFile(path, Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
    const source = await fileSource(path);
    expect([source.size, source.name]).toEqual([10, `the file ${path}`]);
    expect(await source.read(3, 4)).toEqual(Uint8Array.of(3, 4, 5, 6));
    expect(await source.read(8, 4)).toEqual(Uint8Array.of(8, 9));
    expect(await source.read(12, 2 ** 40)).toEqual(new Uint8Array(0));
    const target = new Uint8Array(8).subarray(1, 4);
    expect(await source.readInto(target, 2)).toBe(3);
    expect(new Uint8Array(target.buffer)).toEqual(Uint8Array.of(0, 2, 3, 4, 0, 0, 0, 0));
    expect(await source.readInto(target, 9)).toBe(1);
    await source.close();
    await source.close();
    const error = await rejection(source.read(0, 1));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toBe(`can't read ${path}: it was closed, at byte 0`);
  });

  test('offsets beyond 4 GiB', async () => {
    // With a hole before: it takes no room.
    const offset = 5 * 2 ** 30 + 3;
    const file = await open(path, 'w');
    await file.write(dumps(value), 0, null, offset);
    await file.close();
    const source = await fileSource(path);
    const { length } = dumps(value);
    expect(source.size).toBe(offset + length);
    expect(Buffer.compare(await source.read(offset, length), dumps(value))).toBe(0);
    expect(await source.read(2 ** 32 - 2, 4)).toEqual(new Uint8Array(4));
    const behind = { size: length, read: (at: number, n: number) => source.read(offset + at, n) };
    expect(at(await load(behind), 'behind')).toEqual(value.behind);
    await source.close();
  });

  const changes: [string, () => Promise<void>, string][] = [
    ['truncated', () => truncate(path, 50_000), 'it had 100000 bytes, and now has 50000'],
    ['appended to', () => writeFile(path, 'more', { flag: 'a' }), 'it had 100000 bytes, and now has 100004'],
    ['written to', () => writeFile(path, Buffer.alloc(100_000, 1), { flag: 'r+' }), 'it was written to'],
  ];
  test.each(changes)('a file that is %s meanwhile', async (_how, change, said) => {
    await writeFile(path, Buffer.alloc(100_000));
    await utimes(path, 1, 1);
    const source = await fileSource(path);
    expect((await source.read(0, 1000)).length).toBe(1000);
    await change();
    const error = await rejection(source.read(40_000, 60_000));
    expect(error).toBeInstanceOf(SourceError);
    expect(error.message).toBe(
      `${path} changed while it was being read: ${said}. Load it again, at byte 40000`,
    );
    await source.close();
  });

  test('one that another replaces by a rename stays what it was', async () => {
    await writeFile(path, 'old');
    const source = await fileSource(path);
    await writeFile(join(folder, 'b.pkl'), 'new');
    await rename(join(folder, 'b.pkl'), path);
    expect(Buffer.from(await source.read(0, 3)).toString()).toBe('old');
    await source.close();
  });
});
