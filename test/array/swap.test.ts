import { afterEach, describe, expect, test, vi } from 'vitest';
import { dtype } from '../../src/dtype/parse.ts';
import { DTypeError } from '../../src/errors.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

// With Node's swaps, and as in a browser.
describe.each([true, false])('with Buffer: %s', (withBuffer) => {
  async function load() {
    if (!withBuffer) vi.stubGlobal('Buffer', undefined);
    vi.resetModules();
    return (await import('../../src/array/swap.ts')).swapBytes;
  }

  test.each([
    ['u1', 1],
    ['S5', 1],
    ['V5', 1],
    ['i2', 2],
    ['f2', 2],
    ['i4', 4],
    ['f4', 4],
    ['U2', 4],
    ['c8', 4],
    ['f8', 8],
    ['i8', 8],
    ['M8[s]', 8],
    ['c16', 8],
    ['f12', 12],
    ['f16', 16],
    ['c32', 16],
  ])('%s: units of %i bytes', async (code, unit) => {
    const swapBytes = await load();
    const type = dtype(code);
    const all = Uint8Array.from({ length: 3 * type.itemsize + 4 }, (_, i) => i);
    const before = all.slice();
    swapBytes(all.subarray(1, -3), type);
    const expected = before.map((byte, i) => {
      const at = i - 1;
      if (at < 0 || at >= 3 * type.itemsize) return byte;
      return before[1 + at - (at % unit) + unit - 1 - (at % unit)]!;
    });
    expect(all).toEqual(expected);
  });

  test('a ragged end and a struct are errors', async () => {
    const swapBytes = await load();
    expect(() => swapBytes(new Uint8Array(6), dtype('f4'))).toThrow(
      new RangeError('6 bytes are no whole number of 4-byte numbers of float32'),
    );
    const struct = dtype([['x', 'i4']]);
    expect(() => swapBytes(new Uint8Array(4), struct)).toThrow(
      new DTypeError("[('x', '<i4')] has no byte order of its own; swap the bytes of its fields"),
    );
  });
});
