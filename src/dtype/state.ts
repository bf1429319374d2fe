/**
 * What `numpy.dtype.__setstate__` makes of the state that a pickle holds, with everything checked that NumPy
 * lets through: no field lies outside its element, no number is taken for an object.
 *
 * | items | state |
 * |---|---|
 * | 5 | `(byte order, subarray, fields, itemsize, alignment)`: version 0 |
 * | 6 | `(version, byte order, subarray, fields, itemsize, alignment)` |
 * | 7 | `(version, byte order, subarray, names, fields, itemsize, alignment)` |
 * | 8 | … `flags` |
 * | 9 | … `flags, metadata`; for datetimes `metadata` is `(dict, (unit, count, divisor, events))` |
 *
 * Versions 0 and 1 keep the names in `fields[-1]`. Itemsize and alignment count for S, U and V alone.
 *
 * Source: `arraydescr_setstate` in numpy/_core/src/multiarray/descriptor.c
 */
import { DTypeError } from '../errors.ts';
import { typeName } from '../values/type-name.ts';
import { type ByteOrder, NATIVE } from './byte-order.ts';
import { type DatetimeUnit, datetimeUnit } from './datetime-unit.ts';
import { DType, type Field, MAX_ITEMSIZE, type Subarray } from './dtype.ts';
import { quote } from './quote.ts';
import { checkSize, checkUnion, fieldMap, subarrayDType } from './struct.ts';

const ALIGNED_STRUCT = 128;
/** HASOBJECT and LIST_PICKLE: the two bits on which the reading of the data hangs. */
const OBJECT_BITS = 3;

type Items = readonly unknown[];

/**
 * The data type that `numpy.dtype(code).__setstate__(state)` would turn `base` into. `base` stays as it is;
 * it is returned itself where the state changes nothing.
 *
 * Values are as the pickle machine makes them: tuples and lists arrays, dicts Maps, ints numbers or bigints,
 * None null; text may be a string or, from NumPy 1 and Python 2, bytes.
 *
 * @throws DTypeError if the state is not one that NumPy writes: the message says which item is wrong.
 */
export function dtypeFromState(base: DType, state: Items): DType {
  const at = layoutOf(array(state, 'state', 'a tuple'));
  const version = at.version < 0 ? 0 : integer(state[at.version], 'version', 0, 4);
  const item = (index: number) => (index < 0 ? null : (state[index] ?? null));
  const sized = base.kind === 'S' || base.kind === 'U' || base.kind === 'V';
  if (base.kind === 'T') throw wrong('state', 'nothing for a StringDType', state);

  const byteOrder = readByteOrder(base, state[at.order]);
  const itemsize = readItemsize(base, state[at.itemsize], sized);
  const alignment = readAlignment(base, state[at.itemsize + 1], sized);
  const subdtype = readSubarray(base, item(at.subarray), itemsize);
  const fields = readFields(item(at.names), item(at.fields), version, itemsize);
  if (subdtype && fields) throw new DTypeError("a pickled data type can't have both fields and a subarray");
  const flags = at.flags < 0 || version < 3 ? null : integer(state[at.flags], 'flags', -128, 255);
  const { unit, metadata } = readMetadata(base, item(at.metadata));

  const unchanged =
    !subdtype &&
    !fields &&
    !metadata &&
    byteOrder === base.byteOrder &&
    itemsize === base.itemsize &&
    alignment === base.alignment &&
    unit === base.unit;
  const isAlignedStruct = fields
    ? ((flags ?? 0) & ALIGNED_STRUCT) !== 0
    : (subdtype?.base.isAlignedStruct ?? false);
  const result = unchanged
    ? base
    : new DType({
        ...base,
        byteOrder,
        itemsize,
        alignment,
        subdtype,
        fields,
        isAlignedStruct,
        unit,
        metadata,
      });
  if (fields && base.kind !== 'V') checkUnion(base, result);
  if (flags !== null && (flags & OBJECT_BITS) !== (result.hasObject ? OBJECT_BITS : 0)) {
    throw new DTypeError(
      `a pickled data type has flags ${flags}, but its elements hold ${result.hasObject ? '' : 'no '}Python objects`,
    );
  }
  return result;
}

