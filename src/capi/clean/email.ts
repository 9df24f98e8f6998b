import { type CleanContext, type Cleaner, Fault } from "./cleaner.ts";
import { isAscii, prepared } from "./text.ts";

const NOT_EMAIL = new Fault("not_email", "an e-mail address");

/** RFC 5321, section 4.5.3.1.3: a path has 256 octets, two of them its angle brackets. */
const MAX_LENGTH = 254;
const SHORTEST_TOP_LEVEL = 2;

const MAILTO = "mailto:";
const QUERY = /\?.*/s;

/**
 * White space, control characters and separators, which are two addresses or what is left of a list
 * of them, and dots with nothing between them and the next dot, the `@` or an end.
 */
const BROKEN = /[\s\p{Cc},;<>]|\.\.|^\.|\.@|@\.|\.$/u;
/** The same where all is printable ASCII; Unicode's properties make the other three times slower. */
const BROKEN_ASCII = /[ ,;<>]|\.\.|^\.|\.@|@\.|\.$/;

/** One `@` with something before it and a domain with a top level behind it. */
function isAddress(text: string, broken: RegExp): boolean {
  const at = text.indexOf("@");
  const dot = text.lastIndexOf(".");
  const hasParts = at > 0 && dot > at && text.length - dot > SHORTEST_TOP_LEVEL;
  return (
    hasParts && text.length <= MAX_LENGTH && at === text.lastIndexOf("@") && !broken.test(text)
  );
}

/** `Jane <jane@example.com>`, `mailto:` and a separator at the end, taken off. */
function unwrap(text: string): string {
  let inner = text;
  while (inner.endsWith(";") || inner.endsWith(",")) inner = inner.slice(0, -1).trimEnd();
  const opening = inner.endsWith(">") ? inner.lastIndexOf("<") : -1;
  if (opening >= 0) inner = inner.slice(opening + 1, -1).trim();
  while (inner.startsWith(MAILTO)) inner = inner.slice(MAILTO.length).replace(QUERY, "").trim();
  return inner;
}

/** Addresses beyond ASCII are sent, and counted: Meta's own libraries refuse them. */
function counted(address: string, ascii: boolean, context: CleanContext): string {
  if (ascii) return address;
  context.notice("email_not_ascii");
  return address.normalize("NFC");
}

/** An e-mail address, lower-cased; dots, tags and letters of any script stay. */
export const email: Cleaner = (value, context) => {
  const text = prepared(value);
  if (typeof text !== "string") return text;
  const lower = text.toLowerCase();
  const ascii = isAscii(lower);
  const broken = ascii ? BROKEN_ASCII : BROKEN;
  if (isAddress(lower, broken) && !lower.startsWith(MAILTO)) return counted(lower, ascii, context);
  const inner = unwrap(lower);
  return isAddress(inner, broken) ? counted(inner, ascii || isAscii(inner), context) : NOT_EMAIL;
};
