/**
 * Sets of user_data keys of which Meta refuses an event, and any part of them, for matching too many
 * people. https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices (read 2026)
 */
export const WEAK_SETS: readonly (readonly string[])[] = [
  ["ct", "country", "st", "zp", "ge", "client_user_agent"],
  ["db", "client_user_agent"],
  ["fn", "ge"],
  ["ln", "ge"],
];

const ALL_SETS = (1 << WEAK_SETS.length) - 1;

/** For each key the sets that hold it, one bit a set; a key in none of them identifies by itself. */
const BITS: ReadonlyMap<string, number> = new Map(
  WEAK_SETS.flat().map((key) => [
    key,
    WEAK_SETS.reduce((bits, set, i) => (set.includes(key) ? bits | (1 << i) : bits), 0),
  ]),
);

/** True when all keys of a user_data lie inside one of the sets, as those of an empty one do. */
export function isWeak(user: Readonly<Record<string, unknown>>): boolean {
  let bits = ALL_SETS;
  for (const key in user) {
    bits &= BITS.get(key) ?? 0;
    if (bits === 0) return false;
  }
  return true;
}
