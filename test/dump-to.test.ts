/** What `dumpTo` does to a stream: its bytes are those of `dumps`, which test/python judges. */

import { expect, test } from 'vitest';
import { dumps, dumpTo, NumpyArray, PicklingError, SinkError } from '../src/index.ts';

interface Sink {
  readonly stream: WritableStream<Uint8Array<ArrayBuffer>>;
  readonly chunks: Uint8Array<ArrayBuffer>[];
  /** What happened to it: `'close'`, or why it was aborted. */
  readonly ends: unknown[];
  /** How many chunks it was given, taken or not. */
  queued: number;
}

function sink(take: (count: number) => Promise<void> | void = () => {}, highWaterMark = 1): Sink {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const ends: unknown[] = [];
  const result: Sink = {
    chunks,
    ends,
    queued: 0,
    stream: new WritableStream(
      {
        write: (chunk) => {
          chunks.push(chunk);
          return take(chunks.length);
        },
        close: () => void ends.push('close'),
        abort: (reason) => void ends.push(reason),
      },
      {
        highWaterMark,
        size: () => {
          result.queued++;
          return 1;
        },
      },
    ),
  };
  return result;
}

const floats = NumpyArray.from(Float64Array.from({ length: 300_000 }, (_, i) => Math.sqrt(i)));
const value = {
  floats,
  turned: floats.slice('::-1'),
  list: Array.from({ length: 100_000 }, (_, i) => `${i}`),
};

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error,
  );

test.each([0, 2, 4, 5] as const)(
  'protocol %i: the bytes of dumps, and the stream is closed',
  async (protocol) => {
    const { stream, chunks, ends } = sink();
    await dumpTo(stream, value, { protocol });
    expect(Buffer.concat(chunks).equals(dumps(value, { protocol }))).toBe(true);
    expect(ends).toEqual(['close']);
    expect(stream.locked).toBe(false);
  },
);

test('blocks are at most 256 KiB, and memory that the sink may transfer', async () => {
  const { stream, chunks } = sink((count) => {
    chunks[count - 1] = structuredClone(chunks[count - 1]!, { transfer: [chunks[count - 1]!.buffer] });
  });
  await dumpTo(stream, value);
  expect(Math.max(...chunks.map(({ buffer }) => buffer.byteLength))).toBe(2 ** 18);
  expect(floats.get(299_999)).toBe(Math.sqrt(299_999));
  expect(Buffer.concat(chunks).equals(dumps(value))).toBe(true);
});

// Node's own streams ask for thousands of chunks, whatever their size.
test.each([
  [1, 1],
  [16_384, 4],
])('of a stream that asks for %i chunks, no more than %i wait', async (highWaterMark, most) => {
  let release = () => {};
  const slow = sink(
    (count) =>
      count === 1
        ? new Promise<void>((resolve) => {
            release = resolve;
          })
        : undefined,
    highWaterMark,
  );
  const writing = dumpTo(slow.stream, value);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(slow.queued).toBe(most);
  release();
  await writing;
  expect(Buffer.concat(slow.chunks).equals(dumps(value))).toBe(true);
});

test('preventClose leaves it open for more', async () => {
  const { stream, chunks, ends } = sink();
  await dumpTo(stream, 1, { preventClose: true });
  await dumpTo(stream, 'two');
  expect(Buffer.concat(chunks).equals(Buffer.concat([dumps(1), dumps('two')]))).toBe(true);
  expect(ends).toEqual(['close']);
});

test('progress is told at the end, and never backwards', async () => {
  const told: number[] = [];
  const slow = sink(() => new Promise((resolve) => setTimeout(resolve, 20)));
  await dumpTo(slow.stream, value, { onProgress: ({ bytesWritten }) => void told.push(bytesWritten) });
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(told.at(-1)).toBe(dumps(value).length);
  expect(told.length).toBeGreaterThan(2);
});

test('a stream that fails midway is told with its own error', async () => {
  const cause = new Error('the line went dead');
  const { stream, ends } = sink((count) => {
    if (count === 3) throw cause;
  });
  const error = (await rejection(dumpTo(stream, value))) as SinkError;
  expect(error).toBeInstanceOf(SinkError);
  expect(error.message).toMatch(/^the stream failed: the line went dead, after \d+ bytes$/);
  expect(error.offset).toBeLessThanOrEqual(4 * 2 ** 18);
  expect(error.cause).toBe(cause);
  expect([ends, stream.locked]).toEqual([[], false]);
});

test.each([false, true])('one whose last write fails, too (preventClose: %s)', async (preventClose) => {
  const { stream } = sink(() => Promise.reject(new Error('no')));
  const error = await rejection(dumpTo(stream, null, { preventClose }));
  expect(error).toBeInstanceOf(SinkError);
  expect(stream.locked).toBe(false);
});

test('a value that can not be pickled aborts the stream', async () => {
  const { stream, ends } = sink();
  const error = await rejection(dumpTo(stream, [floats, { a: Symbol('s') }]));
  expect(error).toBeInstanceOf(PicklingError);
  expect(String((error as PicklingError).path)).toBe('[1].a');
  expect(ends).toEqual([error]);
  expect(stream.locked).toBe(false);
});

test('an abort while the sink waits', async () => {
  const stuck = sink((count) =>
    count === 2 ? new Promise((resolve) => setTimeout(resolve, 300)) : undefined,
  );
  const controller = new AbortController();
  const reason = new Error('enough');
  const writing = rejection(dumpTo(stuck.stream, value, { signal: controller.signal }));
  setTimeout(() => controller.abort(reason), 30);
  expect(await writing).toBe(reason);
  expect(stuck.ends).toEqual([reason]);
  expect(stuck.chunks.length).toBe(2);
  expect(stuck.stream.locked).toBe(false);
});

test('an abort where the sink never waits', async () => {
  const { stream, ends, chunks } = sink(() => void chunks.splice(0));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 60);
  const views = Array.from({ length: 400 }, () => floats.slice('1:'));
  const error = await rejection(dumpTo(stream, views, { signal: controller.signal }));
  expect(error).toBe(controller.signal.reason);
  expect(ends).toEqual([error]);
});

test('what is aborted already, or locked, is left alone', async () => {
  const { stream, chunks, ends } = sink();
  const reason = new Error('no');
  expect(await rejection(dumpTo(stream, value, { signal: AbortSignal.abort(reason) }))).toBe(reason);
  const writer = stream.getWriter();
  expect(await rejection(dumpTo(stream, value))).toBeInstanceOf(TypeError);
  writer.releaseLock();
  expect(await rejection(dumpTo(stream, value, { protocol: 7 as 5 }))).toBeInstanceOf(TypeError);
  expect([chunks, ends, stream.locked]).toEqual([[], [], false]);
});
