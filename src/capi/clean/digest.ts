import { sha256 } from "../../lib/hash.ts";
import type { Value } from "../../lib/value.ts";
import { Fault } from "./cleaner.ts";
import { prepared } from "./text.ts";

const HASH_OF_NOTHING = new Fault("hash_of_nothing", "no value at all instead of the hash of none");
const MD5_HASH = new Fault("md5_hash", "a SHA-256; this looks like an MD5");
/** Of a column that is marked `hashed`. */
export const NOT_SHA256 = new Fault("not_sha256", "a SHA-256: 64 hexadecimal digits");

/**
 * What Meta's parameter builder appends to a value after a dot: eight characters of its own, or one
 * of its old language tokens. The package capi-param-builder-nodejs, version 1.3.2.
 */
export const SUFFIX = "[A-Za-z0-9_-]{8}|AQ|Ag|Aw|BA|BQ|Bg";

/** No text shorter than this can be a digest in one of the forms below. */
export const SHORTEST_DIGEST = 32;
/** The length of base64. */
const SHORTEST_SHA256 = 44;

const BYTES = 32;
/**
 * Hexadecimal, perhaps as PostgreSQL prints binary, perhaps with the parameter builder's suffix.
 */
const HEX = new RegExp(`^(?:\\\\x)?([0-9a-fA-F]{64})(\\.(?:${SUFFIX}))?$`);
/** 32 bytes leave two bits of the last character unused. */
const BASE64 = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const MD5 = /^[0-9a-fA-F]{32}$/;
/** A printable sign that stands in no MD5; nearly every text has one among its first characters. */
const NO_HEX = /[!-/:-@G-`g-~]/;

/** Texts that careless exports hash where there is no value. */
const NOTHINGS = ["", "null", "none", "undefined", "unknown", "n/a", "nan", "-", " ", "0"];
const HASHES_OF_NOTHING: ReadonlySet<string> = new Set(NOTHINGS.map(sha256));

/**
 * The SHA-256 that a value is already, as Meta takes it: 64 lower-case hexadecimal digits, with the
 * parameter builder's suffix if it had one. Undefined for anything else.
 */
export function digestOf(value: Value): string | Fault | undefined {
  if (value instanceof Uint8Array) {
    return value.length === BYTES ? known(Buffer.from(value).toString("hex"), "") : undefined;
  }
  if (typeof value !== "string" || value.length < SHORTEST_SHA256) return undefined;
  const text = prepared(value);
  if (typeof text !== "string") return undefined;
  if (BASE64.test(text)) {
    return known(Buffer.from(text, "base64").toString("hex"), "");
  }
  const match = HEX.exec(text);
  if (match?.[1] === undefined) return undefined;
  return known(match[1].toLowerCase(), match[2] ?? "");
}

function known(hex: string, suffix: string): string | Fault {
  return HASHES_OF_NOTHING.has(hex) ? HASH_OF_NOTHING : hex + suffix;
}

/** The fault of a contact value that is an MD5, which Meta cannot match. */
export function md5Fault(value: Value): Fault | undefined {
  if (typeof value !== "string" || NO_HEX.test(value)) return undefined;
  const text = prepared(value);
  return typeof text === "string" && MD5.test(text) ? MD5_HASH : undefined;
}
