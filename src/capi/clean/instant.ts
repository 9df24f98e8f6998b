import { MS_PER_DAY } from "./calendar.ts";
import { type CleanContext, Fault } from "./cleaner.ts";
import { offsetsIn } from "./zone.ts";

/** Of a text or number that is no time at all. */
export const NOT_TIME = new Fault(
  "not_time",
  "a timestamp such as 2026-11-19 14:30:00+00, or Unix seconds",
);
const DATE_ONLY = new Fault(
  "date_only",
  "a time of day; `date_only: noon_utc` sends noon UTC instead",
);
const TIMEZONE_MISSING = new Fault(
  "timezone_missing",
  "a timestamp with its offset, or a `timezone` for those without",
);
const TIMEZONE_UNKNOWN = new Fault(
  "timezone_unknown",
  "an IANA time zone such as Europe/Amsterdam",
);
const TIME_AMBIGUOUS = new Fault(
  "time_ambiguous",
  "a time that occurs once; clocks were put back then (`fold`)",
);
const TIME_SKIPPED = new Fault(
  "time_skipped",
  "a time that exists; clocks were put forward then (`gap`)",
);

/** Beyond any offset that a zone ever had. */
const MAX_OFFSET_HOURS = 18;

/** Seconds ahead of UTC; NaN for what no zone could have. */
export function offsetSeconds(hours: number, minutes: number, seconds: number): number {
  const isOffset = hours <= MAX_OFFSET_HOURS && minutes < 60 && seconds < 60;
  return isOffset ? hours * 3600 + minutes * 60 + seconds : Number.NaN;
}

/**
 * Unix milliseconds of what a wall clock shows, given in milliseconds as if it hung in UTC, and the
 * seconds that it is ahead of UTC. Without an offset the context's zone says it.
 */
export function instantOf(
  wallMs: number,
  offset: number | undefined,
  context: CleanContext,
): number | Fault {
  if (offset === undefined) return inZone(wallMs, context);
  const ms = wallMs - offset * 1000;
  return Number.isNaN(ms) ? NOT_TIME : ms;
}

function inZone(wallMs: number, { timezone, options }: CleanContext): number | Fault {
  if (Number.isNaN(wallMs)) return NOT_TIME;
  if (timezone === undefined) return TIMEZONE_MISSING;
  const offsets = offsetsIn(timezone, Math.floor(wallMs / 1000));
  if (offsets === undefined) return TIMEZONE_UNKNOWN;
  if (offsets.kind === "gap" && options.gap === "reject") return TIME_SKIPPED;
  if (offsets.kind === "fold" && options.fold === "reject") return TIME_AMBIGUOUS;
  const isLater = offsets.kind === "fold" && options.fold === "later";
  return wallMs - (isLater ? offsets.later : offsets.earlier) * 1000;
}

/** Unix milliseconds of a date without a time of day, where the mapping allows it. */
export function instantOfDate(days: number, { options }: CleanContext): number | Fault {
  return options.date_only === "noon_utc" ? (days + 0.5) * MS_PER_DAY : DATE_ONLY;
}
