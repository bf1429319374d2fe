import { NATIVE } from './byte-order.ts';
import type { DType, Field } from './dtype.ts';

/** For each set of fields: the bytes that a format describes, −1 where there is none. */
const spans = new WeakMap<ReadonlyMap<string, Field>, number>();

/** A ':' would end a name early; a lone surrogate has no UTF-8. */
const UNWRITABLE = /[:\p{Cs}]/u;

/**
 * Whether NumPy lends out the memory of such elements by the buffer protocol. It does where it can write their
 * format (PEP 3118), so not for times, StringDType, a user's types, longdoubles of foreign byte order, and structs with fields
 * that overlap, are out of order, or have a name with `:` or a lone surrogate.
 *
 * Source: `_buffer_format_string` in numpy/_core/src/multiarray/buffer.c
 */
export function exportsBuffer(dtype: DType): boolean {
  return spanOf(dtype) >= 0;
}

function spanOf(dtype: DType): number {
  const { kind, fields, subdtype, itemsize } = dtype;
  if (subdtype) {
    const span = spanOf(subdtype.base);
    // Refused even where there are none of them.
    return span < 0 ? -1 : subdtype.shape.reduce((product, length) => product * length, span);
  }
  if (fields) {
    let span = spans.get(fields);
    if (span === undefined) {
      span = spanOfFields(fields);
      spans.set(fields, span);
    }
    return span;
  }
  const isForeignLongDouble = (dtype.num === 13 || dtype.num === 16) && dtype.byteOrder !== NATIVE;
  return 'MmT'.includes(kind) || dtype.user || isForeignLongDouble ? -1 : itemsize;
}

/** Padding at the end is not in a format: what follows a struct may lie in it. */
function spanOfFields(fields: ReadonlyMap<string, Field>): number {
  let end = 0;
  for (const { name, dtype, offset } of fields.values()) {
    const span = spanOf(dtype);
    if (span < 0 || offset < end || UNWRITABLE.test(name)) return -1;
    end = offset + span;
  }
  return end;
}
