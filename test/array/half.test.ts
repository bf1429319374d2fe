import { expect, test } from 'vitest';
import { encodeHalf, halfTable } from '../../src/array/half.ts';

/** From the standard's text: sign, exponent and fraction as strings of bits. */
function byDefinition(bits: number): number {
  const text = bits.toString(2).padStart(16, '0');
  const exponent = Number.parseInt(text.slice(1, 6), 2);
  const fraction = [...text.slice(6)].reduce((sum, bit, i) => sum + (bit === '1' ? 1 / 2 ** (i + 1) : 0), 0);
  const sign = text[0] === '1' ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

test('all 65,536 halves have the value that the standard gives them', () => {
  const table = halfTable();
  expect(table).toHaveLength(65536);
  for (let bits = 0; bits < 65536; bits++) {
    if (!Object.is(table[bits], byDefinition(bits)))
      expect([bits, table[bits]]).toEqual([bits, byDefinition(bits)]);
  }
});

test('every half is encoded as itself', () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = byDefinition(bits);
    if (!Number.isNaN(value) && encodeHalf(value) !== bits)
      expect([value, encodeHalf(value)]).toEqual([value, bits]);
  }
  expect(encodeHalf(NaN)).toBe(0x7e00);
});

test('half way between two halves goes to the even one, anything else to the nearer', () => {
  for (let bits = 0; bits < 0x7bff; bits++) {
    const below = byDefinition(bits);
    const above = byDefinition(bits + 1);
    const middle = (below + above) / 2;
    const even = bits % 2 === 0 ? bits : bits + 1;
    const found = [middle, middle * (1 - 2 ** -52), middle * (1 + 2 ** -51), -middle].map(encodeHalf);
    const expected = [even, bits, bits + 1, even | 0x8000];
    if (found.join() !== expected.join()) expect([middle, found]).toEqual([middle, expected]);
  }
});

test('what is too large becomes infinite, as in NumPy: from 65520 on', () => {
  expect([65519.99, 65520, 1e300, -65520].map(encodeHalf)).toEqual([0x7bff, 0x7c00, 0x7c00, 0xfc00]);
});
