/**
 * How Python's `datetime` module is pickled: a date, a time and a datetime as bytes of their fields, which
 * `datetime.ts` lists.
 *
 * Source: CPython's `Lib/_pydatetime.py`, `_getstate`.
 */

import { kindOf } from '../values/brand.ts';
import {
  type PyDate,
  type PyDateTime,
  type PyTime,
  type PyTimeDelta,
  type PyTimeZone,
  unreal,
} from '../values/datetime.ts';
import { PyGlobal } from '../values/py-global.ts';
import type { ReduceContext, ReduceTable, Reduction } from '../values/reduction.ts';
import { type Tuple, tuple } from '../values/tuple.ts';
import { typeName } from '../values/type-name.ts';

const DATE = /* @__PURE__ */ new PyGlobal('datetime', 'date');
const TIME = /* @__PURE__ */ new PyGlobal('datetime', 'time');
const DATETIME = /* @__PURE__ */ new PyGlobal('datetime', 'datetime');
const TIMEDELTA = /* @__PURE__ */ new PyGlobal('datetime', 'timedelta');
const TIMEZONE = /* @__PURE__ */ new PyGlobal('datetime', 'timezone');

/** What the fields of a date, a time or a datetime may be: from, to, and the most that the bytes of a pickle hold. */
const FIELDS: Readonly<Record<string, readonly [low: number, high: number, held: number]>> = {
  year: [1, 9999, 0xffff],
  month: [1, 12, 12],
  day: [1, 31, 0xff],
  hour: [0, 23, 0xff],
  minute: [0, 59, 0xff],
  second: [0, 59, 0xff],
  microsecond: [0, 999_999, 0xffffff],
  fold: [0, 1, 1],
};

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

function daysIn({ year, month }: PyDate): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** @throws RangeError where the fields name no moment, or, where a pickle gave such, where its bytes don't hold them. */
function check(value: PyDate | PyTime): void {
  const isRead = unreal.has(value);
  for (const [name, [low, high, held]] of Object.entries(FIELDS)) {
    if (!(name in value)) continue;
    const most = name === 'day' ? daysIn(value as PyDate) : high;
    field(value as object as Readonly<Record<string, number>>, name, isRead ? 0 : low, isRead ? held : most);
  }
}

function dateBytes({ year, month, day }: PyDate): number[] {
  return [year >> 8, year & 0xff, month, day];
}

function timeBytes({ hour, minute, second, microsecond }: PyTime | PyDateTime): number[] {
  return [hour, minute, second, microsecond >> 16, (microsecond >> 8) & 0xff, microsecond & 0xff];
}

/** The arguments; the fold is bit 7 of the byte at `foldAt`. Protocols below 4 have no fold. */
function stateArgs(
  value: PyTime | PyDateTime,
  bytes: readonly number[],
  foldAt: number,
  protocol: number,
): Tuple {
  check(value);
  const { tzinfo, fold } = value;
  const state = Uint8Array.from(bytes);
  if (fold === 1 && protocol >= 4) state[foldAt]! |= 0x80;
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
  PyDate(date: PyDate) {
    check(date);
    return { callable: DATE, args: tuple(Uint8Array.from(dateBytes(date))) };
  },
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
