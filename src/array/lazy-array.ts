/**
 * `LazyArray`: an array of which everything is known but its elements, which are read when they are asked for.
 *
 * ```ts
 * const weights = at(await load(source, { lazy: true }), 'weights');
 * weights.shape;                       // [1000000, 256]: nothing of it was read
 * await weights.slice(0, 10);          // a NumpyArray of ten rows; nothing else was
 * const array = await weights.load();  // all of it
 * ```
 */

import type { DType } from '../dtype/dtype.ts';
import { UnpicklingError } from '../errors.ts';
import { brand, kindOf } from '../values/brand.ts';
import type { PyGlobal } from '../values/py-global.ts';
import { Form } from './form.ts';
import { elementCount, extent, isContiguous, isDense, type Order, tupleText } from './layout.ts';
import { arrayOver, NumpyArray } from './numpy-array.ts';
import { markSubclass } from './subclass.ts';
import { swapBytes } from './swap.ts';

/** Where bytes lie in a source. */
export interface ByteRange {
  /** Bytes from the start of the source. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** The bytes that hold an array's elements. */
export interface LazyBytes {
  /** Where they lie; null where they do not lie in the source as they are. */
  readonly range: ByteRange | null;
  /** What {@link UnpicklingError.offset} is for bytes that are not what was promised. */
  readonly offset: number;
  /** `length` of them from `start` on, in memory that nobody else has. */
  read(start: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array>;
}

/** What an array is, whether or not its elements are there. */
interface Description {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly readonly: boolean;
  readonly subclass: PyGlobal | null;
}

/** One whose elements are read when they are asked for. */
export interface LazyInit extends Description {
  readonly bytes: LazyBytes;
  /** Where in them the element at index 0, 0, … begins, in bytes. */
  readonly start: number;
  /** The data type as which they are stored, of either byte order. */
  readonly stored: DType;
}

/**
 * An n-dimensional array that was not read: what `load` and `openFile` give in place of each {@link NumpyArray} with
 * `lazy: true`. It knows what the array is, and reads it by {@link LazyArray.load}.
 */
export class LazyArray<N extends string = string> {
  /** The data type that the elements have once they are loaded. */
  readonly dtype: DType<N>;
  /** Elements per axis. */
  readonly shape: readonly number[];
  /** Bytes from one element to the next, per axis. */
  readonly strides: readonly number[];
  /** Whether the loaded array refuses `set`. */
  readonly readonly: boolean;
  /** The subclass of ndarray that it is of in Python; null for ndarray itself. */
  readonly subclass: PyGlobal | null;
  readonly #elements: LazyInit | NumpyArray;

  /** @internal Made by `load`. */
  constructor(elements: LazyInit | NumpyArray) {
    this.dtype = elements.dtype as DType<N>;
    this.shape = elements.shape;
    this.strides = elements.strides;
    this.readonly = elements.readonly;
    this.subclass = elements.subclass;
    this.#elements = elements;
    if (kindOf(this) !== undefined) return;
    // Once, and here: done where the class is declared, bundlers would keep it where nothing else does.
    brand(LazyArray, 'LazyArray');
    Object.defineProperty(LazyArray.prototype, Symbol.for('nodejs.util.inspect.custom'), {
      value: LazyArray.prototype.toString,
    });
  }

