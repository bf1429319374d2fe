/** A file that a command looks into: what it is, its content says. Of pickles, nothing is run, whatever they name. */

import { isNpy } from '../formats/npy-header.ts';
import { restOf } from '../formats/npy-read.ts';
import { isZip, readDirectory, readEntry } from '../formats/zip-read.ts';
import type { Inspection } from '../inspect.ts';
import { inspectSource } from '../inspect-source.ts';
import type { ByteSource } from '../io/byte-source.ts';
import { openSource } from '../io/file.ts';
import { compressionOf } from '../io/magic.ts';
import { Ranges } from '../io/ranges.ts';
import { urlSource } from '../io/url.ts';
import { load, openReader } from '../load.ts';
import { loadJoblib } from '../load-joblib.ts';
import { openNpz, readNpy, readNpyHeader, readNpz } from '../npy.ts';
import type { PickleValue } from '../pickle-value.ts';
import { decompressors } from './decompressors.ts';
import { StoredArray } from './stored-array.ts';
import { progressBar } from './terminal.ts';

/** Bytes that tell what a file is. */
const HEAD = 16;
const NOTHING_RUNS = { unknownGlobals: 'opaque', allowPickle: true, decompressors } as const;
const WHOLE = { ...NOTHING_RUNS, exact: true } as const;

/** What a format tells of a file. */
interface Contents {
  readonly format: string;
  /** The value, of which arrays are read when they are asked for, where that can be. */
  lazily(): Promise<unknown>;
  /** The value, whole and exact. */
  whole(): Promise<PickleValue>;
  /** The pickles in it: bytes, or where they lie. */
  pickles(): AsyncIterable<Uint8Array | ByteSource>;
}

export interface Document extends Contents {
  /** Bytes of the file. */
  readonly size: number;
  close(): Promise<void>;
}

/** The pickle that an .npy file of objects has behind its header; nothing for others. */
async function* npyPickle(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const { nbytes, offset } = readNpyHeader(bytes, NOTHING_RUNS);
  if (nbytes === null) yield bytes.subarray(offset);
}

function npy(source: ByteSource): Contents {
  return {
    format: 'npy',
    lazily: async () =>
      new StoredArray(await readNpyHeader(source, NOTHING_RUNS), () => readNpy(source, NOTHING_RUNS)),
    whole: () => readNpy(source, WHOLE),
    async *pickles() {
      const { nbytes } = await readNpyHeader(source, NOTHING_RUNS);
      if (nbytes === null) yield* npyPickle(await source.read(0, source.size));
    },
  };
}

function npz(source: ByteSource): Contents {
  return {
    format: 'npz',
    async lazily() {
      const file = await openNpz(source, NOTHING_RUNS);
      const arrays = new Map<string, StoredArray>();
      for (const name of file.names)
        arrays.set(name, new StoredArray(await file.header(name), () => file.get(name)));
      return arrays;
    },
    whole: () => readNpz(source, WHOLE),
    async *pickles() {
      const ranges = new Ranges(source);
      for (const entry of await readDirectory(ranges)) {
        const bytes = await readEntry(ranges, entry);
        if (isNpy(bytes)) yield* npyPickle(bytes);
      }
    },
  };
}

/** Pickles, of joblib too: `lazily` where more than the whole can be had. */
function pickle(
  source: ByteSource,
  format: string,
  read: typeof load,
  lazily?: () => Promise<unknown>,
): Contents {
  const whole = async () => {
    const bar = progressBar('reading', source.size);
    const onProgress = ({ bytesRead }: { readonly bytesRead: number }) => bar.at(bytesRead);
    try {
      return await read(source, { ...WHOLE, onProgress });
    } finally {
      bar.stop();
    }
  };
  return {
    format,
    lazily: lazily ?? whole,
    whole,
    async *pickles() {
      // What is read lazily lies there as it is.
      if (lazily !== undefined) return yield source;
      const reader = await openReader(source, { decompressors }, 'scan');
      try {
        yield await restOf(reader, new Uint8Array(0), {});
      } finally {
        await reader.close();
      }
    },
  };
}

/** Whether a pickle names the class behind whose state joblib has an array's bytes, or what is of its kind. */
export function namesJoblib({ globals }: Inspection): boolean {
  return globals.some(({ module }) => /\bjoblib\.numpy_pickle/.test(module));
}

async function pickleOrJoblib(source: ByteSource): Promise<Contents> {
  const [format, read] = namesJoblib(await inspectSource(source))
    ? (['joblib', loadJoblib] as const)
    : (['pickle', load] as const);
  return pickle(source, format, read, () => read(source, { ...NOTHING_RUNS, lazy: true }));
}

async function contentsOf(source: ByteSource): Promise<Contents> {
  const head = await source.read(0, HEAD);
  if (isNpy(head)) return npy(source);
  if (isZip(head)) return npz(source);
  const compression = compressionOf(head);
  if (typeof compression !== 'string') return pickleOrJoblib(source);
  // A pickle reads as a joblib file that has no arrays of its own.
  return pickle(source, `joblib or pickle, ${compression}`, loadJoblib);
}

/** Opens the file of a path, or of an http(s) URL, which is read by ranges. */
export async function openDocument(name: string): Promise<Document> {
  const source: ByteSource = /^https?:/i.test(name) ? await urlSource(name) : await openSource(name);
  try {
    return { ...(await contentsOf(source)), size: source.size, close: async () => source.close?.() };
  } catch (error) {
    await source.close?.();
    throw error;
  }
}
