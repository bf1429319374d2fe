/** Loads what it is sent, adds what it finds, and sends an array's memory on. */

import { arrayAt, loads, type NumpyArray } from '../../src/index.ts';

self.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
  const array: NumpyArray = arrayAt(loads(data), 'weights');
  const sum = array.as('float32').data.reduce((total, value) => total + value, 0);
  const buffer = array.copy().buffer;
  self.postMessage({ sum, dtype: array.dtype.str, shape: array.shape, buffer }, { transfer: [buffer] });
};
