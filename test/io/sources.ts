/** The same bytes, from wherever bytes can come. */

import { Readable } from 'node:stream';
import { deflateSync, gzipSync } from 'node:zlib';
import { type ByteSource, type Fetch, type Source, urlSource } from '../../src/index.ts';

/** Bytes in memory, as a source that says no more than it must. */
export function memorySource(bytes: Uint8Array, canFill = false): ByteSource {
  const source: ByteSource = {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
  };
  if (!canFill) return source;
  return {
    ...source,
    readInto: async (target, offset) => {
      const part = bytes.subarray(offset, offset + Math.min(target.length, 100_000));
      target.set(part);
      return part.length;
    },
  };
}

/** A stream of these chunks. */
export function streamOf(chunks: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
  });
}

/** A `fetch` that answers with ranges of the bytes. */
export const fetchOf =
  (bytes: Uint8Array): Fetch =>
  async (_, { headers }) => {
    const [start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range')!)!.slice(1).map(Number) as [
      number,
      number,
    ];
    if (start >= bytes.length)
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } });
    const part = bytes.slice(start, end + 1);
    const range = `bytes ${start}-${start + part.length - 1}/${bytes.length}`;
    return new Response(part, { status: 206, headers: { 'content-range': range } });
  };

/** Chunks of the sizes that `next` gives. */
export function* pieces(bytes: Uint8Array, next: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = next();
    yield bytes.slice(at, at + size);
    at += size;
  }
}

async function* later(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

type MakeSource = (bytes: Uint8Array, next: () => number) => Source | Promise<Source>;

/** Those that give the bytes as they are. */
export const plainSources: Record<string, MakeSource> = {
  bytes: (bytes) => bytes,
  'an ArrayBuffer': (bytes) => bytes.slice().buffer,
  'a ByteSource': (bytes) => memorySource(bytes),
  'a ByteSource with readInto': (bytes) => memorySource(bytes, true),
  'a Blob': (bytes) => new Blob([bytes.slice()]),
  'a File': (bytes) => new File([bytes.slice()], 'a.pkl'),
  'a Response': (bytes) => new Response(bytes.slice()),
  'a Response of a stream': (bytes, next) => new Response(streamOf(pieces(bytes, next))),
  'a ReadableStream': (bytes, next) => streamOf(pieces(bytes, next)),
  'an async iterable': (bytes, next) => later(pieces(bytes, next)),
  'an iterable': pieces,
  'a Readable of Node': (bytes, next) => Readable.from(pieces(bytes, next)),
  'a URL': (bytes, next) => urlSource('http://host/a.pkl', { fetch: fetchOf(bytes), readAhead: next() }),
};

export const sources: Record<string, MakeSource> = {
  ...plainSources,
  'a stream of gzip': (bytes, next) => streamOf(pieces(gzipSync(bytes), next)),
  'a Blob of zlib': (bytes) => new Blob([deflateSync(bytes)]),
};
