import type { Value } from "../../lib/value.ts";
import { type CleanContext, type Cleaner, Fault, type FieldOptions } from "./cleaner.ts";
import { NOT_TIME } from "./instant.ts";
import { trimmed } from "./text.ts";
import { readFormatted } from "./time-format.ts";
import { readTimestamp } from "./timestamp.ts";
import { readWordedTime } from "./worded-time.ts";

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

/** Of a number that is not in the unit which the mapping names. */
const NOT_IN_UNIT: ReadonlyMap<FieldOptions["unit"], Fault> = new Map(
  (["ms", "us", "ns"] as const).map((unit) => {
    const digits = DIGITS_OF_SECONDS + EXTRA_DIGITS[unit];
    const expected = `a timestamp, or a number of ${digits} digits, since \`unit: ${unit}\``;
    return [unit, new Fault(NOT_TIME.code, expected)];
  }),
);

const NUMBER = /^(\d{1,22})(?:\.(\d*))?$/;
/** A float of seconds, as BigQuery's REST API prints a timestamp. */
const FLOAT = /^(\d)\.(\d+)E9$/;

/** Digits, perhaps with a fraction, to Unix milliseconds. */
function unixMs(text: string, { options }: CleanContext): number | Fault {
  const match = NUMBER.exec(text);
  if (match === null) return floatMs(text);
  const [, whole = "", fraction = ""] = match;
  const seconds = whole.length - EXTRA_DIGITS[options.unit ?? "s"];
  if (seconds === DIGITS_OF_SECONDS) return msOf(whole + fraction);
  return NOT_IN_UNIT.has(options.unit) ? NOT_TIME : (UNIT_MISSING.get(whole.length) ?? NOT_TIME);
}

function floatMs(text: string): number | Fault {
  const match = FLOAT.exec(text);
  return match === null ? NOT_TIME : msOf(`${match[1]}${match[2]}`);
}

/** The milliseconds that digits begin with, of which the first ten are seconds. */
function msOf(digits: string): number {
  return Number(digits.slice(0, DIGITS_OF_SECONDS + 3).padEnd(DIGITS_OF_SECONDS + 3, "0"));
}

const READERS = [readTimestamp, unixMs, readWordedTime];

function firstReading(text: string, context: CleanContext): number | Fault {
  for (const read of READERS) {
    const ms = read(text, context);
    if (ms !== NOT_TIME) return ms;
  }
  return NOT_IN_UNIT.get(context.options.unit) ?? NOT_TIME;
}

/**
 * A time as Unix milliseconds, floored. Takes what warehouses print for a timestamp and numbers in
 * the unit that the mapping names, or else only what its `format` describes.
 */
export function readTime(value: Value, context: CleanContext): number | Fault | undefined {
  const { format } = context.options;
  if (format === undefined && typeof value === "string") {
    // Nearly every value is such a text as it stands, and need not be trimmed first.
    const ms = readTimestamp(value, context);
    if (ms !== NOT_TIME) return ms;
  }
  const text = trimmed(value);
  if (typeof text !== "string")
    return text === undefined ? undefined : (NOT_IN_UNIT.get(context.options.unit) ?? NOT_TIME);
  return format === undefined ? firstReading(text, context) : readFormatted(text, format, context);
}

/** A time as Unix seconds, floored. */
export const time: Cleaner = (value, context) => {
  const ms = readTime(value, context);
  return typeof ms === "number" ? Math.floor(ms / 1000) : ms;
};
