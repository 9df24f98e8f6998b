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
 * `prehashed`.
 */
export function hashField(field: Field): HashedCleaner {
  return passing(field, cleanAndHash(field), (digest) => digest);
}

/** A value to the list that Meta takes in a hashed key: one hash. */
export type ListCleaner = (
  value: Value,
  context: CleanContext,
) => readonly [string] | Fault | undefined;

/**
 * As `hashField`, for a key that takes a list. One per mapped field: it keeps the lists of values that
 * repeat, so the options must be the same at each call, and nobody may change a list.
 */
export function hashLists(field: Field): ListCleaner {
  const hash = cleanAndHash(field);
  const list: ListCleaner = (value, context) => {
    const hashed = hash(value, context);
    return typeof hashed === "string" ? [hashed] : hashed;
  };
  const kept = REPEATING.has(field.wire) ? keeping(list, BY_COUNTRY.has(field.wire)) : list;
  return passing(field, kept, (digest) => [digest]);
}

const KEPT = new WeakSet<object>();

/** True for a list that `hashLists` made of a hash of its own: its digits were never anybody else's. */
export function isKept(list: object): boolean {
  return KEPT.has(list);
}

/** Lets what is a SHA-256 already pass, and hands the rest on. */
function passing<T>(
  field: Field,
  hash: (value: Value, context: CleanContext) => T | Fault | undefined,
  pass: (digest: string) => T,
): (value: Value, context: CleanContext) => T | Fault | undefined {
  const isContact = CONTACT_KEYS.has(field.wire);
  return (value, context) => {
    if (typeof value === "string" && value.length < SHORTEST_DIGEST) return hash(value, context);
    if (context.options.mode === "raw") return hash(value, context);
    const digest = digestOf(value);
    if (digest === undefined) return (isContact && md5Fault(value)) || hash(value, context);
    if (typeof digest !== "string") return digest;
    context.notice("prehashed");
    return pass(digest);
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
    // INVARIANT: what a hashed field's cleaner gives leaves as its SHA-256, text or not.
    const text = String(cleaned);
    return context.options.mode === "raw" ? text : sha256(text);
  };
}

/**
 * Looks a value up before it is cleaned. Only hashes are kept: a date that lies in the future today
 * is a date of birth one day. Two levels, so that a look-up joins no strings.
 */
function keeping(list: ListCleaner, byCountry: boolean): ListCleaner {
  const memos = new Map<string | undefined, Map<string, readonly [string]>>();
  let size = 0;
  return (value, context) => {
    if (typeof value !== "string") return list(value, context);
    const country = byCountry ? context.country : undefined;
    const known = memos.get(country)?.get(value);
    if (known !== undefined) return known;
    const made = list(value, context);
    if (made === undefined || made instanceof Fault) return made;
    if (size >= MEMO_LIMIT) {
      memos.clear();
      size = 0;
    }
    const memo = memos.get(country) ?? new Map<string, readonly [string]>();
    memos.set(country, memo.set(value, made));
    KEPT.add(made);
    size++;
    return made;
  };
}