/** Where each item of the state lies; −1 where that many items have none. */
function layoutOf({ length }: Items) {
  if (!(length >= 5 && length <= 9)) {
    throw new DTypeError(`a pickled data type's state has ${length} items: expected 5 to 9`);
  }
  const version = length === 5 ? -1 : 0;
  const names = length < 7 ? -1 : 3;
  const fields = Math.max(version + 2, names) + 1;
  return {
    version,
    order: version + 1,
    subarray: version + 2,
    names,
    fields,
    itemsize: fields + 1,
    flags: length < 8 ? -1 : 7,
    metadata: length < 9 ? -1 : 8,
  };
}

function readByteOrder(base: DType, value: unknown): ByteOrder {
  const order = text(value, 'byte order');
  if (order.length !== 1 || !'<>=|'.includes(order)) throw wrong('byte order', "'<', '>', '=' or '|'", value);
  if (base.byteOrder === '|') return '|';
  return order === '<' || order === '>' ? order : NATIVE;
}

function readItemsize(base: DType, value: unknown, sized: boolean): number {
  const itemsize = integer(value, 'itemsize', -1, MAX_ITEMSIZE);
  // numpy.record, a class in place of a code, is the one that does not tell its size beforehand.
  if (sized && base.isRecord) return checkSize(Math.max(itemsize, 0));
  if (itemsize !== base.itemsize && (sized || itemsize !== -1)) {
    throw wrong('itemsize', `${base.itemsize}, as its code ${base.str} says`, value);
  }
  return base.itemsize;
}

function readAlignment(base: DType, value: unknown, sized: boolean): number {
  const alignment = integer(value, 'alignment', -1, MAX_ITEMSIZE);
  if (!sized) return base.alignment;
  // NumPy 1 gives an aligned struct without fields an alignment of 0.
  if (alignment < 0 || alignment > 64 || alignment & (alignment - 1)) {
    throw wrong('alignment', 'a power of two up to 64', value);
  }
  return Math.max(alignment, 1);
}

function readSubarray(base: DType, value: unknown, itemsize: number): Subarray | null {
  if (value === null) return null;
  const [element, given] = array(value, 'subarray', '(dtype, shape)', 2);
  if (!DType.isDType(element)) throw wrong('subarray', 'a dtype and a shape', element);
  const dims = Array.isArray(given) ? given : [given];
  const shape = dims.map((length) => integer(length, 'subarray shape', 0, MAX_ITEMSIZE));
  if (shape.length === 0) throw wrong('subarray shape', 'at least one dimension', given);
  const whole = subarrayDType(element, shape);
  if (base.kind !== 'V' || base.isRecord) throw wrong('subarray', `None for ${base.str}`, value);
  if (whole.itemsize !== itemsize) {
    throw wrong('itemsize', `${whole.itemsize}, the size of its subarray`, itemsize);
  }
  return whole.subdtype;
}

interface Fields {
  readonly byName: ReadonlyMap<string, Field>;
  /** Bytes that they take. */
  readonly end: number;
}

/** What was made of a dict and a tuple of names: a pickle may use both again in thousands of data types. */
const seen = new WeakMap<ReadonlyMap<unknown, unknown>, WeakMap<Items, Fields>>();

function readFields(given: unknown, value: unknown, version: number, itemsize: number): DType['fields'] {
  if (value !== null && !(value instanceof Map)) throw wrong('fields', 'a dict or None', value);
  const listed = version < 2 && value ? (value.get(-1) ?? null) : given;
  if (listed === null && value === null) return null;
  if (listed === null || value === null) {
    throw new DTypeError('a pickled data type has names without fields, or fields without names');
  }
  const names = array(listed, 'names', 'a tuple of strings');
  let fields = seen.get(value)?.get(names);
  if (!fields || fields.end > itemsize) {
    fields = collectFields(value, names, version, itemsize);
    if (!seen.has(value)) seen.set(value, new WeakMap());
    seen.get(value)!.set(names, fields);
  }
  return fields.byName;
}

