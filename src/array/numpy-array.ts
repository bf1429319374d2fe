/**
 * `NumpyArray`: a data type, a shape and byte strides over memory, as NumPy's `__array_interface__` describes it.
 *
 * ```ts
 * const a = NumpyArray.from([[1, 2, 3], [4, 5, 6]], { dtype: 'int16' });
 * a.get(1, -1);              // 6
 * a.transpose().toArray();   // [[1, 4], [2, 5], [3, 6]]
 * a.data;                    // Int16Array(6) [1, 2, 3, 4, 5, 6], the array's own memory
 * ```
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.interface.html
 */
import type { DType } from '../dtype/dtype.ts';
import type { NameOf } from '../dtype/spec.ts';
import { typedArrayConstructor } from '../dtype/typed-array.ts';
import { DTypeError } from '../errors.ts';
import { brand, kindOf } from '../values/brand.ts';
import type { PyGlobal } from '../values/py-global.ts';
import type { NumpyArrayInit } from './array-init.ts';
import { type ArrayInterface, describeInterface } from './array-interface.ts';
import { arrayToJSON, type JsonValue } from './array-json.ts';
import { arrayRepr } from './array-text.ts';
import { type Casting, castArray } from './cast.ts';
import { type ArrayInit, inOwnMemory } from './contents.ts';
import { type ElementSpec, elementType } from './element-type.ts';
import { Form, movedForm } from './form.ts';
import {
  elementCount,
  extent,
  foldSubarray,
  isContiguous,
  isDense,
  type Order,
  stridesAlong,
} from './layout.ts';
import { IN_USE, Memory, NEVER, relocate } from './memory.ts';
import { copyElements, copyNumbers, type DataOf, type NumbersOf, whyNoView } from './numbers.ts';
import { unshareObjects } from './object-slots.ts';
import { type ElementOf, readElement, type SubarrayReader } from './read-element.ts';
import { reshape } from './reshape.ts';
import type { Strided } from './strided-copy.ts';
import { subclassOf } from './subclass.ts';
import { toDate } from './time-count.ts';
import {
  addressOf,
  axesOf,
  fieldOf,
  type Layout,
  nestedLists,
  type SliceItem,
  sliceLayout,
  transposed,
} from './views.ts';
import { writeElement } from './write-element.ts';

export type { NumpyArrayInit } from './array-init.ts';
export type { ArrayInit } from './contents.ts';

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** An element, or lists of them as deep as the array has axes. */
export type Nested<T> = T | Nested<T>[];

/** What `_reconstruct` makes in NumPy, too: an empty array of int8. */
const BLANK = /* @__PURE__ */ inOwnMemory(elementType('b'), [0], [0], new ArrayBuffer(0));

const BLANK_FORM = /* @__PURE__ */ new Form(BLANK, BLANK.buffer);

/** What is known to be right, and where it begins: the constructor's fast way. */
let trusted = BLANK_FORM;
let trustedOffset = 0;

let fill: (array: NumpyArray, init: ArrayInit, memory: Memory | null) => void;

/** What a user's description of an array is checked by; creation.ts brings it. */
let check = (_init: NumpyArrayInit): ArrayInit => {
  throw new TypeError("to make arrays, import { NumpyArray } from 'ndarray-pickle'");
};

/** The class, its constructor from now on open to descriptions that are not trusted. */
export function withChecks(checkInit: typeof check): typeof NumpyArray {
  check = checkInit;
  return NumpyArray;
}

/**
 * An n-dimensional array over an ArrayBuffer. It only describes the memory until something is asked of it: a
 * typed array is made by `.data`, not before.
 *
 * `N` is the data type's name (`'float32'`), where it is known: it gives `.data`, `.get()` and the like
 * their types. `.as('float32')` checks and tells it.
 */
export class NumpyArray<N extends string = string> {
  /** Shared with arrays that were made alike. */
  #form: Form;
  /** The address of the first element: where it lay in the buffer at first, wherever the memory has moved since. */
  #offset: number;
  /** Made when first needed for more than `.data`, then shared with every view of this array. */
  #memory: Memory | null = null;
  #data: DataOf<N> | null = null;

  static {
    fill = (array, init, memory) => {
      array.#form = new Form(init, memory === null ? init.buffer : null);
      array.#offset = init.byteOffset;
      array.#memory = memory;
      array.#data = null;
    };
  }

