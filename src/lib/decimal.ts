/** A decimal number: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** What a text says: digits with the point after the first `point` of them, or outside of them. */
interface Parts {
  readonly isNegative: boolean;
  readonly digits: string;
  readonly point: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** The common shape, which needs at most its zeros at the end taken off. */
const PLAIN = /^(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Digits and exponents beyond any amount, at which arithmetic would only burn time. */
const MAX_TEXT = 200;
const MAX_EXPONENT = 100;

const ZERO = 0x30;
const POINT = 0x2e;

/** Undefined for anything that is not a number; a comma, a currency sign and NaN are not. */
function partsOf(text: string): Parts | undefined {
  const match = text.length <= MAX_TEXT ? SHAPE.exec(text) : null;
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = whole + fraction;
  const shift = Number(exponent);
  if (digits === "" || Math.abs(shift) > MAX_EXPONENT) return undefined;
  return { isNegative: sign === "-", digits, point: whole.length + shift };
}

/** Reads `12`, `-0.50`, `.5` or `1.2e3`; undefined for anything else, grouped digits included. */
export function parseDecimal(text: string): Decimal | undefined {
  const parts = partsOf(text.trim());
  if (parts === undefined) return undefined;
  const magnitude = BigInt(parts.digits);
  const units = parts.isNegative ? -magnitude : magnitude;
  const scale = parts.digits.length - parts.point;
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The shortest plain form: no exponent, no zeros at the end. */
export function formatDecimal({ units, scale }: Decimal): string {
  if (scale === 0) return units.toString();
  const isNegative = units < 0n;
  const digits = (isNegative ? -units : units).toString();
  return signed(isNegative, placePoint(digits, digits.length - scale));
}

/**
 * The shortest plain form of what `parseDecimal` reads, without the way through big integers:
 * `007.50` is `7.5`, `-1.5e3` is `-1500`, `-0` is `0`. Blanks around it are not taken. The point moves
 * left by `places` on the way: 1299 in cents is `12.99`.
 */
export function plainDecimal(text: string, places = 0): string | undefined {
  if (places === 0 && text.length <= MAX_TEXT && PLAIN.test(text)) return withoutZeros(text);
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  return signed(parts.isNegative, placePoint(parts.digits, parts.point - places));
}

function signed(isNegative: boolean, plain: string): string {
  return isNegative && plain !== "0" ? `-${plain}` : plain;
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
