/**
 * Python's `datetime` module. A date, a time and a datetime pickle as one bytes argument of their fields.
 *
 * Source: CPython's `Lib/_pydatetime.py`, `_getstate`.
 *
 * | class | bytes |
 * |---|---|
 * | date | year (2, big-endian), month, day |
 * | time | hour (bit 7: fold), minute, second, microsecond (3, big-endian) |
 * | datetime | a date (bit 7 of the month: fold), a time |
 */

import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone, unreal } from '../values/datetime.ts';
import { bytesPayload, latin1Payload } from '../values/payload.ts';
import { typeName } from '../values/type-name.ts';
import { type PythonClass, pythonFunction } from './python-class.ts';

/** The bytes of a state. Python 2 wrote a str, which is Latin-1 for them. */
function state(value: unknown, length: number): Uint8Array {
  const payload = bytesPayload(value) ?? latin1Payload(value);
  if (payload === undefined) throw new TypeError(`expected ${length} bytes, got ${typeName(value)}`);
  if (payload.length !== length) throw new RangeError(`expected ${length} bytes, got ${payload.length}`);
  return payload.bytes();
}

function within(value: number, lowest: number, highest: number, what: string): number {
  if (value < lowest || value > highest)
    throw new RangeError(`${what} must be ${lowest} to ${highest}, not ${value}`);
  return value;
}

// CPython checks the month, and of a time the hour; it takes other fields as they are. How many days a month has, only
// who writes needs to know.
const isOddDate = ({ year, day }: PyDate) => day < 1 || day > 28 || year < 1 || year > 9999;
const isOddTime = ({ hour, minute, second, microsecond }: PyTime) =>
  hour > 23 || minute > 59 || second > 59 || microsecond > 999_999;

function kept<T extends object>(value: T, isOdd: boolean): T {
  if (isOdd) unreal.add(value);
  return value;
}

function date(bytes: Uint8Array, month: number): PyDate {
  return new PyDate(bytes[0]! * 256 + bytes[1]!, within(month, 1, 12, 'a month'), bytes[3]!);
}

function time(bytes: Uint8Array, hour: number, tzinfo: unknown, foldByte: number): PyTime {
  const microsecond = bytes[3]! * 65536 + bytes[4]! * 256 + bytes[5]!;
  return new PyTime(hour, bytes[1]!, bytes[2]!, microsecond, tzinfo, foldByte >> 7);
}

function integers(args: readonly unknown[], count: number): number[] {
  if (args.length !== count || !args.every(Number.isSafeInteger))
    throw new TypeError(`expected ${count} integers`);
  return args as number[];
}

const module = 'datetime';

export const datetime = (): PythonClass[] => [
  pythonFunction({
    module,
    name: 'date',
    payloads: true,
    call([value]) {
      const bytes = state(value, 4);
      const made = date(bytes, bytes[2]!);
      return kept(made, isOddDate(made));
    },
  }),
  pythonFunction({
    module,
    name: 'time',
    payloads: true,
    call([value, tzinfo = null]) {
      const bytes = state(value, 6);
      const made = time(bytes, within(bytes[0]! & 0x7f, 0, 23, 'an hour'), tzinfo, bytes[0]!);
      return kept(made, isOddTime(made));
    },
  }),
  pythonFunction({
    module,
    name: 'datetime',
    payloads: true,
    call([value, tzinfo = null]) {
      const bytes = state(value, 10);
      const day = date(bytes, bytes[2]! & 0x7f);
      const clock = time(bytes.subarray(4), bytes[4]!, tzinfo, bytes[2]!);
      return kept(new PyDateTime(day, clock), isOddDate(day) || isOddTime(clock));
    },
  }),
  pythonFunction({
    module,
    name: 'timedelta',
    call(args) {
      const [days, seconds, microseconds] = integers(args, 3) as [number, number, number];
      return new PyTimeDelta(
        within(days, -999_999_999, 999_999_999, 'days'),
        within(seconds, 0, 86_399, 'seconds'),
        within(microseconds, 0, 999_999, 'microseconds'),
      );
    },
  }),
  pythonFunction({
    module,
    name: 'timezone',
    call([offset, name = null]) {
      if (!(offset instanceof PyTimeDelta))
        throw new TypeError(`expected a timedelta, got ${typeName(offset)}`);
      if (name !== null && typeof name !== 'string')
        throw new TypeError(`expected a name, got ${typeName(name)}`);
      return new PyTimeZone(offset, name);
    },
  }),
];
