/**
 * Python's `datetime` module as records of fields. A JS `Date` has no microseconds and no time zone but
 * UTC, so it can't stand for these; `.toDate()` gives one where it is exact.
 */

import { brand } from './brand.ts';

const two = (n: number): string => String(n).padStart(2, '0');

function clock({ hour, minute, second, microsecond }: PyTime | PyDateTime): string {
  const seconds = `${two(hour)}:${two(minute)}:${two(second)}`;
  return microsecond === 0 ? seconds : `${seconds}.${String(microsecond).padStart(6, '0')}`;
}

/** `datetime.timedelta`: `days` may be negative, the others count on from there. */
export class PyTimeDelta {
  declare readonly days: number;
  /** 0 to 86,399. */
  declare readonly seconds: number;
  /** 0 to 999,999. */
  declare readonly microseconds: number;

  constructor(days: number, seconds: number, microseconds: number) {
    this.days = days;
    this.seconds = seconds;
    this.microseconds = microseconds;
  }

  /** In seconds, as `timedelta.total_seconds()`. */
  totalSeconds(): number {
    return ((this.days * 86400 + this.seconds) * 1e6 + this.microseconds) / 1e6;
  }
}

/** `datetime.timezone`: a fixed offset from UTC. */
export class PyTimeZone {
  declare readonly offset: PyTimeDelta;
  declare readonly name: string | null;

  constructor(offset: PyTimeDelta, name: string | null) {
    this.offset = offset;
    this.name = name;
  }

  toString(): string {
    const minutes = Math.abs(this.offset.totalSeconds()) / 60;
    const sign = this.offset.days < 0 ? '-' : '+';
    return `${sign}${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`;
  }
}

/** `datetime.date`. */
export class PyDate {
  declare readonly year: number;
  /** 1 to 12. */
  declare readonly month: number;
  declare readonly day: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Midnight UTC of that day. @throws RangeError where the month has no such day. */
  toDate(): Date {
    return this.moment('00:00:00');
  }

  protected moment(time: string): Date {
    const date = new Date(`${PyDate.prototype.toString.call(this)}T${time}Z`);
    // JavaScript takes 30 February for 1 March; a pickle may hold either.
    if (date.getUTCDate() !== this.day) throw new RangeError(`there is no such date: ${this}`);
    return date;
  }

  /** ISO 8601: `2024-02-29`. */
  toString(): string {
    return `${String(this.year).padStart(4, '0')}-${two(this.month)}-${two(this.day)}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `datetime.time`. */
export class PyTime {
  declare readonly hour: number;
  declare readonly minute: number;
  declare readonly second: number;
  declare readonly microsecond: number;
  /** A {@link PyTimeZone}, null for none, or what else the pickle has for it. */
  declare readonly tzinfo: unknown;
  /** 1 for the second of two equal times, when clocks are turned back. */
  declare readonly fold: number;

  constructor(
    hour: number,
    minute: number,
    second: number,
    microsecond: number,
    tzinfo: unknown,
    fold: number,
  ) {
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
    this.tzinfo = tzinfo;
    this.fold = fold;
  }

  /** ISO 8601: `12:34:56.000001+02:00`. */
  toString(): string {
    const zone = this.tzinfo instanceof PyTimeZone ? String(this.tzinfo) : '';
    return clock(this) + zone;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** `datetime.datetime`. */
export class PyDateTime extends PyDate {
  declare readonly hour: number;
  declare readonly minute: number;
  declare readonly second: number;
  declare readonly microsecond: number;
  /** A {@link PyTimeZone}, null for none, or what else the pickle has for it. */
  declare readonly tzinfo: unknown;
  /** 1 for the second of two equal times, when clocks are turned back. */
  declare readonly fold: number;

  constructor(date: PyDate, time: PyTime) {
    super(date.year, date.month, date.day);
    this.hour = time.hour;
    this.minute = time.minute;
    this.second = time.second;
    this.microsecond = time.microsecond;
    this.tzinfo = time.tzinfo;
    this.fold = time.fold;
  }

  /**
   * The moment as a Date; a datetime without a time zone counts as UTC.
   *
   * @throws RangeError where microseconds would be lost, or the time zone is none of fixed offset.
   */
  override toDate(): Date {
    if (this.microsecond % 1000 !== 0) throw new RangeError(`a Date has no microseconds: ${this}`);
    if (this.tzinfo !== null && !(this.tzinfo instanceof PyTimeZone)) {
      throw new RangeError('the time zone is not a fixed offset from UTC');
    }
    const time = clock(this).slice(0, 12);
    return new Date(this.moment(time).getTime() - (this.tzinfo?.offset.totalSeconds() ?? 0) * 1000);
  }

  /** ISO 8601: `2024-02-29T12:34:56.000001+02:00`. */
  override toString(): string {
    return `${super.toString()}T${PyTime.prototype.toString.call(this)}`;
  }
}

/**
 * Dates and times that a pickle gave, whose fields may name no moment, such as 29 February 2023: CPython takes them, and
 * writes them again.
 */
export const unreal = /* @__PURE__ */ new WeakSet<object>();

brand(PyTimeDelta, 'PyTimeDelta');
brand(PyTimeZone, 'PyTimeZone');
brand(PyDate, 'PyDate');
brand(PyTime, 'PyTime');
brand(PyDateTime, 'PyDateTime');
