import type { Json } from "../clean/cleaner.ts";
import { SUFFIX } from "../clean/digest.ts";
import { isKept } from "../clean/hashed.ts";
import type { CapiEvent } from "../event.ts";
import { CONTACT_KEYS } from "../fields.ts";

const HASH_LENGTH = 64;

/** By character code, 1 for the digits of a hash: 0 to 9 and a to f. */
const HASH_DIGITS = new Uint8Array(128);
for (const digit of "0123456789abcdef") HASH_DIGITS[digit.charCodeAt(0)] = 1;

/** A hash with what Meta's parameter builder adds to it. */
const SUFFIXED = new RegExp(`^[0-9a-f]{64}\\.(?:${SUFFIX})$`);

function isHash(value: Json): boolean {
  if (typeof value !== "string") return false;
  if (value.length !== HASH_LENGTH) return SUFFIXED.test(value);
  for (let i = 0; i < HASH_LENGTH; i++) {
    if (HASH_DIGITS[value.charCodeAt(i)] !== 1) return false;
  }
  return true;
}

/** The net below the cleaners, which let nothing but hashes through. */
export function holdsUnhashed({ user_data: user }: CapiEvent): boolean {
  for (const key in user) {
    if (!CONTACT_KEYS.has(key)) continue;
    const value = user[key];
    if (value === undefined) continue;
    if (!(Array.isArray(value) ? isKept(value) || value.every(isHash) : isHash(value))) return true;
  }
  return false;
}

/**
 * `fb.1.<Unix milliseconds>.<id>`: whether the click came after the event that it led to. The event's
 * second has no fraction, so that a click anywhere in it counts as before.
 */
export function isClickedAfter({ user_data: user, event_time: time }: CapiEvent): boolean {
  const { fbc } = user;
  if (typeof fbc !== "string") return false;
  const [, , clicked] = fbc.split(".", 3);
  return Number(clicked) >= (time + 1) * 1000;
}
