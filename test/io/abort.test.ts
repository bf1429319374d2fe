/** Aborts, failures and progress: whatever happens, nothing stays open or locked. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type ByteSource,
  dumps,
  load,
  NumpyArray,
  type Progress,
  type SourceError,
} from '../../src/index.ts';
import { memorySource, pieces, streamOf } from './sources.ts';

const pickle = dumps([NumpyArray.from(new Float64Array(500_000).fill(1.5)), 'behind']);
const chunks = (size = 60_000) => pieces(pickle, () => size);

/** A source that never goes on after `count` chunks, and what became of it. */
const stalled = {
  stream(count: number) {
    const state = { closed: 'no' as unknown, stream: null as ReadableStream<Uint8Array> | null };
    const source = chunks();
    let given = 0;
    state.stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) =>
          given++ < count ? controller.enqueue(source.next().value as Uint8Array) : new Promise(() => {}),
        cancel: (reason) => {
          state.closed = reason;
        },
      },
      { highWaterMark: 0 },
    );
    return { state, source: state.stream };
  },
};

describe('an abort', () => {
  it.each([0, 1, 5])('behind %i chunks of a stream that hangs', async (count) => {
    const { state, source } = stalled.stream(count);
    const controller = new AbortController();
    const loading = load(source, { signal: controller.signal });
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 20);
    await expect(loading).rejects.toBe(reason);
    expect([state.closed, source.locked]).toEqual([reason, false]);
  });

  it('before it begins', async () => {
    const { state, source } = stalled.stream(0);
    await expect(load(source, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect([state.closed, source.locked]).toEqual(['no', false]);
  });

  it('of an async iterable that hangs, and of one that does not', async () => {
    let closed = 0;
    async function* slowly() {
      try {
        for (const chunk of chunks(1000)) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          yield chunk;
        }
      } finally {
        closed++;
      }
    }
    await expect(load(slowly(), { signal: AbortSignal.timeout(30) })).rejects.toThrow(
      'aborted due to timeout',
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(closed).toBe(1);
    const forever = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    await expect(load(forever, { signal: AbortSignal.timeout(10) })).rejects.toThrow(
      'aborted due to timeout',
    );
  });

  it('of a ByteSource, which gets the signal, and of what is compressed', async () => {
    let got: AbortSignal | undefined;
    const source: ByteSource = {
      size: 100,
      read: (_, __, signal) => {
        got = signal;
        return new Promise(() => {});
      },
    };
    const signal = AbortSignal.timeout(10);
    await expect(load(source, { signal })).rejects.toThrow('aborted due to timeout');
    expect(got).toBe(signal);
    const { state, source: stream } = stalled.stream(3);
    const gzip = stream.pipeThrough(
      new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>,
    );
    await expect(load(gzip, { signal: AbortSignal.timeout(50) })).rejects.toThrow('aborted due to timeout');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(state.closed).not.toBe('no');
  });

  it('between two chunks, by what onProgress calls', async () => {
    const controller = new AbortController();
    let given = 0;
    async function* slowly() {
      for (const chunk of chunks(1000)) {
        given++;
        await new Promise((resolve) => setTimeout(resolve, 60));
        yield chunk;
      }
    }
    const onProgress = () => controller.abort('seen enough');
    await expect(load(slowly(), { signal: controller.signal, onProgress })).rejects.toBe('seen enough');
    expect(given).toBeLessThan(5);
  });
});

describe('a source that fails', () => {
  const cause = new Error('the cable is out');

  it('a stream, midway', async () => {
    const source = chunks();
    let given = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        given++ < 3 ? controller.enqueue(source.next().value as Uint8Array) : controller.error(cause),
    });
    const error = (await load(stream).catch((e) => e)) as SourceError;
    expect([error.name, error.message, error.offset, error.cause]).toEqual([
      'SourceError',
      'reading the stream failed: the cable is out. Nothing was loaded: try again from the start, at byte 180000',
      180_000,
      cause,
    ]);
    expect(stream.locked).toBe(false);
  });

  it('an iterable, a ByteSource, each with its name', async () => {
    async function* failing() {
      yield pickle.subarray(0, 500);
      throw cause;
    }
    await expect(load(failing())).rejects.toThrow(
      'reading the source failed: the cable is out. Nothing was loaded: try again from the start, at byte 500',
    );
    const source = { ...memorySource(pickle), name: 'the tape', read: () => Promise.reject(cause) };
    await expect(load(source)).rejects.toThrow('reading the tape failed: the cable is out.');
    const greedy = { ...memorySource(pickle), read: async () => pickle };
    await expect(load(greedy)).rejects.toThrow(
      `the source gave ${pickle.length} bytes where 65536 were asked for, at byte 0`,
    );
  });

  it('one that is shorter than it says is a pickle cut short', async () => {
    for (const length of [10, 100_000]) {
      const source = { ...memorySource(pickle.slice(0, length)), size: pickle.length };
      await expect(load(source)).rejects.toThrow('the pickle is truncated');
    }
  });

  it('a pickle that is none cancels the stream, and unlocks it', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array([0xff])),
      cancel: () => {
        cancelled = true;
      },
    });
    await expect(load(stream)).rejects.toThrow('0xff is not a pickle opcode');
    expect([cancelled, stream.locked]).toEqual([true, false]);
  });

  it.each(['an async iterable', 'a stream'])(
    'what is bad ends the waiting for more of %s that is compressed',
    async (kind) => {
      async function* stalling() {
        yield new Uint8Array(gzipSync(new Uint8Array(300_000).fill(0xff)).subarray(0, 200));
        await new Promise(() => {});
      }
      let closed: unknown = 'no';
      const chunks = stalling();
      const stream = new ReadableStream<Uint8Array>(
        {
          pull: async (controller) => controller.enqueue((await chunks.next()).value!),
          cancel: (reason) => {
            closed = reason;
          },
        },
        { highWaterMark: 0 },
      );
      await expect(load(kind === 'a stream' ? stream : stalling())).rejects.toThrow(
        '0xff is not a pickle opcode',
      );
      if (kind === 'a stream') expect([closed, stream.locked]).toEqual([undefined, false]);
    },
  );

  it('what onProgress throws comes out', async () => {
    async function* slowly() {
      for (const chunk of chunks(1000)) {
        await new Promise((resolve) => setTimeout(resolve, 60));
        yield chunk;
      }
    }
    const onProgress = () => {
      throw cause;
    };
    await expect(load(slowly(), { onProgress })).rejects.toBe(cause);
  });
});

