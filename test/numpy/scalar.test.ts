import { describe, expect, it } from 'vitest';
import { loads, NumpyScalar } from '../../src/index.ts';
import { bytes } from '../pickle/assemble.ts';

/** `scalar(dtype(code), data)`, the dtype in big-endian order. */
function bigEndian(code: string, data: string, state = 'I3\nV>\nNNNI-1\nI-1\nI0\nt'): Uint8Array {
  return bytes(
    `cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(V${code}\nI00\nI01\ntR(${state}bB`,
    [data.length, 0, 0, 0],
    data,
    'tR.',
  );
}

describe('scalars', () => {
  it('of foreign byte order come out native, as from NumPy', () => {
    expect(loads(bigEndian('i4', '\x00\x00\x01\x02'))).toBe(258);
    expect(loads(bigEndian('f8', '\x3f\xf8\0\0\0\0\0\0'))).toBe(1.5);
    const exact = loads(bigEndian('i4', '\x00\x00\x01\x02'), { exact: true }) as NumpyScalar;
    expect([exact.dtype.str, exact.value]).toEqual(['<i4', 258]);
    const date = loads(
      bigEndian('M8', '\0\0\0\0\0\0\0\x05', 'I4\nV>\nNNNI-1\nI-1\nI0\n(N(Vs\nI1\nI1\nI1\nttt'),
    ) as NumpyScalar;
    expect([date.dtype.str, date.value]).toEqual(['<M8[s]', 5n]);
  });

  it('may have more bytes than they need, but not fewer', () => {
    expect(loads(bigEndian('i2', '\x01\x02\x03'))).toBe(258);
    expect(() => loads(bigEndian('i4', '\x01\x02\x03'))).toThrow(
      'numpy.core.multiarray.scalar: a scalar of dtype >i4 needs 4 bytes, 3 are there',
    );
  });

  it('are values by Python’s rule, unless they are to be kept exactly', () => {
    const int64 = bytes(
      'cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(Vi8\nI00\nI01\ntRC\x08',
      [5, 0, 0, 0, 0, 0, 0, 0],
      'tR.',
    );
    expect(loads(int64)).toBe(5);
    expect(loads(int64, { exact: true })).toBeInstanceOf(NumpyScalar);
  });
});
