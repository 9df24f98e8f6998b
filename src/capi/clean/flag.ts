import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const NOT_BOOLEAN = new Fault("not_boolean", "true or false, 1 or 0");

const TRUE: ReadonlySet<string> = new Set(["true", "t", "1", "yes", "y"]);
const FALSE: ReadonlySet<string> = new Set(["false", "f", "0", "no", "n"]);

/** What a word says, in any case; undefined for one that is neither yes nor no. */
export function truthOf(word: string): boolean | undefined {
  const lower = word.trim().toLowerCase();
  if (TRUE.has(lower)) return true;
  return FALSE.has(lower) ? false : undefined;
}

function truth(value: Value): boolean | Fault | undefined {
  if (typeof value === "boolean") return value;
  const word = trimmed(value);
  if (typeof word !== "string") return word === undefined ? undefined : NOT_BOOLEAN;
  return truthOf(word) ?? NOT_BOOLEAN;
}

/** A boolean that goes as `true` or `false`. */
export const flag: Cleaner = truth;

/** A boolean that goes as 1 or 0. */
export const bit: Cleaner = (value) => {
  const is = truth(value);
  return typeof is === "boolean" ? Number(is) : is;
};