function collectFields(
  dict: ReadonlyMap<unknown, unknown>,
  names: Items,
  version: number,
  itemsize: number,
): Fields {
  const entries = new Map<unknown, unknown>();
  for (const [key, entry] of dict)
    entries.set(key instanceof Uint8Array ? text(key, 'field name') : key, entry);
  if (version < 2) entries.delete(-1);
  const fields = names.map((name) => readField(text(name, 'field name'), entries));
  let end = 0;
  for (const { name, title, offset, dtype } of fields) {
    entries.delete(name);
    entries.delete(title);
    end = Math.max(end, offset + dtype.itemsize);
  }
  for (const key of entries.keys()) throw wrong('fields', 'only the names and their titles as keys', key);
  return { byName: fieldMap(fields, itemsize), end };
}

function readField(name: string, entries: ReadonlyMap<unknown, unknown>): Field {
  const what = `field ${quote(name)}`;
  const entry = array(entries.get(name), what, '(dtype, offset) or (dtype, offset, title)');
  const [dtype, offset, title] = entry;
  if (entry.length !== 2 && entry.length !== 3) throw wrong(what, '2 or 3 items', entry);
  if (!DType.isDType(dtype)) throw wrong(what, 'a dtype first', dtype);
  return {
    name,
    dtype,
    offset: integer(offset, `offset of ${what}`, 0, MAX_ITEMSIZE),
    title: title instanceof Uint8Array ? text(title, `title of ${what}`) : title,
  };
}

function readMetadata(
  base: DType,
  value: unknown,
): { unit: DatetimeUnit | null; metadata: Map<unknown, unknown> | null } {
  let dict = value;
  let unit = base.unit;
  if (unit) {
    const [given, parts] = array(value, 'metadata', '(dict, (unit, count, divisor, events))', 2);
    // NumPy up to 2.3 writes a fresh, empty dict where there is none.
    dict = given instanceof Map && given.size === 0 ? null : given;
    unit = readUnit(parts, unit);
  }
  if (dict !== null && !(dict instanceof Map)) throw wrong('metadata', 'a dict or None', dict);
  return { unit, metadata: dict };
}

function readUnit(value: unknown, old: DatetimeUnit): DatetimeUnit {
  const parts = array(value, 'unit', '(unit, count, divisor, events)');
  if (parts.length < 2 || parts.length > 4) throw wrong('unit', '2 to 4 items', value);
  const count = integer(parts[1], 'unit count', 1, MAX_ITEMSIZE);
  // Three items are (unit, count, events); events were an idea of NumPy 1.6 and are always 1.
  const divisor = parts.length < 4 ? 1 : integer(parts[2], 'unit divisor', 1, MAX_ITEMSIZE);
  const unit = datetimeUnit(text(parts[0], 'unit'), count, divisor);
  if (!unit) throw wrong('unit', 'a unit that NumPy knows', parts[0]);
  return unit.unit === old.unit && unit.count === old.count ? old : unit;
}

function wrong(what: string, expected: string, got: unknown): DTypeError {
  let shown = typeName(got);
  if (typeof got === 'string') shown = JSON.stringify(got.slice(0, 60));
  else if (typeof got === 'number' || typeof got === 'bigint') shown = String(got).slice(0, 60);
  else if (got === undefined) shown = 'nothing';
  return new DTypeError(`a pickled data type's ${what} should be ${expected}, got ${shown}`);
}

function array(value: unknown, what: string, expected: string, length?: number): Items {
  if (!Array.isArray(value) || (length !== undefined && value.length !== length))
    throw wrong(what, expected, value);
  return value;
}

function integer(value: unknown, what: string, low: number, high: number): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < low || number > high) {
    throw wrong(what, `an integer from ${low} to ${high}`, value);
  }
  return number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) throw wrong(what, 'a string', value);
  try {
    return utf8.decode(new Uint8Array(value)); // a decoder may refuse shared memory
  } catch {
    throw wrong(what, 'a string', value);
  }
}
