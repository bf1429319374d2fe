import { drive } from './drive.ts';
import type { ByteSource } from './io/byte-source.ts';
import { checkPlain } from './io/magic.ts';
import { readExactly } from './io/read-exactly.ts';
import { Reader, type ReadOptions } from './io/reader.ts';
import { byteSourceOf, type Source } from './io/source.ts';
import { SourceChunks } from './io/source-chunks.ts';
import type { LoadOptions } from './load-options.ts';
import { checkTrailing, numpyOptions, partsFor, resultOf } from './machine.ts';
import { lazyArrays, lazyNumpyEntries } from './numpy/lazy-arrays.ts';
import type { NumpyOptions } from './numpy/options.ts';
import { InterleavedUnpickler } from './pickle/interleaved.ts';
import type { StreamUnpickler } from './pickle/stream-unpickler.ts';
import type { PickleValue } from './pickle-value.ts';
import { lazyEncode } from './registry/lazy-encode.ts';
import type { PythonClass } from './registry/python-class.ts';
import { Registry } from './registry/registry.ts';
import type { Payload } from './values/payload.ts';
import type { PayloadSource } from './values/payload-source.ts';
import type { PyGlobal } from './values/py-global.ts';

/**
 * In bytes: of a window that is read first, or behind a jump; and of payloads that are no reason to jump. Arrays up to
 * this size keep theirs, where it was read with the rest.
 */
const SIZES = { window: 4096, payload: 2048 };

/** What files of a format have beside what all pickles have. */
export interface Interleaving {
  readonly verb: string;
  /** What reads the arrays that lie between the opcodes. */
  entries(options: NumpyOptions): PythonClass[];
  /** See `InterleavedOptions`. */
  isNeeded(global: PyGlobal): boolean;
}

const PLAIN: Interleaving = { verb: 'load', entries: () => [], isNeeded: () => false };

/** A machine that knows where in the source its windows lie. */
class LocatingUnpickler extends InterleavedUnpickler {
  readonly #starts = new WeakMap<Uint8Array, number>();

  override feed(chunk: Uint8Array): void {
    super.feed(chunk);
    // Arrays forget large payloads that lay in a window, too.
    this.isCareful = true;
    this.#starts.set(this.bytes, this.base);
  }

  /** Where a payload that lies in a window begins, in bytes from the start of the source. */
  locate({ source, start }: Payload): number | undefined {
    const base = this.#starts.get(source);
    return base === undefined ? undefined : base + start;
  }
}

function machineFor(
  options: LoadOptions,
  source: ByteSource,
  kept: number,
  { verb, entries, isNeeded }: Interleaving,
): StreamUnpickler {
  const { classes = [] } = options;
  const payloads: PayloadSource = {
    kept,
    locate: (payload) => machine.locate(payload),
    read: (offset, length, signal) => readExactly(source, offset, length, signal),
  };
  const eager = { ...numpyOptions(options, 0), inPlace: false };
  const numpy = { ...eager, lazy: lazyArrays(payloads, eager) };
  const [all, machineOptions] = partsFor({ ...options, classes: [] }, new Uint8Array(0), verb);
  const lookup = new Registry([...entries(numpy), ...lazyNumpyEntries(numpy), lazyEncode(payloads)], all);
  const machine: LocatingUnpickler = new LocatingUnpickler(
    classes.length === 0 ? lookup : new Registry(classes, lookup),
    { ...machineOptions, repeats: false, large: kept, isNeeded },
  );
  return machine;
}

function randomAccess(source: Source, { exact, arrays }: LoadOptions, verb: string): ByteSource {
  if (exact) throw new TypeError(`${verb}: lazy leaves out what exact is to keep: leave out one of the two`);
  if (arrays !== undefined)
    throw new TypeError(`${verb}: the arrays hook gets arrays that are loaded: leave out the hook, or lazy`);
  const found = byteSourceOf(source, verb);
  if (found !== undefined) return found;
  throw new TypeError(
    `${verb}: lazy arrays are read later, in any order, and a stream is read once: pass bytes, a Blob or a ByteSource ` +
      '(fileSource of ndarray-pickle/node, urlSource), or leave out lazy',
  );
}

/**
 * Loads a pickle but for its arrays, which come out as {@link LazyArray}s. It reads what lies between large payloads,
 * and of these only what something else than an array takes.
 */
export async function loadLazily(
  from: Source,
  options: LoadOptions & ReadOptions,
  sizes = SIZES,
  format = PLAIN,
): Promise<PickleValue> {
  const source = randomAccess(from, options, format.verb);
  const machine = machineFor(options, source, sizes.payload, format);
  machine.checkBytes(source.size);
  const reader = new Reader(new SourceChunks(source, sizes.window), options);
  try {
    checkPlain(await reader.peek(8), source.name ?? 'the source');
    await drive(machine, reader, {
      defers: () => true,
      fetch: (offset, length) => readExactly(source, offset, length, options.signal),
    });
    checkTrailing(source.size - machine.offset, machine.offset, options);
    reader.finish();
    return resultOf(machine, options);
  } finally {
    await reader.close();
  }
}
