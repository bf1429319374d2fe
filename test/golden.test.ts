/** Every pickle that real NumPy wrote: whole, in chunks, and cut short. */

import { describe, expect, it } from 'vitest';
import { loads, UnpicklingError } from '../src/index.ts';
import { defaultEntries } from '../src/machine.ts';
import { StreamUnpickler } from '../src/pickle/stream-unpickler.ts';
import { Registry } from '../src/registry/registry.ts';
import { expectLoaded, type GoldenPickle, goldenArchives, goldenCases } from './golden/golden.ts';
import { PickleFeed } from './pickle/feed.ts';
import { random } from './random.ts';

// Millions of errors are made here on purpose; where they come from is known.
Error.stackTraceLimit = 0;

const registry = new Registry(
  defaultEntries({ copy: 'if-needed', arrays: undefined, exact: false, protocol: 0 }),
);

/** Loads a pickle that comes in chunks of the sizes that `next` gives. */
function loadInChunks({ bytes, buffers }: GoldenPickle, next: () => number): unknown {
  const machine = new StreamUnpickler(registry, {
    buffers,
    opaque: false,
    exact: false,
    maxDigits: 4300,
    maxMemo: 2 ** 26,
  });
  const feed = new PickleFeed(machine);
  let done = false;
  for (let at = 0; at < bytes.length; ) {
    const size = next();
    if (done) throw new Error(`the pickle ended before byte ${at}`);
    done = feed.push(bytes.slice(at, at + size));
    at += size;
  }
  expect(done).toBe(true);
  return machine.result;
}

for (const { name, cases } of goldenArchives()) {
  describe(name, () => {
    const groups = byGroup(cases);
    for (const [group, members] of groups) {
      it(`${group}: dtype, shape, order and every value`, () => {
        for (const golden of members) {
          for (const pickle of golden.pickles) {
            expectLoaded(loads(pickle.bytes, { buffers: pickle.buffers }), golden, pickle);
          }
        }
      });

      it(`${group}: exactly, with floats, bytearrays and scalars kept apart`, () => {
        for (const golden of members) {
          for (const pickle of golden.pickles) {
            const options = { buffers: pickle.buffers, exact: true };
            expectLoaded(loads(pickle.bytes, options), golden, pickle, true);
          }
        }
      });

      // A shared machine may be slow; what must not happen is in growth.test.ts.
      it(`${group}: the same in chunks of 1 byte, 7 bytes and random sizes`, { timeout: 600_000 }, () => {
        const chance = random(group.length);
        for (const golden of members) {
          for (const pickle of golden.pickles) {
            if (pickle.bytes.length < 20_000)
              expectLoaded(
                loadInChunks(pickle, () => 1),
                golden,
                pickle,
              );
            expectLoaded(
              loadInChunks(pickle, () => 7),
              golden,
              pickle,
            );
            expectLoaded(
              loadInChunks(pickle, () => 1 + chance.below(300)),
              golden,
              pickle,
            );
          }
        }
      });
    }
  });
}

function byGroup<T extends { readonly id: string }>(cases: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of cases) {
    const group = item.id.split('/')[0]!;
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  return groups;
}

describe('cut short', () => {
  const pickles = new Map<string, GoldenPickle>();
  for (const golden of goldenCases()) {
    for (const pickle of golden.pickles) pickles.set(Buffer.from(pickle.bytes).toString('latin1'), pickle);
  }

  function cut({ bytes, buffers }: GoldenPickle, length: number): void {
    try {
      loads(bytes.subarray(0, length), { buffers });
    } catch (error) {
      if (!(error instanceof UnpicklingError)) throw error;
      // At the very end there is no opcode; everywhere else there is one.
      const located = error.opcode === null ? error.offset === length : error.offset < length;
      if (located) return;
      throw new Error(`cut at ${length}: ${error.message} (${error.offset}, ${error.opcode})`);
    }
    throw new Error(`cut at ${length}, it loaded`);
  }

  it('at any byte, a golden pickle is an UnpicklingError with offset and opcode', {
    timeout: 1_800_000,
  }, () => {
    // At every byte of every pickle: minutes, so only CI does it; elsewhere every byte of each 60th.
    const all = process.env['CI'] !== undefined;
    const chance = random(7);
    let turn = 0;
    for (const pickle of pickles.values()) {
      const { length } = pickle.bytes;
      const whole = length < 2000 && (all || turn++ % 60 === 0);
      if (whole) for (let at = 0; at < length; at++) cut(pickle, at);
      else for (let n = 0; n < (all ? 200 : 4); n++) cut(pickle, chance.below(length));
    }
  });
});
