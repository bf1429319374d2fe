/** A pickle that is written piece by piece is the one that `dumps` gives, wherever it pauses. */

import { expect, test } from 'vitest';
import { pickleChunks } from '../../src/dumps.ts';
import { type DumpOptions, dumps, FrozenSet, NumpyArray, OrderedDict, tuple } from '../../src/index.ts';

function written(value: unknown, options: DumpOptions, slab: number): { bytes: Buffer; pieces: number } {
  // Copies: a piece is the memory of what waits for no longer than until the next is asked for.
  const pieces = Array.from(pickleChunks(value, options, slab), (piece) => piece.slice());
  return { bytes: Buffer.concat(pieces), pieces: pieces.length };
}

const list = <T>(length: number, item: (i: number) => T) => Array.from({ length }, (_, i) => item(i));
const strided = (i: number) => NumpyArray.from(new Float32Array(40_000 + i)).slice('::2');

/** Each of them is several frames long. */
const LONG: Readonly<Record<string, () => unknown>> = {
  numbers: () => list(50_000, (i) => i * 1.5),
  strings: () => list(30_000, (i) => `text ${i % 9000}`),
  'strings that are not ASCII': () => list(20_000, (i) => `é${i % 5000}`),
  'long strings': () => list(40, (i) => `${i % 20}`.repeat(20_000 + i)),
  records: () =>
    list(6000, (i) => ({ id: i, name: `name ${i % 700}`, tags: ['a', `b${i}`], at: tuple(i, 0.5) })),
  'small arrays': () => list(3000, (i) => Float32Array.of(i, i + 1, i + 2)),
  'arrays of each size': () =>
    list(60, (i) => new Uint8Array(3 * 2 ** (i % 18)).fill(i)).map((a) => NumpyArray.from(a)),
  'gathered arrays': () => list(20, strided),
  'a big gathered array': () =>
    NumpyArray.from(Float32Array.from(list(2_200_000, Math.sqrt)), { shape: [2, 1_100_000] }).slice(':, ::2'),
  'a dict of sets': () => new Map(list(3000, (i) => [tuple(i, 'k'), new FrozenSet([i, `s${i}`])] as const)),
  'an OrderedDict': () => new OrderedDict(list(8000, (i) => [`key ${i}`, [i]] as [string, number[]])),
  nested: () => list(20_000, (i) => i).reduce<unknown>((inner, i) => [i, inner, `level ${i}`], null),
  shared: () => {
    const one = list(1000, (i) => `${i}`);
    return list(9000, (i) => (i % 50 === 0 ? one : tuple(one, i)));
  },
};

const PROTOCOLS = [0, 1, 2, 3, 4, 5] as const;

test.each(Object.entries(LONG))('%s', (_name, make) => {
  const value = make();
  for (const protocol of PROTOCOLS) {
    for (const align of protocol < 3 ? [0] : [0, 64]) {
      const options = { protocol, ...(align > 0 && { align }) };
      const whole = dumps(value, options);
      for (const slab of [1, 100_000]) {
        const { bytes, pieces } = written(value, options, slab);
        expect(bytes.equals(whole), `protocol ${protocol}, align ${align}, slab ${slab}`).toBe(true);
        // Protocol 0 has its payloads in the line of text that they become.
        if (protocol > 0) expect(pieces).toBeGreaterThan(Math.min(3, whole.length / (slab + 2 ** 17)));
      }
    }
  }
});

test('persistent ids and buffers that leave', () => {
  const value = list(3000, (i) => [{ id: i }, new Float64Array(2 + (i % 9)), `name ${i}`]);
  const persistentId = (part: unknown) => (part as { id?: number } | null)?.id ?? null;
  const way = () => {
    const buffers: Uint8Array[] = [];
    return { buffers, options: { persistentId, bufferCallback: (b: Uint8Array) => void buffers.push(b) } };
  };
  const whole = way();
  const parts = way();
  expect(written(value, parts.options, 1).bytes.equals(dumps(value, whole.options))).toBe(true);
  expect(parts.buffers).toEqual(whole.buffers);
});

test('nothing is written before the first piece is asked for, and no piece is held longer than it takes', () => {
  const value = list(400_000, (i) => `text ${i}`);
  const pieces = pickleChunks(value, {});
  const largest = Math.max(...Array.from(pieces, ({ buffer }) => buffer.byteLength));
  expect(largest).toBeLessThan(2 ** 20 + 2 ** 18);
});
