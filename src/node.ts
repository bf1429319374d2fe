/**
 * Files, for Node, Deno and Bun: pickles of any size.
 *
 * ```ts
 * import { dumpFile, loadFile } from 'ndarray-pickle/node';
 * await dumpFile('weights.pkl', { weights });
 * const value = await loadFile('weights.pkl');
 * ```
 */

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DumpOptions, pickleChunks } from './dumps.ts';
import { type FileSource, openSource } from './io/file.ts';
import { type FileWriteOptions, writeFile } from './io/file-writer.ts';
import { type LoadFromOptions, load } from './load.ts';
import type { PickleValue } from './pickle-value.ts';

export type { ByteSource } from './io/byte-source.ts';
export type { FileSource } from './io/file.ts';

/**
 * Loads one pickle from a file of any size: what {@link load} gives for it. The data of large arrays is read straight
 * into the memory that it stays in. A device or a pipe is read to its end.
 *
 * @throws UnpicklingError as {@link loads} does.
 * @throws SourceError where the file system fails, or the file is written to while it is read.
 * @throws what `signal.reason` is, where `signal` is aborted.
 */
export async function loadFile(path: string | URL, options: LoadFromOptions = {}): Promise<PickleValue> {
  const place = pathOf(path);
  const stats = await stat(place).catch(() => null);
  if (stats !== null && !stats.isFile() && !stats.isDirectory())
    return load(createReadStream(place), options);
  const source = await openSource(place);
  try {
    return await load(source, options);
  } finally {
    await source.close();
  }
}

/**
 * A file to load from, by {@link load} or piece by piece. It stays open until it is closed. Each read fails where the file
 * was written to since it was opened.
 *
 * @throws SourceError where it can't be opened, or is a folder, a device or a pipe.
 */
export async function fileSource(path: string | URL): Promise<FileSource> {
  return openSource(pathOf(path));
}

/** A file that {@link openFile} opened. */
export interface OpenedFile {
  /** What {@link load} gives with `lazy: true`. */
  readonly value: PickleValue;
  /** Closes the file: no {@link LazyArray} of it can be loaded any more. May be called again. */
  close(): Promise<void>;
}

/**
 * Opens a file and loads its pickle but for the arrays: each is a {@link LazyArray}, which knows its data type and shape,
 * and reads itself from the file when it is asked to, until that is closed.
 *
 * ```ts
 * const { value, close } = await openFile('weights.pkl');
 * const layer = await at(value, 'layers', 3).load();
 * await close();
 * ```
 *
 * @throws as {@link load}; then nothing is left open.
 */
export async function openFile(
  path: string | URL,
  options: Omit<LoadFromOptions, 'lazy' | 'exact' | 'arrays'> = {},
): Promise<OpenedFile> {
  const source = await fileSource(path);
  try {
    const value = await load(source, { ...options, lazy: true });
    return { value, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

export interface DumpFileOptions extends DumpOptions, FileWriteOptions {}

/**
 * Writes the pickle of a value to a file, which is whole or not there: it is written beside the old one under another
 * name (`.….ndarray-pickle.tmp`), and takes its place, its mode and, where the system lets it, its owner when all is
 * done. Whatever fails before, the old file is as it was, and the other is removed. A link is followed; a device or a pipe
 * is written to as it is.
 *
 * Arrays are written from their own memory, and the rest in pieces: memory stays flat however large the value is. It
 * must not change before the promise resolves.
 *
 * @throws PicklingError as {@link dumps} does.
 * @throws SinkError where the file system fails; its error is the `cause`.
 * @throws what `signal.reason` is, where `signal` is aborted.
 */
export async function dumpFile(
  path: string | URL,
  value: unknown,
  options: DumpFileOptions = {},
): Promise<void> {
  await writeFile(pathOf(path), pickleChunks(value, options), options);
}

function pathOf(path: string | URL): string {
  return typeof path === 'string' ? path : fileURLToPath(path);
}
