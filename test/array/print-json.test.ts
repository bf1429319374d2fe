import { describe, expect, test } from 'vitest';
import { arrayToJSON } from '../../src/array/array-json.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import { NumpyScalar } from '../../src/array/numpy-scalar.ts';
import { Complex } from '../../src/values/complex.ts';
import { FrozenSet } from '../../src/values/frozen-set.ts';
import { PyFloat } from '../../src/values/py-float.ts';
import { PyGlobal } from '../../src/values/py-global.ts';
import { tuple } from '../../src/values/tuple.ts';

const json = (array: NumpyArray) => JSON.parse(JSON.stringify(arrayToJSON(array)));
const bytes = (...values: number[]) => Uint8Array.from(values);

describe('elements as JSON', () => {
  test.each([
    ['bool', NumpyArray.from([true, false]), [true, false]],
    [
      'int16',
      NumpyArray.from(
        [
          [1, -2],
          [3, 4],
        ],
        { dtype: 'i2' },
      ),
      [
        [1, -2],
        [3, 4],
      ],
    ],
    ['float64', NumpyArray.from([0.1, NaN, Infinity, -Infinity]), [0.1, null, null, null]],
    ['float16', NumpyArray.from([1.5], { dtype: 'f2' }), [1.5]],
    ['longdouble', NumpyArray.from([0.25], { dtype: 'g' }), [0.25]],
    [
      'int64',
      NumpyArray.from([1n, 2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n)]),
      [1, 2 ** 53 - 1, '9007199254740992', '-9223372036854775808'],
    ],
    ['complex', NumpyArray.from([new Complex(1, NaN)]), [[1, null]]],
    ['str', NumpyArray.from(['é', '']), ['é', '']],
    ['bytes', NumpyArray.from([bytes(0, 255), bytes(97)], { dtype: 'S2' }), ['AP8=', 'YQ==']],
    ['void', NumpyArray.from([bytes(1, 0)], { dtype: 'V2' }), ['AQA=']],
    ['datetime', NumpyArray.from([0n, -(2n ** 63n)], { dtype: 'M8[m]' }), ['1970-01-01T00:00', null]],
    [
      'timedelta',
      NumpyArray.from([5n, -(2n ** 63n), 2n ** 60n], { dtype: 'm8[s]' }),
      [5, null, String(2n ** 60n)],
    ],
    ['no axes', NumpyArray.from(5, { dtype: 'i4' }), 5],
    ['nothing', NumpyArray.from([], { dtype: 'i4', shape: [2, 0] }), [[], []]],
  ])('%s', (_, array, expected) => {
    expect(json(array)).toEqual(expected);
  });

  test('records by field name, whatever it is', () => {
    const records = NumpyArray.from([{ ['__proto__']: 1, t: 0n, s: [1, 2], n: { x: 0.5 } }], {
      dtype: [
        ['__proto__', 'i4'],
        ['t', 'M8[D]'],
        ['s', 'u1', [2]],
        ['n', [['x', 'f4']]],
      ],
    });
    records.field('__proto__').set(7, 0);
    expect(JSON.stringify(arrayToJSON(records))).toBe(
      '[{"__proto__":7,"t":"1970-01-01","s":[1,2],"n":{"x":0.5}}]',
    );
  });

  test('objects', () => {
    const values: readonly (readonly [unknown, unknown])[] = [
      [null, null],
      ['x', 'x'],
      [NaN, null],
      [2n ** 70n, String(2n ** 70n)],
      [7n, 7],
      [tuple(1, [2]), [1, [2]]],
      [new Map<unknown, unknown>([['a', 1]]), { a: 1 }],
      [
        new Map<unknown, unknown>([
          ['a', 1],
          [2, 3],
        ]),
        [
          ['a', 1],
          [2, 3],
        ],
      ],
      [{ a: [1] }, { a: [1] }],
      [new Set([1]), [1]],
      [new FrozenSet([1]), [1]],
      [new Complex(1, 2), [1, 2]],
      [bytes(97), 'YQ=='],
      [new PyFloat(1.5), 1.5],
      [new PyGlobal('m', 'C'), '<m.C>'],
      [new Date(0), '1970-01-01T00:00:00.000Z'],
      [NumpyArray.from([[1n]]), [[1]]],
      [new NumpyScalar(NumpyArray.from(0n, { dtype: 'M8[D]' })), '1970-01-01'],
    ];
    const array = NumpyArray.from(
      values.map(([value]) => value),
      { dtype: 'O', shape: [values.length] },
    );
    expect(json(array)).toEqual(values.map(([, expected]) => expected));
  });
});
