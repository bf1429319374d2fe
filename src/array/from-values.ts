/**
 * Values → the description of an array that holds them: what `NumpyArray.from` does.
 *
 * | values | dtype, unless given |
 * |---|---|
 * | number | float64 |
 * | bigint | int64, or uint64 where one is above 2^63 - 1 |
 * | boolean | bool |
 * | string | `U` of the longest one's length |
 * | Complex | complex128 |
 * | typed array | its own |
 */
import type { DType } from '../dtype/dtype.ts';
import { dtype } from '../dtype/parse.ts';
import type { DTypeSpec } from '../dtype/spec.ts';
import { type TypedArray, typedArrayConstructor } from '../dtype/typed-array.ts';
import { DTypeError } from '../errors.ts';
import { Complex } from '../values/complex.ts';
import { Tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { checkShape } from './array-init.ts';
import { type ArrayInit, inOwnMemory } from './contents.ts';
import { dtypeOfTag } from './element-type.ts';
import { contiguousStrides, elementCount, MAX_NDIM, type Order, tupleText } from './layout.ts';
import { itemText, writeElements } from './pack.ts';
import { codePointCount } from './write-element.ts';

export interface FromOptions<S = DTypeSpec> {
  /** The data type; without it, it follows from the values. `'S'` and `'U'` take the longest value's size. */
  readonly dtype?: S | undefined;
  /** Elements per axis; without it, the nesting's. A flat list of as many values fits any shape. */
  readonly shape?: readonly number[];
  /** The order of the elements in memory, default `'C'`. A flat list is taken to be in that order. */
  readonly order?: Order;
}

/** What a list's items are: values, or lists again. */
type Items = ArrayLike<unknown>;

/** The elements, in C order or (where flat) in memory order. */
interface Gathered {
  readonly values: Items;
  readonly shape: readonly number[];
  readonly flat: boolean;
  /** The classes of the innermost lists, where these are lists: `'Float32Array'`, or `''` for an Array. */
  readonly rows: ReadonlySet<string>;
}

/**
 * @throws TypeError where the data type can't be told from the values or one is of a wrong type; RangeError
 *   for a value that does not fit, a ragged nesting or a shape that disagrees. The message names the index.
 */
export function fromValues(input: unknown, options: FromOptions): ArrayInit {
  const order = options.order ?? 'C';
  if (order !== 'C' && order !== 'F') {
    throw new TypeError(`order must be 'C' or 'F', got ${JSON.stringify(order)}`);
  }
  let type = options.dtype === undefined ? null : dtype(options.dtype);
  if (type?.subdtype) {
    throw new DTypeError(`${type} is a subarray: give its base as dtype and put its shape into the array's`);
  }
  if (options.shape) checkShape(options.shape);

  if (isTypedArray(input)) {
    const own = dtypeOfTypedArray(input);
    if (
      type === null ||
      type.equals(own) ||
      (type.unit && typedArrayConstructor(type) === input.constructor)
    ) {
      const shape = options.shape ?? [input.length];
      checkCount(shape, input.length);
      return describeMemory(type ?? own, shape, order, input.buffer, input.byteOffset, null);
    }
  }

  const isNest = (value: unknown): value is Items =>
    Array.isArray(value)
      ? !(type?.fields && Tuple.isTuple(value))
      : isTypedArray(value) && !(type !== null && value instanceof Uint8Array && 'SVO'.includes(type.kind));
  const gathered = gather(
    iterableToList(input),
    options.shape,
    isNest,
    type !== null && (type.kind === 'O' || type.fields !== null),
  );
  type ??= inferDType(gathered);
  if (type.itemsize === 0 && (type.kind === 'U' || type.kind === 'S')) type = sizedFor(type, gathered.values);

  const { values, shape, flat } = gathered;
  const buffer = new ArrayBuffer(elementCount(shape) * type.itemsize);
  const init = describeMemory(type, shape, order, buffer, 0, type.hasObject ? [null] : null);
  const memory = { view: new DataView(buffer), objects: init.objects };
  const steps = flat ? contiguousStrides([values.length], type.itemsize, 'C') : init.strides;
  writeElements(memory, type, values, flat ? [values.length] : shape, steps);
  return init;
}

function checkCount(shape: readonly number[], count: number): void {
  const size = elementCount(shape);
  if (size !== count) throw new RangeError(`shape ${tupleText(shape)} needs ${size} values, got ${count}`);
}

function describeMemory(
  type: DType,
  shape: readonly number[],
  order: Order,
  buffer: ArrayBufferLike,
  byteOffset: number,
  objects: unknown[] | null,
): ArrayInit {
  const strides = contiguousStrides(shape, type.itemsize, order);
  return { ...inOwnMemory(type, [...shape], strides, buffer, objects), byteOffset };
}

function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function dtypeOfTypedArray(array: TypedArray): DType {
  return dtypeOfTag(tagOf(array))!;
}

/** `'Float32Array'`, also for a subclass (Node's Buffer is a `'Uint8Array'`) or a class of another realm. */
function tagOf(array: TypedArray): string {
  return (array as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag]!;
}

function iterableToList(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input) || ArrayBuffer.isView(input)) {
    return input;
  }
  if (input instanceof Map) return input;
  return Symbol.iterator in input ? Array.from(input as Iterable<unknown>) : input;
}

