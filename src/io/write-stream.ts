import { SinkError } from '../errors.ts';
import { blocks } from './blocks.ts';
import { type WriteOptions, Written } from './write-progress.ts';

/** What is needed of a `WritableStream`, of whatever realm or library. */
export interface ByteSink {
  getWriter(): ByteSinkWriter;
}

export interface ByteSinkWriter {
  /** Resolved when the stream wants more. */
  readonly ready: Promise<unknown>;
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
  releaseLock(): void;
}

/** Bytes of a block. */
const BLOCK = 2 ** 18;
/** Blocks that wait for the sink, whatever the stream asks for: those that Node makes of its own ask for 16,384. */
const WAITING = 4;
/** Milliseconds, after which all else that waits has its turn: a sink that is always ready leaves it none. */
const TURN = 50;

/** What the stream says is told apart from what making the chunks throws. */
class Failed {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** Writes chunks as fast as the stream takes them, then closes it; aborts it where that fails. */
export async function writeStream(
  stream: ByteSink,
  chunks: Iterable<Uint8Array>,
  { signal, onProgress, preventClose = false }: WriteOptions & { preventClose?: boolean },
): Promise<void> {
  signal?.throwIfAborted();
  const writer = stream.getWriter();
  const written = new Written(onProgress);
  let stop: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal?.reason);
  });
  aborted.catch(() => {});
  signal?.addEventListener('abort', stop);
  const whenDone = (step: Promise<unknown>) =>
    Promise.race([
      step.catch((cause: unknown) => {
        throw new Failed(cause);
      }),
      aborted,
    ]);
  try {
    let turn = performance.now();
    const waiting: Promise<unknown>[] = [];
    for (const block of blocks(chunks, BLOCK)) {
      await whenDone(writer.ready);
      if (waiting.length === WAITING) await whenDone(waiting.shift()!);
      const write = writer.write(block);
      // Whoever waits for the stream next is told.
      write.catch(() => {});
      waiting.push(write);
      written.add(block.length);
      if (performance.now() - turn < TURN) continue;
      await whenDone(new Promise((resolve) => setTimeout(resolve, 0)));
      turn = performance.now();
    }
    await whenDone(preventClose ? Promise.all(waiting) : writer.close());
    written.finish();
  } catch (error) {
    const thrown =
      error instanceof Failed
        ? new SinkError(`the stream failed: ${messageOf(error.cause)}`, {
            offset: written.bytes,
            cause: error.cause,
          })
        : error;
    // A stream that failed is closed already.
    await writer.abort(thrown).catch(() => {});
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    writer.releaseLock();
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
