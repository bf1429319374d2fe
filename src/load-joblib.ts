import { UnpicklingError } from './errors.ts';
import { isNeeded, joblibEntries } from './formats/joblib-array.ts';
import type { Source } from './io/source.ts';
import { type LoadFromOptions, loadBy } from './load.ts';
import { loadLazily } from './load-lazily.ts';
import { checkOptions } from './load-options.ts';
import { numpyOptions, partsFor, protocolOf } from './machine.ts';
import { InterleavedUnpickler } from './pickle/interleaved.ts';
import type { PickleValue } from './pickle-value.ts';
import { Registry } from './registry/registry.ts';

/** As of `load`. By `decompressors` are expanded the files of joblib's compressors bz2, lzma, xz and lz4. */
export type LoadJoblibOptions = Omit<LoadFromOptions, 'buffers'>;

/** What the first files that joblib compressed began with. */
const ZF = [0x5a, 0x46];

/**
 * Loads a file that `joblib.dump` (0.10 or later) wrote, compressed or not, from memory or any {@link Source}: arrays as
 * in `load`. Nothing in it is executed: a class that is not registered, such as a model's, is an error, or a record with
 * `{ unknownGlobals: 'opaque' }`; `{ exact: true }` reads a model so that {@link dumpJoblib} writes it back; `{ lazy: true }`
 * leaves the arrays of an uncompressed file unread, as in `load`.
 *
 * @throws UnpicklingError for a file that is truncated or malformed, and for one by joblib before 0.10, which in Python
 * can be written anew; else as `load`.
 */
export async function loadJoblib(source: Source, options: LoadJoblibOptions = {}): Promise<PickleValue> {
  checkOptions(options, 'loadJoblib');
  if (options.lazy === true)
    return loadLazily(source, options, undefined, { verb: 'loadJoblib', entries: joblibEntries, isNeeded });
  return loadBy(source, options, 'loadJoblib', (head) => machineFor(options, head));
}

function machineFor(options: LoadJoblibOptions, head: Uint8Array): InterleavedUnpickler {
  if (ZF.every((byte, i) => head[i] === byte))
    throw new UnpicklingError(
      'joblib before 0.10 wrote this file (it begins with ZF): in Python, write it anew by joblib.dump(joblib.load(old), new)',
      { offset: 0, opcode: null },
    );
  const [lookup, machineOptions] = partsFor(options, head, 'loadJoblib');
  const entries = joblibEntries(numpyOptions(options, protocolOf(head)));
  return new InterleavedUnpickler(new Registry(entries, lookup), { ...machineOptions, isNeeded });
}
