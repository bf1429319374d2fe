import { LimitError, PickleError, SourceError } from '../errors.ts';
import type { BytesLike } from '../values/bytes-like.ts';
import type { ByteReader, Chunks } from './byte-reader.ts';
import { IterableChunks } from './iterable.ts';
import { type Compression, compressionOf } from './magic.ts';
import { Reader, type ReaderOptions } from './reader.ts';
import { StreamChunks } from './stream.ts';
import { inflated } from './zlib-streams.ts';

/** Expands what is compressed, chunk by chunk: `(stream) => stream.pipeThrough(…)`, or a generator of chunks. */
export type Decompressor = (
  compressed: ReadableStream<Uint8Array<ArrayBuffer>>,
) => ReadableStream<Uint8Array> | AsyncIterable<BytesLike> | Iterable<BytesLike>;

export type Decompressors = { readonly [compression in Compression]?: Decompressor };

export interface ExpandOptions extends ReaderOptions {
  /** What expands files that are compressed so. gzip and zlib need none. */
  decompressors?: Decompressors | undefined;
  /** Bytes that a file may expand to. By default 64 for each that it has, and 256 MiB; a greater limit allows it as many. */
  maxBytes?: number | undefined;
}

/** A compressed file earns so many bytes for each that was read, and these beside. */
const EARNED = 64;
const GRANTED = 0x1000_0000;

const platform = (): Decompressors =>
  typeof DecompressionStream === 'undefined'
    ? {}
    : { gzip: (stream) => inflated(stream, 'gzip'), zlib: (stream) => inflated(stream, 'zlib') };

/** By a package that expands a whole file. */
const byWhole = (format: string, name: string, call: string): string =>
  `Such as by the package '${name}': { async *${format}(stream) { yield ${call}(await new Response(stream).arrayBuffer())); } }`;

const REMEDIES: { readonly [compression in Compression]?: string } = {
  bz2: /* @__PURE__ */ byWhole('bz2', 'seek-bzip', 'Bunzip.decode(Buffer.from'),
  lzma: /* @__PURE__ */ byWhole('lzma', 'lzma1', 'decompress(new Uint8Array'),
  lz4: /* @__PURE__ */ byWhole('lz4', 'lz4-napi', 'await decompressFrame(Buffer.from'),
  xz: "Such as by the package 'xz-decompress': { xz: (stream) => new XzReadableStream(stream) }",
  zip: "The arrays of an .npz file are read by readNpz of 'ndarray-pickle/npy'",
};

/** The reader itself, or where it reads a compressed file, one of what that expands to. Closing that closes both. */
export async function expanded(reader: Reader, options: ExpandOptions): Promise<Reader> {
  const compression = await magicOf(reader);
  if (compression === null) return reader;
  const decompressor = { ...platform(), ...options.decompressors }[compression];
  if (decompressor === undefined)
    throw new SourceError(
      `the file is compressed by ${compression}, for which there is no decompressor: pass { decompressors: { ${compression}: (stream) => … } }. ${REMEDIES[compression] ?? ''}`.trim(),
      { offset: 0 },
    );
  const { signal, copies = false } = options;
  return new Reader(new ExpandedChunks(reader, compression, decompressor, options.maxBytes), {
    signal,
    copies,
  });
}

async function magicOf(reader: ByteReader): Promise<Compression | null> {
  let head = await reader.peek(1);
  for (;;) {
    const found = compressionOf(head);
    if (typeof found !== 'number') return found;
    const { length } = head;
    head = await reader.peek(found);
    if (head.length === length) return null;
  }
}

class ExpandedChunks implements Chunks {
  readonly name: string;
  readonly size = undefined;
  readonly isBorrowed = true;
  readonly #reader: Reader;
  readonly #chunks: Chunks;
  readonly #maxBytes: number;
  #count = 0;
  /** What reading the compressed file threw: it comes out of the decompressor as that likes. */
  #failure: unknown = null;

  constructor(reader: Reader, compression: Compression, decompressor: Decompressor, maxBytes = 0) {
    this.name = `what the ${compression} data expands to`;
    this.#reader = reader;
    this.#maxBytes = maxBytes;
    const expanding = decompressor(this.#stream());
    this.#chunks = 'getReader' in expanding ? new StreamChunks(expanding) : new IterableChunks(expanding);
  }

  async next(): Promise<unknown> {
    const chunk = await this.#expand();
    if (chunk === null) return null;
    this.#count += (chunk as BytesLike).byteLength;
    const { position, size } = this.#reader;
    const most = Math.max(EARNED * (size ?? position) + GRANTED, this.#maxBytes);
    if (this.#count > most)
      throw new LimitError(
        `the file expands to more than ${most} bytes, of which ${position} bytes were read: raise limits.maxBytes if you trust it`,
        'maxBytes',
        { offset: this.#count, opcode: null },
      );
    return chunk;
  }

  finish(): void {
    this.#reader.finish();
  }

  async cancel(reason?: unknown): Promise<void> {
    await Promise.all([this.#chunks.cancel(reason), this.#reader.close()]);
  }

  async #expand(): Promise<unknown> {
    try {
      return await this.#chunks.next();
    } catch (error) {
      if (this.#failure !== null) throw this.#failure;
      if (error instanceof PickleError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new SourceError(`${this.name} can't be read: ${why}. The file is damaged or truncated`, {
        offset: this.#reader.position,
        cause: error,
      });
    }
  }

  #stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream(
      {
        pull: async (controller) => {
          try {
            const chunk = await this.#reader.read();
            if (chunk === null) controller.close();
            else controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
          } catch (error) {
            this.#failure = error;
            controller.error(error);
          }
        },
        cancel: () => this.#reader.close(),
      },
      { highWaterMark: 0 },
    );
  }
}