  /** @internal Documented in creation.ts, where users have the class from. */
  constructor(init: NumpyArrayInit<N>) {
    this.#form = trusted;
    this.#offset = trustedOffset;
    if ((init as unknown) !== trusted) fill(this as unknown as NumpyArray, check(init), null);
  }

  get dtype(): DType<N> {
    return this.#form.dtype as DType<N>;
  }

  /** Elements per axis. */
  get shape(): readonly number[] {
    return this.#form.shape;
  }

  /** Bytes from one element to the next, per axis; negative or 0 as it may be. */
  get strides(): readonly number[] {
    return this.#form.strides;
  }

  /** Whether `set` is refused. (A typed array can't be read-only: writing through `.data` is up to you.) */
  get readonly(): boolean {
    return this.#form.readonly;
  }

  /** True for an array of any copy of this package (ESM, CJS, duplicates). */
  static isNumpyArray(value: unknown): value is NumpyArray {
    return kindOf(value) === 'NumpyArray';
  }

  /** The memory; it is replaced when `.data` moves a misaligned array. */
  get buffer(): ArrayBufferLike {
    return this.#memory === null ? this.#form.buffer! : this.#memory.buffer;
  }

  /** Where in `.buffer` the element at index 0, 0, ... lies, in bytes. */
  get byteOffset(): number {
    return this.#offset + (this.#memory === null ? 0 : this.#memory.shift);
  }

  /** @internal What the slots of objects in the memory point to: see `Memory`. */
  get objects(): readonly unknown[] | null {
    return this.#form.objects;
  }

  /**
   * The subclass of ndarray that the array is of in Python, such as `numpy.matrix`, and as which it is written; null
   * for ndarray itself. It is the array's own: views and copies are plain arrays, for the rules of those classes (a
   * part of a matrix has two axes) are not kept here. {@link asSubclass} gives an array one.
   */
  get subclass(): PyGlobal | null {
    return subclassOf(this);
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
    return this.#isContiguous('C') ? 'C' : this.#isContiguous('F') ? 'F' : null;
  }

