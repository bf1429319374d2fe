/**
 * gzip and zlib, chunk by chunk: by Node's own zlib where there is one, which takes half the time of the platform's
 * streams and knows levels; else by those.
 */

import { type NodeTransform, nodeZlib } from './node-zlib.ts';

export type ZlibFormat = 'gzip' | 'zlib';

/** 1: quickest, to 9: smallest. */
export type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** The platform's names. */
const PLATFORM = { gzip: 'gzip', zlib: 'deflate' } as const;

/** Bytes that come out at a time, at most. */
const CHUNK = 2 ** 18;

/** Bytes that go in at a time: a payload comes whole. */
const SLICE = 2 ** 20;

/** Expands a stream of compressed bytes. */
export function inflated(
  compressed: ReadableStream<Uint8Array<ArrayBuffer>>,
  format: ZlibFormat,
): ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> {
  const zlib = nodeZlib();
  if (zlib === null) return compressed.pipeThrough(new DecompressionStream(PLATFORM[format]));
  const options = { chunkSize: CHUNK };
  const transform = format === 'gzip' ? zlib.createGunzip(options) : zlib.createInflate(options);
  return through(transform, chunksOf(compressed));
}

/** Compresses chunks; the platform's streams have a level of their own. */
export function deflated(
  chunks: Iterable<Uint8Array>,
  format: ZlibFormat,
  level: Level,
): AsyncIterable<Uint8Array> {
  const zlib = nodeZlib();
  if (zlib === null)
    return chunksOf(streamOf(slices(chunks)).pipeThrough(new CompressionStream(PLATFORM[format])));
  const options = { level, chunkSize: CHUNK };
  const transform = format === 'gzip' ? zlib.createGzip(options) : zlib.createDeflate(options);
  return through(transform, slices(chunks));
}

/** What comes out of one of Node's streams. Given up early, it stops what goes in. */
async function* through(
  transform: NodeTransform,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isOver = false;
  let goOn = (): void => {};
  transform.on('drain', () => goOn());
  transform.on('close', () => {
    isOver = true;
    goOn();
  });
  const send = async () => {
    try {
      for await (const chunk of chunks) {
        if (isOver) return;
        if (transform.write(chunk)) continue;
        await new Promise<void>((resolve) => {
          goOn = resolve;
          if (isOver) resolve();
        });
      }
      transform.end();
    } catch (error) {
      transform.destroy(error);
    }
  };
  const sent = send();
  try {
    yield* transform;
  } finally {
    isOver = true;
    transform.destroy();
    await sent;
  }
}

/** Not every browser's streams are async iterable. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

function streamOf(chunks: Iterator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      pull(controller) {
        const { done, value } = chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}

function* slices(chunks: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
  for (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += SLICE)
      yield chunk.subarray(at, at + SLICE) as Uint8Array<ArrayBuffer>;
}
