/**
 * Files, for Node, Deno and Bun: pickles of any size.
 *
 * ```ts
 * import { dumpFile } from 'ndarray-pickle/node';
 * await dumpFile('weights.pkl', { weights });
 * ```
 */

import { fileURLToPath } from 'node:url';
import { type DumpOptions, pickleChunks } from './dumps.ts';
import { type FileWriteOptions, writeFile } from './io/file-writer.ts';

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
