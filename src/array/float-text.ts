/** Floats and complex numbers as NumPy prints them: a column of an array, and one alone. */
import { type Decimal, decimal, type Float } from './float-digits.ts';

const PRECISION = 8;

/** By bytes: digits of a float, the smallest one that a column prints without an exponent, and half a step at 1000. */
const WIDTHS: { readonly [bytes: number]: readonly [digits: number, smallest: number, half: number] } = {
  2: [3, 0.00010001659393310547, 2 ** -2],
  4: [6, Math.fround(1e-4), 2 ** -15],
  8: [15, 1e-4, 2 ** -44],
};
const WIDEST = [18, 1e-4, 2 ** -55] as const;

interface Layout {
  /** At least this many digits after the point; the rest is zeros. */
  readonly fraction?: number;
  /** `''`: no zeros at the end, the point stays. `'0'`: one zero at least. `'-'`: no bare point. */
  readonly bare?: '' | '0' | '-';
  readonly exponentDigits?: number;
}

function sign({ negative }: Float, plus: boolean): string {
  return negative ? '-' : plus ? '+' : '';
}

function withFraction(whole: string, fraction: string, bare: Layout['bare'] = ''): string {
  const kept = fraction.replace(/0+$/, '') || (bare === '0' ? '0' : '');
  return kept || bare !== '-' ? `${whole}.${kept}` : whole;
}

/** `[-]ddd.ddd` */
function positional({ digits, exponent }: Decimal, bare?: Layout['bare']): string {
  if (exponent < 0) return withFraction('0', '0'.repeat(-1 - exponent) + digits, bare);
  return withFraction(
    digits.slice(0, exponent + 1).padEnd(exponent + 1, '0'),
    digits.slice(exponent + 1),
    bare,
  );
}

/** `d.ddde+dd` */
function scientific(
  { digits, exponent }: Decimal,
  { fraction = 0, bare = '', exponentDigits = 2 }: Layout,
): string {
  const mantissa = withFraction(digits[0]!, digits.slice(1), bare);
  const power = String(Math.abs(exponent)).padStart(exponentDigits, '0');
  return `${fraction ? mantissa.padEnd(fraction + 2, '0') : mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

function notFinite(x: Float, plus: boolean): string {
  return Number.isNaN(x.size) ? `${plus ? '+' : ''}nan` : `${sign(x, plus)}inf`;
}

const longest = (texts: readonly string[]) =>
  texts.reduce((length, text) => Math.max(length, text.length), 0);

/** The texts of a column of floats of that many bytes, all of one width; `plus` where positive ones have a sign. */
export function floatTexts(floats: readonly Float[], bytes: number, plus = false): string[] {
  const finite = floats.filter((x) => x.finite);
  const [digits, smallest, half] = WIDTHS[bytes] ?? WIDEST;
  let max = 0;
  let min = Infinity;
  for (const { significand, size } of finite) {
    if (significand === 0n) continue;
    max = Math.max(max, size);
    min = Math.min(min, size);
  }
  // NumPy divides in the column's own precision, where a little more than 1000 is 1000.
  const exponents = max >= 10 ** Math.min(8, digits) || min < smallest || max / min > 1000 + half;
  let print: (x: Float) => string;
  let left = 0;
  let right = 0;
  if (exponents) {
    const parts = finite.map((x) => scientific(decimal(x, 'total', PRECISION + 1), {}).split(/[.e]/));
    const fraction = longest(parts.map((part) => part[1]!));
    const exponentDigits = longest(parts.map((part) => part[2]!)) - 1;
    right = fraction + exponentDigits + 2;
    print = (x) => scientific(decimal(x, 'total', fraction + 1, fraction + 1), { fraction, exponentDigits });
    left = finite.some((x) => sign(x, plus)) ? 2 : 1;
  } else {
    print = (x) => positional(decimal(x, 'fraction', PRECISION, 0));
    for (const x of finite) {
      const [whole, fraction] = positional(decimal(x, 'fraction', PRECISION)).split('.');
      left = Math.max(left, whole!.length + sign(x, plus).length);
      right = Math.max(right, fraction!.length);
    }
  }
  if (finite.length < floats.length) {
    const minus = plus || floats.some((x) => x.size === Infinity && x.negative);
    left = Math.max(left, 2 - right, (minus ? 3 : 2) - right);
  }
  return floats.map((x) => {
    if (!x.finite) return notFinite(x, plus).padStart(left + right + 1);
    const [whole, fraction] = (sign(x, plus) + print(x)).split('.');
    return `${whole!.padStart(left)}.${fraction!.padEnd(right)}`;
  });
}

/** The texts of a column of complex numbers, given their parts. */
export function complexTexts(re: readonly Float[], im: readonly Float[], bytes: number): string[] {
  const imaginary = floatTexts(im, bytes, true);
  return floatTexts(re, bytes).map((text, i) => text + imaginary[i]!.replace(/ *$/, 'j$&'));
}

/** A float as NumPy prints it alone, every digit that matters: `0.1`, `1e+16`. */
export function floatText(x: Float, bytes: number, bare: '0' | '-' = '0', plus = false): string {
  if (!x.finite) return notFinite(x, plus);
  const { size } = x;
  const short = decimal(x, 'total');
  const limit = bytes < 8 ? 10 ** WIDTHS[bytes]![0] : 1e16;
  const text =
    x.significand === 0n || (size >= 1e-4 && size < limit)
      ? positional(short, bare)
      : scientific(short, { bare: '-' });
  return sign(x, plus) + text;
}

/** A complex number alone: `(1+2j)`, `2j`. */
export function complexText(re: Float, im: Float, bytes: number): string {
  if (re.significand === 0n && !re.negative) return `${floatText(im, bytes, '-')}j`;
  return `(${floatText(re, bytes, '-')}${floatText(im, bytes, '-', true)}j)`;
}
