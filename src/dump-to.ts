import { type DumpOptions, pickleChunks } from './dumps.ts';
import type { WriteOptions } from './io/write-progress.ts';
import { type ByteSink, writeStream } from './io/write-stream.ts';

export type { WriteProgress } from './io/write-progress.ts';
export type { ByteSink, ByteSinkWriter } from './io/write-stream.ts';

export interface DumpToOptions extends DumpOptions, WriteOptions {
  /** Leaves the stream open, for more to follow. Default false: it is closed, as `pipeTo` does. */
  preventClose?: boolean;
}

/**
 * Writes the pickle of a value to a `WritableStream`, as fast as that takes it and in blocks of at most 256 KiB, so that
 * memory stays flat however large the value is. A block is memory of its own: the sink may keep or transfer it. The
 * value must not change before the promise resolves, which it does when all is written and the stream is closed.
 *
 * Whatever fails, the stream is aborted with the error, and left unlocked.
 *
 * @throws PicklingError as {@link dumps} does; the stream has got the part before it by then.
 * @throws SinkError where the stream fails, with the stream's own error as `cause`.
 * @throws what `signal.reason` is, where `signal` is aborted.
 */
export async function dumpTo(stream: ByteSink, value: unknown, options: DumpToOptions = {}): Promise<void> {
  await writeStream(stream, pickleChunks(value, options), options);
}
