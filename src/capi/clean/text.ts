import { plainDecimal } from "../../lib/decimal.ts";
import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";

const NOT_TEXT = new Fault("not_text", "text or a number");
const NUMBER_INEXACT = new Fault(
  "number_inexact",
  "the number as text: a float of this size has lost digits",
);
const HASHED_VALUE = new Fault("hashed_value", "the value itself, not its SHA-256");

/**
 * Words that exports write for "no value" of a person. In user_data they would match nobody; elsewhere
 * `Unknown` may be the name of a product, and stays.
 */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "null",
  "none",
  "n/a",
  "undefined",
  "unknown",
  "-",
]);
const LONGEST_PLACEHOLDER = 9;

/** By character code, 1 for what a placeholder begins with: most texts are told from one by it. */
const BEGINS_PLACEHOLDER = new Uint8Array(128);
for (const word of PLACEHOLDERS) {
  BEGINS_PLACEHOLDER[word.charCodeAt(0)] = 1;
  BEGINS_PLACEHOLDER[word.toUpperCase().charCodeAt(0)] = 1;
}

const SPACE = 0x20;
const TILDE = 0x7e;

// What Unicode calls a letter, a format character or a lower case grows with its versions, and Node's
// releases with them. Assigned characters keep their normal form and their case forever (Unicode's
// stability policies), and the properties used here have not changed for a letter in use; golden
// vectors over many scripts pin both, so that a release that would change a hash fails a test.

/** White space or an invisible format character, one UTF-16 unit. */
const EDGE = /[\s\u0085\p{Cf}]/u;
const FORMAT_CHARACTERS = /\p{Cf}/gu;
const SHA256 = /^[0-9a-fA-F]{64}$/;

/** True for printable ASCII, which needs neither NFC nor a search for invisible characters. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code > TILDE) return false;
  }
  return true;
}

/**
 * Without white space and invisible characters at both ends. One pass: no pattern that backtracks.
 */
function trimEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (EDGE.test(text.charAt(start))) start++;
  while (EDGE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** True for a word that stands for no value. */
export function isPlaceholder(text: string): boolean {
  if (text.length > LONGEST_PLACEHOLDER || BEGINS_PLACEHOLDER[text.charCodeAt(0)] !== 1)
    return false;
  return PLACEHOLDERS.has(text.toLowerCase());
}

/** A value as text: numbers as plain decimals, without exponent and without passing a float. */
export function textOf(value: Value): string | Fault | undefined {
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  if (typeof value === "bigint") return value.toString();
  if (!Number.isFinite(value)) return NOT_TEXT;
  // 12345678901234567890 arrives as ...67000: another id, and nobody would notice.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return NUMBER_INEXACT;
  return plainDecimal(String(value));
}

/** Trimmed; undefined for what is empty then. */
function tidied(text: string, ascii: boolean): string | undefined {
  const tidy = ascii ? text.trim() : trimEnds(text.toWellFormed());
  return tidy === "" ? undefined : tidy;
}

/** The same; undefined also for a word that stands for no value. */
function told(text: string, ascii: boolean): string | undefined {
  const tidy = tidied(text, ascii);
  return tidy === undefined || isPlaceholder(tidy) ? undefined : tidy;
}

/** What fields that go as they are start from: invisible characters inside are kept. */
export function trimmed(value: Value): string | Fault | undefined {
  const text = textOf(value);
  return typeof text === "string" ? told(text, isAscii(text)) : text;
}

/**
 * What hashed fields start from: as `trimmed`, in NFC and without any invisible character.
 */
export function prepared(value: Value): string | Fault | undefined {
  const text = textOf(value);
  if (typeof text !== "string") return text;
  if (isAscii(text)) return told(text, true);
  return told(text.replace(FORMAT_CHARACTERS, "").normalize("NFC"), false);
}

/** Text that people write, which goes as it is: a category may well be called `Unknown`. */
export const text: Cleaner = (value) => {
  const written = textOf(value);
  return typeof written === "string" ? tidied(written, isAscii(written)) : written;
};

/** An id, which goes as it is; `N/A` is none, and would make one event of many. */
export const identifier: Cleaner = trimmed;

/** True for a SHA-256 in hexadecimal digits. */
export function isSha256(text: string): boolean {
  return SHA256.test(text);
}

/** Text of user_data that Meta wants as it is; a SHA-256 in it is a mistake in the mapping. */
export const unhashedText: Cleaner = (value) => {
  const tidy = trimmed(value);
  return typeof tidy === "string" && isSha256(tidy) ? HASHED_VALUE : tidy;
};
