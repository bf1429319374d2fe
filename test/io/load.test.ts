/** `load` gives what `loads` gives, from wherever the bytes come. */

import { describe, expect, it } from 'vitest';
import { dumps, load, NumpyArray, type Source } from '../../src/index.ts';
import { memorySource, streamOf } from './sources.ts';

const value = new Map<string, unknown>([
  ['name', 'north'],
  ['small', NumpyArray.from([1, 2, 3], { dtype: '<f8' })],
  ['large', NumpyArray.from(Float64Array.from({ length: 100_000 }, (_, i) => i / 3))],
  ['list', Array.from({ length: 5000 }, (_, i) => i * 1.5)],
]);
const pickle = dumps(value);

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function* later(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* pieces(bytes, size);
}

const sources: Record<string, (bytes: Uint8Array, size: number) => Source> = {
  bytes: (bytes) => bytes,
  'an ArrayBuffer': (bytes) => bytes.slice().buffer,
  'a ByteSource': (bytes) => memorySource(bytes),
  'a ByteSource with readInto': (bytes) => memorySource(bytes, true),
  'a Blob': (bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>]),
  'a Response': (bytes) => new Response(bytes as Uint8Array<ArrayBuffer>),
  'a ReadableStream': (bytes, size) => streamOf(pieces(bytes, size)),
  'an async iterable': later,
  'an iterable': pieces,
};

describe.each(Object.entries(sources))('%s', (_, source) => {
  it.each([17, 1000, 70_000])('by chunks of %i bytes', async (size) => {
    const loaded = await load(source(pickle, size));
    expect(Buffer.compare(dumps(loaded), pickle)).toBe(0);
  });
});
