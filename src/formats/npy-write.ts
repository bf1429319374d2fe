/**
 * Arrays as .npy files.
 *
 * Source: `write_array` in numpy/lib/_format_impl.py
 */

import { ArrayBytes } from '../array/array-bytes.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { PicklingError } from '../errors.ts';
import { Path } from '../values/path.ts';
import { type NpyVersion, writeHeader } from './npy-header.ts';

/** How an .npy file is written. */
export interface NpyWriting {
  /** Pickles an array of objects; undefined: pickles are not allowed. */
  readonly pickle: ((array: NumpyArray) => Uint8Array) | undefined;
  /** The version of the format; by default the lowest that can hold the header. */
  readonly version?: NpyVersion | undefined;
}

/**
 * An .npy file piece by piece: the header, then the elements or their pickle. The pieces are the array's own memory where
 * that is contiguous; else they are gathered when their turn comes.
 */
export function* npyPieces(array: NumpyArray, { pickle, version }: NpyWriting): Generator<Uint8Array, void> {
  const { dtype, shape } = array;
  if (dtype.hasObject && pickle === undefined) {
    throw new PicklingError(
      `an array of dtype ${dtype} is written as a pickle: leave out { allowPickle: false }`,
      new Path(),
    );
  }
  const order = array.order ?? 'C';
  yield writeHeader(dtype, shape, order, version);
  if (dtype.hasObject) yield pickle!(array);
  else yield* new ArrayBytes(array, array.order !== null).slabs();
}
