/** Views over every kind of ArrayBuffer, and what becomes of them when the buffer does. */

import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { type ArrayInterface, NumpyArray } from '../../src/index.ts';
import { toNdarray } from '../../src/ndarray.ts';
import { toStdlib } from '../../src/stdlib.ts';

interface Resizable extends ArrayBuffer {
  resize(length: number): void;
}
const resizable = (length: number, maxByteLength: number): Resizable =>
  new (ArrayBuffer as unknown as new (length: number, options: object) => Resizable)(length, {
    maxByteLength,
  });

const floats = (buffer: ArrayBufferLike) =>
  new NumpyArray({ buffer, dtype: 'float32', shape: [2, 2] }).as('float32');

test.each([
  ['an ArrayBuffer', () => new ArrayBuffer(16)],
  ['a SharedArrayBuffer', () => new SharedArrayBuffer(16)],
  ['a WebAssembly.Memory', () => new WebAssembly.Memory({ initial: 1 }).buffer],
  [
    'a shared WebAssembly.Memory',
    () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer,
  ],
  ['a resizable ArrayBuffer', () => resizable(16, 32)],
] as const)('%s is viewed by all three kinds of array', (_name, make) => {
  const buffer = make();
  const array = floats(buffer);
  const [nd, x] = [toNdarray(array, { copy: 'never' }), toStdlib(array, { copy: 'never' })];
  array.set(1, 0, 1);
  nd.set(1, 0, 2);
  x.set(1, 1, 3);
  expect(new Float32Array(buffer, 0, 4)).toEqual(new Float32Array([0, 1, 2, 3]));
  expect([array.get(1, 1), nd.get(0, 1), x.get(1, 0)]).toEqual([3, 1, 2]);
});

describe('a buffer that is gone', () => {
  const detached = () => {
    const buffer = new ArrayBuffer(16);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  };

  test('makes no array', () => {
    expect(() => floats(detached())).toThrow(
      new TypeError('buffer is detached: it was transferred, or is of a WebAssembly.Memory that has grown'),
    );
    const bytes = new Uint8Array(16);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    expect(() => new NumpyArray({ buffer: bytes, dtype: 'u1', shape: [0] })).toThrow(/^buffer is detached: /);
  });

  test('is an error for what reads or converts an array over it', () => {
    const use: ((array: NumpyArray<'float32'>) => unknown)[] = [
      (array) => array.get(0, 0),
      (array) => array.set(1, 0, 0),
      (array) => array.toArray(),
      (array) => array.copy(),
      (array) => array.transpose().toTypedArray(),
      (array) => toNdarray(array),
      (array) => toStdlib(array),
      (array) => toNdarray(array.slice('::-1')),
      (array) => array.data,
      (array) => array.toTypedArray(),
    ];
    for (const read of use) {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const [array, viewed] = [floats(memory.buffer), floats(memory.buffer)];
      expect(viewed.data).toHaveLength(4);
      memory.grow(1);
      expect(() => read(array), String(read)).toThrow(/detached/);
      expect(() => read(viewed), String(read)).toThrow(/detached/);
    }
  });

  test('or has shrunk', () => {
    const buffer = resizable(16, 16);
    const array = floats(buffer);
    buffer.resize(8);
    expect(array.get(0, 1)).toBe(0);
    expect(() => array.get(1, 1)).toThrow(RangeError);
    expect(() => toNdarray(array)).toThrow();
    expect(() => floats(buffer)).toThrow(/reaches from byte 0 to 16, but the buffer has 8 bytes/);
  });
});

test('an array goes to another thread and back without a copy', () => {
  const { port1, port2 } = new MessageChannel();
  const pass = (array: NumpyArray): NumpyArray => {
    port1.postMessage(array.arrayInterface(), [array.buffer as ArrayBuffer]);
    return NumpyArray.fromInterface(receiveMessageOnPort(port2)!.message as ArrayInterface);
  };
  for (const dtype of [
    '>f4',
    'complex128',
    'M8[25s]',
    'U3',
    [
      ['a', 'i2'],
      ['b', '<f8', [2]],
    ],
  ] as const) {
    const array = new NumpyArray({ buffer: new ArrayBuffer(1024), dtype: dtype as never, shape: [3, 4] });
    const { buffer } = array;
    const there = pass(array.transpose());
    expect(buffer.byteLength).toBe(0);
    const back = pass(there);
    expect([back.dtype.equals(array.dtype), back.shape, back.strides]).toEqual([
      true,
      [4, 3],
      [array.strides[1], array.strides[0]],
    ]);
    expect(back.buffer.byteLength).toBe(1024);
  }
  port1.close();
});
