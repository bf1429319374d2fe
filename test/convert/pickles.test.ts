/** Other libraries' arrays in pickles: loads gives them, dumps takes them, wherever they sit. */

import Complex128Array from '@stdlib/array/complex128';
import ctor from '@stdlib/ndarray/ctor';
import ndarray, { type NdArray } from 'ndarray';
import { expect, test } from 'vitest';
import { dumps } from '../../src/dumps.ts';
import { Complex, loads, NumpyArray } from '../../src/index.ts';
import { fromNdarray, toNdarray } from '../../src/ndarray.ts';
import { fromStdlib, type StdlibNdarray, toStdlib } from '../../src/stdlib.ts';

const grid = () => new Float32Array([1, 2, 3, 4, 5, 6]);

test('loads gives ndarrays in place of arrays', () => {
  const bytes = dumps({ a: NumpyArray.from(grid(), { shape: [2, 3] }), b: [NumpyArray.from([true, false])] });
  const scijs = loads(bytes, { arrays: toNdarray, dicts: 'object' }) as unknown as {
    a: NdArray;
    b: [NdArray];
  };
  expect([scijs.a.dtype, scijs.a.shape, scijs.a.get(1, 2), scijs.b[0].get(0)]).toEqual([
    'float32',
    [2, 3],
    6,
    1,
  ]);
  const stdlib = loads(bytes, { arrays: toStdlib, dicts: 'object' }) as unknown as {
    a: StdlibNdarray;
    b: [StdlibNdarray];
  };
  expect([stdlib.a.dtype, stdlib.a.shape, stdlib.a.get(1, 2), stdlib.b[0].get(0)]).toEqual([
    'float32',
    [2, 3],
    6,
    true,
  ]);
});

test('dumps takes ndarrays as the arrays that they are, in order and out of it', () => {
  const nd = ndarray(grid(), [2, 3]);
  const x = ctor('complex128', new Complex128Array([1, 2, 3, 4]) as never, [2], [-1], 1, 'row-major');
  const views = {
    whole: nd,
    transposed: nd.transpose(1, 0),
    part: nd.lo(0, 1),
    list: [nd.pick(1), x],
    map: new Map([['x', x]]),
  };
  const arrays = {
    whole: fromNdarray(nd),
    transposed: fromNdarray(nd).transpose(),
    part: fromNdarray(nd).slice(':, 1:'),
    list: [fromNdarray(nd).slice(1), fromStdlib(x)],
    map: new Map([['x', fromStdlib(x)]]),
  };
  // Python sees each view as an array of its own, but one object in two places as one.
  const shared = fromStdlib(x);
  arrays.list[1] = shared;
  arrays.map.set('x', shared);
  for (const protocol of [0, 1, 2, 3, 4, 5] as const) {
    for (const numpy of ['any', 1, 2] as const) {
      expect(dumps(views, { protocol, numpy })).toEqual(dumps(arrays, { protocol, numpy }));
    }
  }
  const back = loads(dumps(views), { dicts: 'object' }) as unknown as typeof arrays;
  expect([back.whole.order, back.transposed.order, back.part.order]).toEqual(['C', 'F', 'C']);
  expect(back.transposed.toArray()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(back.list[1]!.toArray()).toEqual([new Complex(3, 4), new Complex(1, 2)]);
  expect(back.list[1]).toBe((back.map as unknown as { x: NumpyArray }).x);
});

test('out-of-band buffers are the memory of an ndarray', () => {
  const nd = ndarray(grid(), [2, 3]);
  const frames: Uint8Array[] = [];
  const bytes = dumps([nd.transpose(1, 0)], { bufferCallback: (buffer) => frames.push(buffer) });
  expect(frames.map(({ buffer, byteLength }) => [buffer === nd.data.buffer, byteLength])).toEqual([
    [true, 24],
  ]);
  const [again] = loads(bytes, { buffers: frames }) as [NumpyArray];
  expect(again.toArray()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
});

test('typed arrays are 1-d arrays, but Uint8Array is bytes', () => {
  const back = loads(
    dumps([new Float64Array([1]), new Uint8ClampedArray(2), new BigInt64Array(1), new Uint8Array([1])]),
  );
  const [a, b, c, d] = back as [NumpyArray, NumpyArray, NumpyArray, Uint8Array];
  expect([a.dtype.name, b.dtype.name, c.dtype.name, d]).toEqual([
    'float64',
    'uint8',
    'int64',
    new Uint8Array([1]),
  ]);
});

test('an ndarray that reaches outside of its data is an error that says where', () => {
  expect(() => dumps({ a: [ndarray(new Float32Array(1), [2])] })).toThrow(
    /reaches from byte 0 to 8, but the buffer has 4 bytes.*\.a\[0\]/,
  );
});
