import type { Cleaner } from "./cleaner.ts";
import { isAscii, prepared, trimmed } from "./text.ts";

const WHITE_SPACE = /\s+/g;

/**
 * Your own id of a person. Before hashing without white space and lower-cased, as Meta's parameter
 * builder and its pixel do, so that the browser's hash is the same; with `mode: raw` as it is.
 */
export const externalId: Cleaner = (value, context) => {
  if (context.options.mode === "raw") return trimmed(value);
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const lower = text.toLowerCase();
  if (isAscii(lower) && !lower.includes(" ")) return lower;
  return lower.replace(WHITE_SPACE, "").normalize("NFC");
};
