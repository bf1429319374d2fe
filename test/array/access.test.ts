/** Elements in and out: indices, values that a data type can't hold, structured elements, objects. */
import { describe, expect, test } from 'vitest';
import type { NumpyArrayInit } from '../../src/array/array-init.ts';
import { NumpyArray } from '../../src/array/creation.ts';
import { NumpyScalar } from '../../src/array/numpy-scalar.ts';
import { dtype } from '../../src/dtype/parse.ts';
import { DTypeError } from '../../src/errors.ts';
import { Complex } from '../../src/values/complex.ts';
import { tuple } from '../../src/values/tuple.ts';

describe('an index', () => {
  const array = NumpyArray.from(new Int16Array(12), { shape: [3, 4] });
  test.each([
    [[1], 'an array of shape (3, 4) needs 2 indices for an element, got 1'],
    [[1, 2, 3], 'an array of shape (3, 4) needs 2 indices for an element, got 3'],
    [[3, 0], 'index 3 is out of bounds for axis 0 with size 3'],
    [[0, -5], 'index -5 is out of bounds for axis 1 with size 4'],
    [[0.5, 0], 'index 0.5 is out of bounds for axis 0 with size 3'],
    [[NaN, 0], 'index NaN is out of bounds for axis 0 with size 3'],
    [['0' as never, 0], 'index 0 is out of bounds for axis 0 with size 3'],
  ])('%j is a RangeError', (index, message) => {
    expect(() => array.get(...index)).toThrow(new RangeError(message));
    expect(() => array.set(1, ...index)).toThrow(new RangeError(message));
  });

  test('of an empty axis', () => {
    expect(() => NumpyArray.from([]).get(0)).toThrow(
      new RangeError('index 0 is out of bounds for axis 0 with size 0'),
    );
    expect(() => NumpyArray.from([]).get(-1)).toThrow(
      new RangeError('index -1 is out of bounds for axis 0 with size 0'),
    );
  });

  test('item needs one element', () => {
    expect(NumpyArray.from([[7]]).item()).toBe(7);
    expect(() => array.item()).toThrow(
      new RangeError('item() needs an array of one element, this one has 12'),
    );
  });
});

