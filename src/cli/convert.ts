/** `ndarray-pickle convert IN OUT`: from any of the formats to any other. */

import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { NumpyArray } from '../array/numpy-array.ts';
import { type DumpOptions, dumps } from '../dumps.ts';
import { writeFile } from '../io/file-writer.ts';
import { dumpJoblib } from '../joblib.ts';
import { writeNpy, writeNpz } from '../npy.ts';
import type { PickleValue } from '../pickle-value.ts';
import { toPlain } from '../walk/to-plain.ts';
import { describe } from './describe.ts';
import { openDocument } from './document.ts';
import { follow } from './steps.ts';

export interface ConvertFlags {
  readonly path?: string;
  readonly protocol: string;
  readonly numpy: string;
  readonly compress?: boolean;
  readonly allowPickle?: boolean;
  readonly lossy?: boolean;
  readonly force?: boolean;
}

type Write = (value: PickleValue, flags: ConvertFlags) => Promise<Uint8Array> | Uint8Array;

const dumpOptions = ({ protocol, numpy }: ConvertFlags): DumpOptions => ({
  protocol: Number(protocol) as 5,
  numpy: numpy === 'any' ? 'any' : (Number(numpy) as 2),
});

/** np.load takes no objects either, unless it is told to. */
function checkObjects({ dtype }: NumpyArray, { allowPickle }: ConvertFlags): void {
  if (dtype.hasObject && !allowPickle)
    throw new TypeError(
      'an array of objects would be written as a pickle, which np.load takes with allow_pickle=True only: --allow-pickle writes it so',
    );
}

/** The arrays of an .npz by name. */
function named(value: PickleValue): Map<string, NumpyArray> {
  const arrays = new Map<string, NumpyArray>();
  if (NumpyArray.isNumpyArray(value)) return arrays.set('arr_0', value);
  if (!(value instanceof Map))
    throw new TypeError(
      `an .npz holds arrays by name, and this is a ${describe(value)}: choose a dict of arrays with --path`,
    );
  for (const [name, array] of value) {
    if (typeof name !== 'string' || !NumpyArray.isNumpyArray(array))
      throw new TypeError(`an .npz holds arrays by name: at ${describe(name)} is a ${describe(array)}`);
    arrays.set(name, array);
  }
  return arrays;
}

function json(value: PickleValue, { lossy }: ConvertFlags): Uint8Array {
  try {
    const plain = toPlain(
      value,
      lossy ? { bigint: 'string', nan: 'string', bytes: 'array', objects: 'attributes' } : {},
    );
    return new TextEncoder().encode(JSON.stringify(plain));
  } catch (error) {
    if (lossy) throw error;
    throw new TypeError(
      `${(error as Error).message.replace(/; [^;]*$/, '')}: JSON can't say that; --lossy writes what is nearest`,
    );
  }
}

const FORMATS: { readonly [extension: string]: Write } = {
  '.pkl': (value, flags) => dumps(value, dumpOptions(flags)),
  '.pickle': (value, flags) => dumps(value, dumpOptions(flags)),
  '.joblib': (value, flags) => dumpJoblib(value, { ...dumpOptions(flags), compress: flags.compress ? 3 : 0 }),
  '.npy'(value, flags) {
    if (!NumpyArray.isNumpyArray(value))
      throw new TypeError(
        `an .npy holds one array, and this is a ${describe(value)}: choose one with --path`,
      );
    checkObjects(value, flags);
    return writeNpy(value);
  },
  '.npz'(value, flags) {
    const arrays = named(value);
    for (const array of arrays.values()) checkObjects(array, flags);
    return writeNpz(arrays, { compress: flags.compress === true });
  },
  '.json': json,
};

export async function convertFile(from: string, to: string, flags: ConvertFlags): Promise<void> {
  const write = FORMATS[extname(to).toLowerCase()];
  if (write === undefined)
    throw new TypeError(
      `${to}: the name of the file to write must end in ${Object.keys(FORMATS).join(', ')}`,
    );
  if (existsSync(to) && !flags.force) throw new Error(`${to} is there already: --force replaces it`);
  const document = await openDocument(from);
  try {
    const value = follow(await document.whole(), flags.path ?? '') as PickleValue;
    await writeFile(to, [await write(value, flags)], {});
  } finally {
    await document.close();
  }
}
