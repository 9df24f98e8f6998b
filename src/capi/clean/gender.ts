import { type Cleaner, Fault } from "./cleaner.ts";
import { lettersOf } from "./name.ts";
import { prepared } from "./text.ts";

/** Legitimate values among them: counted like any value left out, no reason to warn. */
const GENDER_WITHOUT_CODE = new Fault("gender_without_code", "female or male");

const CODES: ReadonlyMap<string, string> = new Map([
  ["f", "f"],
  ["female", "f"],
  ["m", "m"],
  ["male", "m"],
]);

/** Meta's code of a gender: `f` or `m`. */
export const gender: Cleaner = (value) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  return CODES.get(lettersOf(text)) ?? GENDER_WITHOUT_CODE;
};
