/** When NumPy calls two data types equal: when a cast between them would change nothing. */
import { kindOf } from '../values/brand.ts';
import { sameUnit } from './datetime-unit.ts';
import type { DType } from './dtype.ts';

export function sameDType(a: DType, b: DType): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.itemsize !== b.itemsize || a.byteOrder !== b.byteOrder) return false;
  if (a.unit && b.unit) return sameUnit(a.unit, b.unit);
  if (a.kind === 'T') return a.coerce === b.coerce && Object.is(a.naObject, b.naObject);
  // The fields of a number, as in ('<i4', [('r', '<i2'), …]), are another way to look at it: no part of it.
  if (a.kind !== 'V') return true;
  if (`${a.user?.global}` !== `${b.user?.global}`) return false;
  const [parts, others] = [partsOf(a), partsOf(b)];
  return parts.length === others.length && parts.every((part, i) => same(part, others[i]));
}

/** All that tells one struct or subarray from another, in a row. */
function partsOf({ fields, subdtype }: DType): unknown[] {
  if (!fields) return subdtype ? [...subdtype.shape, subdtype.base] : [];
  const parts: unknown[] = [true];
  for (const { name, offset, title, dtype } of fields.values()) parts.push(name, offset, title, dtype);
  return parts;
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (kindOf(a) === 'DType' && kindOf(b) === 'DType' && sameDType(a as DType, b as DType));
}
