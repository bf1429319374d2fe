import { drive } from './drive.ts';
import { Reader, type ReadOptions } from './io/reader.ts';
import { chunksOf, type Source } from './io/source.ts';
import { checkOptions, type LoadOptions } from './load-options.ts';
import { checkTrailing, machineFor, resultOf } from './machine.ts';
import type { Unpickler } from './pickle/unpickler.ts';
import type { PickleValue } from './pickle-value.ts';

export interface LoadFromOptions extends LoadOptions, ReadOptions {}

/**
 * Loads one pickle from a file, a stream, an answer of `fetch`, or any {@link Source}: what {@link loads} gives for the
 * same bytes, with the same options. Data of arrays above 64 KiB goes straight into memory of its own; what is
 * smaller is a view of the chunk that it came in.
 *
 * A source that can be closed is, in any case, but for a ByteSource, which is its owner's to close.
 *
 * @throws UnpicklingError as {@link loads} does; SourceError where the source fails; the signal's reason.
 */
export async function load(source: Source, options: LoadFromOptions = {}): Promise<PickleValue> {
  checkOptions(options, 'load');
  const reader = new Reader(chunksOf(source, 'load'), { ...options, copies: options.copy === 'always' });
  try {
    const { machine, behind } = await readPickle(reader, options, new Uint8Array(0));
    if (options.trailing !== 'ignore')
      checkTrailing(behind.length + (await restOf(reader, machine)), machine.offset, options);
    reader.finish();
    return resultOf(machine, options);
  } finally {
    await reader.close();
  }
}

/** The machine that has read one pickle, and what was read behind it. */
async function readPickle(
  reader: Reader,
  options: LoadFromOptions,
  read: Uint8Array,
): Promise<{ machine: Unpickler; behind: Uint8Array }> {
  let head = read;
  while (head.length < 2) {
    const chunk = await reader.read();
    if (chunk === null) break;
    head = head.length === 0 ? chunk : new Uint8Array([...head, ...chunk]);
  }
  const machine = machineFor(options, head, 'load');
  if (reader.size !== undefined) machine.checkBytes(reader.size);
  machine.feed(head);
  await drive(machine, reader);
  return { machine, behind: machine.takeRest() };
}

/** How many bytes there are still. They count against the limit, as in `loads`. */
async function restOf(reader: Reader, machine: Unpickler): Promise<number> {
  if (reader.size !== undefined) return reader.size - reader.position;
  const start = reader.position;
  while ((await reader.read()) !== null) machine.checkBytes(reader.position);
  return reader.position - start;
}