  /**
   * The array's own memory as a typed array of `size` elements in the order in which they lie there (C, F or
   * another order of the axes), complex numbers as two. What is written here, `get` and every view see.
   *
   * Memory that is not aligned for a typed array moves once, now; small arrays move into a buffer that they
   * share, so heed `.data.byteOffset`.
   *
   * @throws TypeError where there is no such run of numbers: a foreign byte order, gaps, negative or zero
   *   strides, elements that no typed array of this runtime has. The message names what gives them.
   */
  get data(): DataOf<N> {
    const data = this.#live();
    if (data === null) throw new TypeError(this.#whyNotLive());
    return data;
  }

  /**
   * The numbers in C order (or F order), in this machine's byte order. This is `.data` itself, live, where
   * that works and has the order asked for; else a copy made in one pass. Complex numbers come interleaved,
   * float16 as float32 where the runtime has no Float16Array, longdouble rounded to float64.
   *
   * @throws TypeError where the elements are no numbers.
   */
  toTypedArray({ order = 'C' }: { readonly order?: Order } = {}): NumbersOf<N> {
    const live = this.#isContiguous(order) ? this.#live() : null;
    const numbers = live ?? copyNumbers(this.dtype, this.#strided(axesOf(this, order)));
    if (numbers === null) {
      throw new TypeError(`elements of ${this.dtype} are no numbers; use toArray() or get()`);
    }
    return numbers as NumbersOf<N>;
  }

  /**
   * This array, its type narrowed to a data type (of either byte order): a type string, a typed array's class, or
   * what `dtype()` makes of anything else.
   *
   * @throws DTypeError, naming both data types, where it has another one.
   */
  as<const S extends ElementSpec>(spec: S): NumpyArray<NameOf<S>> {
    const wanted = elementType(spec);
    if (!this.dtype.newByteOrder('=').equals(wanted.newByteOrder('='))) {
      throw new DTypeError(`the array's dtype is ${this.dtype}, not ${wanted}`);
    }
    return this as unknown as NumpyArray<NameOf<S>>;
  }

  /**
   * The element at an index, one number per axis; negative ones count from the end.
   *
   * @throws RangeError for a wrong number of indices, or one out of bounds.
   */
  get(...index: number[]): ElementOf<N> {
    return this.#read(this.#offset + addressOf(this, index)) as ElementOf<N>;
  }

  /**
   * Sets the element at an index.
   *
   * @throws TypeError where the array is read-only or the value is of a wrong type; RangeError where it does
   *   not fit the data type (nothing is wrapped), or for an index as with `get`. Then nothing is changed.
   */
  set(value: unknown, ...index: number[]): void {
    if (this.readonly) throw new TypeError('the array is read-only');
    const address = this.#offset + addressOf(this, index);
    const { dtype } = this;
    if (dtype.kind === 'V') {
      // A structured element is written field by field: try elsewhere, so that it is wholly or not at all.
      writeElement({ view: new DataView(new ArrayBuffer(dtype.itemsize)), objects: [null] }, dtype, 0, value);
    }
    const memory = this.#ownMemory();
    writeElement(memory, dtype, address + memory.shift, value);
  }

  /** The one element of an array that has only one. @throws RangeError for any other array. */
  item(): ElementOf<N> {
    if (this.size !== 1) {
      throw new RangeError(`item() needs an array of one element, this one has ${this.size}`);
    }
    return this.#read(this.#offset) as ElementOf<N>;
  }

  /**
   * The elements as nested lists in C order; of an array without axes, its one element.
   *
   * @throws RangeError for an array that has no elements but would give 2^24 empty lists or more.
   */
  toArray(): Nested<ElementOf<N>> {
    return nestedLists(this, this.#offset, (address) => this.#read(address)) as Nested<ElementOf<N>>;
  }

  /** Over the first axis: elements of a 1-d array, else views of one axis less. */
  *[Symbol.iterator](): Generator<ElementOf<N> | NumpyArray<N>, void> {
    if (this.ndim === 0) throw new TypeError('an array without axes is not iterable; use item()');
    const [length, ...shape] = this.shape as [number, ...number[]];
    const [stride, ...strides] = this.strides as [number, ...number[]];
    for (let i = 0; i < length; i++) {
      const offset = this.#offset + i * stride;
      yield shape.length === 0
        ? (this.#read(offset) as ElementOf<N>)
        : this.#view(this.dtype, shape, strides, offset);
    }
  }

  /**
   * A view of one field (by its name or title) of every element; a subarray field's axes come last.
   *
   * @throws DTypeError where the data type has no such field.
   */
  field(name: string): NumpyArray {
    const field = fieldOf(this.dtype, name);
    const { dtype, shape, strides } = foldSubarray(field.dtype, this.shape, this.strides);
    return this.#view(dtype, shape, strides, this.#offset + field.offset);
  }

  /**
   * A view with the axes in another order: `axes[i]` is the axis that comes `i`th; by default they are reversed.
   *
   * @throws RangeError where `axes` is no order of them.
   */
  transpose(axes?: readonly number[]): NumpyArray<N> {
    return this.#at(transposed(this, axes));
  }

  /**
   * A view of a part, by NumPy's basic indexing: an integer takes one place of an axis, which goes;
   * `[start, stop, step]` or `{ start, stop, step }` takes a range, as Python's `start:stop:step` (null, or left
   * out: from or to the end); `null` makes a new axis; `'...'` stands for all axes that are not named. Text is
   * read as NumPy writes it. Always a view, also of one element: `get` gives its value.
   *
   * ```ts
   * a.slice(0, [null, null, -1], '...');   // a[0, ::-1, ...]
   * a.slice('0, ::-1, ..., 2:5');
   * ```
   *
   * @throws RangeError for an integer out of bounds, too many indices or a step of 0; TypeError for what is no index.
   */
  slice(...index: readonly SliceItem[]): NumpyArray<N> {
    return this.#at(sliceLayout(this, index));
  }

  /**
   * The same elements in another shape; one length may be -1, which is what the others leave. The elements are
   * read and laid out in `order`. A view where the strides allow it, else a copy; with `copy: 'never'` an error.
   *
   * @throws RangeError where the shape has another number of elements, or a view was asked for and can't be had.
   */
  reshape(
    shape: number | readonly number[],
    options: { readonly order?: Order; readonly copy?: 'if-needed' | 'never' } = {},
  ): NumpyArray<N> {
    const view = reshape(this, typeof shape === 'number' ? [shape] : shape, options);
    if (view.strides !== null) return this.#at(view as Layout);
    const { order = 'C' } = options;
    return this.copy({ order }).reshape(view.shape, { order });
  }

  /**
   * The elements converted to another data type, in memory of their own, which is laid out as `copy({ order: 'K' })`.
   *
   * - `casting: 'exact'` (default): as NumPy converts, but an error where a value would be lost: out of range,
   *   a fraction, NaN as an integer, an integer that a float can't hold, an imaginary part, a cut string, a time
   *   finer than the unit. Floats round to the nearest of a smaller type, which is what those are for.
   * - `casting: 'unsafe'`, NumPy's own word for its default: integers wrap, floats are truncated, strings are cut,
   *   times rounded down.
   *
   * Sizes that are left out (`'U'`, `'S'`) are NumPy's for the source's type, or the longest element's.
   *
   * @throws RangeError naming the element's index where it would be lost, or is text that is no such value;
   *   DTypeError where there is no conversion.
   */
  astype<const S extends ElementSpec>(
    spec: S,
    { casting = 'exact' }: { readonly casting?: Casting } = {},
  ): NumpyArray<NameOf<S>> {
    const axes = axesOf(this, 'K');
    return filled(castArray(this, this.#strided(axes), this.#ownMemory(), axes, elementType(spec), casting));
  }

  /**
   * A writeable array of the same elements in gapless memory of its own, byte for byte. Orders are NumPy's:
   * `'C'`, `'F'`, `'A'` (F where the array is, else C), `'K'` (the axes as they lie now).
   */
  copy({ order = 'C' }: { readonly order?: Order | 'A' | 'K' | undefined } = {}): NumpyArray<N> {
    const { dtype, shape } = this;
    const axes = axesOf(this, order);
    const buffer = copyElements(dtype.itemsize, this.#strided(axes));
    const objects =
      this.#form.objects &&
      unshareObjects(dtype, new DataView(buffer), this.size, this.#ownMemory().objects!);
    const strides = stridesAlong(shape, dtype.itemsize, axes);
    return filled(inOwnMemory(dtype, shape, strides, buffer, objects));
  }

  /**
   * The moments of a datetime64 array as nested lists of `Date`s, in C order; NaT is null.
   *
   * @throws TypeError for another data type; RangeError for a moment that is no whole number of milliseconds or
   *   beyond what a `Date` can hold.
   */
  toDates(): Nested<Date | null> {
    const read = (address: number) => toDate(this.#read(address), this.dtype);
    return nestedLists(this, this.#offset, read) as Nested<Date | null>;
  }

  /**
   * What NumPy's `__array_interface__` tells, version 3, with the memory itself in `data`: plain values that
   * `postMessage` and `structuredClone` take. `NumpyArray.fromInterface()` gives the array again.
   *
   * @throws DTypeError where elements point to Python objects.
   */
  arrayInterface(): ArrayInterface {
    return describeInterface(this);
  }

  /** As NumPy prints it, `repr(array)`: `array([1, 2], dtype=int32)`. Long arrays are summarised. */
  toString(): string {
    return arrayRepr(this);
  }

  /** For `JSON.stringify`; see {@link arrayToJSON} for how each element is written. */
  toJSON(): JsonValue {
    return arrayToJSON(this);
  }

  [INSPECT](): string {
    return arrayRepr(this);
  }

  #ownMemory(): Memory {
    if (this.#memory === null) {
      const { lo, hi } = extent(this.shape, this.strides, this.dtype.itemsize);
      const { buffer, objects, copy, unbound } = this.#form;
      const pinned = copy === 'never' ? NEVER : this.#data === null ? null : IN_USE;
      this.#memory = new Memory(buffer!, this.#offset + lo, this.#offset + hi, objects, pinned);
      this.#form = unbound;
    }
    return this.#memory;
  }

  #isContiguous(order: Order): boolean {
    return isContiguous(this.shape, this.strides, this.dtype.itemsize, order);
  }

  #live(): DataOf<N> | null {
    const { dtype, size } = this;
    // One that has lost its elements is none any more: the buffer was transferred, or shrank.
    if (this.#data !== null && (this.#data.length > 0 || size === 0)) return this.#data;
    const Class = typedArrayConstructor(dtype);
    if (Class === null || !isDense(this.shape, this.strides, dtype.itemsize)) return null;
    if (size === 0) {
      this.#data = new Class(0);
    } else {
      const unit = Class.BYTES_PER_ELEMENT;
      const nbytes = size * dtype.itemsize;
      if (
        !(this.#memory === null ? this.#align(unit, nbytes) : this.#memory.align(this.#offset, unit) === null)
      ) {
        return null;
      }
      this.#data = new Class(this.buffer, this.byteOffset, nbytes / unit);
    }
    return this.#data;
  }

  /** As `Memory.align`, while no view shares the memory: 100,000 small arrays need no `Memory` each for `.data`. */
  #align(unit: number, nbytes: number): boolean {
    if (this.#offset % unit !== 0) {
      if (this.#form.copy === 'never') return false;
      const { buffer, byteOffset } = relocate(this.#form.buffer!, this.#offset, nbytes, 0);
      this.#form = movedForm(this.#form, buffer);
      this.#offset = byteOffset;
    }
    return true;
  }

  /** Why `.data` throws: the conditions of `#live`, in words. */
  #whyNotLive(): string {
    const why = whyNoView(this);
    if (why !== null) return why;
    const unit = typedArrayConstructor(this.dtype)!.BYTES_PER_ELEMENT;
    return (
      `the memory begins at byte ${this.byteOffset}, no multiple of ${unit}, and can't move: ` +
      `${this.#ownMemory().align(this.#offset, unit)}; use toTypedArray()`
    );
  }

  /** The elements for a copy that has the axes in that order. */
  #strided(axes: readonly number[]): Strided {
    const { view, shift } = this.#ownMemory();
    return {
      view,
      at: this.#offset + shift,
      shape: axes.map((axis) => this.shape[axis]!),
      strides: axes.map((axis) => this.strides[axis]!),
    };
  }

  #read(address: number): unknown {
    const memory = this.#ownMemory();
    return readElement(memory, this.dtype, address + memory.shift, this.readonly ? readonlyPart : part);
  }

  #at({ shape, strides, offset }: Layout): NumpyArray<N> {
    return this.#view(this.dtype, shape, strides, this.#offset + offset);
  }

  #view<M extends string>(
    dtype: DType<M>,
    shape: readonly number[],
    strides: readonly number[],
    address: number,
  ): NumpyArray<M> {
    return viewOf(this.#ownMemory(), dtype, shape, strides, address, this.readonly);
  }
}

brand(NumpyArray, 'NumpyArray');

function viewOf<N extends string>(
  memory: Memory,
  dtype: DType<N>,
  shape: readonly number[],
  strides: readonly number[],
  byteOffset: number,
  readonly: boolean,
): NumpyArray<N> {
  const { buffer, objects } = memory;
  return filled({ dtype, shape, strides, buffer, byteOffset, readonly, objects, copy: 'if-needed' }, memory);
}

const subarrayReader =
  (readonly: boolean): SubarrayReader =>
  (memory, type, at) => {
    const { dtype, shape, strides } = foldSubarray(type, [], []);
    return viewOf(memory, dtype, shape, strides, at - memory.shift, readonly);
  };

const part = subarrayReader(false);
const readonlyPart = subarrayReader(true);

function filled<N extends string>(init: ArrayInit, memory: Memory | null = null): NumpyArray<N> {
  const array = blankArray();
  fill(array, init, memory);
  return array as unknown as NumpyArray<N>;
}

/** An array to be filled by {@link initArray}; until then an empty one, as NumPy's `_reconstruct` gives. */
export function blankArray(): NumpyArray {
  return arrayOver(BLANK_FORM, 0);
}

/** An array over memory. The caller has checked that every element lies inside the buffer. */
export function arrayOver(form: Form, byteOffset: number): NumpyArray {
  trusted = form;
  trustedOffset = byteOffset;
  return new NumpyArray(form as unknown as NumpyArrayInit);
}

/**
 * Gives a blank array its contents. The caller has checked that every element lies inside the buffer.
 *
 * @throws TypeError where the array has contents already.
 */
export function initArray(array: NumpyArray, init: ArrayInit): void {
  if (array.shape !== BLANK.shape) throw new TypeError('the array has its contents already');
  fill(array, init, null);
}
