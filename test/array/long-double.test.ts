import { describe, expect, test } from 'vitest';
import { readLongDouble, writeLongDouble } from '../../src/array/long-double.ts';
import { NumpyArray } from '../../src/index.ts';

/**
 * `x = np.longdouble(text)`: `x.tobytes()[:10].hex()`, `np.float64(x).tobytes()[::-1].hex()` (NumPy 2.4.6).
 */
const fromNumpy: readonly (readonly [text: string, bytes: string, float64: string])[] = [
  ['0', '00000000000000000000', '0000000000000000'],
  ['-0', '00000000000000000080', '8000000000000000'],
  ['1', '0000000000000080ff3f', '3ff0000000000000'],
  ['-1', '0000000000000080ffbf', 'bff0000000000000'],
  ['0.1', 'cdccccccccccccccfb3f', '3fb999999999999a'],
  ['1e-310', 'a37e5831875b4493f93b', '000012688b70e62b'],
  ['5e-324', 'b2e1a07ace958981cd3b', '0000000000000001'],
  ['1e308', '8fff445e2f9c678efe43', '7fe1ccf385ebc8a0'],
  ['1.7976931348623157e308', 'acf7fffffffffffffe43', '7fefffffffffffff'],
  ['inf', '0000000000000080ff7f', '7ff0000000000000'],
  ['-inf', '0000000000000080ffff', 'fff0000000000000'],
  ['nan', '00000000000000c0ff7f', '7ff8000000000000'],
  ['3.141592653589793238462643383279502884', '35c26821a2da0fc90040', '400921fb54442d18'],
  ['1e-4940', '628e2763060000000000', '0000000000000000'],
  ['1e4000', '618c55fe2383bad1e673', '7ff0000000000000'],
  ['-2.5', '00000000000000a000c0', 'c004000000000000'],
  ['123456789.123456789', 'e7a65bf3a3a279eb1940', '419d6f34547e6b75'],
  ['2.4703282292062327e-324', '64ffffffffffffffcb3b', '0000000000000000'],
  ['2.4703282292062328e-324', '2701000000000080cc3b', '0000000000000001'],
  ['7.4109846876186981e-324', '8bffffffffffffbfcd3b', '0000000000000001'],
  ['2.2250738585072011e-308', 'd5f6ffffffffffff003c', '000fffffffffffff'],
  ['2.2250738585072014e-308', '4600000000000080013c', '0010000000000000'],
  ['1.00000000000000011102230246251565404', '0004000000000080ff3f', '3ff0000000000000'],
  ['1e-320', 'd138824797b800fdd73b', '00000000000007e8'],
];

/** `np.frombuffer(bytes, np.longdouble).astype('f8')`: ties, overflow by rounding, and what x87 calls invalid. */
const odd: readonly (readonly [significand: bigint, tag: number, value: number])[] = [
  [0x8000000000000c00n, 0x3fff, 1.0000000000000004],
  [0x8000000000000401n, 0x3fff, 1.0000000000000002],
  [0xfffffffffffffc00n, 0x43fe, Infinity],
  [0xfffffffffffffbffn, 0x43fe, Number.MAX_VALUE],
  [0x8000000000000000n, 0x3bcd, 5e-324],
  [0x8000000000000000n, 0x3bcc, 0],
  [0x8000000000000001n, 0x3bcc, 5e-324],
  [0xc000000000000000n, 0x3bcd, 1e-323],
  [0x8000000000000000n, 0x0000, 0],
  [0x8000000000000000n, 0x8000, -0],
  [0n, 0x0001, NaN],
  [0x4000000000000000n, 0x3fff, NaN],
  [0n, 0x7fff, NaN],
  [0x4000000000000000n, 0x7fff, NaN],
  [0xc000000000000000n, 0x7fff, NaN],
];

function memory(bytes: Uint8Array, itemsize: number, little: boolean): DataView {
  const all = new Uint8Array(itemsize + 3).fill(0xa5);
  const item = new Uint8Array(itemsize).fill(0xa5);
  item.set(bytes);
  all.set(little ? item : item.reverse(), 3);
  return new DataView(all.buffer);
}