describe('set refuses what the data type can not hold, and changes nothing', () => {
  const int64 = '-9223372036854775808 to 9223372036854775807';
  test.each<[string, unknown, ErrorConstructor, string]>([
    ['bool', 2, TypeError, 'bool takes true or false, got 2'],
    ['bool', 'yes', TypeError, 'bool takes true or false, got "yes"'],
    ['i1', 128, RangeError, 'int8 takes an integer from -128 to 127, got 128'],
    ['i1', -129n, RangeError, 'int8 takes an integer from -128 to 127, got -129n'],
    ['u1', -1, RangeError, 'uint8 takes an integer from 0 to 255, got -1'],
    ['u1', 1.5, RangeError, 'uint8 takes an integer from 0 to 255, got 1.5'],
    ['u1', NaN, RangeError, 'uint8 takes an integer from 0 to 255, got NaN'],
    ['i2', '1', TypeError, 'int16 takes an integer from -32768 to 32767, got "1"'],
    ['u2', 65536, RangeError, 'uint16 takes an integer from 0 to 65535, got 65536'],
    ['i4', 2 ** 31, RangeError, 'int32 takes an integer from -2147483648 to 2147483647, got 2147483648'],
    ['u4', 2n ** 64n, RangeError, 'uint32 takes an integer from 0 to 4294967295, got 18446744073709551616n'],
    ['u4', null, TypeError, 'uint32 takes an integer from 0 to 4294967295, got null'],
    ['i8', 2n ** 63n, RangeError, `int64 takes an integer from ${int64}, got 9223372036854775808n`],
    [
      'i8',
      2 ** 53,
      RangeError,
      `int64 takes an integer from ${int64} (beyond 2^53 as a bigint), got 9007199254740992`,
    ],
    ['i8', [1], TypeError, `int64 takes an integer from ${int64}, got list`],
    ['u8', -1, RangeError, 'uint64 takes an integer from 0 to 18446744073709551615, got -1'],
    ['M8[s]', 1.5, RangeError, `datetime64[s] takes an integer from ${int64}, or null for NaT, got 1.5`],
    [
      'm8[s]',
      new Date(0),
      TypeError,
      `timedelta64[s] takes an integer from ${int64}, or null for NaT, got Date`,
    ],
    ['f2', 65520, RangeError, 'float16 takes a number within its range, got 65520'],
    ['f4', 1e300, RangeError, 'float32 takes a number within its range, got 1e+300'],
    [
      'f8',
      2n ** 53n + 1n,
      RangeError,
      'float64 takes a number that a float64 holds exactly, got 9007199254740993n',
    ],
    [
      'f8',
      10n ** 400n,
      RangeError,
      `float64 takes a number that a float64 holds exactly, got ${10n ** 400n}n`,
    ],
    ['f8', '1', TypeError, 'float64 takes a number, got "1"'],
    ['f16', undefined, TypeError, 'float128 takes a number, got undefined'],
    ['c8', new Complex(1, 1e300), RangeError, 'complex64 takes a number within its range, got 1e+300'],
    ['c16', { re: 1 }, TypeError, 'complex128 takes a number or { re, im }, got Object'],
    ['c16', null, TypeError, 'complex128 takes a number or { re, im }, got null'],
    ['S2', new Uint8Array(3), RangeError, '|S2 holds 2 bytes, got 3'],
    ['S2', 'é', RangeError, '|S2 takes ASCII strings or bytes, got the character "é"'],
    ['S2', 5, TypeError, '|S2 takes a Uint8Array or ASCII string, got 5'],
    ['U2', 'abc', RangeError, '<U2 holds 2 characters, got 3'],
    ['U2', 5, TypeError, '<U2 takes a string, got 5'],
    ['V2', new Uint8Array(1), RangeError, '|V2 holds exactly 2 bytes, got 1'],
    ['V2', 'ab', TypeError, '|V2 takes a Uint8Array, got "ab"'],
  ])('%s: %o', (code, value, kind, message) => {
    const type = dtype(code);
    const bytes = new Uint8Array(type.itemsize).fill(0x41);
    const before = bytes.slice();
    const array = new NumpyArray({ buffer: bytes, dtype: type, shape: [1] });
    expect(() => array.set(value, 0)).toThrow(new kind(message));
    expect(bytes).toEqual(before);
  });

  test('floats round, as they mean to; booleans and exact bigints are numbers', () => {
    const of = (code: string, value: unknown) => {
      const array = new NumpyArray({ buffer: new ArrayBuffer(32), dtype: code, shape: [] });
      array.set(value);
      return array.get();
    };
    expect(of('f4', 0.1)).toBe(Math.fround(0.1));
    expect(of('f2', 0.1)).toBe(0.0999755859375);
    expect(of('f8', 2n ** 60n)).toBe(2 ** 60);
    expect(of('i1', true)).toBe(1);
    expect(of('f8', true)).toBe(1);
    expect(of('i8', 5)).toBe(5n);
    expect(of('c8', 2n)).toEqual(new Complex(2, 0));
    expect(of('c16', { re: 1, im: -2 })).toEqual(new Complex(1, -2));
    expect(of('M8[s]', null)).toBe(-(2n ** 63n));
    expect(of('S5', 'ab')).toEqual(new Uint8Array([97, 98]));
    expect(of('f4', Infinity)).toBe(Infinity);
    expect(of('f2', NaN)).toBe(NaN);
  });

  test('a read-only array takes nothing, nor does a view of it', () => {
    const array = new NumpyArray({
      buffer: new ArrayBuffer(8),
      dtype: [['x', '(2,)i4']],
      shape: [1],
      readonly: true,
    });
    expect(array.readonly).toBe(true);
    const views = [array, array.transpose(), array.field('x'), (array.get(0) as { x: NumpyArray }).x];
    for (const view of views) {
      expect(() => view.set(1, ...view.shape.map(() => 0))).toThrow(new TypeError('the array is read-only'));
    }
    const copy = array.copy();
    copy.set({ x: [1, 2] }, 0);
    expect(copy.field('x').toArray()).toEqual([[1, 2]]);
  });
});

