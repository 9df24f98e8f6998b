import { sha256 } from "../../lib/hash.ts";
import type { Value } from "../../lib/value.ts";
import { CONTACT_KEYS, type Field } from "../fields.ts";
import { type CleanContext, Fault } from "./cleaner.ts";
import { digestOf, md5Fault, NOT_SHA256, SHORTEST_DIGEST } from "./digest.ts";
import { prepared } from "./text.ts";

/** A value to what Meta takes in a hashed key. */
export type HashedCleaner = (value: Value, context: CleanContext) => string | Fault | undefined;

/** Results that one memo holds before it starts anew. */
const MEMO_LIMIT = 65_536;

/** Keys whose values repeat from row to row. Not e-mail, phone and external_id: they hardly do. */
const REPEATING: ReadonlySet<string> = new Set([
  "fn",
  "ln",
  "ct",
  "st",
  "zp",
  "country",
  "ge",
  "db",
]);

/** Keys whose cleaning asks for the row's country. */
const BY_COUNTRY: ReadonlySet<string> = new Set(["st", "zp"]);

/**
 * Cleans and hashes the values of a field; what is a SHA-256 already passes, counted as
 * `prehashed`. One per mapped field: it remembers results, so the options must be the same at each
 * call.
 */
export function hashField(field: Field): HashedCleaner {
  const hash = REPEATING.has(field.wire)
    ? remembering(cleanAndHash(field), BY_COUNTRY.has(field.wire))
    : cleanAndHash(field);
  const isContact = CONTACT_KEYS.has(field.wire);
  return (value, context) => {
    if (typeof value === "string" && value.length < SHORTEST_DIGEST) return hash(value, context);
    if (context.options.mode === "raw") return hash(value, context);
    const digest = digestOf(value);
    if (digest === undefined) return (isContact && md5Fault(value)) || hash(value, context);
    if (typeof digest === "string") context.notice("prehashed");
    return digest;
  };
}

/** For columns marked `hashed: true`: lets nothing pass but a SHA-256. */
export function passHashed(): HashedCleaner {
  return (value) => {
    const digest = digestOf(value);
    if (digest !== undefined) return digest;
    return !(value instanceof Uint8Array) && prepared(value) === undefined ? undefined : NOT_SHA256;
  };
}

function cleanAndHash(field: Field): HashedCleaner {
  return (value, context) => {
    const cleaned = field.clean(value, context);
    if (cleaned === undefined || cleaned instanceof Fault) return cleaned;
    // INVARIANT: a hashed field's cleaner gives text; anything else would leave unhashed.
    const text = String(cleaned);
    return context.options.mode === "raw" ? text : sha256(text);
  };
}

/**
 * Looks a value up before it is cleaned. Only hashes are kept: a date that lies in the future today
 * is a date of birth one day. Two levels, so that a look-up joins no strings.
 */
function remembering(hash: HashedCleaner, byCountry: boolean): HashedCleaner {
  const memos = new Map<string | undefined, Map<string, string>>();
  let size = 0;
  return (value, context) => {
    if (typeof value !== "string") return hash(value, context);
    const country = byCountry ? context.country : undefined;
    const memo = memos.get(country);
    const known = memo?.get(value);
    if (known !== undefined) return known;
    const result = hash(value, context);
    if (typeof result !== "string") return result;
    if (size >= MEMO_LIMIT) {
      memos.clear();
      size = 0;
    }
    const target = memos.get(country) ?? new Map<string, string>();
    memos.set(country, target.set(value, result));
    size++;
    return result;
  };
}
