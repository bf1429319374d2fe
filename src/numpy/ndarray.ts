/**
 * Arrays. NumPy pickles one in two ways, and there is a third that loads in every NumPy:
 *
 * | form | call | state |
 * |---|---|---|
 * | R | `multiarray._reconstruct(cls, (0,), b'b')` | `(1, shape, dtype, is_fortran, data)` |
 * | F | `numeric._frombuffer(buffer, dtype, shape, 'C' \\| 'F')` | none |
 * | F | `numeric._frombuffer(buffer, dtype, shape, 'K', axis_order)` (NumPy ≥ 2.3) | none |
 * | | `numpy.ndarray(shape, dtype, buffer, offset, strides \\| None, order)` | none |
 *
 * Source: NumPy's `array_reduce`, `array_setstate` (`methods.c`) and `_frombuffer` (`numeric.py`).
 */

import { inOwnMemory } from '../array/contents.ts';
import { contiguousStrides, elementCount, extent, tupleText } from '../array/layout.ts';
import { SMALL } from '../array/memory.ts';
import { blankArray, initArray, NumpyArray } from '../array/numpy-array.ts';
import { packElements } from '../array/pack.ts';
import { DType } from '../dtype/dtype.ts';
import { quote } from '../dtype/quote.ts';
import { PassedLimit } from '../errors.ts';
import { type Claim, type PythonClass, pythonClass, pythonFunction } from '../registry/python-class.ts';
import type { Payload } from '../values/payload.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { blankOf } from './blank.ts';
import { asPayload } from './bytes.ts';
import { toNative } from './native.ts';
import { arrayOf, deliver, type Elements, MAX_ELEMENTS, type NumpyOptions, scattered } from './options.ts';
import { fromBuffers, reconstructed } from './repeated-arrays.ts';
import { shapeOf, stridesOf } from './shape.ts';

function asDType(value: unknown): DType {
  if (!DType.isDType(value)) throw new TypeError(`expected a numpy.dtype, got ${typeName(value)}`);
  if (value.subdtype !== null) throw new TypeError(`an array's own dtype can't be a subarray, ${value}`);
  return value;
}

/** An element counts as one for each of so many bytes, where nothing but the limit on elements bounds them. */
const LARGE_ELEMENT = 16;

/** Rejects more elements than allowed, and by default many more than there are bytes for. */
export function checkElements(
  available: number,
  shape: readonly number[],
  { itemsize }: DType,
  { maxElements }: Pick<NumpyOptions, 'maxElements'>,
): void {
  let count = elementCount(shape);
  if (count === 0) {
    // An array of shape (1000000000, 0) is as many lists.
    const lists = shape.slice(0, shape.indexOf(0));
    count = lists.reduce((product, length) => product * length, 1);
  }
  if (maxElements === undefined) {
    const size = count * Math.max(itemsize, 1);
    if (size <= available || Math.max(count, size / LARGE_ELEMENT) <= MAX_ELEMENTS) return;
  } else if (count <= maxElements) return;
  const most = maxElements ?? MAX_ELEMENTS;
  const large = itemsize > LARGE_ELEMENT && maxElements === undefined;
  throw new PassedLimit(
    `an array of ${count} elements${large ? ` of ${itemsize} bytes` : ''}, for which ${available} bytes are there, is above the limit of ${most}`,
    'maxElements',
  );
}

function checkSize(payload: Payload, shape: readonly number[], dtype: DType, options: NumpyOptions): void {
  const expected = elementCount(shape) * dtype.itemsize;
  if (!payload.holds(expected)) {
    throw new RangeError(
      `an array of shape ${tupleText(shape)} and dtype ${dtype} needs ${expected} bytes of data, ${payload.length} are there`,
    );
  }
  checkElements(payload.length, shape, dtype, options);
}

/** The bytes of an array, aligned where that costs no more than a shift. Few are copied together when they are needed. */
function dataOf(data: unknown, what: string, { inPlace, lazy }: NumpyOptions, isState?: true): Payload {
  const payload = lazy?.payload(data, isState) ?? asPayload(data, what);
  if (inPlace && payload.length > SMALL) payload.align();
  return payload;
}

/** Gives a blank array its elements, unless it has them (null). */
export function fill(array: NumpyArray, elements: Elements | null, { copy }: NumpyOptions): NumpyArray {
  if (elements === null) return array;
  const [payload, dtype, shape, strides, offset, readonly = payload.readonly, swapped] = elements;
  if (swapped) {
    const { buffer, dtype: native } = toNative(payload, dtype);
    initArray(array, inOwnMemory(native, shape, strides, buffer));
  } else {
    const { source, start } = payload;
    const byteOffset = source.byteOffset + start + offset;
    const own = inOwnMemory(dtype, shape, strides, source.buffer);
    initArray(array, { ...own, byteOffset, readonly, copy });
  }
  return array;
}

