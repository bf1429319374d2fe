/** `.data` is live memory: what is written there is what everything else sees, also after the memory has moved. */
import { describe, expect, test } from 'vitest';
import { NumpyArray } from '../../src/array/creation.ts';
import { type ArrayInit, blankArray, initArray } from '../../src/array/numpy-array.ts';
import { dtype } from '../../src/dtype/parse.ts';

function float64s(values: readonly number[], lead: number): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(lead + values.length * 8));
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat64(lead + 8 * i, value, true);
  return bytes;
}

describe('aligned memory', () => {
  test('is viewed where it lies', () => {
    const bytes = float64s([1, 2, 3, 4], 8);
    const array = new NumpyArray({ buffer: bytes, byteOffset: 8, dtype: 'f8', shape: [2, 2] });
    expect(array.data.buffer).toBe(bytes.buffer);
    expect(array.buffer).toBe(bytes.buffer);
    expect(array.byteOffset).toBe(8);
    expect(array.toTypedArray()).toBe(array.data);
    expect(array.transpose().toTypedArray({ order: 'F' })).toEqual(new Float64Array([1, 2, 3, 4]));
    expect(array.transpose().toTypedArray({ order: 'F' }).buffer).toBe(bytes.buffer);
  });

  test('may be shared memory', () => {
    const shared = new SharedArrayBuffer(16);
    const array = new NumpyArray({ buffer: shared, dtype: 'i4', shape: [4] });
    array.set(7, 2);
    expect(array.data.buffer).toBe(shared);
    expect(new Int32Array(shared)).toEqual(new Int32Array([0, 0, 7, 0]));
  });
});

describe('misaligned memory', () => {
  const misaligned = (values: readonly number[], shape: readonly number[]) =>
    new NumpyArray({ buffer: float64s(values, 3), byteOffset: 3, dtype: 'f8', shape }).as('float64');

  test('moves once, to aligned memory of its own', () => {
    const bytes = float64s([1, 2, 3], 3);
    const array = new NumpyArray({ buffer: bytes, byteOffset: 3, dtype: 'f8', shape: [3] }).as('float64');
    expect(array.buffer).toBe(bytes.buffer);
    const { data } = array;
    expect(data).toEqual(new Float64Array([1, 2, 3]));
    expect(array.data).toBe(data);
    expect(array.buffer).toBe(data.buffer);
    expect(array.byteOffset).toBe(data.byteOffset);
    data[1] = 20;
    expect(array.get(1)).toBe(20);
    array.set(30, 2);
    expect(data[2]).toBe(30);
    expect(bytes).toEqual(float64s([1, 2, 3], 3));
  });

  test('takes along views made before and after', () => {
    const array = misaligned([1, 2, 3, 4], [2, 2]);
    const before = array.transpose();
    const [row] = array as Iterable<NumpyArray<'float64'>>;
    array.data[1] = 20;
    const after = array.transpose();
    for (const turned of [before, after]) {
      expect(turned.get(1, 0)).toBe(20);
      expect(turned.buffer).toBe(array.data.buffer);
      expect(turned.byteOffset).toBe(array.byteOffset);
      expect(turned.data).toEqual(new Float64Array([1, 20, 3, 4]));
    }
    after.set(30, 0, 1);
    expect(array.data[2]).toBe(30);
    expect(row!.toArray()).toEqual([1, 20]);
    row!.data[0] = 10;
    expect(array.toArray()).toEqual([
      [10, 20],
      [30, 4],
    ]);
  });

  test('takes the base along when a view asks', () => {
    const array = misaligned([1, 2, 3, 4], [2, 2]);
    const [, row] = array as Iterable<NumpyArray<'float64'>>;
    row!.data[0] = 30;
    expect(array.get(1, 0)).toBe(30);
    expect(array.data).toEqual(new Float64Array([1, 2, 30, 4]));
    expect(array.data.buffer).toBe(row!.data.buffer);
  });

  test('moves for toTypedArray, too, which is live then', () => {
    const array = misaligned([1, 2], [2]);
    array.toTypedArray()[0] = 10;
    expect(array.get(0)).toBe(10);
  });

  test('of large arrays moves to a buffer of their own, of small ones to a shared one', () => {
    const small = [misaligned([1, 2], [2]), misaligned([3, 4], [2])];
    expect(small.map(({ data }) => [...data])).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(small[0]!.data.byteOffset).not.toBe(small[1]!.data.byteOffset);
    const large = misaligned(new Array(1000).fill(5), [1000]);
    expect(large.data.byteOffset).toBe(0);
    expect(large.data.buffer.byteLength).toBe(8000);
  });

  test('fills as many small arrays as there are, each with its own values', () => {
    const bytes = float64s(
      Array.from({ length: 30000 }, (_, i) => i),
      1,
    );
    const arrays = Array.from(
      { length: 10000 },
      (_, i) => new NumpyArray({ buffer: bytes, byteOffset: 1 + 24 * i, dtype: 'f8', shape: [3] }),
    );
    for (const array of arrays) void array.data;
    expect(arrays.every((array, i) => String(array.data) === `${3 * i},${3 * i + 1},${3 * i + 2}`)).toBe(
      true,
    );
  });

  test('survives the transfer of the shared buffer', () => {
    const array = misaligned([1, 2], [2]);
    structuredClone(array.data, { transfer: [array.data.buffer as ArrayBuffer] });
    expect(misaligned([3, 4], [2]).data).toEqual(new Float64Array([3, 4]));
  });

  test('of complex numbers and datetimes is aligned by its parts', () => {
    const bytes = new Uint8Array(64);
    const pair = new NumpyArray({ buffer: bytes, byteOffset: 4, dtype: 'c8', shape: [2] });
    expect(pair.data).toHaveLength(4);
    expect(pair.data.buffer).toBe(bytes.buffer);
    const time = new NumpyArray({ buffer: bytes, byteOffset: 4, dtype: 'M8[s]', shape: [2] });
    expect(time.data).toEqual(new BigInt64Array(2));
    expect(time.data.buffer).not.toBe(bytes.buffer);
  });
});

