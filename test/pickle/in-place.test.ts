/** `copy: 'in-place'`: data is shifted inside of the input, over nothing that anyone holds. */

import { describe, expect, it } from 'vitest';
import { dumps, loads, NumpyArray, PickleBuffer } from '../../src/index.ts';
import { bytes as assemble, u4 } from './assemble.ts';

const floats = (count: number, from = 0) =>
  NumpyArray.from(
    Array.from({ length: count }, (_, i) => from + i / 3),
    { dtype: 'float64' },
  );

describe.each([3, 4, 5] as const)('protocol %i', (protocol) => {
  it.each([1000, 20_000])('gives data of %i floats in the input itself', (count) => {
    const array = floats(count);
    const input = dumps(array, { protocol, numpy: 2 });
    const loaded = loads(input, { copy: 'in-place' }) as NumpyArray<'float64'>;
    expect([...loaded.data]).toEqual([...array.data]);
    // What the count and opcode leave no room for is copied: at protocol 5 there is always enough.
    if (protocol === 5) expect(loaded.data.buffer).toBe(input.buffer);
  });

  it('keeps what lies between arrays', () => {
    const value = [];
    for (let i = 0; i < 24; i++) value.push(new Uint8Array(i).fill(i), floats(300 + i, i), 'a'.repeat(i), i);
    const pickle = dumps(value, { protocol, numpy: 2 });
    const expected = loads(pickle.slice()) as unknown[];
    const loaded = loads(pickle.slice(), { copy: 'in-place' }) as unknown[];
    loaded.forEach((item, i) => {
      const other = expected[i];
      if (item instanceof NumpyArray) expect([...item.data]).toEqual([...(other as NumpyArray).data]);
      else expect(item).toEqual(other);
    });
  });
});

it('leaves bytes that a value views where they are', () => {
  // A list of some bytes, and of an array that has the same for its data.
  const data = new Uint8Array(4096).map((_, i) => i & 63);
  const dtype = assemble(
    'cnumpy\ndtype\n(X\x02\0\0\0f8\x89\x88tR(K\x03X\x01\0\0\0<NNNJ',
    u4(2 ** 32 - 1),
    'J',
    u4(2 ** 32 - 1),
    'K\0tb',
  );
  for (let pad = 0; pad < 8; pad++) {
    const pickle = assemble(
      '\x80\x03](',
      'N0'.repeat(pad),
      'K\x01'.repeat(pad & 1),
      'B',
      u4(4096),
      data,
      'q\x07',
      'cnumpy._core.numeric\n_frombuffer\n(h\x07',
      dtype,
      'M',
      [0, 2],
      '\x85X\x01\0\0\0CtRe.',
    );
    const loaded = loads(pickle, { copy: 'in-place' }) as [...number[], Uint8Array, NumpyArray];
    expect(loaded.at(-2)).toEqual(data);
    expect(new Uint8Array((loaded.at(-1) as NumpyArray).data.slice().buffer)).toEqual(data);
  }
});

it('leaves out-of-band buffers where they are', () => {
  const memory = new Uint8Array(8008).fill(66);
  const view = new PickleBuffer(memory.buffer, 3, 8000);
  const input = dumps(floats(1000), { protocol: 5, numpy: 2, bufferCallback: () => {} });
  const array = loads(input, { copy: 'in-place', buffers: [view] }) as NumpyArray<'float64'>;
  expect(array.data.length).toBe(1000);
  expect(memory.every((byte) => byte === 66)).toBe(true);
});