describe.each([
  [16, true],
  [16, false],
  [12, true],
  [12, false],
])('%i bytes, little-endian %s', (itemsize, little) => {
  test.each(fromNumpy)('%s', (_, hex, float64) => {
    const bytes = Buffer.from(hex, 'hex');
    const value = Buffer.from(float64, 'hex').readDoubleBE();
    expect(readLongDouble(memory(bytes, itemsize, little), 3, itemsize, little)).toBe(value);
  });

  test.each(odd)('significand %d, tag %i', (significand, tag, value) => {
    const bytes = Buffer.alloc(10);
    bytes.writeBigUInt64LE(significand);
    bytes.writeUInt16LE(tag, 8);
    expect(readLongDouble(memory(bytes, itemsize, little), 3, itemsize, little)).toBe(value);
  });

  test('writing is exact', () => {
    const exact = [
      ...[
        0,
        -0,
        1,
        -1,
        -2.5,
        Infinity,
        -Infinity,
        NaN,
        Number.MAX_VALUE,
        Number.MIN_VALUE,
        2 ** -1022,
        1e-310,
      ],
      ...[Math.PI, -(2 ** -1022) + 2 ** -1074, 123456789.12345679],
    ];
    for (const value of exact) {
      const view = memory(new Uint8Array(0), itemsize, little);
      writeLongDouble(view, 3, value, itemsize, little);
      expect(readLongDouble(view, 3, itemsize, little)).toBe(value);
      expect([view.getUint8(0), view.getUint8(1), view.getUint8(2)]).toEqual([0xa5, 0xa5, 0xa5]);
    }
  });
});

// `np.longdouble(float(text)).tobytes()[:10].hex()`
test.each([
  [1, '0000000000000080ff3f'],
  [0.1, '00d0ccccccccccccfb3f'],
  [5e-324, '0000000000000080cd3b'],
  [-1e-310, '00005831875b4493f9bb'],
  [NaN, '00000000000000c0ff7f'],
  [-Infinity, '0000000000000080ffff'],
])('%f is written as NumPy does', (value, hex) => {
  const view = new DataView(new ArrayBuffer(16));
  writeLongDouble(view, 0, value, 16, true);
  expect(Buffer.from(view.buffer).toString('hex')).toBe(hex.padEnd(32, '0'));
});

describe('an integer beyond 64 bits', () => {
  /** What NumPy 2.4 makes of each: `np.array([n], dtype=object).astype(np.longdouble)`. */
  const cases: [value: bigint, bytes: string, isExact: boolean][] = [
    [2n ** 64n + 1n, '00000000000000803f40', false],
    [2n ** 64n + 2n, '01000000000000803f40', true],
    [2n ** 63n + 1n, '01000000000000803e40', true],
    [-(2n ** 65n + 6n), '020000000000008040c0', false],
    [2n ** 65n + 2n, '00000000000000804040', false],
    [2n ** 66n - 1n, '00000000000000804140', false],
    [10n ** 30n, 'df4e6704cdc9f2c96240', false],
    [2n ** 70n, '00000000000000804540', true],
  ];
  test.each(cases)('%s', (value, bytes, isExact) => {
    const array = NumpyArray.from([value], { dtype: 'O' });
    const hex = ({ buffer, byteOffset }: NumpyArray) => Buffer.from(buffer, byteOffset, 10).toString('hex');
    expect(hex(array.astype('longdouble', { casting: 'unsafe' }))).toBe(bytes);
    if (isExact) expect(hex(array.astype('longdouble'))).toBe(bytes);
    else expect(() => array.astype('longdouble')).toThrow(`float128 can't hold ${value} exactly`);
  });

  test('up to the greatest', () => {
    const array = NumpyArray.from([2n ** 16383n, 2n ** 16384n], { dtype: 'O' });
    expect(() => array.astype('longdouble')).toThrow(
      "[1]: float128 can't hold an int above 128 bits exactly",
    );
    expect(String(array.slice(':1').astype('longdouble').get(0))).toBe('Infinity');
  });
});