describe('one element with fields', () => {
  // a: byte 0, b: byte 4, c: byte 12, d: byte 13.
  const record = [
    ['a', 'i4'],
    ['b', 'f8'],
    ['c', 'i1'],
    ['d', 'f8'],
  ] as const;

  test('a field is a run, and moves the element it belongs to', () => {
    const bytes = new Uint8Array(21);
    const array = new NumpyArray({ buffer: bytes, dtype: record, shape: [1] });
    const b = array.field('b').as('float64');
    b.data[0] = 1.5;
    expect(array.toArray()).toEqual([{ a: 0, b: 1.5, c: 0, d: 0 }]);
    array.field('a').data[0] = 7;
    expect(array.get(0)).toEqual({ a: 7, b: 1.5, c: 0, d: 0 });
  });

  test('two fields that no one place aligns can not both be live; copies always work', () => {
    const array = new NumpyArray({ buffer: new Uint8Array(21), dtype: record, shape: [1] });
    array.set([1, 2, 3, 4], 0);
    const { data } = array.field('b');
    const d = array.field('d');
    expect(() => d.data).toThrow(
      new TypeError(
        `the memory begins at byte ${d.byteOffset}, no multiple of 8, and can't move: another typed array over the ` +
          'same memory is in use; use toTypedArray()',
      ),
    );
    expect(d.toTypedArray()).toEqual(new Float64Array([4]));
    data[0] = 20;
    expect(array.get(0)).toEqual({ a: 1, b: 20, c: 3, d: 4 });
  });

  test('memory that a live typed array views does not move', () => {
    const bytes = new Uint8Array(24);
    const array = new NumpyArray({ buffer: bytes, dtype: record, shape: [1] });
    const { data } = array.field('a').as('int32');
    expect(data.buffer).toBe(bytes.buffer);
    expect(() => array.field('b').data).toThrow(
      /^the memory begins at byte 4, no multiple of 8, and can't move/,
    );
    data[0] = 5;
    expect(array.get(0)).toEqual({ a: 5, b: 0, c: 0, d: 0 });
  });
});

