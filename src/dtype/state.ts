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
import { NATIVE } from './byte-order.ts';
import { type DatetimeUnit, datetimeUnit } from './datetime-unit.ts';
import { DType, type Field, MAX_ITEMSIZE } from './dtype.ts';
import { quote } from './quote.ts';
import { checkUnion, endOf, fieldMap, MAX_DIMS, subarrayDType } from './struct.ts';

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
  const items = [...array(state, 'state', 'a tuple of 5 to 9 items', 5, 9)];
  if (items.length === 5) items.unshift(0);
  if (items.length === 6) items.splice(3, 0, null);
  if (base.kind === 'T') throw wrong('state', 'nothing for a StringDType', state);
  const version = integer(items[0], 'version', 0, 4);
  const [, order, subarray, names, dict, size, alignment, bits, extra] = items;

  const sized = 'SUV'.includes(base.kind);
  const itemsize = readItemsize(base, size, sized);
  const parts = {
    byteOrder: readByteOrder(base, order),
    itemsize,
    alignment: readAlignment(base, alignment, sized),
    subdtype: subarray == null ? null : readSubarray(base, subarray, itemsize),
    fields: readFields(names ?? null, dict ?? null, version, itemsize),
    ...readMetadata(base, extra ?? null),
    user: base.user,
  };
  const { subdtype, fields, metadata } = parts;
  if (subdtype && fields) throw new DTypeError("a pickled data type can't have both fields and a subarray");
  if (base.user && (fields ?? subdtype)) throw wrong('fields', `None for ${base}`, names ?? subarray);
  const flags = bits === undefined || version < 3 ? null : integer(bits, 'flags', -128, 255);
  if (base.user && flags !== null) parts.user = { ...base.user, flags };

  const unchanged =
    !subdtype &&
    !fields &&
    !metadata &&
    !base.user &&
    (['byteOrder', 'itemsize', 'alignment', 'unit'] as const).every((key) => parts[key] === base[key]);
  const isAlignedStruct = fields
    ? ((flags ?? 0) & ALIGNED_STRUCT) !== 0
    : (subdtype?.base.isAlignedStruct ?? false);
  const result = unchanged ? base : new DType({ ...base, ...parts, isAlignedStruct });
  if (fields && base.kind !== 'V') checkUnion(base, result);
  if (flags !== null && (flags & OBJECT_BITS) !== (result.hasObject ? OBJECT_BITS : 0)) {
    throw new DTypeError(
      `a pickled data type has flags ${flags}, but its elements hold ${result.hasObject ? '' : 'no '}Python objects`,
    );
  }
  return result;
}

function readByteOrder(base: DType, value: unknown): DType['byteOrder'] {
  const order = text(value, 'byte order');
  if (!/^[<>=|]$/.test(order)) throw wrong('byte order', "'<', '>', '=' or '|'", value);
  if (base.byteOrder === '|') return '|';
  return order === '<' || order === '>' ? order : NATIVE;
}

function readItemsize(base: DType, value: unknown, sized: boolean): number {
  const itemsize = integer(value, 'itemsize', -1, MAX_ITEMSIZE);
  // numpy.record, a class in place of a code, is the one that does not tell its size beforehand.
  if (base.isRecord) return Math.max(itemsize, 0);
  if (itemsize !== base.itemsize && (sized || itemsize !== -1)) {
    throw wrong('itemsize', `${base.itemsize}, as its code ${base.str} says`, value);
  }
  return base.itemsize;
}

function readAlignment(base: DType, value: unknown, sized: boolean): number {
  const alignment = integer(value, 'alignment', sized ? 0 : -1, 64);
  if (!sized) return base.alignment;
  if (alignment & (alignment - 1)) throw wrong('alignment', 'a power of two', value);
  // NumPy 1 gives an aligned struct without fields an alignment of 0.
  return Math.max(alignment, 1);
}

