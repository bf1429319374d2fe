import { SourceError } from '../errors.ts';
import { asBytes, type BytesLike } from '../values/bytes-like.ts';
import { blobSource } from './blob.ts';
import type { Chunks } from './byte-reader.ts';
import { type ByteSource, isByteSource } from './byte-source.ts';
import { IterableChunks } from './iterable.ts';
import { memoryChunks, memorySource } from './memory.ts';
import { SourceChunks } from './source-chunks.ts';
import { StreamChunks } from './stream.ts';
import { placeOf } from './url.ts';

/** What can be read: bytes in memory, a file, an answer of `fetch`, a stream, or what yields chunks of bytes. */
export type Source =
  | BytesLike
  | ByteSource
  | Blob
  | Response
  | ReadableStream<Uint8Array>
  | AsyncIterable<BytesLike>
  | Iterable<BytesLike>;

/** By their shape: a Blob of another realm, or of a library, is one, too. */
const isBlob = (value: object): value is Blob =>
  'slice' in value && 'arrayBuffer' in value && 'size' in value;
const isResponse = (value: object): value is Response =>
  'body' in value && 'headers' in value && 'status' in value;
const isStream = (value: object): value is ReadableStream<Uint8Array> => 'getReader' in value;

function responseChunks(response: Response): Chunks {
  const { ok, status, statusText, url, headers, body, bodyUsed } = response;
  const name = url === '' ? 'the response' : `the response of ${placeOf(url)}`;
  if (!ok) {
    // Its body would keep the connection.
    if (body?.locked === false) body.cancel().catch(() => {});
    throw new SourceError(`${name} is no file: the server answered ${`${status} ${statusText}`.trim()}`, {
      offset: 0,
    });
  }
  if (bodyUsed) throw new TypeError(`${name} was read already: its body can be read once`);
  if (body === null) return memoryChunks(new Uint8Array(0));
  // With an encoding it counts what came over the wire, and the stream gives more.
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  return new StreamChunks(body, name, length === null ? undefined : Number(length));
}

const isMemory = (value: object): value is BytesLike =>
  ArrayBuffer.isView(value) ||
  /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));

/** What can be read at any place; undefined where there is only one way through it. `verb`: who asks. */
export function byteSourceOf(source: Source, verb: string): ByteSource | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  if (isMemory(source)) return memorySource(asBytes(source, verb));
  if (isByteSource(source)) return source;
  return isBlob(source) ? blobSource(source) : undefined;
}

/** `verb`: who asks, for the TypeError for anything else. */
export function chunksOf(source: Source, verb: string): Chunks {
  if (typeof source === 'object' && source !== null) {
    if (isMemory(source)) return memoryChunks(asBytes(source, verb));
    if (isByteSource(source)) return new SourceChunks(source);
    if (isBlob(source)) return new SourceChunks(blobSource(source));
    if (isResponse(source)) return responseChunks(source);
    if (isStream(source)) return new StreamChunks(source);
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return new IterableChunks(source);
  }
  const remedy =
    typeof source === 'string'
      ? 'For a URL pass await fetch(url), or urlSource(url); for a path use loadFile of ndarray-pickle/node'
      : 'Pass bytes, a Blob, a Response, a ReadableStream, an async iterable of bytes, or a ByteSource';
  const given = source === null ? 'null' : typeof source;
  throw new TypeError(`${verb} can't read from a ${given}. ${remedy}`);
}
