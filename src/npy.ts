/**
 * `ndarray-pickle/npy`: the files of `numpy.save`, `numpy.savez` and `numpy.savez_compressed`.
 *
 * ```ts
 * const array = readNpy(bytes);            // a view of the bytes, as NumpyArray
 * const file = writeNpy(array);            // the very bytes of np.save
 * const { x, y } = Object.fromEntries(await readNpz(await fetch('arrays.npz')));
 * ```
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export type { NpyHeader, NpyVersion } from './formats/npy-header.ts';
export type { ByteSource } from './io/byte-source.ts';
export type { Source } from './io/source.ts';
export {
  type NpyHeaderOptions,
  type NpyOptions,
  type NpyWriteOptions,
  readNpy,
  readNpyHeader,
  writeNpy,
  writeNpyChunks,
} from './npy-files.ts';
export {
  type NpzFile,
  type NpzInput,
  type NpzOptions,
  type NpzWriteOptions,
  openNpz,
  readNpz,
  writeNpz,
  writeNpzChunks,
} from './npz-files.ts';