function gather(
  input: unknown,
  wanted: readonly number[] | undefined,
  isNest: (value: unknown) => value is Items,
  listsAreValues: boolean,
): Gathered {
  const nesting: number[] = [];
  const deepest = wanted ? wanted.length : MAX_NDIM + 1;
  for (let item = input; isNest(item) && nesting.length < deepest; item = item[0]) {
    nesting.push(item.length);
    if (item.length === 0) break;
  }
  if (nesting.length > MAX_NDIM) {
    throw new RangeError(`lists are nested deeper than an array's ${MAX_NDIM} axes`);
  }
  if (wanted?.length === 0 && isNest(input) && !listsAreValues) {
    checkCount(wanted, input.length);
    return { values: input, shape: wanted, flat: true, rows: new Set() };
  }
  if (wanted && tupleText(nesting) !== tupleText(wanted)) {
    if (isNest(input) && (nesting.length === 1 || input.length === elementCount(wanted))) {
      checkCount(wanted, input.length);
      return { values: input, shape: wanted, flat: true, rows: new Set() };
    }
    const empty = nesting.includes(0) && elementCount(wanted) === 0;
    if (!empty) {
      throw new RangeError(
        `shape is ${tupleText(wanted)}, but the values are nested as ${tupleText(nesting)}`,
      );
    }
    return { values: [], shape: wanted, flat: true, rows: new Set() };
  }

  elementCount(nesting);
  const ndim = nesting.length;
  const rows = new Set<string>();
  const values: unknown[] = [];
  const path: number[] = [];
  const collect = (item: unknown, axis: number): void => {
    if (axis === ndim) {
      if (isNest(item) && !(wanted && listsAreValues)) {
        throw ragged(path, `is a list of ${item.length}, expected a value`, listsAreValues);
      }
      values.push(item);
      return;
    }
    if (!isNest(item)) throw ragged(path, `is a value, expected a list of ${nesting[axis]}`, listsAreValues);
    if (item.length !== nesting[axis]) {
      throw ragged(path, `has ${item.length} items, expected ${nesting[axis]}`, listsAreValues);
    }
    if (axis === ndim - 1) rows.add(isTypedArray(item) ? tagOf(item) : '');
    for (let i = 0; i < item.length; i++) {
      path[axis] = i;
      collect(item[i], axis + 1);
    }
    path.length = axis;
  };
  collect(input, 0);
  return { values, shape: nesting, flat: false, rows };
}

function ragged(path: readonly number[], what: string, listsAreValues: boolean): RangeError {
  const hint = listsAreValues ? '; to keep lists as elements, give the shape' : '';
  return new RangeError(`ragged nesting: the item at [${path.join(', ')}] ${what}${hint}`);
}

function inferDType({ values, shape, flat, rows }: Gathered): DType {
  const [tag] = rows;
  if (rows.size > 1) {
    throw new TypeError(
      'the rows are of mixed types, typed arrays of several classes or lists; give a dtype',
    );
  }
  if (tag) return dtypeOfTag(tag)!;
  let kind = '';
  let longest = 1;
  let unsigned = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const found = Complex.isComplex(value) ? 'Complex' : typeof value;
    if (!Object.hasOwn(INFERRED, found)) {
      throw new TypeError(
        `${itemText(i, flat ? [values.length] : shape)} is of type ${typeName(value)}, for which there is no default dtype; ` +
          "give one ({ dtype: 'object' } takes anything)",
      );
    }
    if (kind === '') kind = found;
    if (found !== kind) {
      throw new TypeError(
        `the values are of mixed types: a ${kind} first, ${itemText(i, flat ? [values.length] : shape)} is a ${found}; give a dtype`,
      );
    }
    if (typeof value === 'string') longest = Math.max(longest, codePointCount(value));
    else if (typeof value === 'bigint') unsigned ||= value >= 2n ** 63n;
  }
  if (kind === 'string') return dtype(`U${longest}`);
  if (unsigned) return dtype('uint64');
  return dtype(INFERRED[kind as keyof typeof INFERRED] ?? 'float64');
}

const INFERRED = { number: 'float64', bigint: 'int64', boolean: 'bool', string: 'U', Complex: 'complex128' };

/** `'S'` or `'U'` of the longest value's length, at least 1. */
function sizedFor(type: DType, values: Items): DType {
  let longest = 1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'string') longest = Math.max(longest, codePointCount(value));
    else if (value instanceof Uint8Array) longest = Math.max(longest, value.length);
  }
  return dtype(`${type.byteOrder === '>' ? '>' : ''}${type.kind}${longest}`);
}
