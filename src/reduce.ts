import { DType } from './dtype/dtype.ts';
import { numpyReducers } from './numpy/reducers.ts';
import { builtinReducers } from './registry/reducers.ts';
import { ownKind } from './values/brand.ts';
import { FreshText } from './values/fresh-text.ts';
import { PendingBytes } from './values/pending-bytes.ts';
import type { ReduceContext, ReduceTable, Reduction } from './values/reduction.ts';
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
}

const TABLES: readonly ReduceTable[] = [numpyReducers, builtinReducers];

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
export function reduce(value: unknown, { protocol = 5, numpy = 'any' }: ReduceOptions = {}): Reduced {
  if (!Number.isInteger(protocol) || protocol < 0 || protocol > 5)
    throw new TypeError(`reduce: protocol must be an integer from 0 to 5, not ${String(protocol)}`);
  if (numpy !== 'any' && numpy !== 1 && numpy !== 2)
    throw new TypeError(`reduce: numpy must be 'any', 1 or 2, not ${String(numpy)}`);
  const reduction = reduceBy(TABLES, value, { protocol, numpy, outOfBand: false });
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

function reduceBy(
  tables: readonly ReduceTable[],
  value: unknown,
  context: ReduceContext,
): Reduction | undefined {
  const kind = typeof value === 'object' && value !== null ? ownKind(value) : undefined;
  if (kind === undefined) return undefined;
  for (const table of tables) {
    if (Object.hasOwn(table, kind)) return table[kind]!(value as never, context);
  }
  return undefined;
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
