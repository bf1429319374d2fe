/** What an error about a data type says of the values that it is about. */
import { DTypeError } from '../errors.ts';
import { integerText } from '../values/integers.ts';
import { typeName } from '../values/type-name.ts';

const MAX_LENGTH = 60;

/** Any value, in short: text and numbers as they are, of others what they are. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a ${typeName(value)} of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_LENGTH));
  return typeof value === 'number' || typeof value === 'bigint'
    ? integerText(value).slice(0, MAX_LENGTH)
    : typeName(value);
}

/** A specification, or the part of one, that is no data type; every such error quotes it. */
export class NotUnderstood extends DTypeError {
  constructor(quoted: string, why: string) {
    super(`data type ${quoted} not understood: ${why}`);
  }
}
