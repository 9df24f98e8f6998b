import { daysSinceEpoch, isDay, SECONDS_PER_DAY } from "./calendar.ts";
import { type CleanContext, type Cleaner, Fault, type FieldOptions } from "./cleaner.ts";
import { trimmed } from "./text.ts";
import { offsetsIn } from "./zone.ts";

const NOT_TIME = new Fault(
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

/** Digits by which a number of that unit is longer than one of seconds. */
const EXTRA_DIGITS = { s: 0, ms: 3, us: 6, ns: 9, minor: 0, major: 0 } as const;

/** Unix seconds from 2001 to 2286; other lengths mean another unit. */
const DIGITS_OF_SECONDS = 10;

const UNIT_MISSING: ReadonlyMap<number, Fault> = new Map(
  (["ms", "us", "ns"] as const).map((unit) => [
    DIGITS_OF_SECONDS + EXTRA_DIGITS[unit],
    new Fault("unit_missing", `Unix seconds, or \`unit: ${unit}\` for a number of this length`),
  ]),
);

const NUMBER = /^(\d{1,22})(?:\.\d*)?$/;

const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const PLUS = 0x2b;
const POINT = 0x2e;
const SPACE = 0x20;
const UPPER_T = 0x54;
const LOWER_T = 0x74;
const UPPER_Z = 0x5a;
const LOWER_Z = 0x7a;

/** Beyond any offset that a zone ever had. */
const MAX_OFFSET_HOURS = 18;

/** Two digits at a place as a number; NaN when they are not digits. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days since the epoch of a text that begins with `YYYY-MM-DD`; NaN for any other. */
function daysOf(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  return year > 0 && isDay(year, month, day) ? daysSinceEpoch(year, month, day) : Number.NaN;
}

/** Where the fraction that may begin at `at` ends. */
function afterFraction(text: string, at: number): number {
  if (text.charCodeAt(at) !== POINT) return at;
  let end = at + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

/** `T24:00` is the next day's midnight, `:60` a leap second; what else lies outside is no time. */
function isClock(hours: number, minutes: number, seconds: number): boolean {
  if (hours === 24) return minutes === 0 && seconds === 0;
  return hours < 24 && minutes < 60 && seconds <= 60;
}

/**
 * Seconds ahead of UTC that an offset says: `Z`, `UTC`, `+00`, `+0530`, `-03:30`, `+00:19:32`.
 * Undefined when there is none, NaN when there is something else.
 */
function offsetOf(text: string, from: number): number | undefined {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  if (at >= text.length) return undefined;
  const first = text.charCodeAt(at);
  if (first === PLUS || first === DASH) {
    const seconds = offsetSeconds(text, at + 1);
    return first === DASH ? -seconds : seconds;
  }
  if ((first === UPPER_Z || first === LOWER_Z) && at + 1 === text.length) return 0;
  const name = text.slice(at).toUpperCase();
  return name === "UTC" || name === "GMT" ? 0 : Number.NaN;
}

function offsetSeconds(text: string, from: number): number {
  const hours = two(text, from);
  if (!(hours <= MAX_OFFSET_HOURS)) return Number.NaN;
  let seconds = hours * 3600;
  let at = from + 2;
  for (const weight of [60, 1]) {
    if (at === text.length) return seconds;
    if (text.charCodeAt(at) === COLON) at++;
    const part = two(text, at);
    if (!(part < 60)) return Number.NaN;
    seconds += part * weight;
    at += 2;
  }
  return at === text.length ? seconds : Number.NaN;
}

/** A wall clock's time in a zone to Unix seconds. */
function inZone(wall: number, zone: string, options: FieldOptions): number | Fault {
  const offsets = offsetsIn(zone, wall);
  if (offsets === undefined) return TIMEZONE_UNKNOWN;
  if (offsets.kind === "gap" && options.gap === "reject") return TIME_SKIPPED;
  if (offsets.kind !== "fold") return wall - offsets.earlier;
  if (options.fold === "reject") return TIME_AMBIGUOUS;
  return wall - (options.fold === "later" ? offsets.later : offsets.earlier);
}

/** A timestamp's text to Unix seconds. Fractions are floored by leaving them out. */
function timestamp(text: string, context: CleanContext): number | Fault {
  const days = daysOf(text);
  if (Number.isNaN(days)) return NOT_TIME;
  if (text.length === 10) return dateOnly(days, context);
  const separator = text.charCodeAt(10);
  if (separator !== SPACE && separator !== UPPER_T && separator !== LOWER_T) return NOT_TIME;
  if (text.charCodeAt(13) !== COLON) return NOT_TIME;
  const hasSeconds = text.charCodeAt(16) === COLON;
  const hours = two(text, 11);
  const minutes = two(text, 14);
  const seconds = hasSeconds ? two(text, 17) : 0;
  if (!isClock(hours, minutes, seconds)) return NOT_TIME;
  const wall = days * SECONDS_PER_DAY + hours * 3600 + minutes * 60 + seconds;
  const offset = offsetOf(text, hasSeconds ? afterFraction(text, 19) : 16);
  if (offset === undefined) {
    const zone = context.timezone;
    return zone === undefined ? TIMEZONE_MISSING : inZone(wall, zone, context.options);
  }
  return Number.isNaN(offset) ? NOT_TIME : wall - offset;
}

function dateOnly(days: number, context: CleanContext): number | Fault {
  if (context.options.date_only !== "noon_utc") return DATE_ONLY;
  return days * SECONDS_PER_DAY + SECONDS_PER_DAY / 2;
}

/** Digits, perhaps with a fraction, to Unix seconds. */
function unixTime(text: string, unit: FieldOptions["unit"]): number | Fault {
  const digits = NUMBER.exec(text)?.[1];
  if (digits === undefined) return NOT_TIME;
  const length = digits.length - EXTRA_DIGITS[unit ?? "s"];
  if (length === DIGITS_OF_SECONDS) return Number(digits.slice(0, DIGITS_OF_SECONDS));
  return UNIT_MISSING.get(digits.length) ?? NOT_TIME;
}

/**
 * A time as Unix seconds, floored. Takes what warehouses print for a timestamp, and numbers in the
 * unit that the mapping names. Runs for every row: it reads character codes and makes no objects.
 */
export const time: Cleaner = (value, context) => {
  if (typeof value === "string" && value.length >= 10 && value.charCodeAt(4) === DASH) {
    const seconds = timestamp(value, context);
    if (seconds !== NOT_TIME) return seconds;
  }
  const text = trimmed(value);
  if (typeof text !== "string") return text === undefined ? undefined : NOT_TIME;
  return text.charCodeAt(4) === DASH
    ? timestamp(text, context)
    : unixTime(text, context.options.unit);
};
