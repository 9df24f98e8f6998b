import { formatDecimal, parseDecimal } from "../lib/decimal.ts";
import type { Value } from "../lib/value.ts";

/** A scalar as text: whole digits, no exponent. Undefined for null, bytes, lists and objects. */
export function textOf(value: Value): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return numberText(value);
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}

function numberText(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const decimal = parseDecimal(text);
  return decimal === undefined ? text : formatDecimal(decimal);
}

/** True where a warehouse says "no value": null, blank text, an empty list. */
export function isEmpty(value: Value): boolean {
  if (value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}
