/** How Python's numbers beside int and float are pickled, and UUIDs, ranges and slices. */

import type { Complex } from '../values/complex.ts';
import { FreshText } from '../values/fresh-text.ts';
import { PyFloat } from '../values/py-float.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { Decimal, Fraction, PyRange, PySlice, UUID } from '../values/records.ts';
import type { ReduceContext, ReduceTable, Reduction } from '../values/reduction.ts';
import { tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';
import { decimalText } from './decimal-text.ts';
import { newObject } from './new-object.ts';

const COMPLEX = /* @__PURE__ */ new PyGlobal('builtins', 'complex');
const RANGE = /* @__PURE__ */ new PyGlobal('builtins', 'range');
const SLICE = /* @__PURE__ */ new PyGlobal('builtins', 'slice');
const DECIMAL = /* @__PURE__ */ new PyGlobal('decimal', 'Decimal');
const FRACTION = /* @__PURE__ */ new PyGlobal('fractions', 'Fraction');
const UUID_CLASS = /* @__PURE__ */ new PyGlobal('uuid', 'UUID');

function float(value: unknown, what: string): PyFloat {
  if (typeof value !== 'number') throw new TypeError(`${what} must be a number, not ${typeName(value)}`);
  return new PyFloat(value);
}

function integer(value: unknown, what: string): bigint {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value))
    throw new TypeError(`${what} must be a bigint or a safe integer, not ${String(value)}`);
  return BigInt(value as bigint);
}

function reduceRange({ start, stop, step }: PyRange): Reduction {
  const args = [integer(start, 'start'), integer(stop, 'stop'), integer(step, 'step')];
  if (args[2] === 0n) throw new RangeError('the step of a range must not be 0');
  return { callable: RANGE, args: tuple(...args) };
}

/** In lowest terms with the sign above, as Python keeps it. */
function reduceFraction(value: Fraction): Reduction {
  let numerator = integer(value.numerator, 'the numerator');
  let denominator = integer(value.denominator, 'the denominator');
  if (denominator === 0n) throw new RangeError('the denominator of a fraction must not be 0');
  let [divisor, rest] = [numerator, denominator];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  if (divisor < 0n !== denominator < 0n) divisor = -divisor;
  numerator /= divisor;
  denominator /= divisor;
  return { callable: FRACTION, args: tuple(numerator, denominator) };
}

function reduceUuid({ text, isSafe }: UUID, { protocol }: ReduceContext): Reduction {
  const int = BigInt(`0x${text.replaceAll('-', '')}`);
  const state = new Map<string, unknown>([['int', int]]);
  if (isSafe !== null) state.set('is_safe', isSafe);
  return { ...newObject(UUID_CLASS, tuple(), protocol), state };
}

export const numberReducers: ReduceTable = {
  Complex: ({ re, im }: Complex) => ({
    callable: COMPLEX,
    args: tuple(float(re, 'the real part'), float(im, 'the imaginary part')),
  }),
  PyRange: reduceRange,
  PySlice: ({ start, stop, step }: PySlice) => ({ callable: SLICE, args: tuple(start, stop, step) }),
  Decimal: ({ text }: Decimal) => ({ callable: DECIMAL, args: tuple(new FreshText(decimalText(text))) }),
  Fraction: reduceFraction,
  UUID: reduceUuid,
};
