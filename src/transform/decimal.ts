import type { Decimal } from "../lib/decimal.ts";

/** Digits after the point of a quotient that does not end, such as 1/3. */
const QUOTIENT_DIGITS = 20;

/** Dividing by one of these, as cents are, only moves the point. */
const POWERS_OF_TEN: ReadonlyMap<bigint, number> = new Map(
  Array.from({ length: 10 }, (_, power) => [10n ** BigInt(power), power]),
);

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale) + rescale(b, scale), scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Exact where the quotient ends; otherwise rounded to 20 digits after the point. `b` is not zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const shift = b.scale === 0 ? POWERS_OF_TEN.get(b.units) : undefined;
  if (shift !== undefined) return { units: a.units, scale: a.scale + shift };
  const scale = Math.max(a.scale, b.scale) + QUOTIENT_DIGITS;
  const numerator = a.units * 10n ** BigInt(scale + b.scale);
  const denominator = b.units * 10n ** BigInt(a.scale);
  return { units: divideRounded(numerator, denominator), scale };
}

/** To so many digits after the point, halves away from zero: 2.5 is 3, -2.5 is -3. */
export function roundDecimal(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  const units = divideRounded(value.units, 10n ** BigInt(value.scale - digits));
  return { units, scale: digits };
}

function rescale({ units, scale }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - scale);
}

function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (denominator < 0n ? -denominator : denominator)) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}
