/** Farthest time that a `Date` can hold, in seconds. */
const MAX_DATE_SECONDS = 8.64e12;

/** `2026-11-20T12:00:00Z` of Unix seconds; undefined beyond what a `Date` can hold. */
export function isoTime(seconds: number): string | undefined {
  if (Math.abs(seconds) > MAX_DATE_SECONDS) return undefined;
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
