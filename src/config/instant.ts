import { isDay } from "../capi/clean/calendar.ts";

/** A time that a person wrote. */
export interface Instant {
  /** Unix milliseconds, read as UTC where no offset says otherwise. */
  readonly ms: number;
  /** What says of which place it is: its offset, nothing, or nothing since it is a whole day. */
  readonly zone: "offset" | "none" | "day";
}

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads `2026-11-20`, or with a time and an offset. The day must exist: `Date.parse` by itself takes
 * 30 February for 2 March.
 */
export function readInstant(written: string): Instant | undefined {
  const [, year, month, day, offset] = SHAPE.exec(written) ?? [];
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  const isWholeDay = !written.includes(":");
  const ms = Date.parse(isWholeDay || offset !== undefined ? written : `${written}Z`);
  if (Number.isNaN(ms)) return undefined;
  return { ms, zone: isWholeDay ? "day" : offset === undefined ? "none" : "offset" };
}