describe('text', () => {
  test('a code point beyond Unicode is an error', () => {
    const array = new NumpyArray({ buffer: new Uint32Array([97, 0x110000]), dtype: 'U2', shape: [1] });
    expect(() => array.get(0)).toThrow(
      new RangeError("character 1 of a str element is 0x110000, beyond Unicode's 0x10ffff"),
    );
  });

  test('NULs inside stay, trailing ones are padding', () => {
    const array = NumpyArray.from(['a\0b', 'c\0'], { dtype: 'U4' });
    expect(array.toArray()).toEqual(['a\0b', 'c']);
  });
});

describe('structured elements', () => {
  const nested = dtype([
    ['__proto__', 'i2'],
    [
      'in',
      [
        ['x', '>f4'],
        ['s', 'S2'],
      ],
    ],
    ['grid', 'i1', [2, 2]],
  ]);

  test('are null-prototype objects by field name', () => {
    const array = new NumpyArray({ buffer: new Uint8Array(nested.itemsize), dtype: nested, shape: [] });
    array.set([
      5,
      [1.5, 'ab'],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    const value = array.get() as Record<string, unknown>;
    expect(Object.getPrototypeOf(value)).toBe(null);
    expect(Object.keys(value)).toEqual(['__proto__', 'in', 'grid']);
    expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toBe(5);
    expect(value['in']).toEqual({ x: 1.5, s: new Uint8Array([97, 98]) });
    expect((value['grid'] as NumpyArray).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    // What get gives, set takes.
    const other = new NumpyArray({ buffer: new Uint8Array(nested.itemsize), dtype: nested, shape: [] });
    other.set(value);
    expect(new Uint8Array(other.buffer)).toEqual(new Uint8Array(array.buffer));
  });

  test('a subarray field is an array over the same memory', () => {
    const array = new NumpyArray({ buffer: new Uint8Array(2 * nested.itemsize), dtype: nested, shape: [2] });
    const { grid } = array.get(1) as { grid: NumpyArray };
    grid.set(7, 1, 0);
    expect(array.field('grid').shape).toEqual([2, 2, 2]);
    expect(array.field('grid').get(1, 1, 0)).toBe(7);
    expect(array.field('in').field('x').toTypedArray()).toEqual(new Float32Array(2));
  });

  test('fields are found by title, too', () => {
    const titled = dtype([
      [['the title', 'x'], 'i4'],
      ['y', 'i2'],
    ]);
    const array = new NumpyArray({ buffer: new Int32Array([1, 2, 3]), dtype: titled, shape: [2] });
    expect(array.field('the title').toArray()).toEqual(array.field('x').toArray());
    expect(array.field('x').strides).toEqual([6]);
    expect(() => array.field('z')).toThrow(
      new DTypeError(`no field "z"; [(('the title', 'x'), '<i4'), ('y', '<i2')] has "x", "y"`),
    );
    expect(() => NumpyArray.from([1]).field('z')).toThrow(new DTypeError('no field "z"; float64 has none'));
    expect(() => array.field('constructor')).toThrow(DTypeError);
  });

  test.each<[unknown, string]>([
    [[1, [1, 'ab']], '3 fields, got 2 values'],
    [
      {
        in: [1, ''],
        grid: [
          [1, 2],
          [3, 4],
        ],
      },
      '3 fields, got 2 values',
    ],
    [
      {
        in: [1, ''],
        grid: [
          [1, 2],
          [3, 4],
        ],
        other: 1,
      },
      'the value has no field "__proto__"',
    ],
    [
      [
        1,
        [1, 'abc'],
        [
          [1, 2],
          [3, 4],
        ],
      ],
      'field "in": field "s": |S2 holds 2 bytes, got 3',
    ],
    [[1, [1, 'ab'], [[1, 2], [3]]], `field "grid": ('i1', (2, 2)) takes an array of shape (2, 2), got list`],
    [[1, [1, 'ab'], 5], `field "grid": ('i1', (2, 2)) takes an array of shape (2, 2), got 5`],
    [
      [
        1,
        [1, 'ab'],
        [
          [1, 2],
          [3, 400],
        ],
      ],
      'field "grid": int8 takes an integer from -128 to 127, got 400',
    ],
    ['text', 'takes an object by field name, or a list in field order, got "text"'],
    [new Map(), 'takes an object by field name, or a list in field order, got dict'],
  ])('%j is refused whole', (value, message) => {
    const bytes = new Uint8Array(nested.itemsize).fill(1);
    const array = new NumpyArray({ buffer: bytes, dtype: nested, shape: [1] });
    let caught: unknown;
    try {
      array.set(value, 0);
    } catch (error) {
      caught = error;
    }
    expect((caught as Error | undefined)?.message.slice(-message.length)).toBe(message);
    expect(bytes).toEqual(new Uint8Array(nested.itemsize).fill(1));
  });

  test('a number with fields is a number, and has fields', () => {
    const both = dtype([
      '<i4',
      [
        ['low', '<i2'],
        ['high', '<i2'],
      ],
    ]);
    const array = new NumpyArray({ buffer: new Uint8Array([1, 0, 2, 0]), dtype: both, shape: [1] });
    expect(array.toArray()).toEqual([0x20001]);
    expect([array.field('low').get(0), array.field('high').get(0)]).toEqual([1, 2]);
  });

  test('overlapping fields and gaps', () => {
    const type = dtype({ names: ['whole', 'second'], formats: ['<u4', 'u1'], offsets: [2, 3], itemsize: 8 });
    const array = new NumpyArray({
      buffer: new Uint8Array([9, 9, 1, 2, 0, 0, 9, 9]),
      dtype: type,
      shape: [1],
    });
    expect(array.get(0)).toEqual({ whole: 0x201, second: 2 });
    expect(new Uint8Array(array.copy().buffer)).toEqual(new Uint8Array([9, 9, 1, 2, 0, 0, 9, 9]));
  });
});

describe('objects', () => {
  test('are themselves, through every view, and are replaced in place', () => {
    const list = [1];
    const array = NumpyArray.from(
      [
        [list, 'a'],
        [null, 2n],
      ],
      { dtype: 'object', shape: [2, 2] },
    );
    expect(array.get(0, 0)).toBe(list);
    expect(array.toArray()).toEqual([
      [[1], 'a'],
      [null, 2n],
    ]);
    const turned = array.transpose();
    turned.set('new', 1, 0);
    expect(array.get(0, 1)).toBe('new');
    expect([array.order, turned.order, turned.strides]).toEqual(['C', 'F', [8, 16]]);
    expect(() => array.set(undefined, 0, 0)).toThrow(
      new TypeError('object takes a Python value (None is null), got undefined'),
    );
  });

  test('of a copy are its own slots', () => {
    const array = NumpyArray.from(['a', 'b'], { dtype: 'object' });
    const copy = array.transpose().copy();
    copy.set('z', 0);
    array.set('y', 1);
    expect([array.toArray(), copy.toArray()]).toEqual([
      ['a', 'y'],
      ['z', 'b'],
    ]);
  });

  test('can be the array itself', () => {
    const array = NumpyArray.from([null], { dtype: 'object' });
    array.set(array, 0);
    expect(array.toArray()).toEqual([array]);
  });

  test('in structs lie beside plain fields', () => {
    const type = dtype([
      ['n', 'i2'],
      ['o', 'O'],
      ['g', 'f16'],
      ['list', 'O', [2]],
    ]);
    const array = NumpyArray.from([tuple(1, 'x', 0.5, ['p', 'q']), tuple(2, null, 1.5, [[], 3])], {
      dtype: type,
    });
    expect(array.field('o').toArray()).toEqual(['x', null]);
    expect(array.field('list').toArray()).toEqual([
      ['p', 'q'],
      [[], 3],
    ]);
    const copy = array.copy();
    copy.field('list').set('changed', 0, 1);
    expect(array.field('list').get(0, 1)).toBe('q');
    expect(copy.field('list').get(0, 1)).toBe('changed');
    expect(() => array.set([9, 'y', 'no number', ['a', 'b']], 0)).toThrow(
      new TypeError('field "g": float128 takes a number, got "no number"'),
    );
    expect(array.field('n').toArray()).toEqual([1, 2]);
    expect(array.field('o').toArray()).toEqual(['x', null]);
  });

  test('a longdouble of a scalar or array keeps all its bits', () => {
    const bytes = Buffer.from('35c26821a2da0fc90040000000000000', 'hex');
    const precise = new NumpyArray({ buffer: bytes, dtype: 'f16', shape: [] });
    const type = dtype([
      ['o', 'O'],
      ['g', 'f16'],
      ['pair', 'f16', [2]],
    ]);
    const pair = NumpyArray.from([precise, precise], { dtype: '>f16' });
    const array = NumpyArray.from([tuple(null, new NumpyScalar(precise), pair)], { dtype: type });
    const raw = (part: NumpyArray) => Buffer.from(part.copy().buffer as ArrayBuffer).toString('hex');
    expect(raw(array.field('g'))).toBe(bytes.toString('hex'));
    expect(raw(array.field('pair'))).toBe(bytes.toString('hex').repeat(2));
    expect(raw(pair)).toBe(Buffer.from(bytes).reverse().toString('hex').repeat(2));
  });

  test('a datetime of another unit is refused', () => {
    const time = NumpyArray.from([1n], { dtype: 'M8[ns]' });
    const target = NumpyArray.from([0n], { dtype: 'M8[s]' });
    const scalar = new NumpyScalar(new NumpyArray({ buffer: time.data, dtype: 'M8[ns]', shape: [] }));
    expect(() => target.set(scalar, 0)).toThrow(
      new TypeError('datetime64[s] takes an element of datetime64[s], got NumpyScalar'),
    );
    target.set(
      new NumpyScalar(
        new NumpyArray({ buffer: new Uint8Array([0, 0, 0, 0, 0, 0, 0, 5]), dtype: '>M8[s]', shape: [] }),
      ),
      0,
    );
    expect(target.get(0)).toBe(5n);
  });
});

describe('new NumpyArray', () => {
  const buffer = new ArrayBuffer(24);
  const bad = (init: object) => () =>
    new NumpyArray({ buffer, dtype: 'f8', shape: [3], ...init } as NumpyArrayInit);
  test.each<[object, ErrorConstructor, string]>([
    [
      { shape: [4] },
      RangeError,
      'shape (4,) with strides (8,) of float64 reaches from byte 0 to 32, but the buffer has 24 bytes',
    ],
    [
      { byteOffset: 8 },
      RangeError,
      'shape (3,) with strides (8,) of float64 reaches from byte 8 to 32, but the buffer has 24 bytes',
    ],
    [
      { byteOffset: -8 },
      RangeError,
      'shape (3,) with strides (8,) of float64 reaches from byte -8 to 16, but the buffer has 24 bytes',
    ],
    [
      { strides: [-8] },
      RangeError,
      'shape (3,) with strides (-8,) of float64 reaches from byte -16 to 8, but the buffer has 24 bytes',
    ],
    [
      { strides: [1e15] },
      RangeError,
      'shape (3,) with strides (1000000000000000,) of float64 reaches from byte 0 to 2000000000000008, but the buffer has 24 bytes',
    ],
    [{ strides: [] }, RangeError, 'strides must be 1 integers (bytes), as shape (3,) has axes; got ()'],
    [
      { strides: [1.5] },
      RangeError,
      'strides must be 1 integers (bytes), as shape (3,) has axes; got (1.5,)',
    ],
    [{ strides: 8 }, RangeError, 'strides must be 1 integers (bytes), as shape (3,) has axes; got int'],
    [{ shape: [-1] }, RangeError, 'shape[0] must be an integer from 0 on, got -1'],
    [{ shape: 3 }, TypeError, 'shape must be an array of axis lengths, got int'],
    [{ shape: new Array(65).fill(1) }, RangeError, 'an array has at most 64 axes, got 65'],
    [
      { shape: [2 ** 40, 2 ** 40], strides: [0, 0] },
      RangeError,
      'an array of shape (1099511627776, 1099511627776) has more elements than can be addressed',
    ],
    [{ byteOffset: 0.5 }, RangeError, 'byteOffset must be an integer, got 0.5'],
    [
      { buffer: [1, 2] },
      TypeError,
      'buffer must be an ArrayBuffer, a SharedArrayBuffer or a view of one, got list',
    ],
    [
      { buffer: undefined },
      TypeError,
      'buffer must be an ArrayBuffer, a SharedArrayBuffer or a view of one, got undefined',
    ],
  ])('%j', (init, kind, message) => expect(bad(init)).toThrow(new kind(message)));

  test.each(['O', [['x', 'O']], 'T'])('elements of %j can not be memory from outside', (code) => {
    expect(bad({ dtype: code, shape: [1] })).toThrow(
      new DTypeError(
        `elements of ${dtype(code as never)} point to Python objects, which no buffer holds; use NumpyArray.from(values, { dtype })`,
      ),
    );
  });

  test('no elements reach nowhere', () => {
    const array = new NumpyArray({ buffer, dtype: 'f8', shape: [2 ** 62, 0], byteOffset: 100 });
    expect([array.size, array.nbytes, array.order, array.data]).toEqual([0, 0, 'C', new Float64Array(0)]);
    expect(array.transpose().toArray()).toEqual([]);
    expect(array.copy().shape).toEqual([2 ** 62, 0]);
  });

  test('elements without bytes lie inside the buffer, too', () => {
    const array = new NumpyArray({ buffer, dtype: 'S0', shape: [2, 1], byteOffset: 24 });
    expect(array.toArray()).toEqual([[new Uint8Array(0)], [new Uint8Array(0)]]);
    expect(array.copy({ order: 'F' }).toArray()).toEqual(array.toArray());
    expect(array.nbytes).toBe(0);
    expect(bad({ dtype: 'V0', byteOffset: 25 })).toThrow(
      new RangeError(
        'shape (3,) with strides (0,) of |V0 reaches from byte 25 to 25, but the buffer has 24 bytes',
      ),
    );
  });

  test('a subarray dtype adds its axes', () => {
    const array = new NumpyArray({ buffer: Float32Array.of(1, 2, 3, 4), dtype: '(2,)f4', shape: [2] });
    expect([String(array.dtype), array.shape, array.strides]).toEqual(['float32', [2, 2], [8, 4]]);
    expect(array.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('keeps no hold of the lists it was given', () => {
    const shape = [3];
    const strides = [8];
    const array = new NumpyArray({ buffer, dtype: 'f8', shape, strides });
    shape[0] = 100;
    strides[0] = 100;
    expect([array.shape, array.strides]).toEqual([[3], [8]]);
  });
});

describe('as', () => {
  test('narrows, in either byte order, or names both dtypes', () => {
    const array = NumpyArray.from([1], { dtype: '>f4' });
    expect(array.as('float32')).toBe(array);
    expect(() => array.as('f8')).toThrow(new DTypeError("the array's dtype is >f4, not float64"));
    expect(() => NumpyArray.from([1n], { dtype: 'M8[s]' }).as('M8[ms]')).toThrow(
      new DTypeError("the array's dtype is datetime64[s], not datetime64[ms]"),
    );
  });
});

test('transpose refuses what is no order of the axes', () => {
  const array = NumpyArray.from([[1, 2]]);
  expect(array.transpose([-1, 0]).shape).toEqual([2, 1]);
  for (const axes of [[0], [0, 0], [0, 2], [0, 1, 1]]) {
    expect(() => array.transpose(axes)).toThrow(
      new RangeError(
        `axes must name each of 2 axes once, got (${axes.length === 1 ? '0,' : axes.join(', ')})`,
      ),
    );
  }
});

test('iteration goes over the first axis', () => {
  const array = NumpyArray.from([
    [1, 2],
    [3, 4],
  ]);
  const rows = [...array] as NumpyArray[];
  rows[1]!.set(30, 0);
  expect(array.toArray()).toEqual([
    [1, 2],
    [30, 4],
  ]);
  expect(() => [...NumpyArray.from(5)]).toThrow(
    new TypeError('an array without axes is not iterable; use item()'),
  );
});

test('the brand tells arrays of any copy of the package', () => {
  expect(NumpyArray.isNumpyArray(NumpyArray.from([]))).toBe(true);
  expect(NumpyArray.isNumpyArray({ [Symbol.for('ndarray-pickle.kind')]: 'NumpyArray' })).toBe(true);
  for (const other of [null, undefined, 1, [], {}, new Uint8Array(1)])
    expect(NumpyArray.isNumpyArray(other)).toBe(false);
});
