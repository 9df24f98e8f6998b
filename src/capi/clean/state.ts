import { usStateOf } from "../states.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { isBracketedPlaceholder, lettersOf } from "./name.ts";
import { prepared } from "./text.ts";

const NOT_US_STATE = new Fault("not_us_state", "a state of the US, its name or two-letter code");
const NOT_STATE = new Fault("not_state", "the name of a state or province");

/**
 * In the US the two-letter code; elsewhere the name's letters. Without a country, a US state's
 * wins.
 */
export const state: Cleaner = (value, context) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const name = lettersOf(text);
  if (isBracketedPlaceholder(name, text)) return undefined;
  if (context.country === "US") return usStateOf(name) ?? NOT_US_STATE;
  if (context.country === undefined) return (usStateOf(name) ?? name) || NOT_STATE;
  return name || NOT_STATE;
};
