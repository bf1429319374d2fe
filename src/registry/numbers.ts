/** Python's exact numbers, and UUIDs, which are one. */

import { narrow } from '../values/integers.ts';
import { Decimal, Fraction, UUID } from '../values/records.ts';
import { typeName } from '../values/type-name.ts';
import { type PythonClass, pythonClass, pythonFunction } from './python-class.ts';

/** What Decimal prints, and so pickles: digits, a point, an exponent; infinities and NaNs with a payload. */
const DECIMAL = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity|s?NaN\d*)$/;
const FRACTION = /^(-?\d{1,4300})(?:\/(\d{1,4300}))?$/;

function fraction(numerator: unknown, denominator: unknown): Fraction {
  const match = typeof numerator === 'string' ? FRACTION.exec(numerator) : null;
  const [n, d] = match ? [BigInt(match[1]!), BigInt(match[2] ?? 1)] : [numerator, denominator];
  const isInt = (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isInt(n) || !isInt(d)) throw new TypeError(`expected a fraction, got ${typeName(numerator)}`);
  return new Fraction(narrow(BigInt(n as bigint)), narrow(BigInt(d as bigint)));
}

function uuid(state: unknown): UUID {
  const [value, isSafe = null] = state instanceof Map ? [state.get('int'), state.get('is_safe')] : [];
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
    throw new TypeError("expected a state { 'int': … }");
  if (isSafe !== null && isSafe !== 0 && isSafe !== -1) throw new RangeError('is_safe must be 0, -1 or None');
  return new UUID(BigInt(value as bigint), isSafe);
}

export const numbers = (): PythonClass[] => [
  pythonFunction({
    module: 'decimal',
    name: 'Decimal',
    call([text]) {
      if (typeof text !== 'string' || !DECIMAL.test(text))
        throw new TypeError('expected the text of a decimal number');
      return new Decimal(text);
    },
  }),
  pythonFunction({ module: 'fractions', name: 'Fraction', call: ([n, d = 1]) => fraction(n, d) }),
  pythonClass({
    module: 'uuid',
    name: 'UUID',
    type: UUID,
    needsState: true,
    create: () => new UUID(0n),
    setState: (_, state) => uuid(state),
  }),
];
