/** Seconds in a day. */
const DAY = 86_400;

/** Events in one request. https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026) */
export const MAX_EVENTS_PER_REQUEST = 1000;

/**
 * What `partner_agent` may be: "less than 23 characters", at least two of them letters.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body (read 2026)
 */
export const PARTNER_AGENT = { maxLength: 22, minLetters: 2 } as const;

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

/** The most days for which the key of an event is remembered: after them none can be sent again. */
export const LONGEST_MEMORY_DAYS =
  Math.max(...Object.values(WINDOWS).map((window) => window.days)) + LEDGER_MARGIN_DAYS;

/**
 * By window, how long after an attempt Meta recognises a copy of an event: "within 48 hours" for web
 * and app, "7 days" for store events. A later copy would count.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events (read 2026)
 */
export const RESEND_HORIZON_MS: Readonly<Record<Window["name"], number>> = {
  "7d": 48 * 3_600_000,
  "62d": 7 * 86_400_000,
};

/**
 * How long Meta blocks a caller of the standard tier that went over its limit.
 * https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting (read 2026)
 */
export const RATE_LIMIT_BLOCK_MS = 60_000;

/**
 * Share of Meta's limits, in percent, at which it throttles.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026)
 */
export const USAGE_FULL_PERCENT = 100;

/** Share from which on half the rate is used. Our own. */
export const USAGE_SLOW_PERCENT = 75;

/** Share from which on sending pauses, before Meta has to throttle. Our own. */
export const USAGE_PAUSE_PERCENT = 95;

/**
 * The most that X-App-Usage alone can make of the usage: it slows the sending and never pauses it.
 * Calls to /events are "excluded from all Graph API rate limitations", yet count there all the same.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026)
 */
export const MAX_APP_USAGE_PERCENT = USAGE_PAUSE_PERCENT - 1;
