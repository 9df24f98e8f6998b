import { plainDecimal } from "../../lib/decimal.ts";
import { numberJson } from "../../lib/json.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { spellingIn } from "./one-of.ts";
import { trimmed } from "./text.ts";

/*
 * Cleaners for parameters of which Meta describes the values and is not known to refuse others:
 * what is unusual is sent as it is and counted.
 */

const UNUSUAL = "unusual_value";

/** A word of a list, in any case, as the list spells it. */
export function usually(words: readonly string[]): Cleaner {
  const spell = spellingIn(words);
  return (value, context) => {
    const word = spell(value);
    if (word !== undefined) return word;
    const text = trimmed(value);
    if (typeof text === "string") context.notice(UNUSUAL);
    return text;
  };
}

/** A text of a certain form. */
export function usuallyLike(form: RegExp): Cleaner {
  return (value, context) => {
    const text = trimmed(value);
    if (typeof text === "string" && !form.test(text)) context.notice(UNUSUAL);
    return text;
  };
}

/** A number with exactly its digits. */
export const usuallyNumber: Cleaner = (value, context) => {
  const text = typeof value === "number" ? String(value) : trimmed(value);
  if (text === undefined || text instanceof Fault) return text;
  const decimal = plainDecimal(text);
  if (decimal !== undefined) return numberJson(decimal);
  context.notice(UNUSUAL);
  return text;
};
