/** What is read at once, arrays and long lists, is the same as when its opcodes run one by one, whatever the bytes. */

import { describe, expect, it } from 'vitest';
import { dumps, NumpyArray, UnpicklingError } from '../../src/index.ts';
import { defaultEntries } from '../../src/machine.ts';
import { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import type { MachineOptions } from '../../src/pickle/workspace.ts';
import { Registry } from '../../src/registry/registry.ts';
import type { Input } from '../fuzz/mutate.ts';
import { goldenArchives } from '../golden/golden.ts';
import { random } from '../random.ts';
import { bytes as assemble, u4 } from './assemble.ts';
import { describeValue } from './describe-value.ts';
import { PickleFeed } from './feed.ts';

// Errors are made by the thousand here, on purpose.
Error.stackTraceLimit = 0;

const options: MachineOptions = { opaque: false, exact: false, maxDigits: 4300, maxMemo: 2 ** 20 };
const plain = { copy: 'if-needed', arrays: undefined, exact: false, protocol: 0 } as const;

interface Hook {
  arrays?: (array: NumpyArray) => unknown;
}

const usual = new Registry(defaultEntries(plain));

const outcome = (load: () => unknown): string => {
  try {
    return describeValue(load());
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    return `${error.offset} ${error.opcode} ${error.message}`;
  }
};

function load(
  { bytes, buffers }: Input,
  repeats: boolean,
  size = Number.POSITIVE_INFINITY,
  more: Hook = {},
): unknown {
  const registry = more.arrays ? new Registry(defaultEntries({ ...plain, arrays: more.arrays })) : usual;
  const machine = new StreamUnpickler(registry, { ...options, buffers, repeats });
  const feed = new PickleFeed(machine);
  for (let at = 0; at < bytes.length; at += size)
    if (feed.push(bytes.slice(at, at + size))) return machine.result;
  feed.finish();
  return machine.result;
}

/** Lists of arrays of several data types, shapes and orders. */
const arrays = Array.from({ length: 40 }, (_, i) => {
  const shape = [[3], [2, 2], [], [1], [0], [2, 3, 1], [300]][i % 7]!;
  const dtype = ['f4', 'f8', '>i2', 'u1', 'S3', 'c8', 'M8[s]', '?'][i % 8]!;
  const size = shape.reduce((product, length) => product * length, 1);
  const buffer = new Uint8Array(size * 16).map((_, at) =>
    dtype === '?' ? at & 1 : (at * 37 + i) & 255,
  ).buffer;
  const array = new NumpyArray({ buffer, dtype, shape, readonly: i % 5 === 0 });
  return i % 3 === 0 ? array.transpose() : array;
});

function pickled(
  protocol: 2 | 3 | 4 | 5,
  numpy: 'any' | 1 | 2,
  outOfBand = false,
  value: unknown = arrays,
): Input {
  const buffers: Uint8Array[] = [];
  const bufferCallback = (buffer: Uint8Array) => void buffers.push(buffer.slice());
  return { bytes: dumps(value, { protocol, numpy, ...(outOfBand && { bufferCallback }) }), buffers };
}

/** Runs of equal kinds, and kinds that take turns, with other things between. */
const alike = Array.from({ length: 60 }, (_, i) => {
  const array = NumpyArray.from(new Float32Array([i, i / 3, -i]));
  if (i < 30) return array;
  return i % 4 === 0 ? { array, text: `no ${i}` } : NumpyArray.from(new Int16Array([i, 1]));
});

/** Lists that take more than one batch, one of texts that are in the other, and of all kinds of numbers. */
const texts = Array.from({ length: 1300 }, (_, i) => `${i % 7 === 0 ? 'größe' : 'text'} ${i % 1200}`);
const long = {
  texts,
  again: texts.map((text, i) => (i % 1111 === 1110 ? null : text)),
  ints: Array.from({ length: 2100 }, (_, i) => (i % 1900 === 1899 ? 2 ** 40 : (i - 50) * i ** 2)),
  floats: Array.from({ length: 1100 }, (_, i) => i / 3),
  arrays: arrays.slice(0, 10),
};

const lists: Record<string, Input> = {
  'protocol 2': pickled(2, 2),
  'protocol 3': pickled(3, 1),
  'protocol 4': pickled(4, 'any'),
  'protocol 5': pickled(5, 2),
  'out-of-band': pickled(5, 2, true),
  'alike, protocol 4': pickled(4, 2, false, alike),
  'alike, out-of-band': pickled(5, 2, true, alike),
  'long lists, protocol 2': pickled(2, 2, false, long),
  'long lists, protocol 4': pickled(4, 2, false, long),
};

describe.each(Object.entries(lists))('%s', (_, input) => {
  const expected = outcome(() => load(input, false));

  it('gives the same whole and in chunks', () => {
    expect(outcome(() => load(input, true))).toBe(expected);
    for (const size of [1, 7, 100, 1000]) expect(outcome(() => load(input, true, size))).toBe(expected);
    expect(expected).toContain('NumpyArray');
  });

  it('gives the same with a hook, and tells its error of the same place', () => {
    let calls = 0;
    const arrays = (array: NumpyArray) => {
      if (++calls % 9 === 0) throw new Error('enough');
      return { shape: array.shape.length };
    };
    const one = outcome(() => load(input, false, undefined, { arrays }));
    calls = 0;
    expect(outcome(() => load(input, true, undefined, { arrays }))).toBe(one);
    expect(one).toContain('enough');
  });

  it('makes what was left out of the memo when a pickle asks for it', () => {
    const body = withoutFrame(input.bytes.subarray(0, input.bytes.length - 1));
    const asking = (...numbers: number[]) => {
      const gets = numbers.map((number) => assemble('j', u4(number)));
      return { ...input, bytes: Buffer.concat([body, assemble('0('), ...gets, assemble('t.')]) };
    };
    const numbers: number[] = [];
    for (let number = 0; ; number++) {
      const one = outcome(() => load(asking(number), false));
      if (one.includes('nothing was memoised')) break;
      expect(
        outcome(() => load(asking(number), true)),
        `number ${number}`,
      ).toBe(one);
      numbers.push(number);
    }
    expect(numbers.length).toBeGreaterThan(100);
    const all = asking(...numbers.reverse());
    const one = outcome(() => load(all, false));
    expect(outcome(() => load(all, true))).toBe(one);
    expect(outcome(() => load(all, true, 64))).toBe(one);
  });

  it('gives the same of what is changed at random', { timeout: 120_000 }, () => {
    const chance = random(8);
    for (let i = 0; i < 2000; i++) {
      const bytes = input.bytes.slice();
      for (let n = 1 + chance.below(2); n > 0; n--) bytes[chance.below(bytes.length)] = chance.below(256);
      const changed = { ...input, bytes };
      expect(
        outcome(() => load(changed, true)),
        `change ${i}`,
      ).toBe(outcome(() => load(changed, false)));
    }
  });
});

/** FRAME says how long what follows is, which would no longer be so. */
function withoutFrame(bytes: Uint8Array): Uint8Array {
  return bytes[2] === 0x95 ? Buffer.concat([bytes.subarray(0, 2), bytes.subarray(11)]) : bytes;
}

it('gives the same of all golden data', { timeout: 600_000 }, () => {
  for (const { cases } of goldenArchives())
    for (const { pickles } of cases)
      for (const pickle of pickles.filter(({ bytes }) => bytes.length <= 8192))
        expect(outcome(() => load(pickle, true))).toBe(outcome(() => load(pickle, false)));
});
