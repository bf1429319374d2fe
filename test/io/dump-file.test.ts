/** Files are written whole or not at all. Their bytes are those of `dumps`; test/python/files.test.ts has Python read them. */

import { execFile } from 'node:child_process';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dumps, NumpyArray, PicklingError, SinkError } from '../../src/index.ts';
import { dumpFile } from '../../src/node.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dump-file-'));
});
afterEach(() => rm(folder, { recursive: true }));

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error as SinkError,
  );

const numbers = NumpyArray.from(Float64Array.from({ length: 2 ** 21 }, (_, i) => i));
const values: Record<string, unknown> = {
  nothing: null,
  'a large array': numbers,
  'one that is gathered': numbers.slice('::-2'),
  'many arrays': Array.from({ length: 1500 }, (_, i) => numbers.slice([i, i + 9000])),
  'many small things': Array.from({ length: 300_000 }, (_, i) => [i, `text ${i}`]),
  'no bytes': new Uint8Array(0),
};

/** Bytes that no pickle is. */
const OLD = Buffer.from('what was there before');

async function oldFile(): Promise<string> {
  const path = join(folder, 'a.pkl');
  await writeFile(path, OLD);
  return path;
}

describe('what is written', () => {
  test.each(Object.entries(values))('%s', async (_name, value) => {
    const path = join(folder, 'a.pkl');
    await dumpFile(path, value);
    expect((await readFile(path)).equals(dumps(value))).toBe(true);
    expect(await readdir(folder)).toEqual(['a.pkl']);
  });

  test('options are those of dumps', async () => {
    const path = join(folder, 'a.pkl');
    const options = { protocol: 4, numpy: 1, align: 64 } as const;
    await dumpFile(pathToFileURL(path), [1, numbers], options);
    expect((await readFile(path)).equals(dumps([1, numbers], options))).toBe(true);
    await expect(dumpFile(path, 1, { protocol: 9 as 5 })).rejects.toThrow('protocol must be');
  });

  test('progress is told up to the end', async () => {
    const told: number[] = [];
    const onProgress = ({ bytesWritten }: { bytesWritten: number }) => void told.push(bytesWritten);
    await dumpFile(join(folder, 'a.pkl'), numbers, { onProgress });
    expect(told.at(-1)).toBe(dumps(numbers).length);
  });
});

