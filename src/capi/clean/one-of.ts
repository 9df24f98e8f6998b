import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

/** Finds a word of a list in any case and gives it as the list spells it. */
export function spellingIn(words: readonly string[]): (value: Value) => string | undefined {
  const spelling = new Map(words.map((word) => [word.toLowerCase(), word]));
  return (value) =>
    typeof value === "string"
      ? (spelling.get(value) ?? spelling.get(value.trim().toLowerCase()))
      : undefined;
}

/** A word of a closed list, in any case; it goes as the list spells it. */
export function oneOf(words: readonly string[]): Cleaner {
  const fault = new Fault("not_allowed", `one of ${words.join(", ")}`);
  const spell = spellingIn(words);
  return (value) => spell(value) ?? (trimmed(value) === undefined ? undefined : fault);
}