test('an array that .data has viewed where it lies stays there', () => {
  const type = dtype(['<c8', [['whole', '<i8']]]);
  const array = new NumpyArray({ buffer: new Uint8Array(24), byteOffset: 4, dtype: type, shape: [2] });
  const data = array.data as Float32Array;
  expect(() => array.field('whole').data).toThrow(
    /^the memory begins at byte 4, no multiple of 8, and can't move/,
  );
  data[0] = 1;
  expect(array.field('whole').get(0)).toBe(0x3f800000n);
});

describe("copy: 'never'", () => {
  const init = (byteOffset: number): ArrayInit => ({
    dtype: dtype('f4'),
    shape: [2],
    strides: [4],
    buffer: new Uint8Array([0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 0, 0]).buffer,
    byteOffset,
    readonly: false,
    objects: null,
    copy: 'never',
  });

  test('a misaligned run throws, and toTypedArray copies', () => {
    const array = blankArray();
    initArray(array, { ...init(0), byteOffset: 2 });
    expect(() => array.data).toThrow(
      new TypeError(
        "the memory begins at byte 2, no multiple of 4, and can't move: it was loaded with copy: 'never'; use toTypedArray()",
      ),
    );
    const bits = (x: unknown) => [...new Uint32Array((x as Float32Array).buffer)];
    expect(bits(array.toTypedArray())).toEqual([bitsAt(0), bitsAt(1)]);
    expect(array.toTypedArray()).not.toBe(array.toTypedArray());
  });

  const bitsAt = (i: number) => new DataView(init(0).buffer as ArrayBuffer).getUint32(2 + 4 * i, true);

  test('an aligned run is viewed', () => {
    const array = blankArray();
    initArray(array, init(4));
    expect(array.data).toEqual(new Float32Array([1, 2]));
  });
});

describe('blankArray and initArray', () => {
  test('a blank array is an empty one, as in NumPy, until it is filled, once', () => {
    const array = blankArray();
    expect([array.shape, String(array.dtype), array.size, array.toArray()]).toEqual([[0], 'int8', 0, []]);
    expect(array.data).toEqual(new Int8Array(0));
    const init: ArrayInit = {
      dtype: dtype('u2'),
      shape: [2],
      strides: [2],
      buffer: new Uint16Array([5, 6]).buffer,
      byteOffset: 0,
      readonly: true,
      objects: null,
      copy: 'if-needed',
    };
    initArray(array, init);
    expect(array.toArray()).toEqual([5, 6]);
    expect(array.data).toEqual(new Uint16Array([5, 6]));
    expect(array.readonly).toBe(true);
    expect(() => initArray(array, init)).toThrow(new TypeError('the array has its contents already'));
  });
});

describe('no run of numbers', () => {
  const bytes = new Uint8Array(64);
  const hasFloat16 = 'Float16Array' in globalThis;
  const foreign = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? '>' : '<';
  test.each([
    [
      { dtype: `${foreign}f4`, shape: [2] },
      `the numbers (${foreign}f4) are not in this machine's byte order; use toTypedArray()`,
    ],
    [
      { dtype: 'f4', shape: [2], strides: [8] },
      'the elements do not lie in one gapless run (shape (2,), strides (8,)); use toTypedArray()',
    ],
    [
      { dtype: 'i1', shape: [2], strides: [-1], byteOffset: 1 },
      'the elements do not lie in one gapless run (shape (2,), strides (-1,)); use toTypedArray()',
    ],
    [
      { dtype: 'f8', shape: [2, 2], strides: [0, 8] },
      'the elements do not lie in one gapless run (shape (2, 2), strides (0, 8)); use toTypedArray()',
    ],
    [{ dtype: 'f16', shape: [2] }, 'this runtime has no typed array for float128; use toTypedArray()'],
    [{ dtype: 'S3', shape: [2] }, 'no typed array holds elements of |S3; use toArray() or get()'],
    [{ dtype: 'U3', shape: [2] }, 'no typed array holds elements of <U3; use toArray() or get()'],
    [{ dtype: 'V3', shape: [2] }, 'no typed array holds elements of |V3; use toArray() or get()'],
    [
      { dtype: [['x', 'i4']], shape: [2] },
      "no typed array holds elements of [('x', '<i4')]; use toArray() or get()",
    ],
    ...(hasFloat16
      ? []
      : [
          [
            { dtype: 'f2', shape: [2] },
            'this runtime has no typed array for float16; use toTypedArray()',
          ] as const,
        ]),
  ] as const)('%j', (init, message) => {
    const array = new NumpyArray({
      buffer: bytes,
      ...(init as unknown as { dtype: string; shape: number[] }),
    });
    expect(() => array.data).toThrow(new TypeError(message));
  });

  test('of objects', () => {
    const array = NumpyArray.from([1, 'a'], { dtype: 'object' });
    expect(() => (array as NumpyArray).data).toThrow(
      new TypeError('no typed array holds elements of object; use toArray() or get()'),
    );
    expect(() => (array as NumpyArray).toTypedArray()).toThrow(
      new TypeError('elements of object are no numbers; use toArray() or get()'),
    );
  });
});