function readSubarray(base: DType, value: unknown, itemsize: number): DType['subdtype'] {
  if (base.kind !== 'V' || base.isRecord) throw wrong('subarray', `None for ${base.str}`, value);
  const [element, given] = array(value, 'subarray', '(dtype, shape)', 2);
  if (!DType.isDType(element)) throw wrong('subarray', 'of a dtype', element);
  const dims = array(
    Array.isArray(given) ? given : [given],
    'subarray shape',
    `1 to ${MAX_DIMS} lengths`,
    1,
    MAX_DIMS,
  );
  const shape = dims.map((length) => integer(length, 'subarray shape', 0, MAX_ITEMSIZE));
  const whole = subarrayDType(element, shape);
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

function readFields(given: unknown, dict: unknown, version: number, itemsize: number): DType['fields'] {
  if (dict !== null && !(dict instanceof Map)) throw wrong('fields', 'a dict or None', dict);
  const listed = version < 2 && dict ? (dict.get(-1) ?? null) : given;
  if (listed === null && dict === null) return null;
  if (listed === null || dict === null) {
    throw new DTypeError('a pickled data type has names without fields, or fields without names');
  }
  const names = array(listed, 'names', 'a tuple of strings');
  const byNames = seen.get(dict) ?? new WeakMap<Items, Fields>();
  seen.set(dict, byNames);
  let fields = byNames.get(names);
  if (!fields || fields.end > itemsize) {
    fields = collectFields(dict, names, version, itemsize);
    byNames.set(names, fields);
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
  for (const [key, entry] of dict) entries.set(textIfBytes(key, 'field name'), entry);
  if (version < 2) entries.delete(-1);
  const fields = names.map((name) => readField(text(name, 'field name'), entries));
  let end = 0;
  for (const field of fields) {
    entries.delete(field.name);
    entries.delete(field.title);
    end = Math.max(end, endOf(field));
  }
  for (const key of entries.keys()) throw wrong('fields', 'only the names and their titles as keys', key);
  return { byName: fieldMap(fields, itemsize), end };
}

function readField(name: string, entries: ReadonlyMap<unknown, unknown>): Field {
  const what = `field ${quote(name)}`;
  const form = '(dtype, offset) or (dtype, offset, title)';
  const [dtype, offset, title] = array(entries.get(name), what, form, 2, 3);
  if (!DType.isDType(dtype)) throw wrong(what, form, dtype);
  return {
    name,
    dtype,
    offset: integer(offset, `offset of ${what}`, 0, MAX_ITEMSIZE),
    title: textIfBytes(title, `title of ${what}`),
  };
}

function readMetadata(base: DType, value: unknown): Pick<DType, 'unit' | 'metadata'> {
  let metadata = value;
  let { unit } = base;
  if (unit) {
    const [dict, parts] = array(value, 'metadata', '(dict, (unit, count, divisor, events))', 2);
    // NumPy up to 2.3 writes a fresh, empty dict where there is none.
    metadata = dict instanceof Map && dict.size === 0 ? null : dict;
    unit = readUnit(parts, unit);
  }
  if (metadata !== null && !(metadata instanceof Map)) throw wrong('metadata', 'a dict or None', metadata);
  return { unit, metadata };
}

function readUnit(value: unknown, old: DatetimeUnit): DatetimeUnit {
  const parts = array(value, 'unit', '(unit, count, divisor, events)', 2, 4);
  const count = integer(parts[1], 'unit count', 1, MAX_ITEMSIZE);
  // Three items are (unit, count, events); events were an idea of NumPy 1.6 and are always 1.
  const divisor = parts.length < 4 ? 1 : integer(parts[2], 'unit divisor', 1, MAX_ITEMSIZE);
  const unit = datetimeUnit(text(parts[0], 'unit'), count, divisor);
  if (!unit) throw wrong('unit', 'a unit that NumPy knows', parts[0]);
  return unit.unit === old.unit && unit.count === old.count ? old : unit;
}

function wrong(what: string, expected: string, got: unknown): DTypeError {
  return new DTypeError(`a pickled data type's ${what} should be ${expected}, got ${quote(got)}`);
}

/** A tuple or list of `low` to `high` items. */
function array(value: unknown, what: string, expected: string, low = 0, high = low || Infinity): Items {
  if (Array.isArray(value) && value.length >= low && value.length <= high) return value;
  throw wrong(what, expected, value);
}

function integer(value: unknown, what: string, low: number, high: number): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (Number.isInteger(number) && (number as number) >= low && (number as number) <= high)
    return number as number;
  throw wrong(what, `an integer from ${low} to ${high}`, value);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(value: unknown, what: string): string {
  const result = textIfBytes(value, what);
  if (typeof result === 'string') return result;
  throw wrong(what, 'a string', value);
}

function textIfBytes(value: unknown, what: string): unknown {
  if (!(value instanceof Uint8Array)) return value;
  try {
    return utf8.decode(new Uint8Array(value)); // a decoder may refuse shared memory
  } catch {
    throw wrong(what, 'a string', value);
  }
}
