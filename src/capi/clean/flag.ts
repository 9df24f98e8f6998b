import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const NOT_BOOLEAN = new Fault("not_boolean", "true or false, 1 or 0");

const TRUE = new Set(["true", "t", "1", "yes", "y"]);
const FALSE = new Set(["false", "f", "0", "no", "n"]);

function truth(value: Value): boolean | Fault | undefined {
  if (typeof value === "boolean") return value;
  const word = trimmed(value);
  if (typeof word !== "string") return word === undefined ? undefined : NOT_BOOLEAN;
  const lower = word.toLowerCase();
  if (TRUE.has(lower)) return true;
  return FALSE.has(lower) ? false : NOT_BOOLEAN;
}

/** A boolean that goes as `true` or `false`. */
export const flag: Cleaner = truth;

/** A boolean that goes as 1 or 0. */
export const bit: Cleaner = (value) => {
  const is = truth(value);
  return typeof is === "boolean" ? Number(is) : is;
};
