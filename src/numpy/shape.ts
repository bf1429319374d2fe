import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** NumPy's limit on dimensions (2.0 raised it from 32). */
const MAX_NDIM = 64;

/** A tuple of integers from a pickle, each at least `lowest`. */
function integers(value: unknown, what: string, lowest: number): readonly number[] {
  if (!Tuple.isTuple(value)) throw new TypeError(`${what} must be a tuple, not ${typeName(value)}`);
  if (value.length > MAX_NDIM) {
    throw new TypeError(`${what} has ${value.length} dimensions: NumPy allows ${MAX_NDIM}`);
  }
  for (const item of value) {
    if (typeof item === 'bigint') throw new TypeError(`${what} holds ${item}, which is too large`);
    if (typeof item !== 'number' || !Number.isSafeInteger(item)) {
      throw new TypeError(`${what} must hold integers, not ${typeName(item)}`);
    }
    if (item < lowest) throw new TypeError(`${what} holds ${item}: it must not be negative`);
  }
  return Array.from(value as Tuple<number>);
}

/** The shape of an array, in elements. */
export function shapeOf(value: unknown): readonly number[] {
  return integers(value, 'the shape', 0);
}

/** The strides of an array, in bytes. */
export function stridesOf(value: unknown): readonly number[] {
  return integers(value, 'the strides', Number.MIN_SAFE_INTEGER);
}
