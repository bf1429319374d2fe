import { describe, expect, test } from 'vitest';
import { MaskedArray, masked } from '../../src/array/masked-array.ts';
import { asSubclass } from '../../src/array/subclass.ts';
import { arraysIn, at, dtype, dumps, loads, NumpyArray, PyGlobal, toPlain } from '../../src/index.ts';

/** Python wrote them, with NumPy 2.4, at protocol 4. */
const PICKLES = {
  // np.ma.array([1.5, 2.0, 3.0], mask=[0, 1, 0], fill_value=-1)
  row: 'gASVCQEAAAAAAACMDW51bXB5Lm1hLmNvcmWUjA5fbWFyZWNvbnN0cnVjdJSTlCiMCG51bXB5Lm1hlIwLTWFza2VkQXJyYXmUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZSMAWKUdJRSlChLAUsDhZRoBowFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQxgAAAAAAAD4PwAAAAAAAABAAAAAAAAACECUQwMAAQCUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUaAhLAIWUQwFilIeUUpQoSwEpaBKJQwgAAAAAAADwv5R0lGJ0lGIu',
  // np.ma.array(np.arange(6, dtype='i4').reshape(2, 3), mask=[[0, 1, 0], [1, 0, 0]])
  rows: 'gASVwgAAAAAAAACMDW51bXB5Lm1hLmNvcmWUjA5fbWFyZWNvbnN0cnVjdJSTlCiMCG51bXB5Lm1hlIwLTWFza2VkQXJyYXmUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZSMAWKUdJRSlChLAUsCSwOGlGgGjAVkdHlwZZSTlIwCaTSUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYolDGAAAAAABAAAAAgAAAAMAAAAEAAAABQAAAJRDBgABAAEAAJROdJRiLg==',
  // np.ma.array([(1, 2.0), (3, 4.0)], dtype=[('n','<i4'),('x','<f8')], mask=[(0, 1), (1, 1)], fill_value=(7, 8))
  records:
    'gASVawEAAAAAAACMDW51bXB5Lm1hLmNvcmWUjA5fbWFyZWNvbnN0cnVjdJSTlCiMCG51bXB5Lm1hlIwLTWFza2VkQXJyYXmUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZSMAWKUdJRSlChLAUsChZRoBowFZHR5cGWUk5SMA1YxMpSJiIeUUpQoSwOMAXyUTowBbpSMAXiUhpR9lChoFGgPjAJpNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwCGlGgVaA+MAmY4lImIh5RSlChLA2gbTk5OSv////9K/////0sAdJRiSwSGlHVLDEsBSxB0lGKJQxgBAAAAAAAAAAAAAEADAAAAAAAAAAAAEECUQwQAAQEBlIwWbnVtcHkuX2NvcmUubXVsdGlhcnJheZSMDF9yZWNvbnN0cnVjdJSTlGgISwCFlEMBYpSHlFKUKEsBKWgSiUMMBwAAAAAAAAAAACBAlHSUYnSUYi4=',
  // np.ma.array(7, mask=True, fill_value=3)
  point:
    'gASV9AAAAAAAAACMDW51bXB5Lm1hLmNvcmWUjA5fbWFyZWNvbnN0cnVjdJSTlCiMCG51bXB5Lm1hlIwLTWFza2VkQXJyYXmUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZSMAWKUdJRSlChLASloBowFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQwgHAAAAAAAAAJRDAQGUjBZudW1weS5fY29yZS5tdWx0aWFycmF5lIwMX3JlY29uc3RydWN0lJOUaAhLAIWUQwFilIeUUpQoSwEpaBGJQwgDAAAAAAAAAJR0lGJ0lGIu',
};
const pickle = (name: keyof typeof PICKLES) => new Uint8Array(Buffer.from(PICKLES[name], 'base64'));
const load = (name: keyof typeof PICKLES) => loads(pickle(name)) as MaskedArray;

