import { amount } from "../clean/amount.ts";
import type { FieldOptions } from "../clean/cleaner.ts";
import { bit, flag } from "../clean/flag.ts";
import { digitsId } from "../clean/id.ts";
import { integer, number, positive } from "../clean/number.ts";
import { oneOf } from "../clean/one-of.ts";
import { identifier, text, unhashedText } from "../clean/text.ts";
import { time } from "../clean/time.ts";
import { usually, usuallyLike, usuallyNumber } from "../clean/unusual.ts";
import { url } from "../clean/url.ts";
import type { Kind } from "./line.ts";

/** Options of a time. */
export const TIME_OPTIONS = [
  "timezone",
  "unit",
  "format",
  "fold",
  "gap",
  "date_only",
] as const satisfies readonly (keyof FieldOptions)[];

/*
 * The kinds of value that many fields share. A field with a cleaner of its own has its kind beside
 * its table.
 */

export const TEXT = { type: "text", clean: text } as const satisfies Kind;
export const OWN_ID = { type: "text", clean: identifier } as const satisfies Kind;
export const OWN_IDS = { type: "text", clean: identifier, many: true } as const satisfies Kind;
export const TEXTS = { type: "text", clean: text, many: true } as const satisfies Kind;
/** Text of user_data, where a SHA-256 is a mistake. */
export const PLAIN = { type: "text", clean: unhashedText } as const satisfies Kind;
/** One of Meta's own ids. */
export const ID = { type: "text", clean: digitsId } as const satisfies Kind;
export const URL = { type: "text", clean: url } as const satisfies Kind;
export const NUMBER = { type: "number", clean: number } as const satisfies Kind;
export const POSITIVE = { type: "number", clean: positive } as const satisfies Kind;
export const INTEGER = { type: "integer", clean: integer } as const satisfies Kind;
export const FLAG = { type: "boolean", clean: flag } as const satisfies Kind;
export const BIT = { type: "bit", clean: bit } as const satisfies Kind;
export const TIME = { type: "time", clean: time, options: TIME_OPTIONS } as const satisfies Kind;
export const AMOUNT = {
  type: "amount",
  clean: amount,
  options: ["unit", "on_negative"],
} as const satisfies Kind;
/** A number where Meta shows one, and else whatever the row holds. */
export const FIGURE = { type: "json", clean: usuallyNumber } as const satisfies Kind;

/** One of Meta's words; anything else is left out. */
export function wordOf<const Words extends readonly string[]>(words: Words) {
  return { type: "text", clean: oneOf(words), words } as const;
}

/** One of Meta's words as a rule; anything else is sent and counted. */
export function usualWord<const Words extends readonly string[]>(words: Words) {
  return { type: "text", clean: usually(words), words, open: true } as const;
}

/** A text of a form that Meta describes; one of another form is sent and counted. */
export function usualText(form: RegExp) {
  return { type: "text", clean: usuallyLike(form) } as const;
}
