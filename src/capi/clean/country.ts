import type { Value } from "../../lib/value.ts";
import { countryOf } from "../countries.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { prepared } from "./text.ts";

const NOT_COUNTRY = new Fault("not_country", "a country: its ISO 3166-1 code or English name");

/** The upper-case alpha-2 code of a column's value, as `CleanContext.country` wants it. */
export function countryCode(value: Value): string | undefined {
  const text = prepared(value);
  return typeof text === "string" ? countryOf(text) : undefined;
}

/** A country as its ISO 3166-1 alpha-2 code, lower-cased. */
export const country: Cleaner = (value) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  return countryOf(text)?.toLowerCase() ?? NOT_COUNTRY;
};
