/**
 * Where the elements of a view lie, given those of its array: fields, transposed axes, NumPy's basic indexing.
 *
 * Source: https://numpy.org/doc/stable/user/basics.indexing.html#basic-indexing
 */
import type { DType, Field } from '../dtype/dtype.ts';
import { DTypeError } from '../errors.ts';
import { typeName } from '../values/type-name.ts';
import { elementCount, isContiguous, MAX_NDIM, type Order, tupleText } from './layout.ts';

export interface Strides {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface Layout extends Strides {
  /** Bytes from the array's first element to the view's. */
  readonly offset: number;
}

/** A range's bounds and step, as Python's `slice`; null or left out: from the one end to the other, by 1. */
type Bound = number | null | undefined;

/** One place in `a.slice(…)`; text is any number of them, as NumPy writes it: `'0, ::-1, ..., 2:5'`. */
export type SliceItem =
  | number
  | null
  | string
  | readonly [start?: Bound, stop?: Bound, step?: Bound]
  | { readonly start?: Bound; readonly stop?: Bound; readonly step?: Bound };

/** The bytes from the first element to the one at an index. */
export function addressOf({ shape, strides }: Strides, index: readonly number[]): number {
  if (index.length !== shape.length) {
    throw new RangeError(
      `an array of shape ${tupleText(shape)} needs ${shape.length} indices for an element, got ${index.length}`,
    );
  }
  let address = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    address += place(index[axis]!, axis, shape[axis]!) * strides[axis]!;
  }
  return address;
}

/** An index from 0 on, of one that may count from the end. */
function place(index: number, axis: number, length: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length) {
    throw new RangeError(`index ${String(index)} is out of bounds for axis ${axis} with size ${length}`);
  }
  return index < 0 ? index + length : index;
}

/** What `read` gives of every element's address, as lists as deep as there are axes. */
export function nestedLists(
  { shape, strides }: Strides,
  start: number,
  read: (address: number) => unknown,
): unknown {
  const empty = shape.indexOf(0);
  if (empty > 0 && elementCount(shape.slice(0, empty)) >= 2 ** 24) {
    throw new RangeError(`an array of shape ${tupleText(shape)} has no elements, but too many empty lists`);
  }
  const nest = (axis: number, address: number): unknown => {
    if (axis === shape.length) return read(address);
    const list: unknown[] = [];
    const stride = strides[axis]!;
    for (let n = shape[axis]!; n > 0; n--, address += stride) list.push(nest(axis + 1, address));
    return list;
  };
  return nest(0, start);
}

/** A field by its name or title. */
export function fieldOf(dtype: DType, name: string): Field {
  const fields = [...(dtype.fields?.values() ?? [])];
  const field = dtype.fields?.get(name) ?? fields.find(({ title }) => title === name);
  if (field !== undefined) return field;
  const names = fields.map((known) => JSON.stringify(known.name)).join(', ');
  throw new DTypeError(`no field ${JSON.stringify(name)}; ${dtype} has ${names || 'none'}`);
}

export function transposed({ shape, strides }: Strides, axes?: readonly number[]): Layout {
  const ndim = shape.length;
  const order = axes
    ? axes.map((axis) => (axis < 0 ? axis + ndim : axis))
    : shape.map((_, axis) => ndim - 1 - axis);
  if (order.length !== ndim || !shape.every((_, axis) => order.includes(axis))) {
    throw new RangeError(`axes must name each of ${ndim} axes once, got ${tupleText(axes!)}`);
  }
  return {
    shape: order.map((axis) => shape[axis]!),
    strides: order.map((axis) => strides[axis]!),
    offset: 0,
  };
}

/** The axes as a copy of that order has them, the one that varies slowest first. */
export function axesOf(
  { shape, strides, dtype }: Strides & { readonly dtype: DType },
  order: Order | 'A' | 'K',
): readonly number[] {
  if (!'CFAK'.includes(order)) {
    throw new TypeError(`order must be 'C', 'F', 'A' or 'K', got ${JSON.stringify(order)}`);
  }
  const axes = shape.map((_, axis) => axis);
  const lies = (way: Order) => isContiguous(shape, strides, dtype.itemsize, way);
  if (order === 'C' || (order !== 'F' && lies('C'))) return axes;
  if (order === 'F' || lies('F')) return axes.reverse();
  if (order === 'A') return axes;
  return axes.sort((a, b) => Math.abs(strides[b]!) - Math.abs(strides[a]!));
}

