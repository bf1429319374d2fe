import { bytesPayload, latin1Payload, type Payload } from '../values/payload.ts';
import { typeName } from '../values/type-name.ts';

/**
 * Bytes as an entry gets them, left where they lie. A str is Latin-1 for bytes, as in what Python 2 wrote
 * and `encoding: 'latin1'` read; NumPy takes it so too.
 */
export function asPayload(value: unknown, what: string): Payload {
  const payload = bytesPayload(value) ?? latin1Payload(value);
  if (payload === undefined) throw new TypeError(`${what} must be bytes, not ${typeName(value)}`);
  return payload;
}
