import { plainDecimal } from "../../lib/decimal.ts";
import { numberJson } from "../../lib/json.ts";
import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const NOT_NUMBER = new Fault("not_number", "a decimal number with a point, without grouping");
const NOT_INTEGER = new Fault("not_integer", "a whole number");
const NOT_POSITIVE = new Fault("not_positive", "a number greater than 0");

function decimalOf(value: Value): string | Fault | undefined {
  const written = typeof value === "number" ? String(value) : trimmed(value);
  if (written === undefined) return undefined;
  return (typeof written === "string" ? plainDecimal(written) : undefined) ?? NOT_NUMBER;
}

/** A decimal number with exactly the digits given. */
export const number: Cleaner = (value) => {
  const decimal = decimalOf(value);
  return typeof decimal === "string" ? numberJson(decimal) : decimal;
};

/** A decimal number above zero: goods are counted or weighed. */
export const positive: Cleaner = (value) => {
  const decimal = decimalOf(value);
  if (typeof decimal !== "string") return decimal;
  return decimal === "0" || decimal.startsWith("-") ? NOT_POSITIVE : numberJson(decimal);
};

/** A whole number; `3.0` is one. */
export const integer: Cleaner = (value) => {
  const decimal = decimalOf(value);
  if (typeof decimal !== "string") return decimal;
  return decimal.includes(".") ? NOT_INTEGER : numberJson(decimal);
};
