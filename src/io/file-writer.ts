/**
 * Files that are written whole or not at all: what is written goes to a file of another name in the same folder, which
 * takes the place of the one that was there by a rename when all is done.
 *
 * ```
 * .3f2a….ndarray-pickle.tmp   while it is written; what fails removes it, only a process that dies leaves it behind
 * weights.pkl                 the old file, whole, up to the rename; the new one, whole, after it
 * ```
 */

import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SinkError } from '../errors.ts';
import { codeOf, reasonOf } from './file-errors.ts';
import { type WriteOptions, Written } from './write-progress.ts';

export interface FileWriteOptions extends WriteOptions {
  /**
   * Waits until the disk has the file, and its name, before the old one is gone: then it outlives a power failure, too.
   * Default false, as when Python writes one.
   */
  fsync?: boolean | undefined;
}

/** Bytes and pieces of one call. An abort is heeded between two; pieces that were gathered are held by two. */
const BATCH = 2 ** 23;
const PIECES = 512;
/** The most of a large piece in one call: the memory is there already. */
const LARGEST = 2 ** 26;

/** What to do about an error of the file system. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'make room, or write elsewhere',
  EDQUOT: 'make room, or write elsewhere',
  ENOENT: 'make its folder first',
  ENOTDIR: 'make its folder first',
  EISDIR: 'name a file in that folder',
  EACCES: 'ask for the right to, or write elsewhere',
  EPERM: 'ask for the right to, or write elsewhere',
  EROFS: 'write elsewhere',
};

/** Waits for the file system, whose errors are told as ours. */
type Step = <T>(promise: Promise<T>) => Promise<T>;

/** Writes chunks to a file, each made when its turn comes. The chunks' own errors arrive as they are. */
export async function writeFile(
  path: string,
  chunks: Iterable<Uint8Array>,
  { fsync = false, signal, onProgress }: FileWriteOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const written = new Written(onProgress);
  const step: Step = async (promise) => {
    try {
      return await promise;
    } catch (cause) {
      const remedy = REMEDIES[codeOf(cause)] ?? 'the old one, if there was one, is as it was';
      throw new SinkError(`can't write ${path}: ${reasonOf(cause)}: ${remedy}`, {
        offset: written.bytes,
        cause,
      });
    }
  };
  const { place, old } = await step(placeOf(path));
  // A device or a pipe is no file that another could take the place of.
  const isDirect = old !== null && !old.isFile();
  const temporary = isDirect ? place : join(dirname(place), `.${randomUUID()}.ndarray-pickle.tmp`);
  const file = await step(isDirect ? open(place, 'w') : create(temporary, old));
  try {
    try {
      await writeBatches(file, chunks, written, step, signal);
      if (fsync && !isDirect) await step(file.sync());
    } finally {
      await step(file.close());
    }
    if (!isDirect) await step(rename(temporary, place));
  } catch (error) {
    if (!isDirect) await unlink(temporary).catch(() => {});
    throw error;
  }
  if (fsync && !isDirect) await step(syncFolder(dirname(place)));
  written.finish();
}

/** Where a file is that is to be replaced, behind links, and what it is; one that may not be written is an error. */
async function placeOf(path: string): Promise<{ place: string; old: Stats | null }> {
  try {
    const old = await stat(path);
    // What /dev/stdout leads to may have no path.
    if (!old.isFile()) return { place: path, old };
    // A rename asks for no right to the file.
    await (await open(path, 'r+')).close();
    return { place: await realpath(path), old };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return { place: path, old: null };
  }
}

/** A new file: as the process makes them, or with the owner and the mode of the one that it shall replace. */
async function create(path: string, old: Stats | null): Promise<FileHandle> {
  if (old === null) return open(path, 'wx');
  const file = await open(path, 'wx', 0o600);
  try {
    const isOwned = await file.chown(old.uid, old.gid).then(
      () => true,
      () => false,
    );
    // Where it can't be given to the same group, its group gets no more than all others.
    const mode = isOwned ? old.mode & 0o777 : (old.mode & 0o707) | ((old.mode & 0o007) << 3);
    await file.chmod(mode);
    return file;
  } catch (error) {
    await file.close();
    await unlink(path);
    throw error;
  }
}

/** While one batch is written, the next is made. */
async function writeBatches(
  file: FileHandle,
  chunks: Iterable<Uint8Array>,
  written: Written,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  try {
    for (const batch of batches(chunks)) {
      await writing;
      signal?.throwIfAborted();
      writing = writeAll(file, batch, written, step);
    }
  } finally {
    // Also where the chunks fail: the file is closed next.
    await writing.catch(() => {});
  }
  await writing;
  signal?.throwIfAborted();
}

function* batches(chunks: Iterable<Uint8Array>): Generator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += LARGEST) {
      const part = chunk.subarray(at, at + LARGEST);
      batch.push(part);
      size += part.length;
      if (size < BATCH && batch.length < PIECES) continue;
      yield batch;
      batch = [];
      size = 0;
    }
  }
  if (size > 0) yield batch;
}

/** A call may write less than it was given: at most 2,147,479,552 bytes, or what there was room for. */
async function writeAll(file: FileHandle, batch: Uint8Array[], written: Written, step: Step): Promise<void> {
  let rest = batch;
  while (rest.length > 0) {
    const { bytesWritten } = await step(file.writev(rest));
    written.add(bytesWritten);
    let past = bytesWritten;
    let first = 0;
    while (first < rest.length && past >= rest[first]!.length) past -= rest[first++]!.length;
    rest = rest.slice(first);
    if (past > 0) rest[0] = rest[0]!.subarray(past);
  }
}

/** Without it, the name of a file may be gone after a power failure. Some systems can't: then there is no need. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  try {
    await folder?.sync().catch(() => {});
  } finally {
    await folder?.close();
  }
}
