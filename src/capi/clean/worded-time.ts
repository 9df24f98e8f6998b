import type { CleanContext, Fault } from "./cleaner.ts";
import { NOT_TIME } from "./instant.ts";
import { readTimestamp } from "./timestamp.ts";

/** `Thu, 19 Nov 2026 14:30:00 +0100`, with or without the weekday, which is not checked. */
const DAY = /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) /i;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/**
 * Unix milliseconds of a time with an English month, as RFC 5322 writes it for mail and HTTP, and
 * Snowflake with the format `DY, DD MON YYYY HH24:MI:SS TZHTZM`.
 */
export function readWordedTime(text: string, context: CleanContext): number | Fault {
  const match = DAY.exec(text);
  if (match === null) return NOT_TIME;
  const [written, day, name, year] = match;
  const month = MONTHS.indexOf(String(name).toLowerCase()) + 1;
  const date = `${year}-${twoDigits(month)}-${twoDigits(Number(day))} `;
  return readTimestamp(date + text.slice(written.length), context);
}
