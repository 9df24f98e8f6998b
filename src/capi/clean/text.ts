import type { Value } from "../../lib/value.ts";
import { type Cleaner, Fault } from "./cleaner.ts";
import { plainDecimal } from "./decimal.ts";

const NOT_TEXT = new Fault("not_text", "text or a number");
const NUMBER_INEXACT = new Fault(
  "number_inexact",
  "the number as text: a float of this size has lost digits",
);
const HASHED_VALUE = new Fault("hashed_value", "the value itself, not its SHA-256");

/** Words that exports write for "no value"; they are sent nowhere. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  "null",
  "none",
  "n/a",
  "undefined",
  "unknown",
  "-",
]);
const LONGEST_PLACEHOLDER = 9;

const SPACE = 0x20;
const TILDE = 0x7e;

/** White space or an invisible format character, one UTF-16 unit. */
const EDGE = /[\s\u0085\p{Cf}]/u;
const FORMAT_CHARACTERS = /\p{Cf}+/gu;
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
  while (start < end && EDGE.test(text.charAt(start))) start++;
  while (end > start && EDGE.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function isPlaceholder(text: string): boolean {
  return text.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.has(text.toLowerCase());
}

/** A value as text: numbers as plain decimals, without exponent and without passing a float. */
export function textOf(value: Value): string | Fault | undefined {
  if (typeof value === "string") return value;
  if (value === null) return undefined;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "number" || !Number.isFinite(value)) return NOT_TEXT;
  // 12345678901234567890 arrives as ...67000: another id, and nobody would notice.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return NUMBER_INEXACT;
  return plainDecimal(String(value));
}

/** NFC, trimmed; undefined for what stands for no value. Invisible characters inside are kept. */
export function trimmed(value: Value): string | Fault | undefined {
  const text = textOf(value);
  if (typeof text !== "string") return text;
  const tidy = isAscii(text) ? text.trim() : trimEnds(text.toWellFormed().normalize("NFC"));
  return tidy === "" || isPlaceholder(tidy) ? undefined : tidy;
}

/** As `trimmed`, and without any invisible character. What all hashed fields start from. */
export function prepared(value: Value): string | Fault | undefined {
  const text = textOf(value);
  if (typeof text !== "string") return text;
  if (isAscii(text)) {
    const tidy = text.trim();
    return tidy === "" || isPlaceholder(tidy) ? undefined : tidy;
  }
  return trimmed(text.replace(FORMAT_CHARACTERS, ""));
}

/** Text that goes as it is. */
export const text: Cleaner = trimmed;

/** Text of user_data that Meta wants as it is; a SHA-256 in it is a mistake in the mapping. */
export const unhashedText: Cleaner = (value) => {
  const tidy = trimmed(value);
  return typeof tidy === "string" && SHA256.test(tidy) ? HASHED_VALUE : tidy;
};
