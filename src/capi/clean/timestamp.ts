import { clockMs, daysSinceEpoch, isDay, MS_PER_DAY } from "./calendar.ts";
import type { CleanContext, Fault } from "./cleaner.ts";
import { instantOf, instantOfDate, NOT_TIME, offsetSeconds } from "./instant.ts";

const ZERO = 0x30;
const DASH = 0x2d;
const COLON = 0x3a;
const PLUS = 0x2b;
const POINT = 0x2e;
const SPACE = 0x20;
const UPPER_T = 0x54;
const LOWER_T = 0x74;

const LENGTH_OF_DATE = 10;

/** Two digits at a place as a number; NaN when they are not digits. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Where the digits that may begin at `at` end. */
function afterDigits(text: string, at: number): number {
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

/** Milliseconds of the digits behind a decimal point, floored. */
export function fractionMs(text: string, from: number, end: number): number {
  let ms = 0;
  for (let i = from; i < from + 3; i++) ms = ms * 10 + (i < end ? text.charCodeAt(i) - ZERO : 0);
  return ms;
}

/** Days since the epoch of a text that begins with `YYYY-MM-DD`; NaN for any other. */
function daysOf(text: string): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return Number.NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  return year > 0 && isDay(year, month, day) ? daysSinceEpoch(year, month, day) : Number.NaN;
}

/**
 * Seconds ahead of UTC that an offset says: `Z`, `UTC`, `+00`, `+0530`, `-03:30`, `+00:19:32`.
 * Undefined when there is none, NaN when there is something else.
 */
function offsetAt(text: string, from: number): number | undefined {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  if (at >= text.length) return undefined;
  const sign = text.charCodeAt(at);
  if (sign === PLUS) return offsetDigits(text, at + 1);
  if (sign === DASH) return -offsetDigits(text, at + 1);
  const name = text.slice(at).toUpperCase();
  return name === "Z" || name === "UTC" || name === "GMT" ? 0 : Number.NaN;
}

/** `HH`, `HHMM`, `HHMMSS`, with or without colons, and nothing behind it. */
function offsetDigits(text: string, from: number): number {
  const hours = two(text, from);
  let at = from + 2;
  if (at === text.length) return offsetSeconds(hours, 0, 0);
  if (text.charCodeAt(at) === COLON) at++;
  const minutes = two(text, at);
  at += 2;
  if (at === text.length) return offsetSeconds(hours, minutes, 0);
  if (text.charCodeAt(at) === COLON) at++;
  return at + 2 === text.length ? offsetSeconds(hours, minutes, two(text, at)) : Number.NaN;
}

/**
 * Unix milliseconds of what PostgreSQL, BigQuery and Snowflake print for a timestamp or a date, and
 * of RFC 3339: `2026-11-19 14:30:00.123456+00`, `2026-11-19T15:30:00+01:00`, `2026-11-19 14:30:00
 * UTC`, `2026-11-19 15:30:00.000 +0100`. Runs for every row: it reads character codes and makes no
 * objects.
 */
export function readTimestamp(text: string, context: CleanContext): number | Fault {
  const days = daysOf(text);
  if (Number.isNaN(days)) return NOT_TIME;
  if (text.length === LENGTH_OF_DATE) return instantOfDate(days, context);
  const separator = text.charCodeAt(LENGTH_OF_DATE);
  if (separator !== SPACE && separator !== UPPER_T && separator !== LOWER_T) return NOT_TIME;
  if (text.charCodeAt(13) !== COLON) return NOT_TIME;
  return readClock(text, days * MS_PER_DAY, context);
}

function readClock(text: string, midnightMs: number, context: CleanContext): number | Fault {
  let end = 16;
  let seconds = 0;
  let ms = 0;
  if (text.charCodeAt(end) === COLON) {
    seconds = two(text, 17);
    end = 19;
    if (text.charCodeAt(end) === POINT) {
      end = afterDigits(text, 20);
      if (end === 20) return NOT_TIME;
      ms = fractionMs(text, 20, end);
    }
  }
  const clock = clockMs(two(text, 11), two(text, 14), seconds, ms);
  return instantOf(midnightMs + clock, offsetAt(text, end), context);
}
