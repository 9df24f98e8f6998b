import type { Value } from "./value.ts";

/** A number as it was written. `JSON.stringify` prints its text, digits beyond a float's included. */
export interface RawNumber {
  readonly rawJSON: string;
}

// TypeScript's own library does not know this one yet; Node has had it since version 21.
const native = JSON as unknown as {
  rawJSON(text: string): RawNumber;
};

/** Digits enough that a float may not hold them; a false alarm costs time only. */
const LONG_NUMBER = /\d[\d.]{14,}\d/;

/**
 * Parses JSON without losing a digit: whole numbers beyond 2^53 become a `bigint`, decimals that no
 * float holds become their text. Undefined for anything that is not JSON; the parser's own message
 * is dropped since it quotes the text.
 */
export function parseJson(text: string): Value | undefined {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || source === undefined) return value;
  if (Number.isSafeInteger(value)) return value;
  if (/^-?\d+$/.test(source)) return BigInt(source);
  return /[eE]/.test(source) || String(value) === withoutZeros(source) ? value : source;
}

/** Decimal text without the zeros at its end: `1.50` is `1.5`, `2.00` is `2`. */
function withoutZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** JSON text in which a `bigint` is a number with all its digits. */
export function jsonText(value: Value): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? native.rawJSON(inner.toString()) : inner,
  );
}

/** A float holds 15 decimal digits exactly, and prints them again. IEEE 754, binary64. */
const EXACT_LENGTH = 15;
/** Below this a float is printed with an exponent. ECMA-262, Number::toString. */
const SMALLEST_PLAIN = 1e-6;

/**
 * A JSON number with exactly the digits of a plain decimal text (`-12.50`, no exponent, no leading
 * zeros): a float where it prints the same, else the text itself.
 */
export function numberJson(text: string): number | RawNumber {
  const quick = Number(text);
  if (text.length <= EXACT_LENGTH && Math.abs(quick) >= SMALLEST_PLAIN) return quick;
  const shortest = withoutZeros(text);
  const number = Number(shortest);
  return String(number) === shortest ? number : native.rawJSON(shortest);
}
