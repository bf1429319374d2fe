/**
 * Arrays, in one of the forms that ndarray.ts reads:
 *
 * | form | where |
 * |---|---|
 * | `_reconstruct(ndarray, (0,), b'b')` and a state | every protocol below 5; subclasses, objects, gaps, no bytes, no buffer |
 * | `_frombuffer(buffer, dtype, shape, 'C' \| 'F')` | protocol 5, gapless in C or F order |
 * | `_frombuffer(buffer, dtype, shape, 'K', axes)` | NumPy 2, protocol 5, gapless in another order of the axes |
 * | `numpy.ndarray(shape, dtype, buffer, offset, strides \| None, order)` | out-of-band for any NumPy, gapless in any order |
 *
 * Source: `array_reduce`, `array_reduce_ex` in numpy/_core/src/multiarray/methods.c
 */

import { ArrayBytes } from '../array/array-bytes.ts';
import { extent, isContiguous, isDense } from '../array/layout.ts';
import type { NumpyArray } from '../array/numpy-array.ts';
import { unpackElements } from '../array/unpack.ts';
import { exportsBuffer } from '../dtype/export-buffer.ts';
import { FreshTuple, freshTuple } from '../values/fresh-tuple.ts';
import { PickleBuffer } from '../values/pickle-buffer.ts';
import type { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, Reduction, Repeated } from '../values/reduction.ts';
import { scattered } from './options.ts';
import { FUNCTIONS, NDARRAY } from './targets.ts';

/** The type code of the array that `_reconstruct` begins with. */
const BLANK_TYPE = /* @__PURE__ */ Uint8Array.of(98);

export function reduceArray(array: NumpyArray, context: ReduceContext): Reduction {
  const { dtype, subclass, order } = array;
  if (context.protocol >= 5 && !dtype.hasObject && dtype.itemsize > 0 && subclass === null) {
    const reduction =
      context.numpy === 'any'
        ? context.outOfBand
          ? overBuffer(array, order)
          : null
        : fromBuffer(array, order, context.numpy);
    if (reduction !== null) return reduction;
  }
  return {
    callable: FUNCTIONS[context.numpy].reconstruct,
    args: freshTuple(subclass ?? NDARRAY, freshTuple(0), BLANK_TYPE),
    state: arrayState(array, order),
  };
}

/** {@link reduceArray} for most arrays: gapless in C or F order, of plain numbers. False for any other. */
export function repeatedArray(
  array: NumpyArray,
  { protocol, numpy, outOfBand }: ReduceContext,
  written: Repeated,
): boolean {
  const { dtype, order, nbytes, shape } = array;
  // Bytes of length 0 and 1 Python has only once.
  if (order === null || nbytes <= 1 || dtype.hasObject || array.subclass !== null) return false;
  const { parts } = written;
  written.buffer = array.buffer;
  written.start = array.byteOffset;
  written.length = nbytes;
  written.readonly = true;
  if (protocol < 5 || (numpy === 'any' && !outOfBand)) {
    written.pattern = 'ggK\0\x85.g\x87.R=(K\x01s.g?p.t.b';
    parts[0] = FUNCTIONS[numpy].reconstruct;
    parts[1] = NDARRAY;
    parts[2] = BLANK_TYPE;
    parts[3] = shape;
    parts[4] = dtype;
    parts[5] = order === 'F';
    return true;
  }
  written.readonly = array.readonly;
  written.lend = lend;
  if (numpy === 'any') {
    written.pattern = 'g(s.gnK\0Ngt.R=';
    parts[0] = NDARRAY;
    parts[1] = shape;
    parts[2] = dtype;
  } else {
    if (!exportsBuffer(dtype) || scattered.has(array)) return false;
    written.pattern = outOfBand ? 'g(ngs.gt.R=' : 'g(p.gs.gt.R=';
    parts[0] = FUNCTIONS[numpy].fromBuffer;
    parts[1] = dtype;
    parts[2] = shape;
  }
  parts[3] = order;
  return true;
}

const lend = (array: object) => bufferOf(array as NumpyArray, 0);

