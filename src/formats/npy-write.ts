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

/** An .npy file in two pieces: the header, and the elements or their pickle. The second may be the array's own memory. */
export function npyPieces(array: NumpyArray, { pickle, version }: NpyWriting): [Uint8Array, Uint8Array] {
  const { dtype, shape } = array;
  if (dtype.hasObject && pickle === undefined) {
    throw new PicklingError(
      `an array of dtype ${dtype} is written as a pickle: leave out { allowPickle: false }`,
      new Path(),
    );
  }
  const order = array.order ?? 'C';
  const header = writeHeader(dtype, shape, order, version);
  return [header, dtype.hasObject ? pickle!(array) : elementsOf(array)];
}

function elementsOf(array: NumpyArray): Uint8Array {
  const bytes = new ArrayBytes(array, array.order !== null);
  const view = bytes.view();
  if (view !== null) return view;
  const gathered = new Uint8Array(bytes.nbytes);
  bytes.writeTo(gathered, 0);
  return gathered;
}

/** Pieces as one. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
