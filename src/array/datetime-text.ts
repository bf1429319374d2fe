/** datetime64 and timedelta64 as NumPy prints them: the proleptic Gregorian calendar, whatever the year. */
import { type DatetimeUnit, UNITS } from '../dtype/datetime-unit.ts';
import { dateOf, floor, NaT } from './time-count.ts';

/** By unit. */
const NAMES =
  'years months weeks days hours minutes seconds milliseconds microseconds nanoseconds picoseconds femtoseconds attoseconds'.split(
    ' ',
  );

const DAYS = UNITS.indexOf('D');
/** By unit from days on. */
const PER_DAY = [1n, 24n, 1440n, 86400n];

const pad = (value: bigint | number, digits: number) => String(value).padStart(digits, '0');

/** As C's `%04lld`: the sign counts among the four. */
function yearText(year: bigint): string {
  return year < 0n ? `-${pad(-year, 3)}` : pad(year, 4);
}

function dateText(days: bigint): string {
  // NumPy counts from 2000, in 64 bits: the first days wrap to the other end.
  const [year, month, day] = dateOf(BigInt.asIntN(64, days - 10957n) + 10957n);
  return `${yearText(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/**
 * ISO 8601 as far as the unit goes: `2020-02`, `2020-02-29T12:30`; `NaT`. Counts past 64 bits wrap, as in
 * NumPy. A count without a unit, which NumPy refuses to print, prints as a number.
 */
export function datetimeText(count: bigint, { unit, count: steps }: DatetimeUnit): string {
  if (count === NaT) return 'NaT';
  const value = BigInt.asIntN(64, count * BigInt(steps));
  if (unit === 'generic') return String(value);
  if (unit === 'Y') return yearText(BigInt.asIntN(64, 1970n + value));
  if (unit === 'M') {
    const years = floor(value, 12n);
    return `${yearText(1970n + years)}-${pad(value - years * 12n + 1n, 2)}`;
  }
  if (unit === 'W') return dateText(BigInt.asIntN(64, value * 7n));
  const at = UNITS.indexOf(unit) - DAYS;
  const perSecond = at > 3 ? 1000n ** BigInt(at - 3) : 1n;
  const perDay = PER_DAY[Math.min(at, 3)]! * perSecond;
  const days = floor(value, perDay);
  const time = value - days * perDay;
  // Hours, minutes and seconds, whichever of them the unit counts, then what is shorter.
  const clock = PER_DAY.slice(1, at + 1).map((parts, i) =>
    pad(((time * parts) / perDay) % (i === 0 ? 24n : 60n), 2),
  );
  const rest = at > 3 ? `.${pad(time % perSecond, 3 * (at - 3))}` : '';
  return dateText(days) + (at > 0 ? `T${clock.join(':')}${rest}` : '');
}

/** A timedelta64 alone: `5 seconds`. */
export function timedeltaText(count: bigint, { unit, count: steps }: DatetimeUnit): string {
  return count === NaT
    ? 'NaT'
    : `${BigInt.asIntN(64, count * BigInt(steps))} ${NAMES[UNITS.indexOf(unit)] ?? 'generic time units'}`;
}
