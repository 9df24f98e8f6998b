/** Seconds in a day. */
const DAY = 86_400;

/** Events in one request. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026) */
export const MAX_EVENTS_PER_REQUEST = 1000;

/** How far in the past an event may lie, by how it came about. One event beyond it fails its request. */
export interface Window {
  readonly name: "7d" | "62d";
  readonly days: number;
  readonly seconds: number;
}

/**
 * "event_time can be up to 7 days before you send an event"; "within 62 days" for physical_store.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026)
 */
export const WINDOWS = {
  standard: { name: "7d", days: 7, seconds: 7 * DAY },
  store: { name: "62d", days: 62, seconds: 62 * DAY },
} as const satisfies Record<string, Window>;

/** The acceptance window of an action_source. */
export function windowOf(actionSource: string | undefined): Window {
  return actionSource === "physical_store" ? WINDOWS.store : WINDOWS.standard;
}

/**
 * Seconds that an event may lie ahead of the clock. Meta names no tolerance; RudderStack lets one
 * minute pass (rudder-transformer, facebook_pixel, read 2026). UNVERIFIED against the live API.
 */
export const MAX_FUTURE_SECONDS = 60;

/** Days beyond its window for which the key of an accepted event is remembered. Our own margin. */
export const LEDGER_MARGIN_DAYS = 2;
