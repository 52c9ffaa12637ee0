const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?)0*(\d+))?$/;

/** Exponents of more digits than this are not computed with: the number stays as it was spelled. */
const EXPONENT_DIGITS_MAX = 15;

/**
 * The one spelling of a JSON number's exact value: all its digits, in the layout that ECMAScript gives to numbers
 * (plain from 1e-6 up to 1e21, an exponent outside). Where the value is that of a double's shortest form this is
 * what RFC 8785 writes; where no double holds it (9007199254740993, 1e400) no digit is lost. -0 is 0.
 * A token that is no number comes back as it is.
 */
export function canonicalNumber(token: string): string {
  const match = NUMBER.exec(token);
  if (match === null) return token;
  const [, sign = '', whole = '', fraction = '', exponentSign = '', exponent = '0'] = match;
  const digits = whole + fraction;

  const from = leadingZeros(digits);
  const until = digits.length - trailingZeros(digits);
  if (from === digits.length) return '0';
  if (exponent.length > EXPONENT_DIGITS_MAX) return token;
  return sign + layOut(digits.slice(from, until), whole.length - from + Number(exponentSign + exponent));
}

/** Writes 0.`digits` times ten to the `point`, as Number::toString in ECMA-262 does. */
function layOut(digits: string, point: number): string {
  if (digits.length <= point && point <= 21) return digits.padEnd(point, '0');
  if (0 < point && point <= 21) return `${digits.slice(0, point)}.${digits.slice(point)}`;
  if (-6 < point && point <= 0) return `0.${'0'.repeat(-point)}${digits}`;

  const mantissa = digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return `${mantissa}e${point > 0 ? '+' : '-'}${Math.abs(point - 1)}`;
}

// Loops, for a pattern such as /0+$/ takes quadratic time on a long run of zeros that does not end the text.
function leadingZeros(digits: string): number {
  let count = 0;
  while (digits.charCodeAt(count) === ZERO) count += 1;
  return count;
}

function trailingZeros(digits: string): number {
  let count = 0;
  while (digits.charCodeAt(digits.length - 1 - count) === ZERO) count += 1;
  return count;
}

const ZERO = 0x30;
