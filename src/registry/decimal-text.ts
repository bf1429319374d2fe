/** The texts that `decimal.Decimal` takes; a sign, digits and a point, an exponent; or what is no number. */
const FINITE = /^([+-]?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i;
const SPECIAL = /^([+-]?)(?:(inf(?:inity)?)|(s?)nan(\d*))$/i;

/** The highest exponent of a digit, and the lowest, that CPython's decimals know on machines of 64 bits. */
const MAX_EXPONENT = 999_999_999_999_999_999n;
const MIN_EXPONENT = -1_999_999_999_999_999_997n;

const withoutZeros = (digits: string) => digits.replace(/^0+(?=\d)/, '');

/**
 * Python's `str(Decimal(text))`: the one text of a decimal number, with all its digits.
 *
 * Source: `Decimal.__new__` and `Decimal.__str__` in CPython's `Lib/_pydecimal.py`.
 *
 * @throws RangeError for text that is no decimal number, or whose exponent Python's has no room for.
 */
export function decimalText(text: string): string {
  const given = text.trim().replaceAll('_', '');
  const special = SPECIAL.exec(given);
  if (special !== null) {
    const [, sign, infinity, signalling, payload = ''] = special;
    const name = infinity === undefined ? `${signalling === '' ? '' : 's'}NaN` : 'Infinity';
    return (sign === '-' ? '-' : '') + name + payload.replace(/^0+/, '');
  }
  const match = FINITE.exec(given);
  if (match === null) throw new RangeError(`${JSON.stringify(text)} is not a decimal number`);
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const digits = withoutZeros(whole + fraction);
  const exponent = BigInt(power) - BigInt(fraction.length);
  /** Digits before the point, were there no exponent. */
  const left = exponent + BigInt(digits.length);
  if (left - 1n > MAX_EXPONENT || exponent < MIN_EXPONENT)
    throw new RangeError(
      `the exponent of ${JSON.stringify(text)} is none that Python's Decimal has room for`,
    );
  const isPlain = exponent <= 0n && left > -6n;
  const point = isPlain ? Number(left) : 1;
  const body =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  const shift = left - BigInt(point);
  return (sign === '-' ? '-' : '') + body + (shift === 0n ? '' : `E${shift > 0n ? '+' : ''}${shift}`);
}
