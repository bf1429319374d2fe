import { typeName } from '../values/type-name.ts';
import { DType } from './dtype.ts';

/** Any value in an error message: as JSON where it has such a form, and short enough to read. */
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
