/** What becomes of arrays that are more than an array: masked, of a subclass, without axes, read-only. */

import { expect, test } from 'vitest';
import { asSubclass, dumps, loads, MaskedArray, NumpyArray, PyGlobal } from '../../src/index.ts';
import { fromNdarray, toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, type StdlibNdarray, toStdlib } from '../../src/stdlib.ts';

const grid = () =>
  NumpyArray.from(
    [
      [1, 2],
      [3, 4],
    ],
    { dtype: 'float32' },
  );
const MATRIX = new PyGlobal('numpy', 'matrix');
const masked = () => {
  const mask = NumpyArray.from([
    [true, false],
    [false, false],
  ]);
  return new MaskedArray({ data: grid(), mask });
};

test('a masked array is an error that says what to convert', () => {
  for (const [name, convert] of [
    ['toNdarray', toNdarray],
    ['toStdlib', toStdlib],
  ] as const) {
    expect(() => (convert as typeof toNdarray)(masked() as never)).toThrow(
      new TypeError(`${name} takes a NumpyArray, got MaskedArray: convert its .data and its .mask`),
    );
  }
  const { data, mask } = masked();
  expect([toNdarray(data).get(0, 0), toNdarray(mask).get(0, 0)]).toEqual([1, 1]);
  expect([toStdlib(data).get(0, 0), toStdlib(mask).get(0, 0)]).toEqual([1, true]);
});

test('in pickles, a masked array stays what it is beside arrays that are converted', () => {
  const bytes = dumps([masked(), grid()]);
  for (const arrays of [toNdarray, toStdlib]) {
    const [first, second] = loads(bytes, { arrays: arrays as typeof toNdarray }) as unknown as [
      MaskedArray,
      StdlibNdarray,
    ];
    expect(first.toArray()).toEqual([
      [null, 2],
      [3, 4],
    ]);
    expect(second.get(1, 0)).toBe(3);
  }
});

test('a matrix is an array of two axes over the same memory, and comes back as an ndarray', () => {
  const matrix = asSubclass(grid(), MATRIX);
  const [nd, x] = [toNdarray(matrix), toStdlib(matrix)];
  matrix.set(9, 0, 1);
  expect([nd.shape, nd.get(0, 1), x.shape, x.get(0, 1)]).toEqual([[2, 2], 9, [2, 2], 9]);
  expect([fromNdarray(nd).subclass, fromStdlib(x).subclass]).toEqual([null, null]);
  const read = loads(dumps(matrix), { arrays: toNdarray }) as unknown as typeof nd;
  expect([read.shape, read.get(0, 1)]).toEqual([[2, 2], 9]);
});

test.each(['float64', 'int64', 'bool', 'complex128', 'U3', 'M8[s]'])(
  '%s without axes is one element, both ways',
  (dtype) => {
    const array = NumpyArray.from(dtype === 'U3' ? 'one' : dtype === 'bool' ? true : 1, { dtype });
    const wanted = { dtype: array.dtype };
    const nd = toNdarray(array);
    const axes = dtype === 'complex128' ? [2] : [];
    expect(nd.shape).toEqual(axes);
    const x = toStdlib(array);
    expect(x.shape).toEqual([]);
    for (const back of [fromNdarray(nd, wanted), fromStdlib(x, wanted)]) {
      expect([back.shape, back.item()]).toEqual([[], array.item()]);
      if (dtype !== 'U3') expect(back.buffer).toBe(array.buffer);
    }
  },
);

test('of a read-only array stdlib keeps the mark, in a copy too; scijs has none, and shares its memory', () => {
  const array = NumpyArray.fromInterface({ ...grid().arrayInterface(), readonly: true });
  expect(array.readonly).toBe(true);
  const nd = toNdarray(array);
  expect(nd.data).toBe(array.data);
  nd.set(0, 0, 7);
  expect([array.get(0, 0), fromNdarray(nd).readonly]).toEqual([7, false]);
  const x = toStdlib(array);
  expect(() => x.set(0, 0, 8)).toThrow(/read-only/);
  expect(x.data).toBe(array.data);
  expect([x.get(0, 0), fromStdlib(x).readonly]).toEqual([7, true]);
  const big = array.astype('>f4');
  const swapped = new NumpyArray({ buffer: big.buffer, dtype: '>f4', shape: [2, 2], readonly: true });
  expect(toStdlib(swapped).flags.READONLY).toBe(true);
  expect(() => array.set(1, 0, 0)).toThrow(/read-only/);
});
