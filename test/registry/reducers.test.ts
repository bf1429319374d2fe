/** Python's own data types, as CPython pickles them: what was loaded, and what was made in JavaScript. */

import { describe, expect, it, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { PicklingError } from '../../src/errors.ts';
import {
  Complex,
  Counter,
  Decimal,
  DefaultDict,
  Deque,
  Fraction,
  FrozenSet,
  loads,
  OrderedDict,
  PyDate,
  PyDateTime,
  PyGlobal,
  PyRange,
  PySlice,
  PyTime,
  PyTimeDelta,
  PyTimeZone,
  tuple,
  UUID,
} from '../../src/index.ts';
import { decimalText } from '../../src/registry/decimal-text.ts';
import { libraryCases } from '../golden/objects.ts';
import { PROTOCOLS, pickled } from '../python/expressions.ts';
import { findPython } from '../python/python.ts';

/** Where CPython has two strs that are equal and not one: what we write is shorter there. */
const OTHER_IDENTITIES: Readonly<Record<string, RegExp>> = {
  // `getattr(ZoneInfo, '_unpickle')`: the str of the method's name is a new one for each zone.
  zoneinfo: /^p/,
  // The str of the module of a builtin function is another than that of a class: both are 'builtins'.
  types: /^p[45]$/,
  keys: /^by-name-p[45]$/,
};

test.each(libraryCases().map((golden) => [golden.id, golden] as const))(
  '%s is written as it was, at every protocol',
  (id, { pickles }) => {
    for (const { name, protocol, bytes } of pickles) {
      const written = dumps(loads(bytes, { exact: true }), { protocol: protocol as 0 });
      if (OTHER_IDENTITIES[id]?.test(name)) expect(written.length, name).toBeLessThan(bytes.length);
      else expect(Buffer.from(written), name).toEqual(Buffer.from(bytes));
    }
  },
);

const UTC = new PyTimeZone(new PyTimeDelta(0, 0, 0), null);
const BRT = new PyTimeZone(new PyTimeDelta(-1, 75_600, 0), 'BRT');
const LIST = new PyGlobal('builtins', 'list');
const time = (...[hour = 0, minute = 0, second = 0, microsecond = 0]: number[]) =>
  new PyTime(hour, minute, second, microsecond, null, 0);

function deque(items: unknown[], maxlen: number | null): Deque {
  const made = new Deque();
  made.maxlen = maxlen;
  for (const item of items) made.push(item);
  return made;
}

/** Values made in JavaScript, and the same in Python. */
const VALUES: [string, unknown][] = [
  ['complex(1, -2.5)', new Complex(1, -2.5)],
  ['[complex(-0.0, inf), "complex"]', [new Complex(-0, Infinity), 'complex']],
  [
    'OrderedDict([("b", 1), ("a", [2])])',
    new OrderedDict<unknown, unknown>([
      ['b', 1],
      ['a', [2]],
    ]),
  ],
  ['OrderedDict()', new OrderedDict()],
  ['ordered_with_attributes', Object.assign(new OrderedDict([['k', 1]]), { version: 2, deep: [null] })],
  ['defaultdict(list, {"k": [1]})', new DefaultDict(LIST, [['k', [1]]])],
  ['defaultdict(None, {1: 2})', new DefaultDict(null, [[1, 2]])],
  [
    'Counter({"a": 5, "b": -1})',
    new Counter([
      ['a', 5],
      ['b', -1],
    ]),
  ],
  ['Counter()', new Counter()],
  ['deque([1, "x"])', deque([1, 'x'], null)],
  ['deque([1, 2], 5)', deque([1, 2], 5)],
  ['deque(range(1001))', deque([...Array(1001).keys()], null)],
  ['deque([], 0)', deque([], 0)],
  ['range(-5, 2**70, 3)', new PyRange(-5, 2n ** 70n, 3)],
  ['range(0, 9, 1)', new PyRange(-0, 9n, 1)],
  ['slice(None, "a", (1,))', new PySlice(null, 'a', tuple(1))],
  ['Decimal("1E+5")', new Decimal('1e5')],
  ['[Decimal("-0.000"), "-0.000"]', [new Decimal('-0.000'), '-0.000']],
  ['Decimal("5")', new Decimal('5')],
  ['Fraction(-1, 2)', new Fraction(2, -4)],
  ['Fraction(2**80, 3)', new Fraction(2n ** 80n, 3n)],
  ['Fraction(0)', new Fraction(0, -7)],
  ['UUID(int=2**127 + 5)', new UUID(2n ** 127n + 5n)],
  ['UUID(int=7, is_safe=SafeUUID.unsafe)', new UUID(7n, -1)],
  ['UUID(int=7, is_safe=SafeUUID.safe)', new UUID(7n, 0)],
  ['date(2024, 2, 29)', new PyDate(2024, 2, 29)],
  ['[date(1, 1, 1), date(9999, 12, 31)]', [new PyDate(1, 1, 1), new PyDate(9999, 12, 31)]],
  ['time(23, 59, 58, 999999)', time(23, 59, 58, 999_999)],
  ['time(1, fold=1)', new PyTime(1, 0, 0, 0, null, 1)],
  ['time(1, 2, 3, 4, BRT, fold=1)', new PyTime(1, 2, 3, 4, BRT, 1)],
  [
    'datetime(2024, 10, 27, 2, 30, tzinfo=utc, fold=1)',
    new PyDateTime(new PyDate(2024, 10, 27), new PyTime(2, 30, 0, 0, UTC, 1)),
  ],
  ['[datetime(1970, 1, 1), "datetime"]', [new PyDateTime(new PyDate(1970, 1, 1), time()), 'datetime']],
  ['timedelta(-1, 5, 6)', new PyTimeDelta(-1, 5, 6)],
  ['timedelta.max', new PyTimeDelta(999_999_999, 86_399, 999_999)],
  ['[utc, BRT]', [UTC, BRT]],
  [
    'timezone(-timedelta(days=1) + timedelta(microseconds=1))',
    new PyTimeZone(new PyTimeDelta(-1, 0, 1), null),
  ],
  ['{frozenset([Decimal("1.5")]): [1, 1.5]}', new Map([[new FrozenSet([new Decimal('1.5')]), [1, 1.5]]])],
];

const SETUP = `
from collections import *
from datetime import *
from decimal import Decimal
from fractions import Fraction
from math import inf
from uuid import SafeUUID, UUID
utc = timezone.utc
BRT = timezone(timedelta(hours=-3), 'BRT')
ordered_with_attributes = OrderedDict(k=1)
ordered_with_attributes.version = 2
ordered_with_attributes.deep = [None]
`;

const found = findPython(2);
const skipped = 'missing' in found && !process.env['CI'];
if (skipped) console.log(`Live-Python tests were skipped: ${found.missing}.`);

describe.skipIf(skipped)('a live Python writes the same', () => {
  const python = () => {
    if ('missing' in found) throw new Error(`CI must run live-Python tests: ${found.missing}`);
    return found;
  };

  test('of values that were made in JavaScript, at every protocol', () => {
    const rows = pickled(
      python(),
      VALUES.map(([text]) => text),
      SETUP,
    );
    for (const [i, [text, value]] of VALUES.entries()) {
      for (const protocol of PROTOCOLS) {
        const expected = rows[i]![protocol]!;
        if ('error' in expected) throw new Error(`Python can't pickle ${text}: ${expected.error}`);
        expect(Buffer.from(dumps(value, { protocol })), `${text} p${protocol}`).toEqual(
          Buffer.from(expected),
        );
      }
    }
  });

  test('of dates and times that name no moment: they are made of bytes, of which Python checks one', () => {
    const expressions = [
      'date(bytes([7, 231, 2, 29]))',
      'date(bytes([0, 0, 12, 0]))',
      'date(bytes([255, 255, 1, 255]))',
      'time(bytes([0x97, 99, 200, 255, 255, 255]))',
      'time(bytes([0, 60, 0, 0, 0, 0]), BRT)',
      'datetime(bytes([7, 231, 2, 30, 1, 2, 3, 0, 0, 0]))',
      'datetime(bytes([7, 231, 0x82, 30, 0x85, 99, 88, 255, 255, 255]), utc)',
      'datetime(bytes([7, 231, 2, 1, 24, 0, 0, 0, 0, 0]))',
    ];
    for (const [i, row] of pickled(python(), expressions, SETUP).entries()) {
      for (const protocol of PROTOCOLS) {
        const theirs = row[protocol] as Uint8Array;
        const ours = dumps(loads(theirs, { exact: true }), { protocol });
        expect(Buffer.from(ours), `${expressions[i]} p${protocol}`).toEqual(Buffer.from(theirs));
      }
    }
    const fields = `${expressions[6]}.hour, ${expressions[6]}.day, ${expressions[6]}.fold`;
    expect(loads(pickled(python(), [fields], SETUP)[0]![4] as Uint8Array)).toEqual(tuple(133, 30, 1));
    const read = loads(pickled(python(), [expressions[6]!], SETUP)[0]![4] as Uint8Array) as PyDateTime;
    expect([read.hour, read.day, read.fold]).toEqual([133, 30, 1]);
  });

  test('dates and times whose month or hour Python refuses are refused', () => {
    const refused: [string, number[], string][] = [
      ['date', [7, 231, 0x82, 1], 'a month must be 1 to 12, not 130'],
      ['datetime', [7, 231, 13, 1, 0, 0, 0, 0, 0, 0], 'a month must be 1 to 12, not 13'],
      ['time', [0x98, 0, 0, 0, 0, 0], 'an hour must be 0 to 23, not 24'],
    ];
    const expressions = refused.map(([name, bytes]) => `${name}(bytes(${JSON.stringify(bytes)}))`);
    for (const row of pickled(python(), expressions, SETUP)) expect(row[4]).toEqual({ error: 'TypeError' });
    for (const [name, bytes, message] of refused) {
      const head = [...Buffer.from(`cdatetime\n${name}\n(C`), bytes.length];
      const pickle = Uint8Array.from([...head, ...bytes, ...Buffer.from('tR.')]);
      expect(() => loads(pickle)).toThrow(`datetime.${name}: ${message}`);
    }
  });

  test('text of decimal numbers', () => {
    const texts = [
      'inf',
      '-Infinity',
      'nan',
      'NaN0',
      '-snan0012',
      'sNaN9',
      '1.',
      '.5',
      '+.5e-3',
      '00',
      '-00.00',
      '0e-7',
      '1e-7',
    ];
    texts.push(
      '1E+999999999999999999',
      '99E+999999999999999998',
      '0E+999999999999999999',
      '1E-1999999999999999997',
    );
    texts.push(
      '10E+999999999999999999',
      '0e1000000000000000000',
      '1E-1999999999999999998',
      '',
      '.',
      'e5',
      '1e',
      '--1',
      ' 1_0 ',
      'infi',
      'nan-1',
    );
    let seed = 1;
    const random = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % n;
    };
    const digits = (most: number) => Array.from({ length: random(most) }, () => '0015'[random(4)]).join('');
    for (let i = 0; i < 2000; i++) {
      const exponent = random(2) ? '' : `${'eE'[random(2)]}${['', '+', '-'][random(3)]}${random(30)}`;
      texts.push(`${['', '-', '+'][random(3)]}${digits(12)}${random(2) ? '.' : ''}${digits(12)}${exponent}`);
    }
    const expressions = texts.map((text) => `str(Decimal(${JSON.stringify(text)}))`);
    const rows = pickled(python(), expressions, SETUP);
    for (const [i, text] of texts.entries()) {
      const expected = rows[i]![5]!;
      if ('error' in expected) expect(() => decimalText(text), text).toThrow(RangeError);
      else expect(decimalText(text), text).toBe(loads(expected));
    }
  });
});

