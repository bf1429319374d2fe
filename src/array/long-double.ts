/**
 * x87 80-bit extended precision, which NumPy's longdouble is on x86: 10 bytes, padded to 16 (or 12 on
 * 32-bit machines).
 *
 * | bits | |
 * |---|---|
 * | 0–63 | significand, with its leading 1 written out |
 * | 64–78 | exponent, bias 16383 |
 * | 79 | sign |
 *
 * Source: https://en.wikipedia.org/wiki/Extended_precision#x86_extended_precision_format
 */

const BIAS = 16383;
const scratch = new DataView(new ArrayBuffer(8));

/** Byte offset of the 10 bytes that count: the padding comes last, in either order of the bytes reversed. */
function significant(at: number, itemsize: number, little: boolean): number {
  return little ? at : at + itemsize - 10;
}

/**
 * The float64 nearest to the longdouble at that byte, ties to even. What the processor calls invalid
 * (a significand without its leading 1) is NaN, as there.
 */
export function readLongDouble(view: DataView, at: number, itemsize: number, little: boolean): number {
  const start = significant(at, itemsize, little);
  const tag = view.getUint16(start + (little ? 8 : 0), little);
  const high = view.getUint32(start + (little ? 4 : 2), little);
  const low = view.getUint32(start + (little ? 0 : 6), little);
  const exponent = tag & 0x7fff;
  const sign = tag & 0x8000 ? -1 : 1;
  // The largest of them, just under 2^-16381, is far below float64's smallest.
  if (exponent === 0) return sign * 0;
  if (high < 0x80000000) return NaN;
  if (exponent === 0x7fff) return high === 0x80000000 && low === 0 ? sign * Infinity : NaN;
  const power = exponent - BIAS;
  // The sum is rounded once; scaling it is exact while the result is no denormal.
  if (power >= -1022) return sign * ((high * 2 ** 32 + low) * 2 ** -63) * 2 ** power;
  return sign * denormal((BigInt(high) << 32n) | BigInt(low), -1074 + 63 - power);
}

/** `significand / 2^drop` units of the smallest float64, rounded once, ties to even. */
function denormal(significand: bigint, drop: number): number {
  if (drop > 65) return 0;
  // With 2^52 units before them, the units are the last of the 53 bits that the engine rounds to.
  const rounded = Number((1n << BigInt(drop + 52)) + significand) / 2 ** drop;
  return (rounded - 2 ** 52) * 2 ** -1074;
}

/** Writes a float64 as a longdouble, exactly; the padding becomes 0. */
export function writeLongDouble(
  view: DataView,
  at: number,
  value: number,
  itemsize: number,
  little: boolean,
): void {
  // Denormal float64s are normal here; 2^64 more makes them normal there, too.
  const tiny = value !== 0 && Math.abs(value) < 2 ** -1022;
  scratch.setFloat64(0, tiny ? value * 2 ** 64 : value);
  const top = scratch.getUint32(0);
  const bottom = scratch.getUint32(4);
  const biased = (top >>> 20) & 0x7ff;
  const exponent = biased === 0 ? 0 : biased === 0x7ff ? 0x7fff : biased - 1023 + BIAS - (tiny ? 64 : 0);
  const leading = biased === 0 ? 0 : 0x80000000;
  const start = significant(at, itemsize, little);
  for (let i = 0; i < itemsize; i++) view.setUint8(at + i, 0);
  view.setUint16(start + (little ? 8 : 0), ((top >>> 16) & 0x8000) | exponent, little);
  view.setUint32(start + (little ? 4 : 2), leading + (((top & 0xfffff) << 11) | (bottom >>> 21)), little);
  view.setUint32(start + (little ? 0 : 6), bottom << 11, little);
}

/** Writes ±significand × 2^exponent, of up to 64 bits, as a longdouble, exactly. */
export function writeExtended(
  view: DataView,
  at: number,
  { negative, significand, exponent }: { negative: boolean; significand: bigint; exponent: number },
  itemsize: number,
  little: boolean,
): void {
  const start = significant(at, itemsize, little);
  const shift = significand === 0n ? 0 : 64 - significand.toString(2).length;
  // A denormal keeps its zeros, its exponent is written as 0.
  const biased = significand === 0n ? 0 : exponent + 63 - shift + BIAS;
  for (let i = 0; i < itemsize; i++) view.setUint8(at + i, 0);
  view.setUint16(start + (little ? 8 : 0), (negative ? 0x8000 : 0) | Math.max(biased, 0), little);
  const bits = biased > 0 ? significand << BigInt(shift) : significand;
  view.setBigUint64(start + (little ? 0 : 2), bits, little);
}
