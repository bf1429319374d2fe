import { DType } from './dtype/dtype.ts';
import { Reducers } from './reducers.ts';
import type { PythonClass } from './registry/python-class.ts';
import { FreshText } from './values/fresh-text.ts';
import { FreshTuple } from './values/fresh-tuple.ts';
import { PendingBytes } from './values/pending-bytes.ts';
import type { ReduceContext, Reduction } from './values/reduction.ts';
import { Tuple } from './values/tuple.ts';
import { typeName } from './values/type-name.ts';

/**
 * What Python's `__reduce_ex__` gives for a value. Data types in it stay `DType`s, memory that may leave the pickle
 * is a `PickleBuffer`, other bytes are a view of the memory where it has no gaps.
 */
export type Reduced = Reduction;

export interface ReduceOptions {
  /** The pickle protocol, 0 to 5. Default 5. */
  readonly protocol?: number;
  /** The NumPy that it is for, as in `dumps`. Default `'any'`. */
  readonly numpy?: ReduceContext['numpy'];
  /** Whether memory may leave the pickle, as with `bufferCallback` of `dumps`. Default false. */
  readonly outOfBand?: boolean;
  /** Classes beside NumPy's and Python's own data types, as in `dumps`. */
  readonly classes?: readonly PythonClass[];
}

/**
 * What `value.__reduce_ex__(protocol)` gives in Python: how a pickle makes the value again, one level of it.
 *
 * ```ts
 * reduce(array, { protocol: 4, numpy: 2 });
 * // { callable: numpy._core.multiarray._reconstruct, args: [numpy.ndarray, [0], b'b'], state: [1, [3], dtype, false, bytes] }
 * ```
 *
 * @throws TypeError for what a pickle has opcodes of its own for (numbers, strings, lists, dicts, …), for classes that
 * nobody knows, and for options that are none.
 */
export function reduce(
  value: unknown,
  { protocol = 5, numpy = 'any', outOfBand = false, classes }: ReduceOptions = {},
): Reduced {
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > 5)
    throw new TypeError(`reduce: protocol must be an integer from 0 to 5, not ${String(protocol)}`);
  if (numpy !== 'any' && numpy !== 1 && numpy !== 2)
    throw new TypeError(`reduce: numpy must be 'any', 1 or 2, not ${String(numpy)}`);
  const reducers = new Reducers({ protocol, numpy, outOfBand }, classes);
  const reduction = typeof value === 'object' && value !== null ? reducers.reduce(value) : undefined;
  if (reduction === undefined)
    throw new TypeError(
      `reduce: no class here reduces ${typeName(value)}; numbers, strings, bytes and containers are written by opcodes of their own`,
    );
  const { args, state, ...rest } = reduction;
  return {
    ...rest,
    args: plainTuple(args),
    ...(state !== undefined && { state: Tuple.isTuple(state) ? plainTuple(state) : state }),
  };
}

function plainTuple(items: Tuple): Tuple {
  const result = new Tuple(items.length);
  // The last items of an array's state are its dtype, its order and its elements.
  const dtype = items[items.length - 3];
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    result[i] =
      i === items.length - 1 && DType.isDType(dtype) && Array.isArray(item)
        ? item.map((element) => plainElement(element, dtype))
        : plain(item);
  }
  return result;
}

/** What only the machine tells from plain values; a dict is one that data types share. */
function plain(value: unknown): unknown {
  if (value instanceof FreshText) return value.text;
  if (value instanceof PendingBytes) return value.bytes();
  if (value instanceof FreshTuple) return plainTuple(value);
  return value instanceof Map ? new Map(value) : value;
}

/** Goes by the data type, so that objects of the user's stay what they are. */
function plainElement(value: unknown, { fields }: DType): unknown {
  if (value instanceof FreshText) return value.text;
  if (fields === null || !Tuple.isTuple(value)) return value;
  const parts = new Tuple(value.length);
  let i = 0;
  for (const field of fields.values()) {
    parts[i] = plainElement(value[i], field.dtype);
    i++;
  }
  return parts;
}