describe('what Python has no value for is an error', () => {
  const message = (value: unknown) => {
    try {
      dumps([value]);
    } catch (error) {
      expect(error).toBeInstanceOf(PicklingError);
      return (error as Error).message;
    }
    return 'it was written';
  };
  const moment = (date: PyDate, clock: PyTime) => new PyDateTime(date, clock);

  it.each([
    [new PyDate(99_999, 1, 1), 'year must be 1 to 9999, not 99999, at [0]'],
    [new PyDate(0, 1, 1), 'year must be 1 to 9999, not 0, at [0]'],
    [new PyDate(2024, 13, 1), 'month must be 1 to 12, not 13, at [0]'],
    [new PyDate(2023, 2, 29), 'day must be 1 to 28, not 29, at [0]'],
    [new PyDate(1900, 2, 29), 'day must be 1 to 28, not 29, at [0]'],
    [new PyDate(2024, 4, 31), 'day must be 1 to 30, not 31, at [0]'],
    [new PyDate(2024, 1, 1.5), 'day must be 1 to 31, not 1.5, at [0]'],
    [time(24), 'hour must be 0 to 23, not 24, at [0]'],
    [time(0, -1), 'minute must be 0 to 59, not -1, at [0]'],
    [time(0, 0, 60), 'second must be 0 to 59, not 60, at [0]'],
    [time(0, 0, 0, 1e6), 'microsecond must be 0 to 999999, not 1000000, at [0]'],
    [new PyTime(0, 0, 0, 0, null, 2), 'fold must be 0 to 1, not 2, at [0]'],
    [new PyTime(0, 0, 0, 0, 'UTC', 0), 'tzinfo must be a time zone or null, not str, at [0]'],
    [moment(new PyDate(2024, 1, 32), time()), 'day must be 1 to 31, not 32, at [0]'],
    [moment(new PyDate(2024, 1, 1), time(NaN)), 'hour must be 0 to 23, not NaN, at [0]'],
    [new PyTimeDelta(1e9, 0, 0), 'days must be -999999999 to 999999999, not 1000000000, at [0]'],
    [new PyTimeDelta(0, -1, 0), 'seconds must be 0 to 86399, not -1, at [0]'],
    [new PyTimeDelta(0, 0, 1e6), 'microseconds must be 0 to 999999, not 1000000, at [0]'],
    [
      new PyTimeZone(new PyTimeDelta(1, 0, 0), null),
      "a time zone's offset must be less than a day, either way, at [0]",
    ],
    [
      new PyTimeZone(new PyTimeDelta(-1, 0, 0), null),
      "a time zone's offset must be less than a day, either way, at [0]",
    ],
    [new PyTimeZone(3600 as never, null), "a time zone's offset must be a PyTimeDelta, not a int, at [0]"],
    [
      new PyTimeZone(new PyTimeDelta(0, 0, 0), 5 as never),
      "a time zone's name must be a string or null, not int, at [0]",
    ],
    [new PyRange(0, 1, 0), 'the step of a range must not be 0, at [0]'],
    [new PyRange(0, 0.5, 1), 'stop must be a bigint or a safe integer, not 0.5, at [0]'],
    [new Fraction(1, 0), 'the denominator of a fraction must not be 0, at [0]'],
    [
      new Fraction(2 ** 53, 1),
      'the numerator must be a bigint or a safe integer, not 9007199254740992, at [0]',
    ],
    [new Decimal('twelve'), '"twelve" is not a decimal number, at [0]'],
    [
      new Decimal('1e9999999999999999999'),
      `the exponent of "1e9999999999999999999" is none that Python's Decimal has room for, at [0]`,
    ],
    [new Complex('1' as never, 0), 'the real part must be a number, not str, at [0]'],
    [deque([1, 2, 3], 2), 'a deque of 3 items with maxlen 2: Python would drop the first ones, at [0]'],
    [deque([], -1), "a deque's maxlen must be an integer from 0 on, not -1, at [0]"],
    [new DefaultDict('list' as never), 'a default_factory must be a class or function, not str, at [0]'],
  ])('%j', (value, expected) => {
    expect(message(value)).toBe(expected);
  });

  it('also what extends these', () => {
    class Birthday extends PyDate {}
    class Table extends OrderedDict {}
    expect(message(new Birthday(2024, 1, 1))).toContain("a Birthday can't be pickled");
    expect(message(new Table())).toContain("Table can't be pickled");
  });
});

test('a UUID has 128 bits', () => {
  expect(() => new UUID(2n ** 128n)).toThrow('a UUID has 128 bits');
  expect(() => new UUID(-1n)).toThrow(RangeError);
});

test('attributes of a Counter are kept, which Python leaves out', () => {
  const counter = Object.assign(new Counter([['a', 1]]), { note: 'x' });
  const again = loads(dumps(counter)) as typeof counter;
  expect(again).toBeInstanceOf(Counter);
  expect([...again]).toEqual([['a', 1]]);
  expect(again.note).toBe('x');
});

test('a Counter or slice that holds itself is an error, as in Python', () => {
  const counter = new Counter<unknown>();
  counter.set('self', counter as never);
  expect(() => dumps(counter)).toThrow(PicklingError);
});
