import type { Chunks } from './byte-reader.ts';

/** Whether something reads the stream already. */
function assertFree(stream: ReadableStream, name: string): void {
  if (stream.locked)
    throw new TypeError(
      `${name} is locked: something else reads it. Pass it before anything has read from it`,
    );
}

/** Whether a stream reads into memory that it is given. */
function offersBytes(stream: ReadableStream<Uint8Array>): boolean {
  try {
    stream.getReader({ mode: 'byob' }).releaseLock();
    return true;
  } catch {
    return false;
  }
}

/** The chunks of a stream. Given up before its end, it is cancelled; its lock is released in any case. */
export class StreamChunks implements Chunks {
  readonly name: string;
  readonly isBorrowed = true;
  readonly size = undefined;
  readonly announced: number | undefined;
  readonly fill?: (target: Uint8Array) => Promise<Uint8Array>;
  readonly #stream: ReadableStream<Uint8Array>;
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null;
  #byteReader: ReadableStreamBYOBReader | null = null;

  constructor(stream: ReadableStream<Uint8Array>, name = 'the stream', announced?: number) {
    assertFree(stream, name);
    this.name = name;
    this.announced = announced;
    this.#stream = stream;
    if (offersBytes(stream)) this.fill = this.#fill;
  }

  async next(): Promise<unknown> {
    this.#byteReader?.releaseLock();
    this.#byteReader = null;
    this.#reader ??= this.#stream.getReader();
    const { done, value } = await this.#reader.read();
    return done ? null : value;
  }

  async cancel(reason?: unknown): Promise<void> {
    const reader = this.#reader ?? this.#byteReader ?? this.#stream.getReader();
    const cancelled = reader.cancel(reason);
    reader.releaseLock();
    await cancelled;
  }

  #fill = async (target: Uint8Array): Promise<Uint8Array> => {
    this.#reader?.releaseLock();
    this.#reader = null;
    this.#byteReader ??= this.#stream.getReader({ mode: 'byob' });
    const { value } = await this.#byteReader.read(target as Uint8Array<ArrayBuffer>);
    return value ?? target.subarray(0, 0);
  };
}
