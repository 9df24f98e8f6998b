import { type Key, keyedHash } from "../lib/hash.ts";

/** Seconds in a day. */
const DAY = 86_400;

/**
 * The key under which the ledger knows an event. Frozen: another key for the same event would send
 * again what was accepted. The lengths keep the three parts apart whatever they contain.
 */
export function ledgerKey(
  secret: string,
  datasetId: string,
  eventName: string,
  eventId: string,
): Key {
  const parts = `${datasetId.length}|${datasetId}${eventName.length}|${eventName}${eventId}`;
  return keyedHash(secret, parts);
}

/** The UTC day of a Unix time in seconds, in days since 1970. */
export function dayOf(seconds: number): number {
  return Math.floor(seconds / DAY);
}
