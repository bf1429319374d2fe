import type { DType } from '../dtype/dtype.ts';
import { contiguousStrides, elementCount, type Order } from './layout.ts';
import type { WritableMemory } from './object-slots.ts';
import type { Strided } from './strided-copy.ts';
import { inContext, writeElement } from './write-element.ts';

/** Memory whose elements point to Python objects; see `Memory` for the slots. */
export interface PackedElements {
  readonly buffer: ArrayBuffer;
  readonly objects: unknown[];
}

/**
 * Lays Python values out as gapless elements of a data type that holds objects, as NumPy does with the list in
 * the pickle of such an array: a tuple for a structured element, an ndarray for a subarray field. The values
 * come in C order and are as many as the shape has elements; `order` is that of the memory.
 *
 * @throws TypeError or RangeError naming the item's index, where a value is none of that data type.
 */
export function packElements(
  dtype: DType,
  values: readonly unknown[],
  shape: readonly number[] = [values.length],
  order: Order = 'C',
): PackedElements {
  const buffer = new ArrayBuffer(values.length * dtype.itemsize);
  const memory = { view: new DataView(buffer), objects: [null] };
  writeElements(memory, dtype, values, shape, contiguousStrides(shape, dtype.itemsize, order));
  return { buffer, objects: memory.objects };
}

/** Writes values, in C order, to the elements of an array that begins at byte 0. Errors name the item's index. */
export function writeElements(
  memory: WritableMemory,
  dtype: DType,
  values: ArrayLike<unknown>,
  shape: readonly number[],
  strides: readonly number[],
): void {
  walkElements({ shape, strides, at: 0 }, (at, i) => writeElement(memory, dtype, at, values[i]));
}

/**
 * Visits every element, in C order: by its address, and how many came before it. Errors name the item's index in an
 * array that has these axes in the order `axes`.
 */
export function walkElements(
  { shape, strides, at }: Omit<Strided, 'view'>,
  visit: (at: number, i: number) => void,
  axes?: readonly number[],
): void {
  let i = 0;
  const walk = (axis: number, from: number): void => {
    if (axis === shape.length) {
      visit(from, i);
      i++;
      return;
    }
    const stride = strides[axis]!;
    for (let n = shape[axis]!; n > 0; n--, from += stride) walk(axis + 1, from);
  };
  try {
    if (elementCount(shape) > 0) walk(0, at);
  } catch (error) {
    throw inContext(itemText(i, shape, axes), error);
  }
}

/** The item that comes `position`th in C order, as error messages name it: `the item at [1, 0]`. */
export function itemText(position: number, shape: readonly number[], axes?: readonly number[]): string {
  const index: number[] = [];
  for (let i = shape.length - 1; i >= 0; i--) {
    index[axes?.[i] ?? i] = position % shape[i]!;
    position = Math.floor(position / shape[i]!);
  }
  return `the item at [${index.join(', ')}]`;
}
