/** What an error about a data type says of the values that it is about. */
import { DTypeError } from '../errors.ts';
import { typeName } from '../values/type-name.ts';
import { DType } from './dtype.ts';

/** Any value: as JSON where it has such a form, and short enough to read. */
export function quote(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_key, inner) => (DType.isDType(inner) ? inner.str : inner));
  } catch {
    // Too deep, a cycle, or a bigint: its type alone must do.
  }
  text ??= typeof value === 'function' ? value.name : typeName(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** A specification, or the part of one, that is no data type; every such error quotes it. */
export class NotUnderstood extends DTypeError {
  constructor(
    spec: unknown,
    why = "expected a type string ('<f8', 'float64', 'U10', 'M8[ns]', 'i4,f8'), a list of [name, type] fields, " +
      '{ names, formats }, [type, shape], a typed array class or a DType',
  ) {
    super(`data type ${quote(spec)} not understood: ${why}`);
  }
}
