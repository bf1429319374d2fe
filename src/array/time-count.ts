/**
 * Counts of datetime64 and timedelta64 units, converted exactly: from unit to unit, from and to Python's datetime
 * records and `Date`, from text. All in bigints; the calendar is the proleptic Gregorian one, as NumPy's.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.datetime.html
 */
import type { DatetimeUnit } from '../dtype/datetime-unit.ts';
import type { DType } from '../dtype/dtype.ts';
import { kindOf } from '../values/brand.ts';
import { PyDate, PyDateTime, PyTime, PyTimeDelta } from '../values/datetime.ts';

/** "Not a time": the count, of any unit, that stands for none. */
export const NaT = -(2n ** 63n);

const MICROSECOND: DatetimeUnit = { unit: 'us', count: 1 };
const DAY: DatetimeUnit = { unit: 'D', count: 1 };

const SECOND = 10n ** 18n;
/** Attoseconds of each unit. A year and a month of timedelta64 are a 400th and a 4800th of 146,097 days. */
const LENGTHS: { readonly [unit: string]: bigint } = {
  Y: 146097n * 216n * SECOND,
  M: 146097n * 18n * SECOND,
  W: 604800n * SECOND,
  D: 86400n * SECOND,
  h: 3600n * SECOND,
  m: 60n * SECOND,
  s: SECOND,
  ms: 10n ** 15n,
  us: 10n ** 12n,
  ns: 10n ** 9n,
  ps: 10n ** 6n,
  fs: 10n ** 3n,
  as: 1n,
};

