/** Arrays in another thread: a real one, with a program of its own. */

import { once } from 'node:events';
import { type TransferListItem, Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ArrayInterface, dumps, loads, NumpyArray } from '../../src/index.ts';

/** Answers with what it makes of an array; the memory goes and comes back, where it can. */
const PROGRAM = `
  import { parentPort } from 'node:worker_threads';
  import { dumps, NumpyArray } from './src/index.ts';
  parentPort.on('message', (description) => {
    const array = NumpyArray.fromInterface(description);
    const told = { text: String(array), dtype: String(array.dtype), strides: array.strides, pickle: dumps(array) };
    if (array.dtype.name === 'float32') array.set(40, 1, 0);
    const back = array.arrayInterface();
    const { buffer } = array;
    parentPort.postMessage({ told, back }, buffer instanceof SharedArrayBuffer ? [] : [buffer]);
  });
`;

interface Answer {
  readonly told: { text: string; dtype: string; strides: number[]; pickle: Uint8Array };
  readonly back: ArrayInterface;
}

let worker: Worker;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: '.' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  worker = new Worker(outputFiles[0]!.text, { eval: true });
});

afterAll(() => worker.terminate());

async function ask(array: NumpyArray, transfer: TransferListItem[]): Promise<Answer> {
  worker.postMessage(array.arrayInterface(), transfer);
  const [answer] = await once(worker, 'message');
  return answer as Answer;
}

test('an array whose buffer is transferred is rebuilt there, and comes back with what was written', async () => {
  const whole = NumpyArray.from([1, 2, 3, 4, 5, 6], { dtype: 'float32', shape: [3, 2] });
  const array = whole.slice('::-1').transpose();
  const expected = String(array);
  const { told, back } = await ask(array, [array.buffer as ArrayBuffer]);
  expect(told.text).toBe(expected);
  expect(told.strides).toEqual([4, -8]);
  expect(array.buffer.byteLength).toBe(0);
  expect(() => array.get(0, 0)).toThrow(TypeError);
  const again = NumpyArray.fromInterface(back);
  expect(again.toArray()).toEqual([
    [5, 3, 1],
    [40, 4, 2],
  ]);
  expect((loads(told.pickle) as NumpyArray).toArray()).toEqual([
    [5, 3, 1],
    [6, 4, 2],
  ]);
});

test.each([
  ['M8[25s]', [1, -2, 3]],
  ['U3', ['a', 'bcd', '']],
  ['>c16', [1, 2]],
  [
    [
      ['at', 'M8[s]'],
      ['position', '>f4', [2]],
    ] as const,
    null,
  ],
] as const)('its data type arrives wholly: %j', async (type, values) => {
  const array =
    values === null
      ? new NumpyArray({ buffer: new ArrayBuffer(32), dtype: type as never, shape: [2] })
      : NumpyArray.from(values as readonly unknown[], { dtype: type as never });
  const [text, dtype, pickle] = [String(array), String(array.dtype), dumps(array)];
  const { told } = await ask(array, [array.buffer as ArrayBuffer]);
  expect([told.text, told.dtype]).toEqual([text, dtype]);
  expect(Buffer.from(told.pickle)).toEqual(Buffer.from(pickle));
});

test('shared memory is in both threads at once', async () => {
  const array = new NumpyArray({ buffer: new SharedArrayBuffer(16), dtype: 'float32', shape: [2, 2] });
  const { back } = await ask(array, []);
  expect(array.get(1, 0)).toBe(40);
  array.set(7, 0, 1);
  expect(NumpyArray.fromInterface(back).toArray()).toEqual([
    [0, 7],
    [40, 0],
  ]);
});
