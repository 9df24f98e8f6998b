const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The common shape, which needs at most its zeros at the end taken off. */
const PLAIN = /^(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Digits and exponents beyond any amount, at which there is nothing to gain. */
const MAX_TEXT = 200;
const MAX_EXPONENT = 100;

const ZERO = 0x30;
const POINT = 0x2e;

/**
 * The shortest plain form of a decimal number, exact: `007.50` is `7.5`, `-1.5e3` is `-1500`, `-0`
 * is `0`. The point moves left by `places` on the way: 1299 in cents is `12.99`. Undefined for
 * anything that is not a number written so; a comma, a currency sign and NaN are not.
 */
export function plainDecimal(text: string, places = 0): string | undefined {
  if (text.length > MAX_TEXT) return undefined;
  if (places === 0 && PLAIN.test(text)) return withoutZeros(text);
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const shift = Number(exponent);
  if (digits === "" || Math.abs(shift) > MAX_EXPONENT) return undefined;
  const plain = placePoint(digits, whole.length + shift - places);
  return sign === "-" && plain !== "0" ? `-${plain}` : plain;
}

/** Digits with a point after the first `point` of them, which may lie outside of them. */
function placePoint(digits: string, point: number): string {
  const padded = point > 0 ? digits.padEnd(point, "0") : "0".repeat(1 - point) + digits;
  const at = Math.max(point, 1);
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  return withoutZeros(`${whole}.${padded.slice(at)}`);
}

/** Without the zeros at the end of a fraction, and without its point when nothing is left. */
function withoutZeros(text: string): string {
  if (!text.includes(".")) return text;
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end--;
  return text.slice(0, text.charCodeAt(end - 1) === POINT ? end - 1 : end);
}
