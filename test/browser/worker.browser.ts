/** Pickles in a worker, and memory that moves between the two. */

import { expect, test } from 'vitest';
import { dumps, NumpyArray } from '../../src/index.ts';

test('a worker loads a pickle and gives an array back', async () => {
  const weights = Float32Array.from({ length: 6 }, (_, i) => i / 2);
  const pickle = dumps(new Map([['weights', NumpyArray.from(weights, { shape: [2, 3] })]]));
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  try {
    const { sum, ...parts } = await new Promise<{
      sum: number;
      dtype: string;
      shape: number[];
      buffer: ArrayBuffer;
    }>((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(pickle, [pickle.buffer]);
    });
    expect(pickle.byteLength).toBe(0);
    expect(sum).toBe(7.5);
    expect(new NumpyArray(parts).toArray()).toEqual([
      [0, 0.5, 1],
      [1.5, 2, 2.5],
    ]);
  } finally {
    worker.terminate();
  }
});
