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

/** From long to short; from seconds on, each is a thousandth of the one before. */
const UNITS = ['Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', 'fs', 'as'];
const SECOND = UNITS.indexOf('s');
const MAX_COUNT = 2 ** 31 - 1;

/** How many of a shorter unit NumPy takes a unit for, when it is divided: `M8[M/2]` is `M8[2W]`. */
const PARTS: { readonly [unit: string]: readonly (readonly [count: number, unit: string])[] } = {
  Y: [
    [12, 'M'],
    [52, 'W'],
    [365, 'D'],
  ],
  M: [
    [4, 'W'],
    [30, 'D'],
    [720, 'h'],
  ],
  W: [
    [7, 'D'],
    [168, 'h'],
    [10080, 'm'],
  ],
  D: [
    [24, 'h'],
    [1440, 'm'],
    [86400, 's'],
  ],
  h: [
    [60, 'm'],
    [3600, 's'],
  ],
  m: [
    [60, 's'],
    [60000, 'ms'],
  ],
};

function partsOf(unit: string): readonly (readonly [number, string])[] {
  const at = UNITS.indexOf(unit);
  if (at < SECOND) return PARTS[unit]!;
  return UNITS.slice(at + 1, at + 3).map((shorter, i) => [1000 ** (i + 1), shorter] as const);
}

/**
 * The unit that NumPy understands by these parts: `count` steps of `unit`, divided by `divisor`. Undefined
 * where there is no such unit or the divisor does not fit.
 */
export function datetimeUnit(unit: string, count: number, divisor = 1): DatetimeUnit | undefined {
  if (unit === 'generic') return divisor === 1 ? GENERIC : undefined;
  if (unit === 'μs') unit = 'us';
  if (!UNITS.includes(unit)) return undefined;
  if (divisor !== 1) {
    const part = partsOf(unit).find(([parts]) => parts % divisor === 0);
    if (!part) return undefined;
    count *= part[0] / divisor;
    unit = part[1];
  }
  return Number.isInteger(count) && count >= 1 && count <= MAX_COUNT ? { unit, count } : undefined;
}

/** What stands in the brackets of `'M8[25s]'` and `'M8[M/2]'`. */
export function parseDatetimeUnit(text: string): DatetimeUnit {
  const match = /^(\d*)([a-zμ]+)(?:\/(\d+))?$/i.exec(text);
  const unit = match ? datetimeUnit(match[2]!, Number(match[1] || 1), Number(match[3] ?? 1)) : undefined;
  if (!unit) {
    throw new DTypeError(
      `[${text.slice(0, 60)}] is no unit of time: expected [s], [25s] or, where whole parts of it have a unit, [m/4]; ` +
        `units are ${UNITS.join(' ')} generic, counts go from 1 to 2**31 - 1`,
    );
  }
  return unit;
}

/** `'[25s]'`, `'[s]'`, or nothing where the type has no unit. */
export function unitSuffix(unit: DatetimeUnit | null): string {
  if (!unit || unit.unit === 'generic') return '';
  return `[${unit.count === 1 ? '' : unit.count}${unit.unit}]`;
}

/** NumPy equates units where their ratio is a power of 1000, `M8[1000ms]` and `M8[s]`, but not days and weeks. */
export function sameUnit(a: DatetimeUnit, b: DatetimeUnit): boolean {
  if (a.unit === b.unit) return a.count === b.count;
  const [i, j] = [UNITS.indexOf(a.unit), UNITS.indexOf(b.unit)];
  if (i < SECOND || j < SECOND) return false;
  return i < j ? b.count === a.count * 1000 ** (j - i) : a.count === b.count * 1000 ** (i - j);
}