/** What stands for an array in the result, of which the elements are known, or which has them (null). */
function complete(array: NumpyArray, elements: Elements | null, options: NumpyOptions): unknown {
  return options.lazy?.array(array, elements) ?? deliver(fill(array, elements, options), options);
}

/** An element's parts, of which a subarray field comes as an array: the hook's stand-in for one can't fill it. */
function withArrays(value: unknown, { fields, subdtype }: DType): unknown {
  if (subdtype !== null) return arrayOf(value);
  if (fields === null || !Tuple.isTuple(value)) return value;
  const left = fields.values();
  return Tuple.from(value, (part) => {
    const field = left.next().value;
    // More values than fields are an error, which is told where they are packed.
    return field === undefined ? part : withArrays(part, field.dtype);
  });
}

/** An array whose elements a pickle lists, in C order whatever its own order is. */
function fillObjects(
  array: NumpyArray,
  data: unknown,
  dtype: DType,
  shape: readonly number[],
  order: 'C' | 'F',
  options: NumpyOptions,
  claim: Claim,
): void {
  if (!Array.isArray(data) || Tuple.isTuple(data)) {
    throw new TypeError(`the elements of an array of dtype ${dtype} must be a list, not ${typeName(data)}`);
  }
  if (data.length !== elementCount(shape)) {
    throw new RangeError(
      `an array of shape ${tupleText(shape)} has ${elementCount(shape)} elements, a list of ${data.length} is there`,
    );
  }
  checkElements(data.length * dtype.itemsize, shape, dtype, options);
  claim(data.length * (dtype.itemsize + dtype.weight));
  const strides = contiguousStrides(shape, dtype.itemsize, order);
  const values = dtype.fields === null ? data : data.map((value) => withArrays(value, dtype));
  const { buffer, objects } = packElements(dtype, values, shape, order);
  initArray(array, inOwnMemory(dtype, shape, strides, buffer, objects));
}

/** What `ndarray.__setstate__` gives a blank array; null for objects, which the array then has. */
function elementsOf(array: NumpyArray, state: unknown, options: NumpyOptions, claim: Claim): Elements | null {
  if (!Tuple.isTuple(state) || (state.length !== 5 && state.length !== 4)) {
    throw new TypeError('the state of an array must be a tuple (version, shape, dtype, is_fortran, data)');
  }
  // Before version 1 there was no number.
  const [version, shapeItem, dtypeItem, isFortran, data] = state.length === 4 ? [0, ...state] : state;
  if (version !== 1 && version !== 0)
    throw new TypeError(`version ${version} of an array's state is not known`);
  const shape = shapeOf(shapeItem);
  const dtype = asDType(dtypeItem);
  // NumPy takes any value and asks whether it is true in Python.
  const order = isFortran ? 'F' : 'C';
  if (dtype.hasObject) {
    fillObjects(array, data, dtype, shape, order, options, claim);
    return null;
  }
  const payload = dataOf(data, 'the data of an array', options, true);
  // NumPy refuses it, too: who writes a bytearray here knows another format than this.
  if (payload.kind === 'bytearray') throw new TypeError('the data of an array must be bytes, not bytearray');
  checkSize(payload, shape, dtype, options);
  const strides = contiguousStrides(shape, dtype.itemsize, order);
  // As in NumPy, this form's arrays are writeable though the data was bytes, and come out in native byte
  // order: here unless that takes a copy that nobody allowed, or the same pickle shall be written again.
  const { copy, exact, protocol } = options;
  if (exact && protocol === 5) scattered.add(array);
  const swapped = !dtype.isNative && dtype.byteOrder !== '|' && copy !== 'never' && !exact;
  return [payload, dtype, shape, strides, 0, false, swapped];
}

/** `ndarray.__setstate__`: gives a blank array its contents, which are read. */
export function setArrayState(array: NumpyArray, state: unknown, options: NumpyOptions, claim: Claim): void {
  fill(array, elementsOf(array, state, options, claim), options);
}

/** What stands for a blank array in the result, once it has its state. */
export function completedBy(array: NumpyArray, state: unknown, options: NumpyOptions, claim: Claim): unknown {
  return complete(array, elementsOf(array, state, options, claim), options);
}

