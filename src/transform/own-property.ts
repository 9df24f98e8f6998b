import type { Fault, Json } from "../capi/clean/cleaner.ts";
import { jsonOf } from "../capi/clean/free.ts";
import { formatDecimal, parseDecimal } from "../lib/decimal.ts";
import { numberJson } from "../lib/json.ts";
import type { Value } from "../lib/value.ts";

/**
 * Cleans a property of the user's own. `numeric`: text that is a number goes as a JSON number, with
 * exactly its digits; for columns of numbers and results of arithmetic, which arrive as text.
 */
export function ownProperty(numeric: boolean): (value: Value) => Json | Fault | undefined {
  if (!numeric) return jsonOf;
  return (value) =>
    typeof value === "string" ? (asNumber(value) ?? jsonOf(value)) : jsonOf(value);
}

function asNumber(text: string): Json | undefined {
  const decimal = parseDecimal(text);
  return decimal === undefined ? undefined : numberJson(formatDecimal(decimal));
}
