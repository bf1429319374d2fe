/**
 * The units of datetime64 and timedelta64.
 *
 * Source: https://numpy.org/doc/stable/reference/arrays.datetime.html#datetime-units
 */
import { DTypeError } from '../errors.ts';

/** The unit of a datetime64 or timedelta64: `M8[25s]` counts steps of 25 seconds. */
export interface DatetimeUnit {
  /** `'Y' 'M' 'W' 'D' 'h' 'm' 's' 'ms' 'us' 'ns' 'ps' 'fs' 'as'` or `'generic'`. */
  readonly unit: string;
  readonly count: number;
}

export const GENERIC: DatetimeUnit = { unit: 'generic', count: 1 };

/** From long to short; from seconds on, each is a thousandth of the one before. Tables elsewhere have their order. */
export const UNITS: readonly string[] = [
  'Y',
  'M',
  'W',
  'D',
  'h',
  'm',
  's',
  'ms',
  'us',
  'ns',
  'ps',
  'fs',
  'as',
];
const SECOND = UNITS.indexOf('s');
const MAX_COUNT = 2 ** 31 - 1;

/** What NumPy takes a unit for, when it is divided: `M8[M/2]` is `M8[2W]`. From seconds on, thousandths do. */
const PARTS: { readonly [unit: string]: string } = {
  Y: '12M 52W 365D',
  M: '4W 30D 720h',
  W: '7D 168h 10080m',
  D: '24h 1440m 86400s',
  h: '60m 3600s',
  m: '60s 60000ms',
};

/**
 * The unit that NumPy understands by these parts: `count` steps of `unit`, divided by `divisor`. Undefined
 * where there is no such unit or the divisor does not fit.
 */
export function datetimeUnit(unit: string, count: number, divisor = 1): DatetimeUnit | undefined {
  if (unit === 'generic') return divisor === 1 ? GENERIC : undefined;
  if (unit === 'μs') unit = 'us';
  if (!UNITS.includes(unit)) return undefined;
  if (divisor !== 1) {
    const [shorter, shortest] = UNITS.slice(UNITS.indexOf(unit) + 1);
    const parts = PARTS[unit] ?? `1000${shorter} 1000000${shortest}`;
    const part = parts.split(' ').find((text) => parseInt(text, 10) % divisor === 0);
    count *= parseInt(part ?? '', 10) / divisor;
    unit = part?.replace(/\d+/, '') ?? '';
  }
  const isUnit = UNITS.includes(unit) && Number.isInteger(count) && count >= 1 && count <= MAX_COUNT;
  return isUnit ? { unit, count } : undefined;
}

/** What stands in the brackets of `'M8[25s]'` and `'M8[M/2]'`. */
export function parseDatetimeUnit(text: string): DatetimeUnit {
  const match = /^(\d*)([a-z\u03bc]+)(?:\/(\d+))?$/i.exec(text);
  const unit = match ? datetimeUnit(match[2]!, Number(match[1] || 1), Number(match[3] ?? 1)) : undefined;
  if (unit) return unit;
  throw new DTypeError(
    `[${text.slice(0, 60)}] is no unit of time: expected [s], [25s] or [m/4], with ${UNITS.join(' ')} and counts up to ${MAX_COUNT}`,
  );
}

/** `'[25s]'`, `'[s]'`, or nothing where the type has no unit. */
export function unitSuffix(unit: DatetimeUnit | null): string {
  if (!unit || unit.unit === 'generic') return '';
  return `[${unit.count === 1 ? '' : unit.count}${unit.unit}]`;
}

/** NumPy equates units where their ratio is a power of 1000, `M8[1000ms]` and `M8[s]`, but not days and weeks. */
export function sameUnit(a: DatetimeUnit, b: DatetimeUnit): boolean {
  const [i, j] = [UNITS.indexOf(a.unit), UNITS.indexOf(b.unit)];
  const scaled = (count: number, levels: number) => count * 1000 ** Math.max(levels, 0);
  return (i === j || Math.min(i, j) >= SECOND) && scaled(a.count, j - i) === scaled(b.count, i - j);
}