test('copies keep the bits of signalling NaNs', () => {
  const bits = new Uint32Array([0x7fa00001, 0xffa00002, 0x7f800001, 0x7fc00003]);
  const array = new NumpyArray({ buffer: bits, dtype: 'f4', shape: [2, 2], strides: [4, 8] });
  expect(new Uint32Array(array.toTypedArray().buffer)).toEqual(
    new Uint32Array([bits[0]!, bits[2]!, bits[1]!, bits[3]!]),
  );
  const wide = new BigUint64Array([0x7ff4000000000001n, 0xfff4000000000002n]);
  const reversed = new NumpyArray({ buffer: wide, dtype: 'f8', shape: [2], strides: [-8], byteOffset: 8 });
  expect(new BigUint64Array(reversed.toTypedArray().buffer)).toEqual(wide.slice().reverse());
});

test('large transposed, tiled copies are right', () => {
  for (const [code, Class] of [
    ['u1', Uint8Array],
    ['u2', Uint16Array],
    ['u4', Uint32Array],
    ['f8', Float64Array],
  ] as const) {
    const [rows, columns] = [131, 197];
    const values = new Class(rows * columns).map((_: number, i: number) => (i * 7) % 251);
    const array = new NumpyArray({ buffer: values, dtype: code, shape: [rows, columns] });
    const turned = array.transpose().toTypedArray() as ArrayLike<number>;
    let wrong = 0;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) if (turned[c * rows + r] !== values[r * columns + c]) wrong++;
    }
    expect(wrong).toBe(0);
    // Rows without gaps between gaps, long enough to be copied as bytes.
    const part = new NumpyArray({
      buffer: values,
      dtype: code,
      shape: [rows - 1, 150],
      strides: [columns, 1].map((n) => n * values.BYTES_PER_ELEMENT),
      byteOffset: 40 * values.BYTES_PER_ELEMENT,
    });
    const copied = part.toTypedArray() as ArrayLike<number>;
    for (let r = 0; r < rows - 1; r++) {
      for (let c = 0; c < 150; c++) if (copied[r * 150 + c] !== values[r * columns + c + 40]) wrong++;
    }
    expect(wrong).toBe(0);
  }
});

test('many axes', () => {
  const values = Int32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
  const array = new NumpyArray({ buffer: values, dtype: 'i4', shape: [2, 3, 4, 5] }).as('int32');
  for (const axes of [
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [0, 2, 3, 1],
    [2, 0, 1, 3],
  ]) {
    const turned = array.transpose(axes);
    const expected = (turned.toArray() as unknown as number[][][][]).flat(3);
    expect([...turned.toTypedArray()]).toEqual(expected);
    expect([...turned.copy({ order: 'F' }).transpose().toTypedArray()]).toEqual([
      ...turned.transpose().toTypedArray(),
    ]);
  }
});
