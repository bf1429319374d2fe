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

import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from '../values/datetime.ts';
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

/** CPython checks the month, and takes other fields as they are. */
function date(bytes: Uint8Array): PyDate {
  const month = within(bytes[2]! & 0x7f, 1, 12, 'a month');
  return new PyDate(bytes[0]! * 256 + bytes[1]!, month, bytes[3]!);
}

function time(bytes: Uint8Array, tzinfo: unknown, fold: number): PyTime {
  const microsecond = bytes[3]! * 65536 + bytes[4]! * 256 + bytes[5]!;
  return new PyTime(bytes[0]! & 0x7f, bytes[1]!, bytes[2]!, microsecond, tzinfo, fold);
}

function integers(args: readonly unknown[], count: number): number[] {
  if (args.length !== count || !args.every(Number.isSafeInteger))
    throw new TypeError(`expected ${count} integers`);
  return args as number[];
}

const module = 'datetime';

export const datetime: PythonClass[] = [
  pythonFunction({ module, name: 'date', payloads: true, call: ([bytes]) => date(state(bytes, 4)) }),
  pythonFunction({
    module,
    name: 'time',
    payloads: true,
    call([value, tzinfo = null]) {
      const bytes = state(value, 6);
      return time(bytes, tzinfo, bytes[0]! >> 7);
    },
  }),
  pythonFunction({
    module,
    name: 'datetime',
    payloads: true,
    call([value, tzinfo = null]) {
      const bytes = state(value, 10);
      return new PyDateTime(date(bytes), time(bytes.subarray(4), tzinfo, bytes[2]! >> 7));
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
