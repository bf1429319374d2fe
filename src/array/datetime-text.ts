/** datetime64 and timedelta64 as NumPy prints them: the proleptic Gregorian calendar, whatever the year. */
import type { DatetimeUnit } from '../dtype/datetime-unit.ts';

/** Not a time, the count that stands for none. */
const NAT = -(2n ** 63n);

const NAMES: { readonly [unit: string]: string } = {
  Y: 'years',
  M: 'months',
  W: 'weeks',
  D: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  ps: 'picoseconds',
  fs: 'femtoseconds',
  as: 'attoseconds',
  generic: 'generic time units',
};

/** From long to short; past the second, each is a thousandth of the one before. */
const CLOCK = ['D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', 'fs', 'as'];
const PER_DAY = [1n, 24n, 1440n, 86400n];

/** Quotient and remainder of floor division. */
function divide(value: bigint, by: bigint): [bigint, bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

const pad = (value: bigint, digits: number) => String(value).padStart(digits, '0');

/** As C's `%04lld`: the sign counts among the four. */
function yearText(year: bigint): string {
  return year < 0n ? `-${pad(-year, 3)}` : pad(year, 4);
}

/** Days since 1970 → date, counted in years that begin in March, so that a leap day comes last. */
function dateText(days: bigint): string {
  // NumPy counts from 2000, in 64 bits: the first days wrap to the other end.
  const [era, dayOfEra] = divide(BigInt.asIntN(64, days - 10957n) + 730425n, 146097n);
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36524n - dayOfEra / 146096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const fromMarch = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * fromMarch + 2n) / 5n + 1n;
  const month = fromMarch < 10n ? fromMarch + 3n : fromMarch - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  return `${yearText(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/**
 * ISO 8601 as far as the unit goes: `2020-02`, `2020-02-29T12:30`; `NaT`. Counts past 64 bits wrap, as in
 * NumPy. A count without a unit, which NumPy refuses to print, prints as a number.
 */
export function datetimeText(count: bigint, { unit, count: steps }: DatetimeUnit): string {
  if (count === NAT) return 'NaT';
  const value = BigInt.asIntN(64, count * BigInt(steps));
  if (unit === 'generic') return String(value);
  if (unit === 'Y') return yearText(BigInt.asIntN(64, 1970n + value));
  if (unit === 'M') {
    const [years, month] = divide(value, 12n);
    return `${yearText(1970n + years)}-${pad(month + 1n, 2)}`;
  }
  if (unit === 'W') return dateText(BigInt.asIntN(64, value * 7n));
  const at = CLOCK.indexOf(unit);
  const perSecond = at > 3 ? 1000n ** BigInt(at - 3) : 1n;
  const perDay = PER_DAY[Math.min(at, 3)]! * perSecond;
  const [days, time] = divide(value, perDay);
  // Hours, minutes and seconds, whichever of them the unit counts, then what is shorter.
  const clock = PER_DAY.slice(1, at + 1).map((parts, i) =>
    pad(((time * parts) / perDay) % (i === 0 ? 24n : 60n), 2),
  );
  const rest = at > 3 ? `.${pad(time % perSecond, 3 * (at - 3))}` : '';
  return dateText(days) + (at > 0 ? `T${clock.join(':')}${rest}` : '');
}

/** A timedelta64 alone: `5 seconds`. */
export function timedeltaText(count: bigint, { unit, count: steps }: DatetimeUnit): string {
  return count === NAT ? 'NaT' : `${BigInt.asIntN(64, count * BigInt(steps))} ${NAMES[unit]}`;
}

export function isNaT(count: unknown): boolean {
  return count === NAT;
}
