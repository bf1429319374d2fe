/** The layout of new data types: structs whose fields have no place yet, numbers that get fields. */
import { DTypeError } from '../errors.ts';
import { VOID } from './builtin.ts';
import { DType, type Field } from './dtype.ts';
import { quote } from './quote.ts';
import { checkUnion, endOf, fieldMap } from './struct.ts';

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
    const field = { name, dtype, offset, title };
    fields.push(field);
    end = Math.max(end, endOf(field));
  }
  end = aligned(end, alignment);
  const size = itemsize ?? end;
  if (size < end) throw new DTypeError(`itemsize ${size} is too small: the fields take ${end} bytes`);
  if (size !== aligned(size, alignment)) {
    throw new DTypeError(`itemsize ${size} is not a multiple of ${alignment}, the alignment of the struct`);
  }
  return new DType({
    ...VOID,
    itemsize: size,
    alignment,
    fields: fieldMap(fields, size),
    isAlignedStruct: align,
    metadata: options.metadata ?? null,
  });
}

/** A type seen through the fields of another of the same size: `('<i4', [('lo', '<i2'), ('hi', '<i2')])`. */
export function withFieldsOf(base: DType, other: DType): DType {
  const itemsize = isUnsized(base) ? other.itemsize : base.itemsize;
  if (itemsize !== other.itemsize) {
    throw new DTypeError(`${base.str} can't be given the fields of a type of ${other.itemsize} bytes`);
  }
  if (base.kind === 'U' && itemsize % 4)
    throw new DTypeError(`a U element of ${itemsize} bytes: expected a multiple of 4`);
  if (base.kind !== 'V' || !isUnsized(base) || !other.fields) checkUnion(base, other);
  return new DType({
    ...base,
    itemsize,
    fields: other.fields,
    metadata: other.metadata ?? base.metadata,
    isAlignedStruct: base.kind === 'V' && other.isAlignedStruct,
  });
}

/** S, U and V without a size. */
export function isUnsized({ kind, itemsize, fields, subdtype }: DType): boolean {
  return itemsize === 0 && 'SUV'.includes(kind) && !fields && !subdtype;
}
