/**
 * What a JavaScript value is in Python, told as python-fixtures/fixtures/describe.py tells what Python has: to compare the
 * two. It goes by values and memory alone, not by how anything is written.
 *
 * ```ts
 * const judged = await judge.describe({ bytes: dumps(value) });
 * expect(arrived(judged)).toEqual(meant(value, { numpy: 2 }));
 * ```
 */

import {
  ByteArray,
  Complex,
  Counter,
  Decimal,
  DefaultDict,
  Deque,
  DType,
  Fraction,
  FrozenSet,
  NumpyArray,
  NumpyScalar,
  OrderedDict,
  PyDate,
  PyDateTime,
  PyFloat,
  PyGlobal,
  PyRange,
  PySlice,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  Tuple,
  UUID,
} from '../../src/index.ts';
import type { DTypeRow, Element, LayoutRow, Node } from '../golden/form.ts';
import { type GoldenDType, readDTypes } from '../golden/golden.ts';
import { indices, isStruct, rawHex } from '../golden/memory.ts';

/** A data type as both sides tell it. A pickle does not tell C's `long` from `long long`. */
interface ToldDType {
  readonly kind: string;
  readonly byteorder: string;
  readonly itemsize: number;
  readonly alignment: number;
  readonly aligned: boolean;
  readonly record: boolean;
  readonly unit: string | null;
  readonly fields:
    | readonly (readonly [name: string, offset: number, title: unknown, dtype: ToldDType])[]
    | null;
  readonly subdtype: readonly [base: ToldDType, shape: readonly number[]] | null;
  readonly metadata: Node;
  readonly coerce: boolean | null;
  readonly na: Node | 'none';
}

interface ToldLayout {
  readonly dtype: ToldDType;
  readonly shape: readonly number[] | null;
  /** Of axes longer than 1, where there are elements: others mean nothing. */
  readonly strides: readonly number[] | null;
  readonly writeable: boolean | null;
}

export interface Told {
  readonly value: Node;
  readonly layouts: readonly ToldLayout[];
}

/** What is documented of pickles for any NumPy. */
export interface Arrival {
  /** NumPy 2 takes the mark of aligned structs from pickles that NumPy 1 loads, too. */
  readonly numpy: 1 | 2;
  /** Arrays in buffers keep byte order, strides and readonly; those in the pickle are native, gapless and writeable. */
  readonly outOfBand?: boolean;
}

/** The judge's description. */
export function arrived({
  value,
  layouts,
  dtypes,
}: {
  readonly value: Node;
  readonly layouts: readonly LayoutRow[];
  readonly dtypes: readonly DTypeRow[];
}): Told {
  const rows = readDTypes(dtypes);
  return {
    value: sorted(value) as Node,
    layouts: layouts.map(({ dtype, shape = null, strides = null, writeable = null }) => ({
      dtype: toldRow(rows[dtype]!),
      shape,
      strides: strides && relevant(shape!, strides),
      writeable,
    })),
  };
}

/** What is to arrive of a value that was written for any NumPy. */
export function meant(value: unknown, arrival: Arrival): Told {
  const telling = new Telling(arrival);
  return { value: sorted(telling.node(value)) as Node, layouts: telling.layouts };
}

