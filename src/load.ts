import { drive } from './drive.ts';
import { UnpicklingError } from './errors.ts';
import { type Decompressors, expanded } from './io/expand.ts';
import { Reader, type ReadOptions } from './io/reader.ts';
import { chunksOf, type Source } from './io/source.ts';
import { loadLazily } from './load-lazily.ts';
import { checkOptions, type LoadOptions } from './load-options.ts';
import { checkTrailing, partsFor, resultOf } from './machine.ts';
import { StreamUnpickler } from './pickle/stream-unpickler.ts';
import type { PickleValue } from './pickle-value.ts';

export interface LoadFromOptions extends LoadOptions, ReadOptions {
  /**
   * What expands files that are compressed otherwise than by gzip and zlib: a function from the stream of the compressed
   * bytes to one of the others, by the name of the format. Each is told by the bytes that it begins with.
   */
  decompressors?: Decompressors;
  /**
   * Leaves arrays unread: each comes out as a {@link LazyArray}, which knows its data type and shape and reads itself
   * by `load()`. For bytes, Blobs and ByteSources, which stay in use; not with `exact` or `arrays`.
   */
  lazy?: boolean;
}

/** Out-of-band buffers belong to one pickle. */
export type LoadAllOptions = Omit<LoadFromOptions, 'buffers' | 'trailing' | 'lazy'>;

/**
 * Loads one pickle from a file, a stream, an answer of `fetch`, or any {@link Source}: what {@link loads} gives for the
 * same bytes, with the same options. A payload above 64 KiB that is not there yet goes into memory of its own;
 * whatever else is a view of the chunk that it came in, which must not change any more.
 *
 * A stream is read to its end, then unlocked; cancelled where that is not reached. A ByteSource stays open.
 *
 * @throws UnpicklingError as {@link loads} does; SourceError where the source fails; the signal's reason.
 */
export async function load(source: Source, options: LoadFromOptions = {}): Promise<PickleValue> {
  checkOptions(options, 'load');
  if (options.lazy === true) return loadLazily(source, options);
  return loadBy(source, options, 'load', (head) => new StreamUnpickler(...partsFor(options, head, 'load')));
}

/** Reads a source by the machine that `machineOf` makes of its first bytes. */
export async function loadBy(
  source: Source,
  options: LoadFromOptions,
  verb: string,
  machineOf: (head: Uint8Array) => StreamUnpickler,
): Promise<PickleValue> {
  const reader = await openReader(source, options, verb);
  try {
    const machine = machineOf(await reader.peek(2));
    if (reader.size !== undefined) machine.checkBytes(reader.size);
    await drive(machine, reader);
    reader.unread(machine.takeRest());
    if (options.trailing !== 'ignore') await checkEnd(reader, machine, options);
    reader.finish();
    return resultOf(machine, options);
  } finally {
    await reader.close();
  }
}

/**
 * Loads the pickles of a source that holds several, one after the other: what Python's `pickle.dump` wrote that was
 * called repeatedly on one file. They are read as they are asked for; leaving the loop early closes the source.
 *
 * ```ts
 * for await (const value of loadAll(response)) …
 * ```
 *
 * Limits count for each pickle; offsets in errors, from its start.
 *
 * @throws as {@link load}; the message of an UnpicklingError begins with which pickle it is, where that is not the first.
 */
export function loadAll(
  source: Source,
  options: LoadAllOptions = {},
): AsyncGenerator<PickleValue, void, void> {
  checkOptions(options, 'loadAll');
  if ('buffers' in options && options.buffers !== undefined)
    throw new TypeError('loadAll: out-of-band buffers belong to one pickle: load that by load or loads');
  return valuesOf(source, options);
}

async function* valuesOf(source: Source, options: LoadAllOptions): AsyncGenerator<PickleValue, void, void> {
  const reader = await openReader(source, options, 'loadAll');
  try {
    for (let count = 1; ; count++) {
      const head = await reader.peek(2);
      if (head.length === 0) break;
      const start = reader.position;
      // What follows the pickle must not count against its limit.
      reader.boundary = start + (options.limits?.maxBytes ?? Number.POSITIVE_INFINITY);
      const machine = new StreamUnpickler(...partsFor(options, head, 'loadAll'));
      try {
        await drive(machine, reader);
      } catch (error) {
        if (error instanceof UnpicklingError && count > 1)
          error.message = `pickle ${count}, from byte ${start} on: ${error.message}`;
        throw error;
      }
      reader.unread(machine.takeRest());
      yield resultOf(machine, options);
    }
    reader.finish();
  } finally {
    await reader.close();
  }
}

/** What the source has, expanded. */
export async function openReader(source: Source, options: LoadFromOptions, verb: string): Promise<Reader> {
  const { signal, onProgress, decompressors, limits } = options;
  const copies = options.copy === 'always';
  const reader = new Reader(chunksOf(source, verb), { signal, onProgress, copies });
  try {
    return await expanded(reader, { signal, copies, decompressors, maxBytes: limits?.maxBytes });
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** Rejects what follows the pickle, which is counted for the message. It counts against the limit, as in `loads`. */
async function checkEnd(reader: Reader, machine: StreamUnpickler, options: LoadFromOptions): Promise<void> {
  const end = reader.position;
  if (reader.size === undefined) while ((await reader.read()) !== null) machine.checkBytes(reader.position);
  checkTrailing((reader.size ?? reader.position) - end, end, options);
}
