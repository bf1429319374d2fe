/** Every pickle that real NumPy wrote: whole, and in chunks. */

import { describe, expect, it } from 'vitest';
import { loads } from '../src/index.ts';
import { defaultEntries } from '../src/machine.ts';
import { StreamUnpickler } from '../src/pickle/stream-unpickler.ts';
import { Registry } from '../src/registry/registry.ts';
import { expectLoaded, type GoldenPickle, goldenArchives } from './golden/golden.ts';
import { PickleFeed } from './pickle/feed.ts';
import { random } from './random.ts';

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
