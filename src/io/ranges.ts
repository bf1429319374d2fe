import { PickleError, SourceError } from '../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** Reads a source in any order. What it throws is told with where that was. */
export class Ranges {
  /** Bytes. */
  readonly size: number;
  readonly #source: ByteSource;
  readonly #signal: AbortSignal | undefined;

  constructor(source: ByteSource, signal?: AbortSignal) {
    this.size = source.size;
    this.#source = source;
    this.#signal = signal;
  }

  /** Bytes from `offset` on, fewer than asked for only where the source ends. From memory, a view. */
  read(offset: number, length: number): Promise<Uint8Array> {
    return this.#told(offset, () => this.#source.read(offset, length, this.#signal));
  }

  /** The same in memory of its own, which begins with them. */
  async take(offset: number, length: number): Promise<Uint8Array> {
    const { readInto } = this.#source;
    if (readInto === undefined) return this.read(offset, length);
    const target = memoryOf(length, offset);
    for (let at = 0; at < length; ) {
      const part = target.subarray(at);
      const got = await this.#told(offset + at, () =>
        readInto.call(this.#source, part, offset + at, this.#signal),
      );
      if (got === 0) return target.subarray(0, at);
      at += got;
    }
    return target;
  }

  async #told<T>(offset: number, ask: () => Promise<T>): Promise<T> {
    this.#signal?.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (this.#signal?.aborted === true) throw this.#signal.reason;
      if (error instanceof PickleError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      const name = this.#source.name ?? 'the source';
      throw new SourceError(`reading ${name} failed: ${why}. Nothing was loaded: try again`, {
        offset,
        cause: error,
      });
    }
  }
}

function memoryOf(length: number, offset: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw new SourceError(`this runtime can't hold ${length} bytes in one piece of memory`, {
      offset,
      cause: error,
    });
  }
}

/** Bytes in memory as a source that lends them: what is read is a view. */
export function lendingSource(bytes: Uint8Array): ByteSource {
  return {
    name: 'the bytes',
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}