/** The axes of `transpose(axes)`: each of 0 to ndim − 1 once. */
function axisOrder(value: unknown, ndim: number): readonly number[] {
  const axes = shapeOf(value);
  if (axes.length !== ndim || new Set(axes).size !== ndim || axes.some((axis) => axis >= ndim)) {
    throw new RangeError(`${tupleText(axes)} is no order of ${ndim} axes`);
  }
  return axes;
}

function fromBuffer(args: readonly unknown[], options: NumpyOptions): unknown {
  const [data, dtypeItem, shapeItem, order, axes = null] = args;
  if (args.length < 4 || args.length > 5)
    throw new TypeError(`expected 4 or 5 arguments, got ${args.length}`);
  const payload = dataOf(data, 'the buffer of an array', options);
  const dtype = asDType(dtypeItem);
  const shape = shapeOf(shapeItem);
  if (dtype.hasObject) throw new TypeError(`an array of dtype ${dtype} can't be made of bytes`);
  checkSize(payload, shape, dtype, options);
  if (order === 'K' && axes !== null) {
    // The shape is that of memory: the array is reshape(shape).transpose(axes).
    const memory = contiguousStrides(shape, dtype.itemsize, 'C');
    const permutation = axisOrder(axes, shape.length);
    const transposed = permutation.map((axis) => shape[axis]!);
    const strides = permutation.map((axis) => memory[axis]!);
    return complete(blankArray(), [payload, dtype, transposed, strides, 0], options);
  }
  const strides = contiguousStrides(shape, dtype.itemsize, asOrder(order, ", or 'K' with an order of axes"));
  return complete(blankArray(), [payload, dtype, shape, strides, 0], options);
}

function asOrder(order: unknown, more = ''): 'C' | 'F' {
  if (order === 'C' || order === 'F') return order;
  throw new TypeError(`the order of an array must be 'C' or 'F'${more}, not ${quote(order)}`);
}

/** `numpy.ndarray(shape, dtype, buffer, offset, strides, order)`, over a buffer that is there. */
function ndarray(args: readonly unknown[], options: NumpyOptions): unknown {
  const [shapeItem, dtypeItem, data = null, offset = 0, stridesItem = null, order = null] = args;
  if (data === null) throw new TypeError('numpy.ndarray() without a buffer is uninitialised memory');
  const payload = dataOf(data, 'the buffer of an array', options);
  const dtype = asDType(dtypeItem);
  if (dtype.hasObject) throw new TypeError(`an array of dtype ${dtype} can't be made of bytes`);
  const shape = shapeOf(shapeItem);
  checkElements(payload.length, shape, dtype, options);
  const contiguous = contiguousStrides(shape, dtype.itemsize, asOrder(order ?? 'C'));
  const strides = stridesItem === null ? contiguous : stridesOf(stridesItem);
  if (strides.length !== shape.length) {
    throw new RangeError(`strides ${tupleText(strides)} do not fit the shape ${tupleText(shape)}`);
  }
  if (typeof offset !== 'number' || !Number.isSafeInteger(offset)) {
    throw new TypeError(`the offset of an array must be an integer, not ${typeName(offset)}`);
  }
  const { lo, hi } = extent(shape, strides, dtype.itemsize);
  if (offset < 0 || offset + lo < 0 || offset + hi > payload.length) {
    throw new RangeError(
      `an array of shape ${tupleText(shape)} and strides ${tupleText(strides)} at offset ${offset} does not lie inside a buffer of ${payload.length} bytes`,
    );
  }
  return complete(blankArray(), [payload, dtype, shape, strides, offset], options);
}

export function ndarrayEntries(options: NumpyOptions): PythonClass[] {
  return [
    {
      ...pythonFunction({
        // Python 2's first NumPys had it in _internal.
        module: [
          'numpy._core.multiarray',
          'numpy.core.multiarray',
          'numpy.core._internal',
          'numpy._core._internal',
        ],
        name: '_reconstruct',
        needsState: true,
        call: ([cls], make) => blankOf(cls, make),
      }),
      repeats: reconstructed(options),
    },
    {
      ...pythonFunction({
        module: ['numpy._core.numeric', 'numpy.core.numeric'],
        name: '_frombuffer',
        payloads: true,
        call: (args) => fromBuffer(args, options),
      }),
      repeats: fromBuffers(options),
    },
    pythonClass({
      module: 'numpy',
      name: 'ndarray',
      type: NumpyArray,
      payloads: true,
      create: (args) => ndarray(args, options) as NumpyArray,
      setState: (array, state, claim) => completedBy(array, state, options, claim) as NumpyArray,
    }),
  ];
}
