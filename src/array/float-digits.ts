/**
 * The decimal digits of a binary float, exactly as NumPy finds them: Burger and Dybvig's free-format
 * algorithm in Steele and White's terms ("Dragon4"), for every width of float.
 *
 * | bytes | float | significand bits | exponent bits |
 * |---|---|---|---|
 * | 2, 4, 8 | binary16, 32, 64 | 10, 23, 52, and a 1 that is not written | 5, 8, 11 |
 * | 12, 16 | x87 80-bit, padded | 64, with its leading 1 | 15 |
 *
 * Source: https://dl.acm.org/doi/10.1145/231379.231397 ("Printing Floating-Point Numbers Quickly and Accurately")
 */

/** A float: `significand` × 2^`exponent`, if it is finite. */
export interface Float {
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
  /** At a power of two: the next smaller float is half as far away as the next larger one. */
  readonly unequal: boolean;
  /** Its size as a float64, rounded where that has fewer bits. Infinity and NaN here only. */
  readonly size: number;
  /** False for infinity and NaN. */
  readonly finite: boolean;
}

const LAYOUTS: { readonly [bytes: number]: readonly [significandBits: number, exponentBits: number] } = {
  2: [10, 5],
  4: [23, 8],
  8: [52, 11],
};

/** The float of `bytes` bytes whose first lies at byte `at`. */
export function readFloat(view: DataView, at: number, bytes: number, little: boolean): Float {
  const [bits, exponentBits] = LAYOUTS[bytes] ?? [64, 15];
  const used = (bits + exponentBits + 1) >> 3;
  let raw = 0n;
  // The padding of longdouble comes last, in either order of the bytes reversed.
  for (let i = used - 1; i >= 0; i--) {
    raw = (raw << 8n) | BigInt(view.getUint8(at + (little ? i : bytes - 1 - i)));
  }
  const fraction = BigInt.asUintN(bits, raw);
  const tag = Number(raw >> BigInt(bits));
  const top = 2 ** exponentBits - 1;
  const biased = tag & top;
  const leading = 1n << BigInt(bits === 64 ? 63 : bits);
  const significand = biased > 0 ? fraction | leading : fraction;
  const exponent = (biased || 1) - (top >> 1) - (bits === 64 ? 63 : bits);
  // A longdouble without its leading 1 is invalid, which is NaN to the processor.
  const invalid = bits === 64 && biased > 0 && fraction < leading;
  const finite = biased < top && !invalid;
  return {
    negative: tag > top,
    significand,
    exponent,
    unequal: biased > 1 && significand === leading,
    size: finite ? Number(significand) * 2 ** exponent : significand === leading && !invalid ? Infinity : NaN,
    finite,
  };
}

/** Digits, the first of which counts 10^`exponent`. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/**
 * The fewest digits that tell a float from its neighbours, but at most `max`, the last one rounded half to
 * even, and at least `min`, exact ones. Digits are counted from the first (`'total'`) or from the decimal
 * point (`'fraction'`).
 */
export function decimal(
  { significand, exponent, unequal }: Float,
  count: 'total' | 'fraction',
  max = Infinity,
  min = -Infinity,
): Decimal {
  if (significand === 0n) return { digits: '0', exponent: 0 };
  const even = (significand & 1n) === 0n;
  // The value is `value / scale`; half the way to its neighbours is `below / scale` and `above / scale`.
  const doubled = unequal ? 2n : 1n;
  let value = significand << doubled;
  let scale = 1n << doubled;
  let below = 1n;
  if (exponent > 0) {
    value <<= BigInt(exponent);
    below <<= BigInt(exponent);
  } else {
    scale <<= BigInt(-exponent);
  }
  // Where the digits begin: the estimate is right or one too small.
  let place = Math.ceil((significand.toString(2).length - 1 + exponent) * Math.LOG10E * Math.LN2 - 0.69);
  if (place > 0) {
    scale *= 10n ** BigInt(place);
  } else {
    const power = 10n ** BigInt(-place);
    value *= power;
    below *= power;
  }
  if (value >= scale) {
    place++;
  } else {
    value *= 10n;
    below *= 10n;
  }
  const start = count === 'total' ? place : 0;
  const last = start - max;
  const enough = Math.min(place, start - min);
  let first = place - 1;
  let digits = '';
  for (;;) {
    place--;
    const digit = value / scale;
    value %= scale;
    const above = value + below * doubled;
    const low = value < below || (even && value === below);
    const high = above > scale || (even && above === scale);
    if (!((low || high) && place <= enough) && place > last) {
      digits += digit;
      value *= 10n;
      below *= 10n;
      continue;
    }
    const twice = 2n * value;
    const down = low === high ? twice < scale || (twice === scale && (digit & 1n) === 0n) : low;
    if (down) {
      digits += digit;
    } else {
      // 9 rounds up to 10, which carries.
      digits = (digits + digit).replace(/9+$/, '');
      if (digits === '') first++;
      digits = digits.slice(0, -1) + (Number(digits.at(-1) ?? 0) + 1);
    }
    return { digits, exponent: first };
  }
}