export function sliceLayout(array: Strides, index: readonly SliceItem[]): Layout {
  const ndim = array.shape.length;
  const items = index.flatMap((item) => (typeof item === 'string' ? parseIndex(item) : [item]));
  const named = items.filter((item) => item !== null && item !== '...').length;
  if (named > ndim)
    throw new RangeError(`too many indices: the array has ${ndim} axes, but ${named} are indexed`);
  const ellipsis = items.indexOf('...');
  if (ellipsis !== items.lastIndexOf('...')) throw new RangeError("an index can have only one '...'");
  const rest: SliceItem[] = new Array(ndim - named).fill([]);
  if (ellipsis < 0) items.push(...rest);
  else items.splice(ellipsis, 1, ...rest);

  const shape: number[] = [];
  const strides: number[] = [];
  let offset = 0;
  let axis = 0;
  for (const item of items) {
    if (item === null) {
      shape.push(1);
      strides.push(0);
      continue;
    }
    const length = array.shape[axis]!;
    const stride = array.strides[axis]!;
    if (typeof item === 'number') {
      offset += place(item, axis, length) * stride;
    } else {
      const { first, count, step } = range(item, length);
      if (count > 0) offset += first * stride;
      shape.push(count);
      // Adding 0 makes -0 a plain 0.
      strides.push(stride * step + 0);
    }
    axis++;
  }
  if (shape.length > MAX_NDIM) {
    throw new RangeError(`an array has at most ${MAX_NDIM} axes, the index gives ${shape.length}`);
  }
  return { shape, strides, offset };
}

/** `slice(start, stop, step).indices(length)`, and how many there are. */
function range(item: SliceItem, length: number): { first: number; count: number; step: number } {
  if (typeof item !== 'object' || item === null) {
    throw new TypeError(
      `an index is an integer, [start, stop, step], null, '...' or text of these, got ${typeName(item)}`,
    );
  }
  const isList = Array.isArray(item);
  if (isList && item.length > 3)
    throw new TypeError(`a range is [start, stop, step], got ${item.length} items`);
  const {
    start,
    stop,
    step: given,
  } = isList ? { start: item[0], stop: item[1], step: item[2] } : (item as never);
  const step = integer(given, 'step') ?? 1;
  if (step === 0) throw new RangeError('the step of a range must not be 0');
  const [low, high] = step < 0 ? [-1, length - 1] : [0, length];
  const clip = (bound: number | null, open: number) =>
    bound === null ? open : bound < 0 ? Math.max(bound + length, low) : Math.min(bound, high);
  const first = clip(integer(start, 'start'), step < 0 ? high : low);
  const end = clip(integer(stop, 'stop'), step < 0 ? low : high);
  return { first, count: Math.max(0, Math.ceil((end - first) / step)), step };
}

function integer(value: unknown, what: string): number | null {
  if (value === null || value === undefined) return null;
  if (!Number.isSafeInteger(value)) {
    throw new TypeError(`the ${what} of a range must be an integer or null, got ${String(value)}`);
  }
  return value as number;
}

const RANGE = /^([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?)?$/;

/** What stands in the brackets of Python's `a[0, ::-1, ..., 2:5, None]`. */
function parseIndex(text: string): SliceItem[] {
  // A comma may end it, as in `a[0,]`.
  return text
    .replace(/,\s*$/, '')
    .split(',')
    .map((part): SliceItem => {
      const item = part.trim();
      if (item === '...') return item;
      if (item === 'None' || item === 'newaxis' || item === 'np.newaxis') return null;
      if (/^[+-]?\d+$/.test(item)) return Number(item);
      const match = RANGE.exec(item);
      if (!match) {
        throw new TypeError(
          `${JSON.stringify(text)} is no index: expected integers, start:stop:step, None or ..., got ${JSON.stringify(item)}`,
        );
      }
      return match.slice(1).map((bound) => (bound === undefined ? null : Number(bound))) as [
        Bound,
        Bound,
        Bound,
      ];
    });
}
