import { integerText } from '../values/integers.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

/** NumPy's limit on dimensions (2.0 raised it from 32). */
const MAX_NDIM = 64;

function wrongInteger(item: unknown, what: string): never {
  if (typeof item === 'bigint') throw new TypeError(`${what} holds ${integerText(item)}, which is too large`);
  if (typeof item === 'number' && item < 0 && Number.isInteger(item)) {
    throw new TypeError(`${what} holds ${item}: it must not be negative`);
  }
  throw new TypeError(`${what} must hold integers, not ${typeName(item)}`);
}

/** A tuple of integers from a pickle, each at least `lowest`. */
function integers(value: unknown, what: string, lowest: number): readonly number[] {
  if (!Tuple.isTuple(value)) throw new TypeError(`${what} must be a tuple, not ${typeName(value)}`);
  if (value.length > MAX_NDIM) {
    throw new TypeError(`${what} has ${value.length} dimensions: NumPy allows ${MAX_NDIM}`);
  }
  // A hot path: 100,000 small arrays have as many shapes.
  const result = new Array<number>(value.length);
  for (let i = 0; i < result.length; i++) {
    const item = value[i];
    if (typeof item !== 'number' || !Number.isSafeInteger(item) || item < lowest) wrongInteger(item, what);
    result[i] = item;
  }
  return result;
}

/** The shape of an array, in elements. */
export function shapeOf(value: unknown): readonly number[] {
  return integers(value, 'the shape', 0);
}

/** The strides of an array, in bytes. */
export function stridesOf(value: unknown): readonly number[] {
  return integers(value, 'the strides', Number.MIN_SAFE_INTEGER);
}
