/** Values as Python's `repr` prints them, as far as field names and titles need it. */
import { typeName } from '../values/type-name.ts';

const ESCAPES: { readonly [char: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escape(char: string): string {
  const known = ESCAPES[char];
  if (known) return known;
  const code = char.codePointAt(0)!;
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

/** Python's `repr` of a str. */
export function reprString(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // Python escapes what is not printable: controls, format characters, surrogates, and every space but ' '.
  const body = text.replace(/\\|(?! )[\p{C}\p{Z}]/gu, escape);
  return quote + (quote === "'" ? body.replaceAll("'", "\\'") : body) + quote;
}

/** Python's `repr` of what may stand for a title or a missing string; other objects by their type alone. */
export function reprValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return reprString(value);
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      if (Number.isNaN(value)) return 'nan';
      return Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}inf`;
    default:
      return value === null ? 'None' : `<${typeName(value)}>`;
  }
}