describe('MaskedArray', () => {
  test('has the data, the mask and the fill value', () => {
    const array = load('row');
    expect(MaskedArray.isMaskedArray(array)).toBe(true);
    expect([array.shape, String(array.dtype), array.subclass]).toEqual([[3], 'float64', null]);
    expect(array.data.data).toEqual(new Float64Array([1.5, 2, 3]));
    expect(array.mask.toArray()).toEqual([false, true, false]);
    expect(array.fillValue?.item()).toBe(-1);
    expect(load('rows').fillValue).toBeNull();
  });

  test('gives null for what is masked; of records, for the fields that are', () => {
    expect([load('row').get(0), load('row').get(1), load('row').get(-1)]).toEqual([1.5, null, 3]);
    expect(load('rows').toArray()).toEqual([
      [0, null, 2],
      [null, 4, 5],
    ]);
    expect(load('records').toArray()).toEqual([
      { n: 1, x: null },
      { n: null, x: null },
    ]);
    expect(load('point').toArray()).toBeNull();
    expect(() => load('row').get(3)).toThrow(RangeError);
  });

  test('gives null for elements of a subarray field, too', () => {
    const type = dtype([['a', 'i2', [2]]]);
    const data = NumpyArray.from([{ a: [1, 2] }], { dtype: type });
    const mask = NumpyArray.from([{ a: [true, false] }], { dtype: dtype([['a', '?', [2]]]) });
    expect(new MaskedArray({ data, mask }).toArray()).toEqual([{ a: [null, 2] }]);
  });

  test('prints as in NumPy', () => {
    expect(String(load('row'))).toBe(
      'masked_array(data=[1.5,  --, 3. ],\n             mask=[False,  True, False],\n       fill_value=-1.0)',
    );
    expect(String(load('rows'))).toBe(
      'masked_array(\n  data=[[0, --, 2],\n        [--, 4, 5]],\n  mask=[[False,  True, False],\n        [ True, False, False]],\n  dtype=int32)',
    );
    expect(String(load('point'))).toBe(
      'masked_array(data=--,\n             mask=True,\n       fill_value=3)',
    );
    const data = NumpyArray.from(Array.from({ length: 2000 }, (_, i) => i));
    expect(String(new MaskedArray({ data })).split('\n')).toEqual([
      'masked_array(data=[0.000e+00, 1.000e+00, 2.000e+00, ..., 1.997e+03,',
      '                   1.998e+03, 1.999e+03],',
      '             mask=[False, False, False, ..., False, False, False])',
    ]);
  });

  test('is made of arrays that fit each other, and pickled', () => {
    const data = NumpyArray.from([1, 2], { dtype: 'i4' });
    expect(new MaskedArray({ data }).mask.toArray()).toEqual([false, false]);
    const mask = NumpyArray.from([false, true]);
    const array = new MaskedArray({ data, mask, fillValue: NumpyArray.from(-1, { dtype: 'i4' }) });
    const again = loads(dumps(array)) as MaskedArray;
    expect([again.toArray(), again.fillValue?.item()]).toEqual([[1, null], -1]);
    expect(() => new MaskedArray({ data, mask: NumpyArray.from([true]) })).toThrow(
      'the mask must have shape (2,) and dtype bool, not shape (1,) and dtype bool',
    );
    expect(() => new MaskedArray({ data, mask: data })).toThrow('dtype bool, not shape (2,) and dtype int32');
    expect(() => new MaskedArray({ data, fillValue: data })).toThrow('an array without axes');
  });

  test('is walked, and made plain', () => {
    const value = new Map([['m', load('rows')]]);
    expect(Array.from(arraysIn(value), ({ path }) => String(path))).toEqual(["['m'].data", "['m'].mask"]);
    expect(at(value, 'm', 'data', 0, 1)).toBe(1);
    expect(toPlain(value)).toEqual({
      m: [
        [0, null, 2],
        [null, 4, 5],
      ],
    });
    expect(toPlain(load('point'))).toBeNull();
  });

  test('keeps its parts from the arrays hook, but not other arrays', () => {
    const seen: unknown[] = [];
    const array = loads(pickle('row'), { arrays: (inner) => seen.push(inner.ndim) }) as MaskedArray;
    // The fill value is an array of its own in the pickle.
    expect(seen).toEqual([0]);
    expect(array.toArray()).toEqual([1.5, null, 3]);
  });
});

test('masked is one object', () => {
  const bytes = dumps([masked, masked], { protocol: 2 });
  const [first, second] = loads(bytes) as unknown[];
  expect([first, second]).toEqual([masked, masked]);
  expect(first).toBe(masked);
  expect([String(masked), Object.isFrozen(masked)]).toEqual(['--', true]);
});

describe('subclass', () => {
  const MATRIX = new PyGlobal('numpy', 'matrix');
  const plain = NumpyArray.from([[1, 2, 3]], { dtype: 'f4' });

  test('is the array’s own: views and copies are plain', () => {
    const matrix = asSubclass(plain, MATRIX);
    expect(plain.subclass).toBeNull();
    expect(matrix.subclass).toBe(MATRIX);
    for (const other of [
      matrix.slice(0),
      matrix.transpose(),
      matrix.copy(),
      matrix.astype('f8'),
      matrix.reshape(3),
    ])
      expect(other.subclass).toBeNull();
    expect(asSubclass(matrix, null).subclass).toBeNull();
    matrix.set(9, 0, 0);
    expect(plain.get(0, 0)).toBe(9);
  });

  test('is written and loaded', () => {
    const again = loads(dumps(asSubclass(plain, MATRIX))) as NumpyArray;
    expect([String(again.subclass), again.toArray()]).toEqual(['numpy.matrix', [[9, 2, 3]]]);
  });

  test('prints as in NumPy', () => {
    expect(String(asSubclass(plain, MATRIX))).toBe('matrix([[9., 2., 3.]], dtype=float32)');
    const type = dtype([
      'numpy.record',
      [
        ['n', '<i4'],
        ['s', '<U2'],
      ],
    ]);
    const records = NumpyArray.from(
      [
        { n: 1, s: 'a' },
        { n: 2, s: 'b' },
      ],
      { dtype: type },
    );
    expect(String(asSubclass(records, new PyGlobal('numpy', 'recarray')))).toBe(
      "rec.array([(1, 'a'), (2, 'b')],\n          dtype=[('n', '<i4'), ('s', '<U2')])",
    );
    const numbers = NumpyArray.from([0, 1, 2]);
    expect(String(asSubclass(numbers, new PyGlobal('numpy', 'recarray')))).toBe(
      'rec.array([0., 1., 2.],\n          dtype=float64)',
    );
  });
});