/** What `ndarray.__reduce__` gives as state: version, shape, data type, whether in Fortran order, elements. */
export function arrayState(array: NumpyArray, order: 'C' | 'F' | null = array.order): FreshTuple {
  const { dtype, shape } = array;
  const data = dtype.hasObject ? unpackElements(array) : new ArrayBytes(array, order !== null);
  return freshTuple(1, tupleOf(shape), dtype, order === 'F', data);
}

/**
 * What `ndarray.__reduce__` gives for an instance of a user's subclass, for the `reduce` of its entry: an array's own
 * state, and behind it what the subclass adds. The inverse of {@link arrayFromState}.
 */
export function reduceAsSubclass(
  subclass: PyGlobal,
  array: NumpyArray,
  { numpy }: ReduceContext,
  ...more: readonly unknown[]
): Reduction {
  const state = arrayState(array);
  state.push(...more);
  const args = freshTuple(subclass, freshTuple(0), BLANK_TYPE);
  return { callable: FUNCTIONS[numpy].reconstruct, args, state };
}

/** Null where NumPy has no buffer of such an array, or can't say how it lies in it. */
function fromBuffer(array: NumpyArray, order: 'C' | 'F' | null, numpy: 1 | 2): Reduction | null {
  const { dtype, shape } = array;
  if (!exportsBuffer(dtype) || scattered.has(array)) return null;
  const callable = FUNCTIONS[numpy].fromBuffer!;
  if (order !== null) return { callable, args: freshTuple(bufferOf(array, 0), dtype, tupleOf(shape), order) };
  const axes = numpy === 2 ? axesInMemory(array) : null;
  if (axes === null) return null;
  const inMemory = new FreshTuple<number>(axes.length);
  const axisOrder = new FreshTuple<number>(axes.length);
  axes.forEach((axis, i) => {
    inMemory[i] = shape[axis]!;
    axisOrder[axis] = i;
  });
  return { callable, args: freshTuple(bufferOf(array, 0), dtype, inMemory, 'K', axisOrder) };
}

/** The axes, the one that varies slowest in memory first; null where there are gaps or negative strides. */
function axesInMemory({ shape, strides, dtype }: NumpyArray): number[] | null {
  const axes = shape.map((_, axis) => axis).sort((a, b) => Math.abs(strides[b]!) - Math.abs(strides[a]!));
  const isGapless = isContiguous(
    axes.map((axis) => shape[axis]!),
    axes.map((axis) => strides[axis]!),
    dtype.itemsize,
    'C',
  );
  return isGapless ? axes : null;
}

/**
 * The public constructor, which loads without a warning in every NumPy and needs no format of the elements. Null
 * where elements have gaps between them, or share memory, which a copy would not.
 */
function overBuffer(array: NumpyArray, order: 'C' | 'F' | null): Reduction | null {
  const { dtype, shape, strides } = array;
  if (order !== null) {
    const args = freshTuple(tupleOf(shape), dtype, bufferOf(array, 0), 0, null, order);
    return { callable: NDARRAY, args };
  }
  if (!isDense(shape, strides.map(Math.abs), dtype.itemsize)) return null;
  const { lo } = extent(shape, strides, dtype.itemsize);
  const buffer = bufferOf(array, lo);
  const args = freshTuple(tupleOf(shape), dtype, buffer, 0 - lo, tupleOf(strides), 'C');
  return { callable: NDARRAY, args };
}

/** The memory of a gapless array, which begins `lo` bytes from the element at index 0, 0, …. */
function bufferOf(array: NumpyArray, lo: number): PickleBuffer {
  const { nbytes, readonly } = array;
  // An empty array may point anywhere.
  if (nbytes === 0) return new PickleBuffer(new ArrayBuffer(0), 0, 0, readonly);
  return new PickleBuffer(array.buffer, array.byteOffset + lo, nbytes, readonly);
}

function tupleOf(numbers: readonly number[]): FreshTuple<number> {
  const result = new FreshTuple<number>(numbers.length);
  for (let i = 0; i < numbers.length; i++) result[i] = numbers[i]!;
  return result;
}
