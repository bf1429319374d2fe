import { type DumpOptions, dumpChunks } from './dumps.ts';
import { JoblibPickler } from './formats/joblib-pickler.ts';
import { joined } from './io/joined.ts';
import { deflated, type Level, type ZlibFormat } from './io/zlib-streams.ts';
import { Reducers } from './reducers.ts';

export interface DumpJoblibOptions extends Pick<DumpOptions, 'numpy' | 'classes'> {
  /** 0 to 5; default 4, as in joblib under Python 3.8 to 3.13. */
  protocol?: DumpOptions['protocol'];
  /**
   * As in `joblib.dump`: a level from 0 (default: not at all) to 9, by zlib; true: level 3; a method, or a method and its
   * level. (Outside of Node, each level is the platform's own.) What is not compressed, Python can map into memory:
   * `joblib.load(file, mmap_mode='r')`.
   */
  compress?: boolean | number | ZlibFormat | readonly [method: ZlibFormat, level: number];
}

const METHODS: readonly unknown[] = ['zlib', 'gzip'];
const DEFAULT_LEVEL = 3;

function compressionOf(compress: unknown): { method: ZlibFormat; level: 0 | Level } {
  const [method, level]: readonly unknown[] = Array.isArray(compress)
    ? compress
    : typeof compress === 'string'
      ? [compress, DEFAULT_LEVEL]
      : ['zlib', typeof compress === 'boolean' ? Number(compress) * DEFAULT_LEVEL : compress];
  if (!METHODS.includes(method))
    throw new TypeError(`dumpJoblib: compress must be by 'zlib' or 'gzip', not ${String(method)}`);
  if (!Number.isInteger(level) || (level as number) < 0 || (level as number) > 9)
    throw new TypeError(
      `dumpJoblib: the level of compress must be an integer from 0 to 9, not ${String(level)}`,
    );
  return { method: method as ZlibFormat, level: level as Level };
}

function picklerFor({ protocol = 4, numpy = 'any', classes = [] }: DumpJoblibOptions): JoblibPickler {
  if (![0, 1, 2, 3, 4, 5].includes(protocol))
    throw new TypeError(`dumpJoblib: protocol must be 0, 1, 2, 3, 4 or 5, not ${String(protocol)}`);
  if (!['any', 1, 2].includes(numpy))
    throw new TypeError(`dumpJoblib: numpy must be 'any', 1 or 2, not ${String(numpy)}`);
  const reducer = new Reducers({ protocol, numpy, outOfBand: false }, classes);
  return new JoblibPickler({
    protocol,
    reducer,
    arrayOf: (value) => reducer.arrayOf(value),
    // Whatever the protocol around it; every joblib loads it.
    pickleOf: (array) => dumpChunks(array, { protocol: 2, numpy, classes }),
  });
}

/**
 * A file that `joblib.load` loads: without compression, the very bytes of `joblib.dump(value, file)`. Arrays keep their
 * elements outside of the pickle's opcodes, each at a multiple of 16 bytes. What becomes what in Python is as in `dumps`;
 * an array that is there twice is written twice, as joblib does. The value must not change meanwhile.
 *
 * @throws PicklingError for what Python has no value for, or nobody registered; `path` says where it is.
 */
export async function dumpJoblib(
  value: unknown,
  options: DumpJoblibOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { method, level } = compressionOf(options.compress ?? 0);
  const pickler = picklerFor(options);
  if (level === 0) return pickler.dump(value);
  const parts: Uint8Array[] = [];
  for await (const part of deflated(pickler.pieces(value), method, level)) parts.push(part);
  return joined(parts);
}
