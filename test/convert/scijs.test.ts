/** What toNdarray and fromNdarray do beside the golden matrix: complex pairs, int64, errors, data of other kinds. */

import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { Complex, NaT, NumpyArray } from '../../src/index.ts';
import { fromNdarray, toNdarray } from '../../src/ndarray.ts';

const grid = (dtype: string) =>
  NumpyArray.from(
    [
      [1, 2, 3],
      [4, 5, 6],
    ].flat(),
    { dtype, shape: [2, 3] },
  );

describe('toNdarray', () => {
  test('keeps strides, also negative and zero ones, over the same memory', () => {
    const array = grid('float32').as('float32');
    const nd = toNdarray(array.slice('::-1, ::2'));
    expect([nd.shape, nd.stride, nd.offset]).toEqual([[2, 2], [-3, 2], 3]);
    expect([nd.get(0, 0), nd.get(0, 1), nd.get(1, 0), nd.get(1, 1)]).toEqual([4, 6, 1, 3]);
    nd.set(0, 1, 60);
    expect(array.get(1, 2)).toBe(60);

    const broadcast = new NumpyArray({ buffer: array.buffer, dtype: 'f4', shape: [4, 3], strides: [0, 4] });
    expect(toNdarray(broadcast).stride).toEqual([0, 1]);
    expect(toNdarray(array).data).toBe(array.data);
  });

  test('views the fields of a structured array where its elements are whole ones of theirs', () => {
    const array = NumpyArray.from(
      [
        [1, 2.5],
        [3, 4.5],
      ].flat(),
      { dtype: 'f8' },
    ).reshape([2, 2]);
    const records = new NumpyArray({
      buffer: array.buffer,
      dtype: [
        ['id', 'f8'],
        ['score', 'f8'],
      ],
      shape: [2],
    });
    const score = toNdarray(records.field('score').as('float64'), { copy: 'never' });
    expect([score.stride, score.get(0), score.get(1)]).toEqual([[2], 2.5, 4.5]);
    score.set(1, -1);
    expect(records.get(1)).toEqual({ id: 3, score: -1 });

    const packed = new NumpyArray({
      buffer: new ArrayBuffer(10),
      dtype: [
        ['id', 'u1'],
        ['score', 'f4'],
      ],
      shape: [2],
    });
    expect(() => toNdarray(packed.field('score'), { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but strides[0] is 5 bytes, no multiple of 4"),
    );
    expect(toNdarray(packed.field('score')).stride).toEqual([1]);
  });

  test('moves misaligned memory once, and the array along', () => {
    const bytes = new Uint8Array(8 * 6 + 3);
    const array = new NumpyArray({ buffer: bytes.subarray(3), dtype: 'f8', shape: [2, 3] }).as('float64');
    expect(() => toNdarray(array, { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but the memory begins at byte 3, no multiple of 8"),
    );
    const column = toNdarray(array.slice(':, 1'));
    const whole = toNdarray(array, { copy: 'never' });
    column.set(1, 5);
    expect(whole.get(1, 1)).toBe(5);
    expect(array.get(1, 1)).toBe(5);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  });

  test('copies misaligned memory that typed arrays hold in place', () => {
    const record = new NumpyArray({
      buffer: new ArrayBuffer(20),
      dtype: { names: ['a', 'b'], formats: ['f4', ['f4', [2]]], offsets: [0, 6], itemsize: 20 },
      shape: [],
    });
    const a = toNdarray(record.field('a'), { copy: 'never' });
    const b = toNdarray(record.field('b').as('float32'));
    b.set(0, 1);
    expect(record.field('b').get(0)).toBe(0);
    a.set(2);
    expect(record.field('a').item()).toBe(2);
    expect(() => toNdarray(record.field('b'), { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but the memory begins at byte 6, no multiple of 4"),
    );
  });

  test('keeps the order of axes in copies', () => {
    const big = grid('>i4');
    expect(toNdarray(big).stride).toEqual([3, 1]);
    expect(toNdarray(big.transpose()).stride).toEqual([1, 3]);
    expect(toNdarray(big.transpose()).get(2, 1)).toBe(6);
    expect(toNdarray(grid('int8').astype('U2').transpose()).stride).toEqual([1, 3]);
    expect(() => toNdarray(big, { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but the numbers (>i4) are not in this machine's byte order"),
    );
  });

  test('gives complex numbers as a last axis, or as a pair, both over the same memory', () => {
    const array = NumpyArray.from([[new Complex(1, 2)], [new Complex(3, 4)]]).as('complex128');
    const nd = toNdarray(array.transpose());
    expect([nd.shape, nd.stride, nd.get(0, 1, 1)]).toEqual([[1, 2, 2], [2, 2, 1], 4]);
    const { re, im } = toNdarray(array, { complex: 'pair', copy: 'never' });
    im.set(0, 0, 20);
    expect([re.get(0, 0), array.get(0, 0)]).toEqual([1, new Complex(1, 20)]);
  });

  test("int64: 'number' gives float64, NaT as NaN, and refuses what would be rounded", () => {
    const safe = NumpyArray.from([1n, -(2n ** 53n) + 1n, 2n ** 53n - 1n, -1n]);
    const nd = toNdarray(safe.as('int64'), { int64: 'number' });
    expect(nd.data).toEqual(new Float64Array([1, -(2 ** 53) + 1, 2 ** 53 - 1, -1]));
    expect(
      toNdarray(safe.astype('uint64', { casting: 'unsafe' }).slice([0, 1]), { int64: 'number' }).data,
    ).toEqual(new Float64Array([1]));
    const times = new NumpyArray({ buffer: new BigInt64Array([NaT, 5n]), dtype: 'M8[s]', shape: [2] });
    expect(toNdarray(times, { int64: 'number' }).data).toEqual(new Float64Array([NaN, 5]));
    expect(toNdarray(grid('int32'), { int64: 'number' }).data).toBeInstanceOf(Int32Array);
    for (const [dtype, value] of [
      ['int64', 2n ** 53n],
      ['int64', -(2n ** 53n)],
      ['int64', NaT],
      ['uint64', 2n ** 64n - 1n],
    ] as const) {
      const unsafe = NumpyArray.from(
        [
          [0n, 0n],
          [0n, 0n],
          [value, 0n],
        ],
        { dtype },
      ).transpose();
      expect(() => toNdarray(unsafe, { int64: 'number' })).toThrow(
        new RangeError(
          `the item at [0, 2] is ${value}, more than a number holds exactly; use int64: 'bigint'`,
        ),
      );
    }
    expect(() => toNdarray(safe, { int64: 'number', copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but elements of int64 become float64"),
    );
  });

  test('says what it does not take', () => {
    expect(() => toNdarray([1] as never)).toThrow(new TypeError('toNdarray takes a NumpyArray, got list'));
    expect(() => toNdarray(grid('f4'), { copy: 'always' } as never)).toThrow(
      new TypeError("toNdarray: copy must be 'if-needed' or 'never', not always"),
    );
    expect(() => toNdarray(grid('f4'), { int64: true } as never)).toThrow(
      new TypeError("toNdarray: int64 must be 'bigint' or 'number', not true"),
    );
    expect(() => toNdarray(grid('f4'), { complex: 're' } as never)).toThrow(
      new TypeError("toNdarray: complex must be 'axis' or 'pair', not re"),
    );
    expect(() => toNdarray(NumpyArray.from(['a']), { copy: 'never' })).toThrow(
      new TypeError("copy: 'never', but no typed array holds elements of <U1"),
    );
    // Scijs would cut the place of an element to 32 bits.
    const wide = new NumpyArray({ buffer: new ArrayBuffer(1), dtype: 'u1', shape: [2 ** 31], strides: [0] });
    expect(toNdarray(wide).shape).toEqual([2 ** 31]);
    const flat = new NumpyArray({
      buffer: new ArrayBuffer(1),
      dtype: '?',
      shape: [2 ** 31, 2],
      strides: [0, 0],
    });
    expect(toNdarray(flat).data).toHaveLength(1);
  });
});

describe('fromNdarray', () => {
  test.each([
    new Int8Array(6),
    new Uint8Array(6),
    new Int16Array(6),
    new Uint16Array(6),
    new Int32Array(6),
    new Uint32Array(6),
    new Float32Array(6),
    new Float64Array(6),
    new BigInt64Array(6),
    new BigUint64Array(6),
  ])('views %o with any strides', (data) => {
    const values = [1, 2, 3, 4, 5, 6].map((n) => (typeof data[0] === 'bigint' ? BigInt(n) : n));
    values.forEach((value, i) => {
      data[i] = value as never;
    });
    const array = fromNdarray(
      ndarray(data as Int8Array, [2, 3])
        .transpose(1, 0)
        .step(-1, 1),
    );
    expect(array.dtype.name).toBe(data.constructor.name.replace(/Array|Big/g, '').toLowerCase());
    expect(array.toArray()).toEqual([
      [values[2], values[5]],
      [values[1], values[4]],
      [values[0], values[3]],
    ]);
    array.set(values[5], 2, 0);
    expect(data[0]).toBe(values[5]);
  });

  test('takes clamped bytes and Buffers as uint8, and views without axes', () => {
    expect(fromNdarray(ndarray(new Uint8ClampedArray([1, 300]))).toArray()).toEqual([1, 255]);
    expect(fromNdarray(ndarray(Buffer.from('abc') as Uint8Array)).dtype.name).toBe('uint8');
    const item = fromNdarray(ndarray(new Float64Array([1, 2, 3]), [], [], 1));
    expect([item.shape, item.item()]).toEqual([[], 2]);
    expect(fromNdarray(ndarray(new Float32Array(0), [0], [-1])).shape).toEqual([0]);
  });

  test('reads Arrays and generic stores', () => {
    const read = (values: unknown) => fromNdarray(ndarray(values as number[]));
    expect(read([1, 2]).dtype.name).toBe('float64');
    expect(read([1n, 2n]).dtype.name).toBe('int64');
    expect(read([1n, 2n ** 63n]).dtype.name).toBe('uint64');
    expect(read([-1n, 2n ** 63n]).dtype.name).toBe('object');
    expect(read([true, false]).dtype.name).toBe('bool');
    expect(read(['a', 'bc']).dtype.str).toBe('<U2');
    expect(read([1, 'a', [2]]).toArray()).toEqual([1, 'a', [2]]);
    expect(read([]).dtype.name).toBe('float64');
    const store = { length: 6, get: (i: number) => i * 10, set: () => {} };
    const array = fromNdarray(ndarray(store as never, [2, 3], [1, 2]));
    expect([array.toArray(), array.order]).toEqual([
      [
        [0, 20, 40],
        [10, 30, 50],
      ],
      'F',
    ]);
    expect(fromNdarray(ndarray([1, 2]), { dtype: 'int8' }).toArray()).toEqual([1, 2]);
    expect(fromNdarray(ndarray([[1]] as never, []), { dtype: 'object' }).item()).toEqual([1]);
  });

  test('dtype says what the elements are', () => {
    const bytes = ndarray(new Uint8Array([0, 1]));
    const flags = fromNdarray(bytes, { dtype: 'bool' });
    expect([flags.toArray(), flags.buffer === bytes.data.buffer]).toEqual([[false, true], true]);
    expect(() => fromNdarray(ndarray(new Uint8Array([2])), { dtype: 'bool' })).toThrow(
      new TypeError('the item at [0]: bool takes true or false, got 2'),
    );
    const counts = ndarray(new BigInt64Array([0n, NaT]) as never);
    const times = fromNdarray(counts, { dtype: 'M8[ms]' });
    expect([times.toDates(), times.buffer === (counts.data as unknown as Int8Array).buffer]).toEqual([
      [new Date(0), null],
      true,
    ]);
    expect(fromNdarray(ndarray(new Float64Array([1, 2])), { dtype: '>i2' }).dtype.str).toBe('>i2');
    expect(() => fromNdarray(ndarray(new Float64Array([1.5])), { dtype: 'int16' })).toThrow(RangeError);
  });

  test('joins complex numbers, without a copy where their parts are neighbours', () => {
    const data = new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]);
    const joined = fromNdarray(ndarray(data, [2, 2, 2]), { dtype: 'complex64' });
    expect([joined.shape, joined.get(1, 0), joined.buffer === data.buffer]).toEqual([
      [2, 2],
      new Complex(5, 6),
      true,
    ]);
    const split = fromNdarray(ndarray(data, [2, 2, 2]).transpose(1, 2, 0), { dtype: 'complex64' });
    expect([split.get(0, 1), split.buffer === data.buffer]).toEqual([new Complex(2, 6), false]);
    expect(fromNdarray(ndarray(data, [4, 2]), { dtype: 'complex128' }).get(3)).toEqual(new Complex(7, 8));
    expect(() => fromNdarray(ndarray(data), { dtype: 'complex64' })).toThrow(
      new RangeError(
        'complex64: the last axis holds real and imaginary parts and must have length 2, got shape (8,)',
      ),
    );

    const re = ndarray(data, [4], [2], 0);
    const im = ndarray(data, [4], [2], 1);
    const pair = fromNdarray({ re, im });
    expect([pair.dtype.name, pair.get(3), pair.buffer === data.buffer]).toEqual([
      'complex64',
      new Complex(7, 8),
      true,
    ]);
    const swapped = fromNdarray({ re: im, im: re }, { dtype: 'complex128' });
    expect([swapped.dtype.name, swapped.get(3)]).toEqual(['complex128', new Complex(8, 7)]);
    expect(
      fromNdarray({ re: ndarray(new Float64Array(2)), im: ndarray(new Float32Array(2)) }).dtype.name,
    ).toBe('complex128');
    expect(() => fromNdarray({ re, im: ndarray(data) })).toThrow(
      new RangeError('re has shape (4,), im has (8,)'),
    );
  });

  test('says what it does not take', () => {
    for (const value of [
      null,
      1,
      [1],
      {},
      new Float32Array(1),
      ndarray(undefined as never),
      { data: [], shape: [], stride: [], offset: 0 },
    ]) {
      expect(() => fromNdarray(value as never)).toThrow(/^fromNdarray takes a scijs ndarray, got /);
    }
    expect(() => fromNdarray(ndarray(new Float32Array(3), [4]))).toThrow(
      new RangeError(
        'shape (4,) with strides (4,) of float32 reaches from byte 0 to 16, but the buffer has 12 bytes',
      ),
    );
    expect(() => fromNdarray(ndarray([1, 2], [3]))).toThrow(
      new RangeError('the ndarray has an element at place 2 of its data, which has 2'),
    );
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('read');
        },
        has: () => false,
      },
    );
    expect(() => fromNdarray(trap as never)).toThrow(/^fromNdarray takes|^read/);
  });
});
