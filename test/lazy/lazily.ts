import { arraysIn, LazyArray, type NumpyArray, type PickleValue } from '../../src/index.ts';
import type { ByteSource } from '../../src/io/byte-source.ts';
import type { Source } from '../../src/io/source.ts';
import type { LoadFromOptions } from '../../src/load.ts';
import { loadLazily } from '../../src/load-lazily.ts';

/** A source in memory that counts what is read of it. */
export class CountingSource implements ByteSource {
  readonly #bytes: Uint8Array;
  readonly size: number;
  /** Offset and length of each read. */
  readonly reads: [number, number][] = [];

  constructor(bytes: Uint8Array, size = bytes.length) {
    this.#bytes = bytes;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    this.reads.push([offset, length]);
    return this.#bytes.slice(offset, offset + length);
  }

  /** Bytes. */
  get total(): number {
    return this.reads.reduce((sum, [, length]) => sum + length, 0);
  }
}

/** So small that next to no payload lies in a window, nor is kept. */
const TINY = { window: 100, payload: 1 };

/** Loads with windows so small that even golden data is left unread. */
export function loadTiny(source: Source, options: LoadFromOptions = {}): Promise<PickleValue> {
  return loadLazily(source, options, TINY);
}

/** Every lazy array of a value, and what it loads. */
export async function loadEach(value: PickleValue): Promise<Map<LazyArray, NumpyArray>> {
  const loaded = new Map<LazyArray, NumpyArray>();
  for (const { array } of arraysIn(value, { lazy: true }))
    if (LazyArray.isLazyArray(array)) loaded.set(array, await array.load());
  return loaded;
}