  /** True for an array of any copy of this package (ESM, CJS, duplicates). */
  static isLazyArray(value: unknown): value is LazyArray {
    return kindOf(value) === 'LazyArray';
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** The number of elements. */
  get size(): number {
    return elementCount(this.shape);
  }

  /** The bytes of all elements, as if they lay gapless. */
  get nbytes(): number {
    return this.size * this.dtype.itemsize;
  }

  /** How the elements lie, gapless: `'C'` (of one or no axis, too), `'F'`, or null for any other way. */
  get order(): Order | null {
    const { shape, strides, dtype } = this;
    for (const order of ['C', 'F'] as const)
      if (isContiguous(shape, strides, dtype.itemsize, order)) return order;
    return null;
  }

  /**
   * Where the elements lie in the source, in bytes. Null where they do not lie there as they are: elements that are
   * Python objects, text (protocols 0 to 2), out-of-band buffers.
   */
  get byteRange(): ByteRange | null {
    const range = this.objects === null ? (this.#elements as LazyInit).bytes.range : null;
    if (range === null) return null;
    const { start } = this.#elements as LazyInit;
    const { lo, hi } = extent(this.shape, this.strides, this.dtype.itemsize);
    return { offset: range.offset + start + lo, length: hi - lo };
  }

  /** @internal The array, where its elements are Python objects: these were read with the rest. */
  get objects(): NumpyArray | null {
    return NumpyArray.isNumpyArray(this.#elements) ? this.#elements : null;
  }

  /**
   * Reads the array: what `loads` would have given, in memory of its own. Each call reads it anew. (An array whose
   * elements are Python objects was read with the rest, and is the same each time.)
   *
   * @throws SourceError where the source can't be read, or has changed, or is closed; UnpicklingError for bytes that
   *   are none of such an array.
   */
  async load({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<NumpyArray<N>> {
    signal?.throwIfAborted();
    const array = this.objects ?? (await this.#read(this.shape, 0, signal));
    return (array === this.objects ? array : markSubclass(array, this.subclass)) as NumpyArray<N>;
  }

  /**
   * Reads the part from `start` up to and without `stop` of the first axis, and nothing else: `array[start:stop]` in
   * Python, negative numbers count from the end. A plain array in memory of its own.
   *
   * @throws TypeError where that part does not lie in one piece, as in an array of F order with several axes, or the
   *   array has no axes: then there is only {@link load}. Else as {@link load}.
   */
  async slice(
    start = 0,
    stop?: number,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<NumpyArray<N>> {
    signal?.throwIfAborted();
    const [length, ...rest] = this.shape;
    if (length === undefined) throw new TypeError('an array without axes has no slices; use load()');
    const from = placeOf(start, length);
    const to = Math.max(placeOf(stop ?? length, length), from);
    if (this.objects !== null) return this.objects.slice([from, to]).copy() as NumpyArray<N>;
    const shape = [to - from, ...rest];
    if (!isDense(shape, this.strides, this.dtype.itemsize))
      throw new TypeError(
        `[${from}:${to}] of ${this} does not lie in one piece (its order is ${this.order ?? 'neither C nor F'}); use load()`,
      );
    return (await this.#read(shape, from, signal)) as NumpyArray<N>;
  }

  async #read(shape: readonly number[], from: number, signal: AbortSignal | undefined): Promise<NumpyArray> {
    const { bytes, start, stored } = this.#elements as LazyInit;
    const { dtype, strides, readonly } = this;
    const { lo, hi } = extent(shape, strides, dtype.itemsize);
    const first = start + (from === 0 ? 0 : from * strides[0]!) + lo;
    const own = hi === lo ? new Uint8Array(0) : await bytes.read(first, hi - lo, signal);
    if (own.length !== hi - lo)
      throw new UnpicklingError(`an array needs ${hi - lo} bytes of data, ${own.length} are there`, {
        offset: bytes.offset,
        opcode: null,
      });
    if (stored !== dtype) swapBytes(own, stored);
    const byteOffset = own.byteOffset - lo;
    const layout = { dtype, shape, strides, readonly, objects: null, copy: 'if-needed' as const };
    return arrayOver(new Form(layout, own.buffer), byteOffset);
  }

  /** What it is; its elements can't be shown. */
  toString(): string {
    const told = `shape=${tupleText(this.shape)}, dtype=${this.dtype}`;
    return `LazyArray(${told}${this.objects === null ? ', not loaded' : ''})`;
  }

  /** @throws TypeError always: JSON would hold no elements. */
  toJSON(): never {
    throw new TypeError(`${this} has no elements to write: await its load()`);
  }
}

/** Where a slice begins or ends, as Python takes it. */
function placeOf(index: number, length: number): number {
  if (!Number.isInteger(index)) throw new TypeError(`a slice begins and ends at integers, not ${index}`);
  return Math.min(Math.max(index < 0 ? index + length : index, 0), length);
}