/** Quotient of floor division. */
export function floor(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

// The engine's own calendar, which is the same, but ends: a date is looked up in its like of 1970 to 2369, whole
// spans of 400 years (4800 months, 146,097 days) away.

/** Days since 1970 of the first day of a month, given in months since 1970. */
function daysOfMonths(months: bigint): bigint {
  const spans = floor(months, 4800n);
  return BigInt(Date.UTC(1970, Number(months - spans * 4800n)) / 864e5) + spans * 146097n;
}

/** The date of a day, given in days since 1970. */
export function dateOf(days: bigint): readonly [year: bigint, month: number, day: number] {
  const spans = floor(days, 146097n);
  const date = new Date(Number(days - spans * 146097n) * 864e5);
  return [BigInt(date.getUTCFullYear()) + spans * 400n, date.getUTCMonth() + 1, date.getUTCDate()];
}

/**
 * A count of `from` in units of `to`, rounded down, NaT kept; `exact` tells whether nothing was lost. It may be
 * beyond 64 bits. A count without a unit is one of any.
 */
export function convertTime(
  kind: string,
  count: bigint,
  from: DatetimeUnit,
  to: DatetimeUnit,
): { readonly count: bigint; readonly exact: boolean } {
  if (count === NaT || from.unit === 'generic' || to.unit === 'generic') return { count, exact: true };
  const steps = BigInt(to.count);
  let value = count * BigInt(from.count);
  const months = { Y: 12n, M: 1n };
  const toMonths = months[to.unit as 'Y'];
  const fromMonths = months[from.unit as 'Y'];
  let size = LENGTHS[from.unit]!;
  let exact = true;
  if (kind === 'M' && fromMonths) {
    value *= fromMonths;
    if (toMonths) size = 1n;
    else {
      value = daysOfMonths(value);
      size = LENGTHS['D']!;
    }
  } else if (kind === 'M' && toMonths) {
    const [year, month] = dateOf(floor(value * size, LENGTHS['D']!));
    const whole = (year - 1970n) * 12n + BigInt(month - 1);
    exact = daysOfMonths(whole) * LENGTHS['D']! === value * size;
    value = whole;
    size = 1n;
  }
  const unit = steps * (kind === 'M' && toMonths ? toMonths : LENGTHS[to.unit]!);
  const result = floor(value * size, unit);
  return { count: result, exact: exact && result * unit === value * size };
}

const daysOf = ({ year, month, day }: PyDate) =>
  daysOfMonths(BigInt((year - 1970) * 12 + month - 1)) + BigInt(day - 1);

const micros = (d: bigint, seconds: number, microseconds: number) =>
  (d * 86400n + BigInt(seconds)) * 1000000n + BigInt(microseconds);

/**
 * The count that one of Python's records is, of days or microseconds; undefined for values that are none of that kind.
 *
 * @throws RangeError where the datetime has a time zone, which a datetime64 has not.
 */
export function countOfRecord(
  kind: string,
  value: unknown,
): { readonly count: bigint; readonly unit: DatetimeUnit } | undefined {
  const record = kindOf(value);
  if (kind === 'm' && record === 'PyTimeDelta') {
    const { days, seconds, microseconds } = value as PyTimeDelta;
    return { count: micros(BigInt(days), seconds, microseconds), unit: MICROSECOND };
  }
  if (kind === 'M' && record === 'PyDate') return { count: daysOf(value as PyDate), unit: DAY };
  if (kind !== 'M' || record !== 'PyDateTime') return undefined;
  const time = value as PyDateTime;
  if (time.tzinfo !== null) throw new RangeError(`a datetime64 has no time zone, the datetime ${time} has`);
  const seconds = (time.hour * 60 + time.minute) * 60 + time.second;
  return { count: micros(daysOf(time), seconds, time.microsecond), unit: MICROSECOND };
}

/** The count of the data type's units. @throws RangeError where it would be rounded. */
export function exactCount({ kind, unit, name }: DType, value: unknown): bigint | undefined {
  const record = countOfRecord(kind, value);
  if (record === undefined) return undefined;
  const { count, exact } = convertTime(kind, record.count, record.unit, unit!);
  if (!exact)
    throw new RangeError(`${kind === 'M' ? value : 'the timedelta'} is no whole number of ${name}'s units`);
  return count;
}

/** What NumPy makes an object of: datetime, date or timedelta where those can hold it exactly, else the count. */
export function recordOf({ kind, unit }: DType, count: bigint): unknown {
  if (count === NaT) return null;
  const { unit: name } = unit!;
  const small = Number.isSafeInteger(Number(count)) ? Number(count) : count;
  if (name === 'generic' || !(LENGTHS[name]! >= LENGTHS['us']!)) return small;
  // A timedelta has no years and months.
  if (kind === 'm' && 'YM'.includes(name)) return small;
  const isDate = 'YMWD'.includes(name);
  const perDay = 86400000000n;
  const { count: value } = convertTime(kind, count, unit!, MICROSECOND);
  const day = floor(value, perDay);
  const rest = Number(value - day * perDay);
  const [seconds, microseconds] = [Math.floor(rest / 1e6), rest % 1e6];
  if (kind === 'm') {
    if (day < -999999999n || day > 999999999n) return small;
    return new PyTimeDelta(Number(day), seconds, microseconds);
  }
  // Years 1 to 9999.
  if (day < -719162n || day > 2932896n) return small;
  const date = new PyDate(...(dateOf(day).map(Number) as [number, number, number]));
  if (isDate) return date;
  const minutes = Math.floor(seconds / 60);
  const clock = new PyTime(Math.floor(minutes / 60), minutes % 60, seconds % 60, microseconds, null, 0);
  return new PyDateTime(date, clock);
}

/** A datetime64 as a Date, NaT as null. */
export function toDate(count: unknown, dtype: DType): Date | null {
  if (dtype.kind !== 'M' || dtype.unit!.unit === 'generic') {
    throw new TypeError(`toDates() needs a datetime64 with a unit, the array's dtype is ${dtype}`);
  }
  if (count === NaT) return null;
  const time = convertTime('M', count as bigint, dtype.unit!, { unit: 'ms', count: 1 });
  if (!time.exact)
    throw new RangeError(`a Date has milliseconds: ${count} in ${dtype} is no whole number of them`);
  const date = new Date(Number(time.count));
  if (Number.isNaN(date.getTime()))
    throw new RangeError(`${count} in ${dtype} is beyond what a Date can hold`);
  return date;
}

const ISO =
  /^([+-]?\d{1,18})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{0,18}))?)?)?)?)?)?$/;

/** The time that ISO 8601 text without a time zone means; undefined for other text. */
export function parseTime(text: string): { readonly count: bigint; readonly unit: DatetimeUnit } | undefined {
  const trimmed = text.trimStart();
  if (trimmed === '' || trimmed.toLowerCase() === 'nat') return { count: NaT, unit: DAY };
  const match = ISO.exec(trimmed);
  if (!match) return undefined;
  const [, year, month = '01', day = '01', hour = '0', minute = '0', second = '0', fraction = ''] = match;
  const months = (BigInt(year!.replace('+', '')) - 1970n) * 12n + BigInt(month) - 1n;
  const first = daysOfMonths(months);
  const last = daysOfMonths(months + 1n) - first;
  const valid = Number(month) >= 1 && Number(month) <= 12 && BigInt(day) >= 1n && BigInt(day) <= last;
  if (!valid || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds =
    (first + BigInt(day) - 1n) * 86400n + BigInt((Number(hour) * 60 + Number(minute)) * 60 + Number(second));
  return { count: seconds * SECOND + BigInt(fraction.padEnd(18, '0')), unit: { unit: 'as', count: 1 } };
}
