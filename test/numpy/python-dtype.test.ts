/** Data types of others: ml_dtypes' pickles, as it made them beside NumPy 2. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumps, loads, NumpyArray, type NumpyScalar } from '../../src/index.ts';
import { pythonDType } from '../../src/numpy/python-dtype.ts';
import { FIXTURES } from '../golden/golden.ts';

const golden: Record<string, { repr: string; pickles: string[] }> = JSON.parse(
  readFileSync(join(FIXTURES, 'ml-dtypes.json'), 'utf8'),
);
const pickleOf = (name: string, protocol: number) =>
  new Uint8Array(Buffer.from(golden[name]!.pickles[protocol]!, 'base64'));

const scratch = new DataView(new ArrayBuffer(4));

const bfloat16 = pythonDType<number>({
  module: 'ml_dtypes',
  name: 'bfloat16',
  itemsize: 2,
  read(view, at, littleEndian) {
    scratch.setUint32(0, view.getUint16(at, littleEndian) << 16);
    return scratch.getFloat32(0);
  },
  write(view, at, value, littleEndian) {
    scratch.setFloat32(0, value);
    view.setUint16(at, scratch.getUint16(0), littleEndian);
  },
});

/** Two bits of mantissa: the upper byte of a float16. */
const float8 = pythonDType<number>({
  module: 'ml_dtypes',
  name: 'float8_e5m2',
  itemsize: 1,
  read(view, at) {
    const bits = view.getUint8(at);
    const size =
      ((bits >> 2) & 31) === 0 ? (bits & 3) * 2 ** -16 : (4 + (bits & 3)) * 2 ** (((bits >> 2) & 31) - 17);
    return bits & 128 ? -size : size;
  },
});
const classes = [bfloat16, float8];

const VALUES: Record<string, unknown> = {
  array: [1, 1.5, -2],
  fortran: [
    [1, 3],
    [2, 4.5],
  ],
  struct: [
    { w: 1.5, n: 2 },
    { w: 3, n: 4 },
  ],
  objects: [{ w: 1.5, o: null }],
  float8: [1, -0.5],
};

describe('with an entry', () => {
  test.each(Object.entries(VALUES))('%s loads and prints', (name, expected) => {
    for (let protocol = 0; protocol < 6; protocol++) {
      const array = loads(pickleOf(name, protocol), { classes }) as NumpyArray;
      expect(array.toArray()).toEqual(expected);
      expect(String(array)).toBe(golden[name]!.repr);
    }
  });

  test.each(Object.keys(golden))('%s comes back byte for byte', (name) => {
    for (let protocol = 0; protocol < 6; protocol++) {
      for (const exact of [true, false]) {
        const value = loads(pickleOf(name, protocol), { classes, exact });
        expect(Buffer.from(dumps(value, { protocol: protocol as 0, numpy: 2 }))).toEqual(
          Buffer.from(pickleOf(name, protocol)),
        );
      }
    }
  });

  test('a scalar keeps its data type', () => {
    const scalar = loads(pickleOf('scalar', 4), { classes }) as NumpyScalar;
    expect([scalar.value, scalar.dtype.name, scalar.dtype.equals(bfloat16.dtype)]).toEqual([
      1.5,
      'bfloat16',
      true,
    ]);
  });

  test('arrays are made of it, and converted from and to it', () => {
    const { dtype } = bfloat16;
    expect([String(dtype), dtype.str, dtype.itemsize, dtype.alignment]).toEqual(['bfloat16', '<V2', 2, 2]);
    const array = NumpyArray.from([1.5, 2, -0.25], { dtype });
    expect(array.astype('f4').toTypedArray()).toEqual(new Float32Array([1.5, 2, -0.25]));
    expect(array.astype('U').toArray()).toEqual(['1.5', '2', '-0.25']);
    expect(
      NumpyArray.from(new Float64Array([1.5, 3]))
        .astype(dtype)
        .toArray(),
    ).toEqual([1.5, 3]);
    array.set(8, 1);
    expect(array.slice('::-1').toArray()).toEqual([-0.25, 8, 1.5]);
    expect(() => array.data).toThrow(/use toTypedArray|no typed array/);
    expect(dtype.equals(float8.dtype)).toBe(false);
    expect(dtype.equals('V2')).toBe(false);
  });

  test('without write(), writing is an error', () => {
    const array = loads(pickleOf('float8', 5), { classes }) as NumpyArray;
    expect(() => array.set(1, 0)).toThrow('ml_dtypes.float8_e5m2 has no write()');
  });
});

test('without an entry, errors name the data type', () => {
  expect(() => loads(pickleOf('array', 4))).toThrow(/not registered: ml_dtypes\.bfloat16/);
  expect(() => loads(pickleOf('array', 4), { unknownGlobals: 'opaque' })).toThrow(
    'numpy.dtype: ml_dtypes.bfloat16 is a data type that NumPy itself does not have: pass { classes: [pythonDType({ … })] }',
  );
});

test('a state that does not fit is an error', () => {
  const wrong = pythonDType({ module: 'ml_dtypes', name: 'bfloat16', itemsize: 4, read: () => 0 });
  expect(() => loads(pickleOf('array', 4), { classes: [wrong] })).toThrow(/itemsize should be 4/);
  expect(() => pythonDType({ module: 'm', name: 'x', itemsize: 0, read: () => 0 })).toThrow(
    'pythonDType x: itemsize must be a positive integer, not 0',
  );
});