describe('the file that was there', () => {
  test('is replaced, and its mode is kept', async () => {
    const path = await oldFile();
    await chmod(path, 0o640);
    await dumpFile(path, [1], { fsync: true });
    expect((await readFile(path)).equals(dumps([1]))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(['a.pkl']);
  });

  test('a new one has the mode that the process gives', async () => {
    const before = process.umask(0o027);
    try {
      await dumpFile(join(folder, 'new.pkl'), [1]);
    } finally {
      process.umask(before);
    }
    expect((await stat(join(folder, 'new.pkl'))).mode & 0o777).toBe(0o640);
  });

  test('a link stays one; another name of the file keeps the old bytes', async () => {
    const path = await oldFile();
    await link(path, join(folder, 'second.pkl'));
    await mkdir(join(folder, 'elsewhere'));
    await symlink(path, join(folder, 'elsewhere', 'link.pkl'));
    await dumpFile(join(folder, 'elsewhere', 'link.pkl'), [1]);
    expect((await readFile(path)).equals(dumps([1]))).toBe(true);
    expect((await readFile(join(folder, 'second.pkl'))).equals(OLD)).toBe(true);
    expect(await readdir(join(folder, 'elsewhere'))).toEqual(['link.pkl']);
  });

  /** It is as it was, and nothing lies beside it. */
  async function expectUntouched(path: string) {
    expect((await readFile(path)).equals(OLD)).toBe(true);
    expect(await readdir(folder)).toEqual(['a.pkl']);
  }

  test('stays, where the value can not be pickled', async () => {
    const path = await oldFile();
    const error = await rejection(dumpFile(path, [numbers, values['many small things'], { a: Symbol('s') }]));
    expect(error).toBeInstanceOf(PicklingError);
    await expectUntouched(path);
  });

  test('stays, where the writing is aborted', async () => {
    const path = await oldFile();
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => controller.abort(reason);
    const many = Array.from({ length: 20 }, () => numbers.slice('1:'));
    expect(await rejection(dumpFile(path, many, { signal: controller.signal, onProgress }))).toBe(reason);
    await expectUntouched(path);
    expect(await rejection(dumpFile(path, 1, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    await expectUntouched(path);
  });

  test('stays, where what reports progress throws', async () => {
    const path = await oldFile();
    const many = Array.from({ length: 20 }, () => numbers.slice('1:'));
    const onProgress = () => {
      throw new Error('no bar');
    };
    expect((await rejection(dumpFile(path, many, { onProgress }))).message).toBe('no bar');
    await expectUntouched(path);
  });
});

test('two writers at once: one of them is there, whole', async () => {
  const path = join(folder, 'a.pkl');
  const all = Array.from({ length: 4 }, (_, i) => [i, numbers]);
  await Promise.all(all.map((value) => dumpFile(path, value)));
  const bytes = await readFile(path);
  expect(all.some((value) => bytes.equals(dumps(value)))).toBe(true);
  expect(await readdir(folder)).toEqual(['a.pkl']);
});

describe('what the file system refuses', () => {
  test('a missing folder', async () => {
    const path = join(folder, 'missing', 'a.pkl');
    const error = await rejection(dumpFile(path, 1));
    expect(error).toBeInstanceOf(SinkError);
    expect(error.message).toBe(
      `can't write ${path}: no such file or directory (ENOENT): make its folder first`,
    );
    expect(error.offset).toBe(0);
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOENT');
  });

  test('a folder in its place', async () => {
    const error = await rejection(dumpFile(folder, 1));
    expect(error.message).toBe(
      `can't write ${folder}: illegal operation on a directory (EISDIR): name a file in that folder`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  /** Root may write anywhere: what it does here is done as nobody. */
  async function unprivileged(run: () => Promise<void>) {
    const isRoot = process.geteuid!() === 0;
    if (isRoot) process.seteuid!(65534);
    try {
      await run();
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  }

  test('a folder that may not be written to', async () => {
    const path = await oldFile();
    await chmod(path, 0o666);
    await chmod(folder, 0o555);
    await unprivileged(async () => {
      const error = await rejection(dumpFile(path, 1));
      expect(error.message).toBe(
        `can't write ${path}: permission denied (EACCES): ask for the right to, or write elsewhere`,
      );
    });
    await chmod(folder, 0o755);
    expect((await readFile(path)).equals(OLD)).toBe(true);
  });

  test('a file that may not be written to, in a folder that may', async () => {
    const path = await oldFile();
    await chmod(path, 0o444);
    await chmod(folder, 0o777);
    await unprivileged(async () => {
      expect((await rejection(dumpFile(path, 1))).message).toContain('permission denied (EACCES)');
    });
    expect((await readFile(path)).equals(OLD)).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')('a full device, which is no file to replace', async () => {
    const error = await rejection(dumpFile('/dev/full', numbers));
    expect(error).toBeInstanceOf(SinkError);
    expect(error.message).toBe(
      "can't write /dev/full: no space left on device (ENOSPC): make room, or write elsewhere",
    );
    expect((await stat('/dev/full')).isCharacterDevice()).toBe(true);
    await dumpFile('/dev/null', numbers);
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')('an array of more than 4 GiB', async () => {
    // Memory that nobody touches takes none.
    const size = 5 * 2 ** 30;
    let bytes = 0;
    await dumpFile('/dev/null', new Float64Array(size / 8), {
      onProgress: ({ bytesWritten }) => {
        bytes = bytesWritten;
      },
    });
    expect(bytes - size).toBeGreaterThan(100);
    expect(bytes - size).toBeLessThan(300);
  });
});

describe.skipIf(process.platform === 'win32')('in a process of its own', () => {
  /** Runs a program that can import the package; gives what it printed, or how it died. */
  async function run(
    program: string,
    shell: (command: string) => string = (command) => command,
  ): Promise<string> {
    const bundle = join(folder, 'bundle');
    const outfile = join(bundle, 'node.mjs');
    const entry = fileURLToPath(new URL('../../src/node.ts', import.meta.url));
    await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', outfile });
    await writeFile(join(bundle, 'program.mjs'), `import { dumpFile } from './node.mjs';${program}`);
    const command = shell(`exec ${process.execPath} bundle/program.mjs`);
    const done = await promisify(execFile)('bash', ['-c', command], { cwd: folder }).catch(
      (error: { signal?: string; stdout: string }) => error,
    );
    await rm(bundle, { recursive: true });
    return `${done.stdout}${'signal' in done ? done.signal : ''}`;
  }

  test('a disk that is full midway', async () => {
    const path = await oldFile();
    // The limit on a file's size (in KiB) is one that root has, too.
    const said = await run(
      `try {
        await dumpFile('a.pkl', Array.from({ length: 40 }, () => new Uint8Array(1e6)));
      } catch (error) {
        console.log(error.message);
      }`,
      (command) => `ulimit -f 20000; ${command}`,
    );
    expect(said).toMatch(
      /^can't write a.pkl: file too large \(EFBIG\): the old one, if there was one, is as it was, after \d+ bytes\n$/,
    );
    expect((await readFile(path)).equals(OLD)).toBe(true);
    expect(await readdir(folder)).toEqual(['a.pkl']);
  });

  test('one that dies midway leaves the old file, and the new one under a name that tells', async () => {
    const path = await oldFile();
    const said = await run(
      `await dumpFile('a.pkl', Array.from({ length: 400 }, () => new Uint8Array(1e6)), {
        onProgress: () => process.kill(process.pid, 'SIGKILL'),
      });`,
    );
    expect(said).toBe('SIGKILL');
    expect((await readFile(path)).equals(OLD)).toBe(true);
    const [left, ...others] = await readdir(folder);
    expect(left).toMatch(/^\.[0-9a-f-]{36}\.ndarray-pickle\.tmp$/);
    expect(others).toEqual(['a.pkl']);
  });

  test('a pipe is written to', async () => {
    const said = await run(
      `await dumpFile('/dev/stdout', 'piped');
      await dumpFile('fifo', 'through');`,
      (command) => `mkfifo fifo; cat fifo >read & (${command}) | cat >piped`,
    );
    expect(said).toBe('');
    expect((await readFile(join(folder, 'piped'))).equals(dumps('piped'))).toBe(true);
    expect((await stat(join(folder, 'fifo'))).isFIFO()).toBe(true);
    expect((await readFile(join(folder, 'read'))).equals(dumps('through'))).toBe(true);
  });
});
