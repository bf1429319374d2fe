import { PickleError, SourceError } from '../errors.ts';
import { asBytes, type BytesLike } from '../values/bytes-like.ts';
import type { ByteReader, Chunks } from './byte-reader.ts';
import { joined } from './joined.ts';
import { type Progress, ProgressReport } from './progress.ts';

export interface ReadOptions {
  /** Stops the reading, which then fails with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told how far it is, some ten times a second and at the end. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface ReaderOptions extends ReadOptions {
  /** Whether chunks that somebody else may hold are copied. */
  copies?: boolean;
}

/** The most that is read in one go, in bytes: progress is told, and an abort heeded, between two. */
const PIECE = 0x100_0000;
/** Bytes that are allocated because a length says so, whatever came; above them, it is as much as {@link TRUST} allows. */
const FREE = 0x10_0000;
/** Memory is allocated for a length that is no more than this many times what came: until it is written to, it takes none. */
const TRUST = 32;

/** Reads chunks: knows where it is, and heeds the signal. */
export class Reader implements ByteReader {
  readonly size: number | undefined;
  position = 0;
  /** No chunk reaches over this position. */
  boundary = Number.POSITIVE_INFINITY;
  readonly #chunks: Chunks;
  readonly #signal: AbortSignal | undefined;
  readonly #progress: ProgressReport | null;
  readonly #copies: boolean;
  /** What was read and given back, the next last. */
  readonly #waiting: Uint8Array[] = [];
  #isClosed = false;
  /** Fails what is being waited for. */
  #reject: ((reason: unknown) => void) | null = null;
  readonly #abort = (): void => this.#reject?.(this.#signal?.reason);

  constructor(chunks: Chunks, { signal, onProgress, copies = false }: ReaderOptions = {}) {
    this.size = chunks.size;
    this.#chunks = chunks;
    this.#signal = signal;
    this.#copies = copies && chunks.isBorrowed;
    const totalBytes = chunks.size ?? chunks.announced;
    this.#progress =
      onProgress === undefined
        ? null
        : new ProgressReport((bytesRead) => onProgress({ bytesRead, totalBytes }));
    signal?.addEventListener('abort', this.#abort);
  }

  async read(): Promise<Uint8Array | null> {
    const chunk = await this.#next();
    const over = this.position - this.boundary;
    if (chunk === null || over <= 0 || over >= chunk.length) return chunk;
    this.unread(chunk.subarray(chunk.length - over));
    return chunk.subarray(0, chunk.length - over);
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#waiting.push(bytes);
    this.position -= bytes.length;
  }

  async peek(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let size = 0;
    while (size < length) {
      const part = await this.#next();
      if (part === null) break;
      parts.push(part);
      size += part.length;
    }
    const all = parts.length === 1 ? parts[0]! : joined(parts, size);
    this.unread(all);
    return all;
  }

  async take(length: number, head: Uint8Array = new Uint8Array(0)): Promise<Uint8Array> {
    const parts = [head];
    let size = head.length;
    const isKnown = this.size !== undefined && length - size <= this.size - this.position;
    while (size < length && !isKnown && length > FREE && length > TRUST * size) {
      const part = await this.#atMost(length - size);
      if (part === null) return joined(parts, size);
      parts.push(part);
      size += part.length;
    }
    const memory = joined(parts, length);
    while (size < length) {
      const count = await this.#fill(memory.subarray(size, Math.min(size + PIECE, length)));
      if (count === 0) return memory.slice(0, size);
      size += count;
    }
    return memory;
  }

  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0) {
      if (this.#waiting.length === 0 && this.#chunks.skip !== undefined && this.size !== undefined) {
        const jump = Math.min(left, this.size - this.position);
        this.#chunks.skip(jump);
        this.position += jump;
        return length - left + jump;
      }
      const part = await this.#atMost(left);
      if (part === null) break;
      left -= part.length;
    }
    return length - left;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    // What fails while it is given up has no say any more.
    const cancelled = this.#chunks.cancel(this.#signal?.reason).catch(() => {});
    if (this.#reject === null) await cancelled;
    // What hangs would hang this, too, and who waits for it.
    else this.#reject(new SourceError(`${this.#chunks.name} was closed`, { offset: this.position }));
  }

  /** Reports the end. */
  finish(): void {
    this.#progress?.at(this.position, true);
    this.#chunks.finish?.();
  }

  async #next(): Promise<Uint8Array | null> {
    const waiting = this.#waiting.pop();
    if (waiting !== undefined) {
      this.position += waiting.length;
      return waiting;
    }
    for (;;) {
      const chunk = await this.#wait(() => this.#chunks.next(this.#signal));
      if (chunk === null) return null;
      const bytes = asBytes(chunk as BytesLike, `each chunk of ${this.#chunks.name}`);
      this.#moved(bytes.length);
      if (bytes.length > 0) return this.#copies ? bytes.slice() : bytes;
    }
  }

  /** The next chunk, or as much of it. */
  async #atMost(length: number): Promise<Uint8Array | null> {
    const chunk = await this.#next();
    if (chunk === null || chunk.length <= length) return chunk;
    this.unread(chunk.subarray(length));
    return chunk.subarray(0, length);
  }

  /** Reads to the start of the memory; gives how many bytes. */
  async #fill(target: Uint8Array): Promise<number> {
    if (this.#waiting.length === 0 && this.#chunks.fill !== undefined) {
      const count = await this.#wait(() => this.#chunks.fill!(target, this.#signal));
      this.#moved(count);
      return count;
    }
    const part = await this.#atMost(target.length);
    if (part === null) return 0;
    target.set(part);
    return part.length;
  }

  #moved(length: number): void {
    this.position += length;
    this.#progress?.at(this.position);
  }

  /** What the source gives, if nobody aborts before; what it throws is told with where that was. */
  async #wait<T>(ask: () => Promise<T>): Promise<T> {
    const signal = this.#signal;
    signal?.throwIfAborted();
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#reject = reject;
        ask().then(resolve, reject);
      });
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof PickleError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new SourceError(
        `reading ${this.#chunks.name} failed: ${why}. Nothing was loaded: try again from the start`,
        { offset: this.position, cause: error },
      );
    } finally {
      if (signal?.aborted !== true) this.#reject = null;
    }
  }
}
