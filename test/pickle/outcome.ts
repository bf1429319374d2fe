/** What the machine alone makes of a pickle, by internal options too: two ways can be compared. */

import { UnpicklingError } from '../../src/index.ts';
import { defaultEntries } from '../../src/machine.ts';
import { StreamUnpickler } from '../../src/pickle/stream-unpickler.ts';
import type { MachineOptions } from '../../src/pickle/workspace.ts';
import { Registry } from '../../src/registry/registry.ts';
import { dictsToObjects, objectsToMaps } from '../../src/walk/dict-objects.ts';
import { describeValue } from './describe-value.ts';
import { PickleFeed } from './feed.ts';

const registry = new Registry(
  defaultEntries({ copy: 'if-needed', arrays: undefined, exact: false, protocol: 0 }),
);

export interface Outcome {
  /** The value with all that it shares, or the error with where it was met. */
  readonly text: string;
  /** Whether dicts were read as objects to the end. */
  readonly hasObjects: boolean;
}

interface Way extends Partial<MachineOptions> {
  /** Whether dicts are to be objects: as they are read, where that works, or all of them afterwards. */
  readonly objects?: boolean | 'afterwards';
  /** Bytes that come at once. */
  readonly size?: number;
}

export function outcome(
  pickle: Uint8Array,
  buffers: readonly Uint8Array[],
  { objects = false, size = Number.POSITIVE_INFINITY, ...options }: Way = {},
): Outcome {
  const machine = new StreamUnpickler(registry, {
    ...{ opaque: true, exact: false, maxDigits: 4300, maxMemo: 2 ** 20, buffers },
    toMaps: objects === true ? objectsToMaps : undefined,
    ...options,
  });
  try {
    const feed = new PickleFeed(machine);
    let isDone = false;
    for (let at = 0; at < pickle.length && !isDone; at += size)
      isDone = feed.push(pickle.slice(at, at + size));
    if (!isDone) feed.finish();
    const { hasObjects, result } = machine;
    const value = objects !== false && !hasObjects ? dictsToObjects(result) : result;
    return { text: describeValue(value), hasObjects };
  } catch (error) {
    if (!(error instanceof UnpicklingError)) throw error;
    return { text: `${error.offset} ${error.opcode} ${error.message}`, hasObjects: machine.hasObjects };
  }
}
