/**
 * Deflated bytes, as zip holds them: by Node's zlib where there is one, else by the platform's streams. Those know raw
 * deflate in new browsers only, but gzip in all: gzip is raw deflate between ten bytes and the CRC-32 and size, all of
 * which a zip file tells.
 *
 * Source: RFC 1951, RFC 1952
 */

import { crc32 } from './crc32.ts';
import { nodeZlib } from './node-zlib.ts';

/** A group of 258 bytes takes two bits at least. */
export const MAX_RATIO = 1032;

/** Above this, Node's zlib would need one piece of memory for all of it twice. */
const MOST_AT_ONCE = 2 ** 30;

/** Bytes up to this share memory with others in Node. */
const NODE_POOL = 4096;

/** Bytes that are given to a stream at once. */
const SLICE = 1 << 20;

const GZIP_HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff] as const;

export interface Deflated {
  /** Bytes when expanded. */
  readonly size: number;
  /** CRC-32 of the expanded bytes. */
  readonly crc: number;
}

/**
 * Expands deflated bytes in memory of their own. No more than `size` bytes are ever made.
 *
 * @throws Error where they are malformed, or have another size or CRC-32.
 */
export async function inflate(bytes: Uint8Array, { size, crc }: Deflated): Promise<Uint8Array> {
  const zlib = nodeZlib();
  if (zlib === null || bytes.length > MOST_AT_ONCE || size > MOST_AT_ONCE)
    return inflateStream(bytes, { size, crc });
  // A byte more, so that zlib need not ask for more room to find the end.
  const options = { chunkSize: Math.max(size + 1, 64), maxOutputLength: Math.max(size, 1) };
  const made = await new Promise<Uint8Array>((resolve, reject) => {
    zlib.inflateRaw(bytes, options, (error, result) => {
      if (error === null) resolve(result);
      else reject(error.code === 'ERR_BUFFER_TOO_LARGE' ? tooMany(size) : error);
    });
  });
  if (made.length !== size) throw new Error(`it expands to ${made.length} bytes, expected ${size}`);
  checkCrc(crc32(made), crc);
  const { buffer, byteOffset, length } = made;
  // Not `slice`: that of a Buffer gives a view.
  return length <= NODE_POOL ? new Uint8Array(made) : new Uint8Array(buffer, byteOffset, length);
}

/** @throws Error where they differ. */
export function checkCrc(found: number, expected: number): void {
  if (found === expected) return;
  const hex = (sum: number) => sum.toString(16).padStart(8, '0');
  throw new Error(`its CRC-32 is ${hex(found)}, expected ${hex(expected)}`);
}

const tooMany = (size: number) => new Error(`it expands to more than ${size} bytes`);

/** {@link inflate} by the platform's stream, which checks the CRC-32 itself. */
export async function inflateStream(bytes: Uint8Array, { size, crc }: Deflated): Promise<Uint8Array> {
  const target = new Uint8Array(size);
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, size % 2 ** 32, true);
  let at = 0;
  await through(new DecompressionStream('gzip'), [Uint8Array.from(GZIP_HEADER), bytes, trailer], (chunk) => {
    if (at + chunk.length > size) throw tooMany(size);
    target.set(chunk, at);
    at += chunk.length;
    return true;
  });
  if (at !== size) throw new Error(`it expands to ${at} bytes, expected ${size}`);
  return target;
}

/** The first bytes that deflated bytes expand to, of which there may be no more than their beginning: `wanted` or more, where there are. */
export async function inflateStart(bytes: Uint8Array, wanted: number): Promise<Uint8Array> {
  const zlib = nodeZlib();
  if (zlib !== null) {
    // 2: what is there, though the end is missing.
    const options = { finishFlush: 2 };
    return new Promise<Uint8Array>((resolve, reject) => {
      zlib.inflateRaw(bytes, options, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    await through(new DecompressionStream('gzip'), [Uint8Array.from(GZIP_HEADER), bytes], (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      return size < wanted;
    });
  } catch (error) {
    // Its end is missing, where this is but the beginning.
    if (size === 0) throw error;
  }
  return concatenated(chunks, size);
}

/** Deflates pieces as one; gives the result in pieces, and the CRC-32 of what went in. */
export async function deflate(
  pieces: readonly Uint8Array[],
): Promise<{ readonly pieces: Uint8Array[]; readonly crc: number }> {
  const zlib = nodeZlib();
  if (zlib === null) return deflateStream(pieces);
  const made: Uint8Array[] = [];
  await new Promise<void>((resolve, reject) => {
    const stream = zlib.createDeflateRaw();
    stream.on('data', (chunk) => made.push(chunk));
    stream.on('end', resolve);
    stream.on('error', reject);
    for (const piece of pieces) for (const slice of slices(piece)) stream.write(slice);
    stream.end();
  });
  return { pieces: made, crc: pieces.reduce((sum, piece) => crc32(piece, sum), 0) };
}

/** {@link deflate} by the platform's stream. */
export async function deflateStream(
  pieces: readonly Uint8Array[],
): Promise<{ readonly pieces: Uint8Array[]; readonly crc: number }> {
  const made: Uint8Array[] = [];
  await through(new CompressionStream('gzip'), pieces, (chunk) => {
    made.push(chunk);
    return true;
  });
  const whole = concatenated(
    made,
    made.reduce((size, chunk) => size + chunk.length, 0),
  );
  const crc = new DataView(whole.buffer).getUint32(whole.length - 8, true);
  return { pieces: [whole.subarray(GZIP_HEADER.length, -8)], crc };
}

/** Sends pieces through a stream, until `take` has enough of what comes out. */
async function through(
  stream: { readonly readable: ReadableStream<Uint8Array>; readonly writable: WritableStream },
  pieces: readonly Uint8Array[],
  take: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const writer = stream.writable.getWriter();
  const send = async () => {
    for (const piece of pieces) for (const slice of slices(piece)) await writer.write(slice);
    await writer.close();
  };
  // What fails there fails the reader, too.
  send().catch(() => {});
  const reader = stream.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (!take(value)) break;
    }
    await reader.cancel();
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += SLICE)
    yield bytes.subarray(at, at + SLICE) as Uint8Array<ArrayBuffer>;
}

function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