/** Where the two part; null where they are the same. */
export function toldDifference(got: unknown, expected: unknown, path = ''): string | null {
  if (Object.is(got, expected)) return null;
  const isNode = (value: unknown) => typeof value === 'object' && value !== null;
  if (!isNode(got) || !isNode(expected) || Array.isArray(got) !== Array.isArray(expected)) {
    const [is, not] = [got, expected].map((value) => JSON.stringify(value)?.slice(0, 200));
    return `${path}: ${is}, not ${not}`;
  }
  const [ours, theirs] = [got, expected] as Record<string, unknown>[];
  for (const key of new Set([...Object.keys(ours!), ...Object.keys(theirs!)])) {
    const found = toldDifference(ours![key], theirs![key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** Sets have no order. */
function sorted(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(sorted);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, inner]) => [key, sorted(inner)] as const);
  for (const [key, inner] of entries)
    if (key === 'set' || key === 'frozenset')
      (inner as unknown[]).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return Object.fromEntries(entries);
}

function relevant(shape: readonly number[], strides: readonly number[]): number[] {
  return shape.includes(0) ? [] : strides.filter((_, axis) => shape[axis]! > 1);
}

function toldRow(row: GoldenDType): ToldDType {
  const { kind, byteorder, itemsize, alignment, unit } = row;
  return {
    ...{ kind, byteorder, itemsize, alignment },
    aligned: row.aligned ?? false,
    record: row.record ?? false,
    unit: unit ? `${unit.count} ${unit.unit}` : null,
    fields:
      row.fields?.map(
        ({ name, offset, title, dtype }) => [name, offset, title ?? null, toldRow(dtype)] as const,
      ) ?? null,
    subdtype: row.subdtype && [toldRow(row.subdtype.base), row.subdtype.shape],
    metadata: row.metadata ?? null,
    coerce: row.coerce ?? null,
    na: row.na === undefined ? 'none' : row.na,
  };
}

const rows = new WeakMap<DType, GoldenDType>();

/** Enough of a row for what reads memory by it. */
function rowOf(dtype: DType): GoldenDType {
  let row = rows.get(dtype);
  if (row === undefined) {
    const { kind, char, itemsize, byteOrder, subdtype, hasObject } = dtype;
    const fields =
      dtype.fields && [...dtype.fields.values()].map((field) => ({ ...field, dtype: rowOf(field.dtype) }));
    row = {
      ...{ kind, char, itemsize, byteorder: byteOrder, hasobject: hasObject, fields },
      subdtype: subdtype && { base: rowOf(subdtype.base), shape: subdtype.shape },
    } as unknown as GoldenDType;
    rows.set(dtype, row);
  }
  return row;
}

/** The float64's bits, big-endian. */
export function floatBits(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

function intText(value: bigint): string {
  const size = value < 0n ? -value : value;
  if (size < 1n << 1000n) return String(value);
  return `${value < 0n ? '-' : ''}0x${size.toString(16)}`;
}

/** Whether each element lies next to another, from the lowest address on, in some order of the axes. */
function isDense(shape: readonly number[], strides: readonly number[], itemsize: number): boolean {
  if (shape.includes(0)) return true;
  const axes = shape
    .map((length, axis) => [Math.abs(strides[axis]!), length] as const)
    .filter(([, length]) => length > 1);
  let next = itemsize;
  for (const [stride, length] of axes.sort(([a], [b]) => a - b)) {
    if (stride !== next) return false;
    next *= length;
  }
  return true;
}

function isContiguous(
  shape: readonly number[],
  strides: readonly number[],
  itemsize: number,
  order: 'C' | 'F',
): boolean {
  if (shape.includes(0)) return true;
  const own = contiguous(shape, itemsize, order);
  return shape.every((length, axis) => length === 1 || own[axis] === strides[axis]);
}

function contiguous(shape: readonly number[], itemsize: number, order: 'C' | 'F'): number[] {
  const strides = [...shape];
  let next = itemsize;
  for (const axis of order === 'F' ? strides.keys() : [...strides.keys()].reverse()) {
    strides[axis] = next;
    next *= shape[axis]!;
  }
  return strides;
}

/** Objects that are one object where they are met again, by identity. */
class Telling {
  readonly layouts: ToldLayout[] = [];
  readonly #arrival: Arrival;
  readonly #seen = new Map<object, { id?: number }>();
  #references = 0;

  constructor(arrival: Arrival) {
    this.#arrival = arrival;
  }

  node(value: unknown): Node {
    switch (typeof value) {
      case 'boolean':
      case 'string':
        return value;
      case 'number':
        return Number.isSafeInteger(value) && !Object.is(value, -0)
          ? { int: String(value) }
          : { float: floatBits(value) };
      case 'bigint':
        return { int: intText(value) };
    }
    if (value === null) return null;
    if (typeof value !== 'object') throw new Error(`Python has no ${typeof value}`);
    return this.#unshared(value) ?? this.#shared(value);
  }

  /** What Python has no identity of that shows. */
  #unshared(value: object): Node | undefined {
    if (PyFloat.isPyFloat(value)) return { float: floatBits(value.value) };
    if (Complex.isComplex(value)) return { complex: [floatBits(value.re), floatBits(value.im)] };
    if (NumpyScalar.isNumpyScalar(value)) return this.#scalar(value);
    if (PyGlobal.isPyGlobal(value)) return { global: String(value) };
    if (ByteArray.isByteArray(value)) return undefined;
    if (value instanceof Uint8Array && !(value instanceof Uint8ClampedArray))
      return { bytes: Buffer.from(value).toString('hex') };
    if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
      return { bytes: Buffer.from(value).toString('hex') };
    if (value instanceof DataView)
      return { bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex') };
    return undefined;
  }

  #shared(value: object): Node {
    const seen = this.#seen.get(value);
    if (seen !== undefined && !(Tuple.isTuple(value) && value.length === 0)) {
      seen.id ??= this.#references++;
      return { ref: seen.id };
    }
    const node = {};
    this.#seen.set(value, node);
    return Object.assign(node, this.#told(value)) as Node;
  }

  #nodes(items: Iterable<unknown>): Node[] {
    return Array.from(items, (item) => this.node(item));
  }

  #pairs(pairs: Iterable<readonly [unknown, unknown]>): [Node, Node][] {
    return Array.from(pairs, ([key, item]) => [this.node(key), this.node(item)]);
  }

  #told(value: object): Node {
    if (ByteArray.isByteArray(value)) return { bytearray: Buffer.from(value).toString('hex') };
    if (DType.isDType(value)) return { dtype: this.#slot({ dtype: this.#dtype(value) }) };
    if (NumpyArray.isNumpyArray(value)) return this.#array(value);
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteOffset, length } = value as Float64Array;
      return this.#array(
        new NumpyArray({ buffer, byteOffset, dtype: value.constructor as never, shape: [length] }),
      );
    }
    if (Deque.isDeque(value)) return { deque: { items: this.#nodes(value), maxlen: value.maxlen } };
    if (Tuple.isTuple(value)) return { tuple: this.#nodes(value) };
    if (Array.isArray(value)) return { list: this.#nodes(value) };
    if (value instanceof OrderedDict) return { ordereddict: this.#pairs(value) };
    if (value instanceof Counter) return { counter: this.#pairs(value) };
    if (value instanceof DefaultDict)
      return { defaultdict: { factory: this.node(value.defaultFactory), pairs: this.#pairs(value) } };
    if (value instanceof Map) return { dict: this.#pairs(value) };
    if (value instanceof Set) return { set: this.#nodes(value) };
    if (FrozenSet.isFrozenSet(value)) return { frozenset: this.#nodes(value) };
    if (isScijs(value)) return this.#array(ofScijs(value));
    return this.#record(value) ?? { dict: this.#pairs(Object.entries(value)) };
  }

  #record(value: object): Node | undefined {
    if (value instanceof PyRange)
      return { range: this.#nodes([value.start, value.stop, value.step]) as never };
    if (value instanceof PySlice)
      return { slice: this.#nodes([value.start, value.stop, value.step]) as never };
    if (value instanceof Decimal) return { decimal: value.text };
    if (value instanceof Fraction)
      return { fraction: this.#nodes([value.numerator, value.denominator]) as never };
    if (value instanceof UUID) return { uuid: value.text };
    if (value instanceof PyTimeDelta) {
      const { days, seconds, microseconds } = value;
      return { timedelta: { days, seconds, microseconds } };
    }
    if (value instanceof PyTimeZone)
      return { timezone: { utcoffset: value.offset.totalSeconds(), name: value.name } };
    if (value instanceof PyDateTime) return { datetime: { ...date(value), ...this.#clock(value) } };
    if (value instanceof PyDate) return { date: date(value) };
    if (value instanceof PyTime) return { time: this.#clock(value) };
    return undefined;
  }

  #clock({ hour, minute, second, microsecond, fold, tzinfo }: PyTime | PyDateTime) {
    const utcoffset = tzinfo instanceof PyTimeZone ? tzinfo.offset.totalSeconds() : null;
    return { hour, minute, second, microsecond, fold, utcoffset, tzinfo: this.node(tzinfo) };
  }

  #slot({
    dtype,
    shape = null,
    strides = null,
    writeable = null,
  }: Partial<ToldLayout> & Pick<ToldLayout, 'dtype'>): number {
    return this.layouts.push({ dtype, shape, strides, writeable }) - 1;
  }

  /** @param native whether its own numbers are in native order; those of fields stay as they are. */
  #dtype(dtype: DType, native = false): ToldDType {
    const { kind, byteOrder, itemsize, alignment, unit, fields, subdtype, metadata, naObject } = dtype;
    return {
      ...{ kind, itemsize, alignment },
      byteorder: native && byteOrder === '>' ? '<' : byteOrder,
      aligned: this.#arrival.numpy === 1 && dtype.isAlignedStruct,
      record: dtype.isRecord,
      unit: unit ? `${unit.count} ${unit.unit}` : null,
      fields:
        fields &&
        [...fields.values()].map(
          ({ name, offset, title, dtype: type }) => [name, offset, title ?? null, this.#dtype(type)] as const,
        ),
      subdtype: subdtype && [this.#dtype(subdtype.base), subdtype.shape],
      metadata: metadata && metadata.size > 0 ? new Telling(this.#arrival).node(metadata) : null,
      coerce: kind === 'T' ? dtype.coerce : null,
      na: kind === 'T' && naObject !== undefined ? new Telling(this.#arrival).node(naObject) : 'none',
    };
  }

  #scalar({ array }: NumpyScalar): Node {
    const { dtype } = array;
    const told = this.#dtype(dtype, true);
    if (dtype.kind === 'S') {
      // bytes_ is as long as what it holds, without NULs at the end.
      const raw = Buffer.from(array.item() as Uint8Array).toString('hex');
      return { scalar: this.#slot({ dtype: { ...told, itemsize: raw.length / 2 } }), value: raw, raw };
    }
    const slot = this.#slot({ dtype: told });
    const raw = dtype.hasObject ? '' : rawHex(array, rowOf(dtype));
    return { scalar: slot, value: this.#element(dtype, array.item()), raw };
  }

  #array(array: NumpyArray): Node {
    const { dtype, shape, strides, readonly } = array;
    const { itemsize } = dtype;
    const isKept =
      this.#arrival.outOfBand && !dtype.hasObject && itemsize > 0 && isDense(shape, strides, itemsize);
    const isF = !isContiguous(shape, strides, itemsize, 'C') && isContiguous(shape, strides, itemsize, 'F');
    const slot = this.#slot({
      dtype: this.#dtype(dtype, !isKept),
      shape: [...shape],
      strides: relevant(shape, isKept ? strides : contiguous(shape, itemsize, isF ? 'F' : 'C')),
      writeable: !(isKept && readonly),
    });
    const values = Array.from(indices(shape), (index) => this.#element(dtype, array.get(...index)));
    const raw = 'OT'.includes(dtype.kind) ? {} : { raw: rawHex(array, rowOf(dtype)) };
    return { ndarray: slot, values, ...raw };
  }

  #element(dtype: DType, value: unknown): Element {
    if (dtype.subdtype) {
      const array = value as NumpyArray;
      const nested = (index: number[]): Element =>
        index.length === array.ndim
          ? this.#element(array.dtype, array.get(...index))
          : Array.from({ length: array.shape[index.length]! }, (_, i) => nested([...index, i]));
      return nested([]);
    }
    if (isStruct(rowOf(dtype)))
      return [...dtype.fields!.values()].map(({ name, dtype: type }): [string, Element] => [
        name,
        this.#element(type, (value as Record<string, unknown>)[name]),
      ]);
    switch (dtype.kind) {
      case 'O':
      case 'T':
        return this.node(value);
      case 'f':
        return floatBits(value as number);
      case 'c':
        return [floatBits((value as Complex).re), floatBits((value as Complex).im)];
      case 'S':
      case 'V':
        return Buffer.from(value as Uint8Array).toString('hex');
      case 'b':
      case 'U':
        return value as boolean | string;
      default:
        return String(value);
    }
  }
}

interface Scijs {
  readonly data: Float64Array;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
}

/** What the package ndarray makes. */
function isScijs(value: object): value is Scijs {
  return ['data', 'shape', 'stride', 'offset'].every((name) => name in value);
}

function ofScijs({ data, shape, stride, offset }: Scijs): NumpyArray {
  const size = data.BYTES_PER_ELEMENT;
  return new NumpyArray({
    ...{ buffer: data, byteOffset: offset * size, dtype: data.constructor as never, shape: [...shape] },
    // Where there is no element, nothing bounds the strides.
    ...(!shape.includes(0) && { strides: stride.map((step) => step * size) }),
  });
}

function date({ year, month, day }: PyDate) {
  return { year, month, day };
}
