/**
 * Data types made of others: the rules that hold for every struct and subarray, from a specification or from a
 * pickle.
 */
import { DTypeError } from '../errors.ts';
import { VOID } from './builtin.ts';
import { DType, type Field } from './dtype.ts';
import { quote } from './quote.ts';

/** NumPy's own limit, from 2.0 on; 32 before. */
export const MAX_DIMS = 64;

/**
 * The fields by name, checked: names and titles are unique, each field lies inside the element, and no
 * field shares memory with one that holds objects.
 */
export function fieldMap(fields: readonly Field[], itemsize: number): Map<string, Field> {
  const keys = new Set<unknown>();
  const result = new Map<string, Field>();
  for (const field of fields) {
    const { name, offset, title } = field;
    for (const key of typeof title === 'string' ? [name, title] : [name]) {
      if (keys.has(key)) throw new DTypeError(`field ${quote(key)} occurs more than once`);
      keys.add(key);
    }
    const end = endOf(field);
    if (end > itemsize) {
      throw new DTypeError(
        `field ${quote(name)} takes bytes ${offset} to ${end} of an element of ${itemsize} bytes`,
      );
    }
    result.set(name, field);
  }
  if (fields.some((field) => field.dtype.hasObject)) rejectSharedObjects(fields);
  return result;
}

/** Where the field after it may begin. */
export function endOf({ offset, dtype }: Field): number {
  return offset + dtype.itemsize;
}

function rejectSharedObjects(fields: readonly Field[]): void {
  let end = 0;
  let objectEnd = 0;
  for (const field of [...fields].sort((a, b) => a.offset - b.offset || endOf(a) - endOf(b))) {
    const { hasObject } = field.dtype;
    if (field.offset < (hasObject ? end : objectEnd)) {
      throw new DTypeError(
        `field ${quote(field.name)} shares memory with another, and one of them holds objects`,
      );
    }
    end = Math.max(end, endOf(field));
    if (hasObject) objectEnd = end;
  }
}

/** Elements of a subarray that take no bytes, so that nothing else bounds how many there are. */
const MAX_EMPTY = 2 ** 16;

/** A subarray: `shape` elements of `base` as one element; the caller has checked `shape`. */
export function subarrayDType(base: DType, shape: readonly number[]): DType {
  // Lists without elements count too: (2147483647, 0) is as many.
  const lists = shape.reduce((product, length) => product * Math.max(length, 1), 1);
  const count = shape.includes(0) ? 0 : lists;
  if (count * base.itemsize === 0 && lists > MAX_EMPTY)
    throw new DTypeError(`a subarray of ${lists} elements without bytes: expected at most ${MAX_EMPTY}`);
  return new DType({
    ...VOID,
    itemsize: count * base.itemsize,
    alignment: base.alignment,
    subdtype: { base, shape },
    isAlignedStruct: base.isAlignedStruct,
  });
}

/** Objects may be seen as one object field and as nothing else; nothing else may be seen as objects. */
export function checkUnion(base: DType, { fields, hasObject }: DType): void {
  if (!base.hasObject && !hasObject) return;
  const [first, second] = fields?.values() ?? [];
  const isObject = ({ kind, fields }: DType) => kind === 'O' && !fields;
  if (isObject(base) && first && isObject(first.dtype) && !second) return;
  throw new DTypeError(`${base.str} can't be given fields that hold objects, nor objects other fields`);
}
