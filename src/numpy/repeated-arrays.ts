/**
 * How NumPy writes all arrays of a pickle but the first ones, so that each can be read at once; see ndarray.ts for the
 * forms. What is not as plain as it is nearly always (other classes, objects, foreign byte order, no elements) is left
 * to the general way.
 */

import { Form } from '../array/form.ts';
import { contiguousStrides } from '../array/layout.ts';
import { allot, arena, SMALL } from '../array/memory.ts';
import { arrayOver } from '../array/numpy-array.ts';
import { DType } from '../dtype/dtype.ts';
import type { Maker, Match, Repeat } from '../registry/python-class.ts';
import { transcodeInto } from '../values/latin1.ts';
import { isNdarray } from './names.ts';
import { deliver, type NumpyOptions } from './options.ts';

/** Makers are kept where their shape and size lead to; another one that these lead to takes the place. */
const MAKERS = 256;

/** How arrays get their bytes: those that get them as a state are native and writeable, and `text` is such a state, too. */
type Source = 'buffer' | 'state' | 'text';

/** Makes arrays of one data type, shape and order. */
class ArrayMaker implements Maker {
  found: unknown = null;
  readonly #source: Source;
  readonly #order: unknown;
  readonly #nbytes: number;
  readonly #options: NumpyOptions;
  /** That of the last array. */
  #form: Form;

  constructor(source: Source, order: unknown, nbytes: number, options: NumpyOptions, form: Form) {
    this.#source = source;
    this.#order = order;
    this.#nbytes = nbytes;
    this.#options = options;
    this.#form = form;
  }

  makes(source: Source, dtype: unknown, shape: readonly number[], order: unknown): boolean {
    const form = this.#form;
    if (
      source !== this.#source ||
      dtype !== form.dtype ||
      order !== this.#order ||
      shape.length !== form.shape.length
    )
      return false;
    for (let i = 0; i < shape.length; i++) if (shape[i] !== form.shape[i]) return false;
    // From now on it is shared.
    Object.freeze(form.shape);
    return true;
  }

  make({ source, start, length, readonly }: Match): unknown {
    const nbytes = this.#nbytes;
    if (this.#source === 'text') {
      if (nbytes > SMALL || length < nbytes || length > 2 * nbytes) return undefined;
      const at = allot(nbytes);
      const end = transcodeInto(arena, at, source, start, start + length);
      return end === at + nbytes ? this.#over(arena.buffer, at, false) : undefined;
    }
    if (length !== nbytes) return undefined;
    return this.#over(source.buffer, source.byteOffset + start, readonly && this.#source === 'buffer');
  }

  #over(buffer: ArrayBufferLike, byteOffset: number, readonly: boolean): unknown {
    const form = this.#form;
    if (form.buffer !== buffer || form.readonly !== readonly)
      this.#form = new Form({ ...form, readonly }, buffer);
    return deliver(arrayOver(this.#form, byteOffset), this.#options);
  }
}

/** The maker of arrays that are plain. */
function makerOf(
  known: Maker[],
  options: NumpyOptions,
  source: Source,
  dtype: unknown,
  shape: unknown,
  order: unknown,
): Maker | undefined {
  if (!DType.isDType(dtype)) return undefined;
  const lengths = shape as readonly number[];
  let count = 1;
  let key = dtype.char.charCodeAt(0) + dtype.itemsize;
  for (let i = 0; i < lengths.length; i++) {
    count *= lengths[i]!;
    key = (31 * key + lengths[i]!) & (MAKERS - 1);
  }
  const maker = known[key] as ArrayMaker | undefined;
  if (maker?.makes(source, dtype, lengths, order)) return maker;
  const nbytes = count * dtype.itemsize;
  if (
    dtype.hasObject ||
    dtype.subdtype !== null ||
    (order !== 'C' && order !== 'F') ||
    (source !== 'buffer' && !dtype.isNative && dtype.byteOrder !== '|') ||
    // Without bytes, an array's elements are counted otherwise.
    nbytes === 0 ||
    count > (options.maxElements ?? Number.MAX_SAFE_INTEGER) ||
    // Large ones are aligned on the general way.
    (options.inPlace && nbytes > SMALL)
  )
    return undefined;
  const strides = contiguousStrides(lengths, dtype.itemsize, order);
  const { copy } = options;
  const form = new Form({ dtype, shape: lengths, strides, readonly: false, objects: null, copy }, null);
  known[key] = new ArrayMaker(source, order, nbytes, options, form);
  return known[key];
}

/** What `_reconstruct(ndarray, (0,), b'b')` and its state are, with bytes or (protocols below 3) text. */
export function reconstructed(options: NumpyOptions): readonly Repeat[] | null {
  if (options.exact) return null;
  const from = (source: Source, { parts }: Match, known: Maker[]) =>
    isNdarray(parts[0])
      ? makerOf(known, options, source, parts[3], parts[2], parts[4] ? 'F' : 'C')
      : undefined;
  let encode: unknown;
  return [
    {
      pattern: 'gK\0\x85.g\x87.R=(K\x01s.g?p.t.b',
      makerOf: (match, known) => from('state', match, known),
    },
    {
      pattern: 'gK\0\x85.g\x87.R=(K\x01s.g?gx.g\x86.R.t.b',
      makerOf(match, known) {
        const { parts } = match;
        if (parts[5] !== encode && `${parts[5]}` !== '_codecs.encode') return undefined;
        encode = parts[5];
        return parts[6] === 'latin1' ? from('text', match, known) : undefined;
      },
    },
  ];
}

/** What `_frombuffer(buffer, dtype, shape, order)` is, with bytes or an out-of-band buffer. */
export function fromBuffers(options: NumpyOptions): readonly Repeat[] | null {
  if (options.exact) return null;
  return ['(p.gs.gt.R=', '(ngs.gt.R='].map((pattern) => ({
    pattern,
    makerOf: ({ parts }, known) => makerOf(known, options, 'buffer', parts[0], parts[1], parts[2]),
  }));
}
