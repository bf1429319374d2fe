/**
 * A data type as the header of an .npy file spells it: a type string, or a list of fields with padding as fields
 * without a name.
 *
 * ```
 * '<f8'   [('x', '<f4'), ('', '|V4'), ('y', '<f8', (2, 3)), (('title', 'z'), [('a', '|u1')])]
 * ```
 *
 * Source: `dtype_to_descr`, `descr_to_dtype` in numpy/lib/_format_impl.py
 */

import type { DType } from '../dtype/dtype.ts';
import { structDType, type UnplacedField } from '../dtype/layout.ts';
import { dtype } from '../dtype/parse.ts';
import type { DTypeSpec } from '../dtype/spec.ts';
import { DTypeError } from '../errors.ts';
import { reprString, reprValue } from '../values/repr.ts';
import { Tuple, tuple } from '../values/tuple.ts';

/**
 * The data type that a literal in a header means.
 *
 * @throws DTypeError where it means none.
 */
export function descrToDType(descr: unknown): DType {
  if (typeof descr === 'string') return dtype(descr);
  if (!Array.isArray(descr)) throw notDescr(descr, 'a type string or a list of fields');
  if (!Tuple.isTuple(descr)) return structOf(descr);
  if (descr.length !== 2) throw notDescr(descr, '(type, shape)');
  return subarrayOf(descrToDType(descr[0]), descr[1]);
}

function notDescr(descr: unknown, expected: string): DTypeError {
  return new DTypeError(`${quoted(descr)} describes no data type: expected ${expected}`);
}

function quoted(value: unknown): string {
  const text = reprValue(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function subarrayOf(base: DType, shape: unknown): DType {
  // NumPy 1 writes metadata so, and no NumPy reads it.
  if (shape instanceof Map) throw notDescr(shape, 'a shape');
  return dtype([base, shape] as unknown as DTypeSpec);
}

function structOf(descr: readonly unknown[]): DType {
  const fields: UnplacedField[] = [];
  let offset = 0;
  for (const entry of descr) {
    if (!Array.isArray(entry) || (entry.length !== 2 && entry.length !== 3))
      throw notDescr(entry, 'a field (name, type) or (name, type, shape)');
    const [label, inner, shape] = entry as readonly unknown[];
    const base = descrToDType(inner);
    const type = entry.length === 3 ? subarrayOf(base, shape) : base;
    const isPadding = label === '' && type.kind === 'V' && type.fields === null;
    if (!isPadding) {
      const [title, name] = Tuple.isTuple(label) && label.length === 2 ? label : [null, label];
      if (typeof name !== 'string') throw notDescr(label, "a field's name or (title, name)");
      if (title instanceof Map || (Array.isArray(title) && !Tuple.isTuple(title)))
        throw notDescr(title, 'a title');
      fields.push({ name, dtype: type, offset, title: title ?? undefined });
    }
    offset += type.itemsize;
  }
  return structDType(fields, { itemsize: offset });
}

/**
 * What NumPy writes for a data type, as Python prints it. Metadata is left out, as NumPy does.
 *
 * @throws DTypeError where fields overlap or are out of order, and for what is none of NumPy's own types: of both,
 *   NumPy has no such text that it could read.
 */
export function descrText(type: DType): string {
  const foreign = userTypeIn(type);
  if (foreign !== undefined) {
    throw new DTypeError(
      `.npy has no name for ${foreign}: write its bytes, ` +
        `new NumpyArray({ buffer, byteOffset, dtype: 'V${foreign.itemsize}', shape, strides })`,
    );
  }
  if (type.kind === 'T') return "'|O'";
  return type.fields === null ? literalText(type.str) : literalText(bare(type.descr, type));
}

/** The first data type inside that is none of NumPy's own. */
function userTypeIn(type: DType): DType | undefined {
  if (type.user !== null) return type;
  if (type.subdtype !== null) return userTypeIn(type.subdtype.base);
  for (const field of type.fields?.values() ?? []) {
    const found = userTypeIn(field.dtype);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A field list without metadata, which a type has beside it as `(type string, metadata)`. */
function bare(descr: unknown, type: DType): unknown {
  return hasMetadata(type) ? withoutMetadata(descr) : descr;
}

function hasMetadata({ metadata, fields, subdtype }: DType): boolean {
  if (metadata !== null || (subdtype !== null && hasMetadata(subdtype.base))) return true;
  return fields !== null && [...fields.values()].some((field) => hasMetadata(field.dtype));
}

function withoutMetadata(descr: unknown): unknown {
  if (!Array.isArray(descr)) return descr;
  if (Tuple.isTuple(descr) && descr[1] instanceof Map) return descr[0];
  return Tuple.isTuple(descr) ? tuple(...descr.map(withoutMetadata)) : descr.map(withoutMetadata);
}

/** As `repr`, which stops in the midst of very long texts: a header may not. */
function literalText(value: unknown): string {
  if (typeof value === 'string') return reprString(value);
  if (!Array.isArray(value)) return reprValue(value);
  const items = value.map(literalText).join(', ');
  if (!Tuple.isTuple(value)) return `[${items}]`;
  return value.length === 1 ? `(${items},)` : `(${items})`;
}
