import { expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import { NaT } from '../../src/array/time-count.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { loads } from '../../src/loads.ts';
import { PyDate, PyDateTime, PyTime, PyTimeDelta, PyTimeZone } from '../../src/values/datetime.ts';
import { PyFloat } from '../../src/values/py-float.ts';

/**
 * By NumPy 2.4: three elements of [('o','O'), ('t','M8[s]'), ('d','M8[D]'), ('m','m8[us]'), ('n','M8[ns]'), ('f','f8'),
 * ('w','M8[W]'), ('h','m8[h]'), ('y','>M8[Y]')]. Where Python's datetime can hold a time, the pickle has one.
 */
const RECORDS =
  'gAWVoAMAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZST' +
  'lEsAhZRDAWKUh5RSlChLAUsDhZRoA4wFZHR5cGWUk5SMA1Y3MpSJiIeUUpQoSwOMAXyUTiiMAW+UjAF0lIwBZJSMAW2UjAFu' +
  'lIwBZpSMAXeUjAFolIwBeZR0lH2UKGgRaAyMAk84lImIh5RSlChLA2gQTk5OSv////9K/////0s/dJRiSwCGlGgSaAyMAk04' +
  'lImIh5RSlChLBIwBPJROTk5K/////0r/////SwBOKEMBc5RLAUsBSwF0lIaUdJRiSwiGlGgTaAyMAk04lImIh5RSlChLBGgk' +
  'Tk5OSv////9K/////0sATihDAUSUSwFLAUsBdJSGlHSUYksQhpRoFGgMjAJtOJSJiIeUUpQoSwRoJE5OTkr/////Sv////9L' +
  'AE4oQwJ1c5RLAUsBSwF0lIaUdJRiSxiGlGgVaAyMAk04lImIh5RSlChLBGgkTk5OSv////9K/////0sATihDAm5zlEsBSwFL' +
  'AXSUhpR0lGJLIIaUaBZoDIwCZjiUiYiHlFKUKEsDaCROTk5K/////0r/////SwB0lGJLKIaUaBdoDIwCTTiUiYiHlFKUKEsE' +
  'aCROTk5K/////0r/////SwBOKEMBV5RLAUsBSwF0lIaUdJRiSzCGlGgYaAyMAm04lImIh5RSlChLBGgkTk5OSv////9K////' +
  '/0sATihDAWiUSwFLAUsBdJSGlHSUYks4hpRoGWgMjAJNOJSJiIeUUpQoSwSMAT6UTk5OSv////9K/////0sATihDAVmUSwFL' +
  'AUsBdJSGlHSUYktAhpR1S0hLAUsbdJRiiV2UKCiMAXiUjAhkYXRldGltZZSMCGRhdGV0aW1llJOUQwoH5AIdDB4PAAAAlIWU' +
  'UpRoY4wEZGF0ZZSTlEMEB7EMH5SFlFKUaGOMCXRpbWVkZWx0YZSTlEr/////SwBLB4eUUpSKCAEAirk1muUVRz/wAAAAAAAA' +
  'aGpDBAfkAQKUhZRSlGhvSv////9KMAsBAEsAh5RSlGhqQwQHzwEBlIWUUpR0lChOTk5OTkdABAAAAAAAAE5OTnSUKF2UigcA' +
  'gMakfo0DaGpDBCcPDB+UhZRSlGhvTTYtTQAZSwCHlFKUSwVHgAAAAAAAAABKrm7+/2hvSmrIewJNAOFLAIeUUpRNbkZ0lGV0' +
  'lGIu';

test.each([false, true])(
  'times of structs that hold objects are datetimes in the pickle (exact: %s)',
  (exact) => {
    const array = loads(Buffer.from(RECORDS, 'base64'), { exact }) as NumpyArray;
    const column = (name: string) => array.field(name).toArray();
    expect(column('t')).toEqual([1582979415n, NaT, 10n ** 15n]);
    expect(column('d')).toEqual([-1n, NaT, 2932896n]);
    expect(column('m')).toEqual([-86399999993n, NaT, 10n ** 15n]);
    expect(column('n')).toEqual([1577836800000000001n, NaT, 5n]);
    expect(column('f')).toEqual([1, 2.5, -0]);
    expect(column('w')).toEqual([2609n, NaT, -102738n]);
    expect(column('h')).toEqual([-5n, NaT, 10n ** 9n]);
    expect(column('y')).toEqual([29n, NaT, 18030n]);
  },
);

const noon = new PyTime(12, 0, 0, 1, null, 0);
const leapDay = new PyDate(2020, 2, 29);

test('records are set as exact counts', () => {
  const of = (type: string, value: unknown) => NumpyArray.from([value], { dtype: type }).get(0);
  expect(of('M8[us]', new PyDateTime(leapDay, noon))).toBe(1582977600000001n);
  expect(of('>M8[ns]', new PyDateTime(leapDay, noon))).toBe(1582977600000001000n);
  expect(of('M8[12h]', leapDay)).toBe(36642n);
  expect(of('M8[s]', new PyDate(1, 1, 1))).toBe(-62135596800n);
  expect(of('m8[ms]', new PyTimeDelta(-1, 86399, 999000))).toBe(-1n);
  expect(of('f4', new PyFloat(1.5))).toBe(1.5);
  expect(of('c8', new PyFloat(1.5))).toMatchObject({ re: 1.5, im: 0 });
});

test.each([
  [
    'M8[s]',
    new PyDateTime(leapDay, noon),
    "2020-02-29T12:00:00.000001 is no whole number of datetime64[s]'s units",
  ],
  ['M8[M]', leapDay, "2020-02-29 is no whole number of datetime64[M]'s units"],
  [
    'M8[as]',
    leapDay,
    'datetime64[as] takes an integer from -9223372036854775808 to 9223372036854775807, or null for NaT, got PyDate',
  ],
  ['m8[D]', new PyTimeDelta(1, 1, 0), "the timedelta is no whole number of timedelta64[D]'s units"],
  ['m8[s]', leapDay, 'timedelta64[s] takes an integer from'],
  ['i8', new PyTimeDelta(1, 1, 0), 'int64 takes an integer from'],
  ['i4', new PyFloat(1), 'int32 takes an integer from'],
  [
    'M8[us]',
    new PyDateTime(leapDay, new PyTime(12, 0, 0, 0, new PyTimeZone(new PyTimeDelta(0, 3600, 0), null), 0)),
    'a datetime64 has no time zone, the datetime 2020-02-29T12:00:00+01:00 has',
  ],
])('%s does not take %s', (type, value, message) => {
  expect(() => NumpyArray.from([value], { dtype: type })).toThrow(message);
});

test('toDates', () => {
  const days = NumpyArray.from(
    [
      [0n, NaT],
      [18321n, -719528n],
    ],
    { dtype: 'M8[D]' },
  );
  expect(days.toDates()).toEqual([
    [new Date(0), null],
    [new Date('2020-02-29'), new Date('0000-01-01')],
  ]);
  expect(NumpyArray.from(50n, { dtype: '>M8[Y]' }).toDates()).toEqual(new Date('2020-01-01'));
  const us = NumpyArray.from([1582979415123000n, 1n], { dtype: 'M8[us]' });
  expect(us.slice(0).toDates()).toEqual(new Date('2020-02-29T12:30:15.123Z'));
  expect(() => us.toDates()).toThrow(
    new RangeError('a Date has milliseconds: 1 in datetime64[us] is no whole number of them'),
  );
  expect(() => NumpyArray.from([10n ** 15n], { dtype: 'M8[s]' }).toDates()).toThrow(
    new RangeError('1000000000000000 in datetime64[s] is beyond what a Date can hold'),
  );
  expect(() => NumpyArray.from([1n], { dtype: 'm8[s]' }).toDates()).toThrow(
    new TypeError("toDates() needs a datetime64 with a unit, the array's dtype is timedelta64[s]"),
  );
  expect(NumpyArray.from([], { dtype: 'M8[s]' }).toDates()).toEqual([]);
});

test('NaT survives every conversion', () => {
  const array = NumpyArray.from([NaT], { dtype: 'M8[s]' });
  for (const type of ['M8[Y]', 'M8[as]', '>M8[D]', 'i8']) expect(array.astype(type).get(0)).toBe(NaT);
  expect(array.astype('O').get(0)).toBe(null);
  expect(array.astype('U').get(0)).toBe('NaT');
  expect(() => array.astype('i4')).toThrow(RangeError);
  expect(dtype('M8[s]').equals(array.dtype)).toBe(true);
});
