import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { SourceError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';
import { codeOf, reasonOf } from './file-errors.ts';

/** A file that is open; it stays so until it is closed. */
export interface FileSource extends ByteSource {
  readonly name: string;
  readInto(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<number>;
  /** Waits for what is being read; may be called again. */
  close(): Promise<void>;
}

/** The most in one call: the system gives at most 2,147,479,552 bytes. */
const MOST = 2 ** 30;

/** What to do about an error of the file system. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'look whether the path is right',
  ENOTDIR: 'look whether the path is right',
  EISDIR: 'name a file in that folder',
  EACCES: 'ask for the right to',
  EPERM: 'ask for the right to',
  EMFILE: 'close some of those that are open',
};

/** Opens a file. One that is no file with a size of its own, a pipe say, is an error. */
export async function openSource(path: string): Promise<FileSource> {
  const failed = (cause: unknown, offset: number) => {
    const remedy = REMEDIES[codeOf(cause)] ?? 'try again';
    return new SourceError(`can't read ${path}: ${reasonOf(cause)}: ${remedy}`, { offset, cause });
  };
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw failed(error, 0);
  }
  const { fd } = file;
  const before = fstatSync(fd);
  if (!before.isFile()) {
    await file.close();
    const what = before.isDirectory() ? 'a folder' : 'no file, but a device or a pipe: read it as a stream';
    throw new SourceError(`can't read ${path}: it is ${what}`, { offset: 0 });
  }
  const { size } = before;
  let closing: Promise<void> | null = null;

  /** A file that another replaced by a rename stays what it was; one that was written to is neither the old nor the new. */
  function checkUnchanged(offset: number): void {
    const now = fstatSync(fd);
    if (now.size === size && now.mtimeMs === before.mtimeMs) return;
    const change = now.size === size ? 'it was written to' : `it had ${size} bytes, and now has ${now.size}`;
    throw new SourceError(`${path} changed while it was being read: ${change}. Load it again`, { offset });
  }

  async function readInto(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<number> {
    let at = 0;
    try {
      while (at < target.length) {
        signal?.throwIfAborted();
        if (closing !== null) break;
        const { bytesRead } = await file.read(target, at, Math.min(target.length - at, MOST), offset + at);
        // Fewer than asked for are no end; none are.
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      if (closing === null) checkUnchanged(offset);
    } catch (error) {
      if (error instanceof SourceError || (signal?.aborted && error === signal.reason)) throw error;
      throw failed(error, offset + at);
    }
    if (at < target.length && closing !== null)
      throw new SourceError(`can't read ${path}: it was closed`, { offset: offset + at });
    return at;
  }

  return {
    name: `the file ${path}`,
    size,
    readInto,
    async read(offset, length, signal) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const count = await readInto(bytes, offset, signal);
      return count === bytes.length ? bytes : bytes.subarray(0, count);
    },
    close() {
      closing ??= file.close();
      return closing;
    },
  };
}
