import { type Cleaner, Fault } from "./cleaner.ts";
import { prepared } from "./text.ts";

const NOT_POSTAL_CODE = new Fault("not_postal_code", "a postal code of at least two characters");
const NOT_ZIP_CODE = new Fault("not_zip_code", "a US ZIP code: five digits, or five and four");

const SHORTEST = 2;

/** The US and the territories that share its ZIP codes. */
const ZIP_COUNTRIES: ReadonlySet<string> = new Set(["US", "PR", "GU", "VI", "AS", "MP"]);
const ZIP = /^(\d{5})(?:\d{4})?$/;
const ZIP_PLUS_FOUR = /^(\d{5})[\s\p{Pd}]+\d{4}$/u;
const DIGITS = /^[0-9]+$/;
const SPACE_OR_DASH = /[\s\p{Pd}]+/gu;

function plain(text: string): string {
  return text.toLowerCase().replace(SPACE_OR_DASH, "").normalize("NFC");
}

/** A postal code without spaces and dashes, lower-cased; of a ZIP code the first five digits. */
export const postalCode: Cleaner = (value, context) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const compact = DIGITS.test(text) ? text : plain(text);
  const { country } = context;
  if (country !== undefined && ZIP_COUNTRIES.has(country)) {
    return ZIP.exec(compact)?.[1] ?? NOT_ZIP_CODE;
  }
  if (country === undefined) {
    const five = ZIP_PLUS_FOUR.exec(text)?.[1];
    if (five !== undefined) return five;
  }
  return compact.length < SHORTEST ? NOT_POSTAL_CODE : compact;
};
