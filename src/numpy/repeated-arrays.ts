/**
 * How NumPy writes all arrays of a pickle but the first ones, so that each can be read at once; see ndarray.ts for the
 * forms. What is not as plain as it is nearly always (other classes, objects, foreign byte order, no elements) is left
 * to the general way.
 */

import { contiguousStrides } from '../array/layout.ts';
import { arrayOver } from '../array/numpy-array.ts';
import { DType } from '../dtype/dtype.ts';
import type { Match, Repeat } from '../registry/python-class.ts';
import { transcodeInto } from '../values/latin1.ts';
import { isNdarray } from './names.ts';
import { deliver, type NumpyOptions } from './options.ts';

/** Arrays of protocol 2 share memory of this many bytes, and larger ones have their own. */
const ARENA = 65536;
export const SMALL = 2048;

const EMPTY = new ArrayBuffer(0);

/** Makes arrays one after the other, most of which are of one data type, shape and order. */
class ArrayMaker {
  readonly #options: NumpyOptions;
  #order: unknown = null;
  #nbytes = 0;
  #next = {
    dtype: null as unknown as DType,
    shape: [] as readonly number[],
    strides: [] as readonly number[],
    buffer: EMPTY as ArrayBufferLike,
    byteOffset: 0,
    readonly: false,
    objects: null,
    copy: 'if-needed' as NumpyOptions['copy'],
  };

  constructor(options: NumpyOptions) {
    this.#options = options;
    this.#next.copy = options.copy;
  }

  /** The size in bytes of an array; −1 for one that is not plain. */
  size(dtype: unknown, shape: unknown, order: unknown, native: boolean): number {
    const next = this.#next;
    if (dtype !== next.dtype || shape !== next.shape || order !== this.#order) {
      if (
        !DType.isDType(dtype) ||
        dtype.hasObject ||
        dtype.subdtype !== null ||
        (order !== 'C' && order !== 'F')
      )
        return -1;
      let count = 1;
      for (const length of shape as readonly number[]) count *= length;
      if (count > (this.#options.maxElements ?? Number.MAX_SAFE_INTEGER)) return -1;
      next.dtype = dtype;
      next.shape = shape as readonly number[];
      next.strides = contiguousStrides(next.shape, dtype.itemsize, order);
      this.#order = order;
      // Without bytes, an array's elements are counted otherwise.
      this.#nbytes = count * dtype.itemsize || -1;
      // Large ones are aligned on the general way.
      if (this.#options.inPlace && this.#nbytes > SMALL) this.#nbytes = -1;
    }
    return native && !next.dtype.isNative && next.dtype.byteOrder !== '|' ? -1 : this.#nbytes;
  }

  make(buffer: ArrayBufferLike, byteOffset: number, readonly: boolean): unknown {
    const next = this.#next;
    next.buffer = buffer;
    next.byteOffset = byteOffset;
    next.readonly = readonly;
    return deliver(arrayOver(next), this.#options);
  }
}

/** What `_reconstruct(ndarray, (0,), b'b')` and its state are, with bytes or (protocols below 3) text. */
export function reconstructed(options: NumpyOptions): readonly Repeat[] | null {
  if (options.exact) return null;
  const arrays = new ArrayMaker(options);
  let arena = new Uint8Array(EMPTY);
  let used = 0;
  let encode: unknown;
  const size = ({ parts }: Match) =>
    isNdarray(parts[0]) ? arrays.size(parts[3], parts[2], parts[4] ? 'F' : 'C', true) : -1;
  return [
    {
      pattern: 'gK\0\x85.g\x87.R=(K\x01s.g?p.t.b',
      make(match) {
        if (size(match) !== match.length) return undefined;
        return arrays.make(match.source.buffer, match.source.byteOffset + match.start, false);
      },
    },
    {
      pattern: 'gK\0\x85.g\x87.R=(K\x01s.g?gx.g\x86.R.t.b',
      make(match) {
        const { parts, source, start, length } = match;
        const expected = size(match);
        if (parts[5] !== encode && `${parts[5]}` !== '_codecs.encode') return undefined;
        encode = parts[5];
        if (parts[6] !== 'latin1' || expected > SMALL || length < expected || length > 2 * expected)
          return undefined;
        if (used + length > arena.length) {
          arena = new Uint8Array(ARENA);
          used = 0;
        }
        if (transcodeInto(arena, used, source, start, start + length) !== used + expected) return undefined;
        const at = used;
        used += (expected + 7) & ~7;
        return arrays.make(arena.buffer, at, false);
      },
    },
  ];
}

/** What `_frombuffer(buffer, dtype, shape, order)` is, with bytes or an out-of-band buffer. */
export function fromBuffers(options: NumpyOptions): readonly Repeat[] | null {
  if (options.exact) return null;
  const arrays = new ArrayMaker(options);
  const make = ({ parts, source, start, length, readonly }: Match) =>
    arrays.size(parts[0], parts[1], parts[2], false) === length
      ? arrays.make(source.buffer, source.byteOffset + start, readonly)
      : undefined;
  return ['(p.gs.gt.R=', '(ngs.gt.R='].map((pattern) => ({ pattern, make }));
}
