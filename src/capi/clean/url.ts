import { type Cleaner, Fault } from "./cleaner.ts";
import { trimmed } from "./text.ts";

const NOT_URL = new Fault("not_url", "an absolute URL that begins with https:// or http://");

const WEB = /^https?:\/\//i;

/** An absolute URL of a web page, as it is. */
export const url: Cleaner = (value) => {
  const text = trimmed(value);
  if (typeof text !== "string") return text;
  return WEB.test(text) && URL.canParse(text) ? text : NOT_URL;
};
