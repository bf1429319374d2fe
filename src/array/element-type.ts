/** The data types that methods of an array take: what `loads` needs of `dtype()`, without its parser of structs. */
import { NAMES } from '../dtype/builtin.ts';
import { DType } from '../dtype/dtype.ts';
import type { TypedArrayClass } from '../dtype/spec.ts';
import { dtypeFromString } from '../dtype/type-string.ts';
import { DTypeError } from '../errors.ts';
import { typeName } from '../values/type-name.ts';

/** One type: a `DType` (`dtype()` makes them of anything), a type string or a typed array's class. */
export type ElementSpec = DType | string | TypedArrayClass;

/** @throws DTypeError for anything else. */
export function elementType(spec: ElementSpec): DType {
  if (DType.isDType(spec)) return spec;
  if (typeof spec === 'string') return dtypeFromString(spec);
  for (let type: unknown = spec; typeof type === 'function'; type = Object.getPrototypeOf(type)) {
    const found = dtypeOfTag(type.name);
    if (found) return found;
  }
  throw new DTypeError(`expected a type string, a typed array's class or dtype(…), got ${typeName(spec)}`);
}

/** By the name of a typed array's class: `'Float32Array'`, `'BigInt64Array'`. */
export function dtypeOfTag(tag: string): DType | undefined {
  const name = /^(?:Big)?(\w+?)(?:Clamped)?Array$/.exec(tag)?.[1];
  return name === undefined ? undefined : NAMES.get(name.toLowerCase());
}
