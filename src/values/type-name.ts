import { Complex } from './complex.ts';
import { FrozenSet } from './frozen-set.ts';
import { Payload } from './payload.ts';
import { Tuple } from './tuple.ts';

/** What Python would call the type of a value, for error messages: `'list'`, `'dict'`, `'int'`. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'bigint':
      return 'int';
    case 'string':
      return 'str';
    case 'object':
      break;
    default:
      return typeof value;
  }
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return Tuple.isTuple(value) ? 'tuple' : 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof Set) return 'set';
  if (FrozenSet.isFrozenSet(value)) return 'frozenset';
  if (Complex.isComplex(value)) return 'complex';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Payload)
    return value.kind === 'text' ? 'str' : value.kind === 'bytearray' ? 'bytearray' : 'bytes';
  return Object.getPrototypeOf(value)?.constructor?.name ?? 'dict';
}
