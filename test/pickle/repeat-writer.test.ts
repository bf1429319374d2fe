/** Arrays that are written at once have the bytes that their reductions give, which a persistent id asks for. */

import { describe, expect, it } from 'vitest';
import { pickleChunks } from '../../src/dumps.ts';
import { type DumpOptions, dumps, loads, NumpyArray, type PickleBuffer } from '../../src/index.ts';
import { random } from '../random.ts';

const SHAPES = [[10], [10], [10], [2, 3], [], [1], [0], [4, 4], [3, 2, 1, 2], [300], [9000]];
const TYPES = ['f4', 'f4', 'f4', 'f8', '>i4', 'u1', 'M8[s]', 'U3', '?'];

/** Runs of like arrays with others between them, some of them twice, across several frames. */
function arrays(seed: number): unknown[] {
  const pick = random(seed);
  const choose = <T>(from: readonly T[]) => from[pick.below(from.length)]!;
  const memory = Uint8Array.from({ length: 9000 * 16 }, (_, i) => (i % 7 === 0 ? i : 0));
  const list: unknown[] = [];
  while (list.length < 700) {
    const dtype = choose(TYPES);
    const shape = choose(SHAPES);
    const readonly = pick.next() < 0.3;
    const transposed = pick.next() < 0.2;
    for (let n = pick.below(12); n > 0; n--) {
      const byteOffset = pick.below(64);
      const array = new NumpyArray({ buffer: memory.buffer, byteOffset, dtype, shape, readonly });
      list.push(transposed ? array.transpose() : array);
    }
    if (pick.next() < 0.3) list.push(choose(list), 'C', { between: [shape] }, array2d().slice(':, ::2'));
  }
  return list;
}

const array2d = () => NumpyArray.from([1, 2, 3, 4], { shape: [2, 2] });

const place = ({ byteOffset, length, readonly }: PickleBuffer) => `${byteOffset} ${length} ${readonly}`;

describe.each(['any', 1, 2] as const)('numpy: %s', (numpy) => {
  it.each([3, 4, 5] as const)('protocol %i', (protocol) => {
    for (let seed = 0; seed < 6; seed++) {
      const value = arrays(seed);
      const options: DumpOptions = { protocol, numpy };
      const stepwise = dumps(value, { ...options, persistentId: () => null });
      expect(Buffer.compare(dumps(value, options), stepwise), `seed ${seed}`).toBe(0);
      expect(loads(stepwise)).toHaveLength(value.length);
      const pieces = [...pickleChunks(value, options, 5000)];
      expect(Buffer.compare(Buffer.concat(pieces), stepwise), `seed ${seed}, piece by piece`).toBe(0);
      expect(pieces.length).toBeGreaterThan(3);
    }
  });

  it('out-of-band, in part or whole', () => {
    for (let seed = 0; seed < 9; seed++) {
      const value = arrays(seed);
      const write = (more: DumpOptions) => {
        const lent: PickleBuffer[] = [];
        const keeps = random(seed);
        const bufferCallback = (buffer: PickleBuffer) => {
          lent.push(buffer);
          return seed % 3 > 0 && keeps.next() < 0.2;
        };
        return { bytes: dumps(value, { numpy, bufferCallback, ...more }), lent };
      };
      const stepwise = write({ persistentId: () => null });
      const atOnce = write({});
      expect(Buffer.compare(atOnce.bytes, stepwise.bytes), `seed ${seed}`).toBe(0);
      expect(atOnce.lent.map(place)).toEqual(stepwise.lent.map(place));
      expect(atOnce.lent.length).toBeGreaterThan(300);
    }
  });
});