describe('progress', () => {
  it('comes at a humane rate, and at the end', async () => {
    const reports: Progress[] = [];
    const times: number[] = [];
    async function* slowly() {
      for (const chunk of chunks(100_000)) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        yield chunk;
      }
    }
    await load(slowly(), {
      onProgress: (progress) => {
        reports.push(progress);
        times.push(performance.now());
      },
    });
    expect(reports.at(-1)).toEqual({ bytesRead: pickle.length, totalBytes: undefined });
    expect(reports.length).toBeGreaterThan(1);
    for (const [i, time] of times.slice(1, -1).entries()) expect(time - times[i]!).toBeGreaterThan(99);
    expect(reports.map(({ bytesRead }) => bytesRead)).toEqual(
      reports.map(({ bytesRead }) => bytesRead).sort((a, b) => a - b),
    );
  });

  it('counts the bytes of a compressed file, and knows the size where the source does', async () => {
    const gzip = streamOf(chunks()).pipeThrough(
      new CompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>,
    );
    const packed = new Uint8Array(await new Response(gzip).arrayBuffer());
    const reports: Progress[] = [];
    await load(new Blob([packed]), { onProgress: (progress) => reports.push(progress) });
    expect(reports.at(-1)).toEqual({ bytesRead: packed.length, totalBytes: packed.length });
    await load(memorySource(pickle), { onProgress: (progress) => reports.push(progress) });
    expect(reports.at(-1)).toEqual({ bytesRead: pickle.length, totalBytes: pickle.length });
  });
});
