/**
 * How Python's `datetime` module is pickled: a date, a time and a datetime as bytes of their fields, which
 * `datetime.ts` lists.
 *
 * Source: CPython's `Lib/_pydatetime.py`, `_getstate`.
 */

import { kindOf } from '../values/brand.ts';
import type { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from '../values/datetime.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, ReduceTable, Reduction } from '../values/reduction.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

const DATE = /* @__PURE__ */ new PyGlobal('datetime', 'date');
const TIME = /* @__PURE__ */ new PyGlobal('datetime', 'time');
const DATETIME = /* @__PURE__ */ new PyGlobal('datetime', 'datetime');
const TIMEDELTA = /* @__PURE__ */ new PyGlobal('datetime', 'timedelta');
const TIMEZONE = /* @__PURE__ */ new PyGlobal('datetime', 'timezone');

const MAX_DAYS = 999_999_999;

/** The field of an object, where it is an integer in range. */
function field<K extends string>(
  object: { readonly [name in K]: number },
  name: K,
  low: number,
  high: number,
) {
  const value = object[name];
  if (!Number.isInteger(value) || value < low || value > high)
    throw new RangeError(`${name} must be ${low} to ${high}, not ${value}`);
  return value + 0; // −0 would be a float
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function dateBytes(date: PyDate): number[] {
  const year = field(date, 'year', 1, 9999);
  const month = field(date, 'month', 1, 12);
  return [year >> 8, year & 0xff, month, field(date, 'day', 1, daysIn(year, month))];
}

function timeBytes(time: PyTime | PyDateTime): number[] {
  const microsecond = field(time, 'microsecond', 0, 999_999);
  return [
    field(time, 'hour', 0, 23),
    field(time, 'minute', 0, 59),
    field(time, 'second', 0, 59),
    microsecond >> 16,
    (microsecond >> 8) & 0xff,
    microsecond & 0xff,
  ];
}

/** The arguments; the fold is bit 7 of the byte at `foldAt`. Protocols below 4 have no fold. */
function stateArgs(
  value: PyTime | PyDateTime,
  bytes: readonly number[],
  foldAt: number,
  protocol: number,
): Tuple {
  const { tzinfo } = value;
  const state = Uint8Array.from(bytes);
  if (field(value, 'fold', 0, 1) === 1 && protocol >= 4) state[foldAt]! |= 0x80;
  if (tzinfo === null) return tuple(state);
  if (typeof tzinfo !== 'object')
    throw new TypeError(`tzinfo must be a time zone or null, not ${typeName(tzinfo)}`);
  return tuple(state, tzinfo);
}

function deltaFields(delta: PyTimeDelta): [number, number, number] {
  return [
    field(delta, 'days', -MAX_DAYS, MAX_DAYS),
    field(delta, 'seconds', 0, 86_399),
    field(delta, 'microseconds', 0, 999_999),
  ];
}

function reduceTimeZone({ offset, name }: PyTimeZone): Reduction {
  if (kindOf(offset) !== 'PyTimeDelta')
    throw new TypeError(`a time zone's offset must be a PyTimeDelta, not a ${typeName(offset)}`);
  const [days, seconds, microseconds] = deltaFields(offset);
  const isWithinADay = days === 0 || (days === -1 && seconds + microseconds > 0);
  if (!isWithinADay) throw new RangeError("a time zone's offset must be less than a day, either way");
  if (name !== null && typeof name !== 'string')
    throw new TypeError(`a time zone's name must be a string or null, not ${typeName(name)}`);
  return { callable: TIMEZONE, args: name === null ? tuple(offset) : tuple(offset, name) };
}

export const datetimeReducers: ReduceTable = {
  PyDate: (date: PyDate) => ({ callable: DATE, args: tuple(Uint8Array.from(dateBytes(date))) }),
  PyTime: (time: PyTime, { protocol }: ReduceContext) => ({
    callable: TIME,
    args: stateArgs(time, timeBytes(time), 0, protocol),
  }),
  PyDateTime: (moment: PyDateTime, { protocol }: ReduceContext) => ({
    callable: DATETIME,
    args: stateArgs(moment, [...dateBytes(moment), ...timeBytes(moment)], 2, protocol),
  }),
  PyTimeDelta: (delta: PyTimeDelta) => ({ callable: TIMEDELTA, args: tuple(...deltaFields(delta)) }),
  PyTimeZone: reduceTimeZone,
};
