import { MAX_APP_USAGE_PERCENT, USAGE_FULL_PERCENT } from "../capi/limits.ts";
import { isJsonObject, type JsonObject, tryParse } from "../lib/json-object.ts";
import type { Reply } from "./post.ts";

type Headers = Reply["headers"];

function jsonHeader(headers: Headers, name: string): JsonObject {
  const text = headers[name];
  const value = typeof text === "string" ? tryParse(text) : undefined;
  return isJsonObject(value) ? value : {};
}

function largest(values: readonly unknown[]): number {
  let most = 0;
  for (const value of values) {
    if (typeof value === "number" && value > most) most = value;
  }
  return most;
}

/** Every entry of X-Business-Use-Case-Usage, which is a map of lists, by business object. */
function useCases(headers: Headers): JsonObject[] {
  const byObject = jsonHeader(headers, "x-business-use-case-usage");
  return Object.values(byObject).flat().filter(isJsonObject);
}

/**
 * How much of the limits is used up, in percent, the highest of all three headers; undefined when
 * none came, which is usual until there were many calls.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting (read 2026)
 */
export function usagePercent(headers: Headers): number | undefined {
  const app = jsonHeader(headers, "x-app-usage");
  const account = jsonHeader(headers, "x-ad-account-usage");
  const cases = useCases(headers);
  if (Object.keys(app).length + Object.keys(account).length + cases.length === 0) return undefined;
  return Math.max(
    Math.min(MAX_APP_USAGE_PERCENT, largest(Object.values(app))),
    largest([account.acc_id_util_pct]),
    ...cases.map((use) => largest([use.call_count, use.total_cputime, use.total_time])),
  );
}

/** Shortest and longest wait that an answer can ask for: RFC 9110 10.2.3 sets neither, we do. */
const MIN_WAIT_MS = 1000;
const MAX_WAIT_MS = 3_600_000;

/** Of Retry-After, which is seconds or a date; undefined when it is neither, or a date in the past. */
function retryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = headers["retry-after"];
  if (typeof text !== "string") return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1000;
  // The server's own date, when it sent one: then a clock that is wrong here does no harm.
  const sentAt = typeof headers.date === "string" ? Date.parse(headers.date) : Number.NaN;
  const wait = Date.parse(text) - (Number.isNaN(sentAt) ? nowMs : sentAt);
  return wait > 0 ? wait : undefined;
}

/**
 * Until there is room again, or until it is worth a look: the minutes of a business use case, or the
 * seconds of an ad account that is full. 0 when Meta says neither.
 */
export function regainMs(headers: Headers): number {
  const minutes = largest(useCases(headers).map((use) => use.estimated_time_to_regain_access));
  const account = jsonHeader(headers, "x-ad-account-usage");
  const isFull = largest([account.acc_id_util_pct]) >= USAGE_FULL_PERCENT;
  const seconds = isFull ? largest([account.reset_time_duration]) : 0;
  return Math.min(MAX_WAIT_MS, Math.max(minutes * 60_000, seconds * 1000));
}

/** How long Meta asks to wait: Retry-After, or the time until there is room; the longer of both. */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const regain = regainMs(headers);
  const asked = retryAfter(headers, nowMs) ?? (regain > 0 ? 0 : undefined);
  if (asked === undefined) return undefined;
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, asked, regain));
}
