/**
 * Data types made of others: structs, subarrays, numbers with fields. Whatever makes one, a specification or
 * a pickle, comes through here, so that every type's fields lie inside it and its sizes fit.
 */
import { DTypeError } from '../errors.ts';
import { VOID } from './builtin.ts';
import { DType, type Field, type Kind, MAX_ITEMSIZE } from './dtype.ts';
import { quote } from './quote.ts';

/** NumPy's own limit, from 2.0 on; 32 before. */
const MAX_DIMS = 64;

/** A field before it has a place: without an offset it follows the one before. */
export interface UnplacedField {
  readonly name: string;
  readonly dtype: DType;
  readonly offset?: number | undefined;
  readonly title?: unknown;
}

export interface StructOptions {
  readonly align?: boolean;
  readonly itemsize?: number | undefined;
  readonly metadata?: ReadonlyMap<unknown, unknown> | null;
}

/** Lays the fields out, as NumPy does: packed, or where a C compiler would put them. */
export function structDType(specs: readonly UnplacedField[], options: StructOptions = {}): DType {
  const { align = false, itemsize } = options;
  const fields: Field[] = [];
  let end = 0;
  let alignment = 1;
  const aligned = (offset: number, to: number) => (align ? Math.ceil(offset / to) * to : offset);
  for (const { name, dtype, title, offset = aligned(end, dtype.alignment) } of specs) {
    if (offset !== aligned(offset, dtype.alignment)) {
      throw new DTypeError(
        `field ${quote(name)}: offset ${offset} is not a multiple of ${dtype.alignment}, the alignment of ${dtype.str}`,
      );
    }
    if (align) alignment = Math.max(alignment, dtype.alignment);
    fields.push({ name, dtype, offset, title });
    end = Math.max(end, offset + dtype.itemsize);
  }
  end = aligned(end, alignment);
  const size = itemsize ?? end;
  if (size < end) throw new DTypeError(`itemsize ${size} is too small: the fields take ${end} bytes`);
  if (size !== aligned(size, alignment)) {
    throw new DTypeError(`itemsize ${size} is not a multiple of ${alignment}, the alignment of the struct`);
  }
  return new DType({
    ...VOID,
    itemsize: checkSize(size),
    alignment,
    fields: fieldMap(fields, size),
    isAlignedStruct: align,
    metadata: options.metadata ?? null,
  });
}

/**
 * The fields by name, checked: names and titles are unique, each field lies inside the element, and no
 * field shares memory with one that holds objects.
 */
export function fieldMap(fields: readonly Field[], itemsize: number): Map<string, Field> {
  const keys = new Set<string>();
  const claim = (key: string, what: string) => {
    if (keys.has(key)) throw new DTypeError(`${what} ${quote(key)} occurs more than once`);
    keys.add(key);
  };
  const result = new Map<string, Field>();
  for (const field of fields) {
    const { name, dtype, offset, title } = field;
    claim(name, 'field');
    if (typeof title === 'string') claim(title, 'field title');
    if (offset < 0 || offset + dtype.itemsize > itemsize) {
      throw new DTypeError(
        `field ${quote(name)} takes bytes ${offset} to ${offset + dtype.itemsize} of an element of ${itemsize} bytes`,
      );
    }
    result.set(name, field);
  }
  if (fields.some((field) => field.dtype.hasObject)) rejectSharedObjects(fields);
  return result;
}

function rejectSharedObjects(fields: readonly Field[]): void {
  const size = (field: Field) => field.dtype.itemsize;
  const sorted = [...fields].sort((a, b) => a.offset - b.offset || size(a) - size(b));
  let end = 0;
  let objectEnd = 0;
  for (const field of sorted) {
    if (field.offset < (field.dtype.hasObject ? end : objectEnd)) {
      throw new DTypeError(
        `field ${quote(field.name)} shares memory with another, and one of them holds objects`,
      );
    }
    end = Math.max(end, field.offset + size(field));
    if (field.dtype.hasObject) objectEnd = Math.max(objectEnd, field.offset + size(field));
  }
}

/** A subarray: `shape` elements of `base` as one element. */
export function subarrayDType(base: DType, shape: readonly number[]): DType {
  if (shape.length > MAX_DIMS) {
    throw new DTypeError(`a subarray of ${shape.length} dimensions: expected at most ${MAX_DIMS}`);
  }
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0 || length > MAX_ITEMSIZE) {
      throw new DTypeError(
        `a subarray of shape (${shape.join(', ')}): expected integers from 0 to 2**31 - 1`,
      );
    }
  }
  const count = shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
  return new DType({
    ...VOID,
    itemsize: checkSize(count * base.itemsize),
    alignment: base.alignment,
    subdtype: { base, shape: [...shape] },
    isAlignedStruct: base.isAlignedStruct,
  });
}

/** A type seen through the fields of another of the same size: `('<i4', [('lo', '<i2'), ('hi', '<i2')])`. */
export function withFieldsOf(base: DType, other: DType): DType {
  const itemsize = isUnsized(base) ? other.itemsize : base.itemsize;
  if (itemsize !== other.itemsize) {
    throw new DTypeError(`${base.str} can't be given the fields of a type of ${other.itemsize} bytes`);
  }
  if (base.kind !== 'V' || !isUnsized(base) || !other.fields) checkUnion(base, other);
  return new DType({
    ...base,
    itemsize: checkSize(itemsize, base.kind),
    fields: other.fields,
    metadata: other.metadata ?? base.metadata,
    isAlignedStruct: base.kind === 'V' && other.isAlignedStruct,
  });
}

/** Objects may be seen as one object field and as nothing else; nothing else may be seen as objects. */
export function checkUnion(base: DType, { fields, hasObject }: DType): void {
  if (!base.hasObject && !hasObject) return;
  const [first, second] = fields?.values() ?? [];
  if (base.kind === 'O' && !base.fields && first?.dtype.kind === 'O' && !first.dtype.fields && !second)
    return;
  throw new DTypeError(`${base.str} can't be given fields that hold objects, nor objects other fields`);
}

/** S, U and V without a size. */
export function isUnsized({ kind, itemsize, fields, subdtype }: DType): boolean {
  return itemsize === 0 && 'SUV'.includes(kind) && !fields && !subdtype;
}

/** The size, if an element of that kind can have it. */
export function checkSize(itemsize: number, kind: Kind = 'V'): number {
  if (!Number.isInteger(itemsize) || itemsize < 0 || itemsize > MAX_ITEMSIZE) {
    throw new DTypeError(`an element of ${itemsize} bytes: expected an integer from 0 to 2**31 - 1`);
  }
  if (kind === 'U' && itemsize % 4)
    throw new DTypeError(`a U element of ${itemsize} bytes: expected a multiple of 4`);
  return itemsize;
}
