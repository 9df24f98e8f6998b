import { plainDecimal } from "../../lib/decimal.ts";
import { numberJson } from "../../lib/json.ts";
import { minorUnitsOf } from "../currencies.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const NOT_AMOUNT = new Fault(
  "not_amount",
  "a decimal number with a point, without grouping and currency sign",
);
const CURRENCY_MISSING = new Fault("currency_missing", "a currency, to know its minor unit");

/** What nearly all amounts are: so few digits that a float holds them and prints them again. */
const SHORT = /^(?:0|[1-9]\d{0,9})(?:\.\d{1,4})?$/;

/** Money or another decimal of the currency, as a JSON number with exactly the digits given. */
export const amount: Cleaner = (value, context) => {
  const isMinor = context.options.unit === "minor";
  if (typeof value === "string" && !isMinor && SHORT.test(value)) return Number(value);
  // Unlike in text, a float of any size means itself here.
  const written = typeof value === "number" ? String(value) : trimmed(value);
  if (typeof written !== "string") return written === undefined ? undefined : NOT_AMOUNT;
  let places = 0;
  if (isMinor) {
    const minorUnits = minorUnitsOf(context.currency);
    if (minorUnits === undefined) return CURRENCY_MISSING;
    places = minorUnits;
  }
  const plain = plainDecimal(written, places);
  if (plain === undefined) return NOT_AMOUNT;
  if (plain.startsWith("-")) context.notice("negative_value");
  return numberJson(plain);
};
