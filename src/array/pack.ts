import type { DType } from '../dtype/dtype.ts';
import { contiguousStrides, elementCount, type Order } from './layout.ts';
import type { WritableMemory } from './object-slots.ts';
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
  let i = 0;
  const fill = (axis: number, at: number): void => {
    if (axis === shape.length) {
      writeElement(memory, dtype, at, values[i]);
      i++;
      return;
    }
    const stride = strides[axis]!;
    for (let n = shape[axis]!; n > 0; n--, at += stride) fill(axis + 1, at);
  };
  try {
    if (elementCount(shape) > 0) fill(0, 0);
  } catch (error) {
    throw inContext(itemText(i, shape), error);
  }
}

/** The item that comes `position`th in C order, as error messages name it: `the item at [1, 0]`. */
export function itemText(position: number, shape: readonly number[]): string {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = position % shape[axis]!;
    position = Math.floor(position / shape[axis]!);
  }
  return `the item at [${index.join(', ')}]`;
}
