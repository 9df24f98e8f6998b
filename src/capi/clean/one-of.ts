import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

/**
 * A word of a closed list, in any case; it goes as the list spells it. The list is asked before the
 * words for "no value", since some lists hold `none` or `unknown`.
 */
export function oneOf(words: readonly string[]): Cleaner {
  const fault = new Fault("not_allowed", `one of ${words.join(", ")}`);
  const spelling = new Map(words.map((word) => [word.toLowerCase(), word]));
  return (value) => {
    if (typeof value === "string") {
      const word = spelling.get(value) ?? spelling.get(value.trim().toLowerCase());
      if (word !== undefined) return word;
    }
    return trimmed(value) === undefined ? undefined : fault;
  };
}
