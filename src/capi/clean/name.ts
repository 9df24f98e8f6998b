import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { isAscii, isPlaceholder, prepared } from "./text.ts";

const NOT_NAME = new Fault("not_name", "a name with at least one letter or digit");
const NOT_CITY = new Fault("not_city", "the name of a city");

const LOWER_CASE_ONLY = /^[a-z]+$/;
const NOT_ASCII_WORD = /[^a-z0-9]+/g;
const DOTTED_I = /\u0130/g;
const NOT_WORD = /[^\p{L}\p{M}\p{Nd}]+/gu;
/**
 * What NOT_WORD lets stand but no name is made of: marks that enclose, variation selectors, and the
 * modifier letters that stand for an apostrophe. One class, all of them alone.
 */
const ORNAMENT = /\p{Me}|\p{Variation_Selector}|[\u02b9-\u02bf]/gu;
const DIGITS_ONLY = /^\p{Nd}+$/u;

/** Marks that sit on nothing. */
const LOOSE_MARKS = /^\p{M}+/u;

/** Letters, their marks and digits of any script, lower-cased; empty when there are none. */
function lettersAndDigits(text: string): string {
  const ascii = isAscii(text);
  const lower = (ascii ? text : text.replace(DOTTED_I, "i")).toLowerCase();
  if (LOWER_CASE_ONLY.test(lower)) return lower;
  if (ascii) return lower.replace(NOT_ASCII_WORD, "");
  return composed(lower.replace(NOT_WORD, "").replace(ORNAMENT, ""));
}

function composed(name: string): string {
  return name.replace(LOOSE_MARKS, "").normalize("NFC");
}

/** Letters and their marks of any script, lower-cased; empty when there are none. */
export function lettersOf(text: string): string {
  const name = lettersAndDigits(text);
  const letters = name.replace(/\p{Nd}+/gu, "");
  return letters === name ? name : composed(letters);
}

/** `[null]`, `(none)`: what stands around a word for no value does not make a name of it. */
export function isBracketedPlaceholder(name: string, text: string): boolean {
  return name.length !== text.length && isPlaceholder(name);
}

function word(value: Value, fault: Fault): string | Fault | undefined {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const name = lettersAndDigits(text);
  return isBracketedPlaceholder(name, text) ? undefined : name || fault;
}

/** A first or last name: `Mary-Jane` is `maryjane`, `O'Brien` is `obrien`; accents stay. */
export const personName: Cleaner = (value) => word(value, NOT_NAME);

/** A city: as a name, and not made of digits only. */
export const city: Cleaner = (value) => {
  const name = word(value, NOT_CITY);
  return typeof name === "string" && DIGITS_ONLY.test(name) ? NOT_CITY : name;
};
