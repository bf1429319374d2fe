/** When NumPy calls two data types equal: when a cast between them would change nothing. */
import { sameUnit } from './datetime-unit.ts';
import type { DType, Field } from './dtype.ts';

export function sameDType(a: DType, b: DType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.itemsize !== b.itemsize || a.byteOrder !== b.byteOrder) return false;
  if (a.unit && b.unit) return sameUnit(a.unit, b.unit);
  if (a.kind === 'T') return a.coerce === b.coerce && Object.is(a.naObject, b.naObject);
  // The fields of a number, as in ('<i4', [('r', '<i2'), …]), are another way to look at it: no part of it.
  return a.kind !== 'V' || (sameSubarrays(a, b) && sameFields(a, b));
}

function sameSubarrays({ subdtype: a }: DType, { subdtype: b }: DType): boolean {
  if (!a || !b) return a === b;
  return (
    a.shape.length === b.shape.length &&
    a.shape.every((length, axis) => length === b.shape[axis]) &&
    sameDType(a.base, b.base)
  );
}

function sameFields({ fields: a }: DType, { fields: b }: DType): boolean {
  if (!a || !b) return a === b;
  if (a.size !== b.size) return false;
  const others = b.values();
  for (const field of a.values()) if (!sameField(field, others.next().value!)) return false;
  return true;
}

function sameField(a: Field, b: Field): boolean {
  return a.name === b.name && a.offset === b.offset && a.title === b.title && sameDType(a.dtype, b.dtype);
}
