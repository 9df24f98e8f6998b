import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import type { FieldOptions } from "../../../src/capi/clean/cleaner.ts";
import { time } from "../../../src/capi/clean/time.ts";
import { outcome } from "./outcome.ts";

const AT = Date.UTC(2026, 10, 19, 14, 30) / 1000;

// biome-ignore format: a table is read by its columns
test.for([
  ["2026-11-19 14:30:00+00",             AT],
  ["2026-11-19 14:30:00.123456+00",      AT],
  ["2026-11-19 14:30:00.999999+00",      AT],
  ["2026-11-19 20:00:00+0530",           AT],
  ["2026-11-19 20:00:00+05:30",          AT],
  ["2026-11-19 15:30:00+01:00",          AT],
  ["2026-11-19 15:30:00+01",             AT],
  ["2026-11-19 11:00:00-03:30",          AT],
  ["2026-11-19 14:49:32+00:19:32",       AT],
  ["2026-11-19T14:30:00Z",               AT],
  ["2026-11-19T14:30:00.5z",             AT],
  ["2026-11-19t14:30:00Z",               AT],
  ["2026-11-19 14:30:00 UTC",            AT],
  ["2026-11-19 14:30:00.123456 utc",     AT],
  ["2026-11-19 14:30:00.123 +0000",      AT],
  ["2026-11-19 14:30Z",                  AT],
  ["  2026-11-19 14:30:00+00 ",          AT],
  ["2026-11-18T24:00:00Z",               Date.UTC(2026, 10, 19) / 1000],
  ["2026-06-30T23:59:60Z",               Date.UTC(2026, 6, 1) / 1000],
  ["2024-02-29 00:00:00+00",             Date.UTC(2024, 1, 29) / 1000],
  ["1969-12-31 23:59:59.5+00",           -1],
  ["1795098600",                         AT],
  ["1795098600.9",                       AT],
  ["",                                   undefined],
  ["null",                               undefined],
  ["2026-11-19 14:30:00",                "!timezone_missing"],
  ["2026-11-19T14:30",                   "!timezone_missing"],
  ["2026-11-19",                         "!date_only"],
  ["2026-02-29 00:00:00+00",             "!not_time"],
  ["2026-13-01 00:00:00+00",             "!not_time"],
  ["2026-00-01 00:00:00+00",             "!not_time"],
  ["2026-11-31 00:00:00+00",             "!not_time"],
  ["2026-11-19 24:00:01+00",             "!not_time"],
  ["2026-11-19 25:00:00+00",             "!not_time"],
  ["2026-11-19 14:60:00+00",             "!not_time"],
  ["2026-11-19 14:30:00+99",             "!not_time"],
  ["2026-11-19 14:30:00+00:60",          "!not_time"],
  ["2026-11-19 14:30:00 CET",            "!not_time"],
  ["2026-11-19 14:30:00+00 BC",          "!not_time"],
  ["2026-11-19x14:30:00Z",               "!not_time"],
  ["2026-11-19 14-30-00Z",               "!not_time"],
  ["2026-1-19 14:30:00Z",                "!not_time"],
  ["19/11/2026 14:30",                   "!not_time"],
  ["infinity",                           "!not_time"],
  ["yesterday",                          "!not_time"],
  ["20261119",                           "!not_time"],
  ["-1795098600",                        "!not_time"],
  ["1.7950986e9",                        "!not_time"],
  ["1795098600123",                      "!unit_missing"],
  ["1795098600123456",                   "!unit_missing"],
  ["1795098600123456789",                "!unit_missing"],
] as const)("time %j is %j", ([raw, expected]) => {
  expect(outcome(time, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["1795098600123",          "ms", AT],
  ["1795098600123456",       "us", AT],
  ["1795098600123456789",    "ns", AT],
  ["1795098600999.9",        "ms", AT],
  ["1795098600",             "s",  AT],
  ["1795098600",             "ms", "!not_time"],
  ["1795098600123",          "us", "!unit_missing"],
  ["2026-11-19 14:30:00+00", "ms", AT],
] as const)("time %j in %s is %j", ([raw, unit, expected]) => {
  expect(outcome(time, raw, { options: { unit } })).toBe(expected);
});

test("numbers and bigints are Unix times", () => {
  expect(outcome(time, 1_795_098_600.7)).toBe(AT);
  expect(outcome(time, 1_795_098_600n)).toBe(AT);
  expect(outcome(time, 1_795_098_600_123_456_789n, { options: { unit: "ns" } })).toBe(AT);
  expect(outcome(time, Number.NaN)).toBe("!not_time");
  expect(outcome(time, true)).toBe("!not_time");
});

test("a number without its unit is told the unit that it looks like", () => {
  const fault = (raw: string) => time(raw, { options: {} } as never);
  expect(fault("1795098600123")).toMatchObject({ expected: expect.stringContaining("unit: ms") });
  expect(fault("1795098600123456")).toMatchObject({
    expected: expect.stringContaining("unit: us"),
  });
});

test("a date alone is noon UTC where the mapping says so", () => {
  expect(outcome(time, "2026-11-19", { options: { date_only: "noon_utc" } })).toBe(
    Date.UTC(2026, 10, 19, 12) / 1000,
  );
  expect(outcome(time, "2026-11-19", { options: { date_only: "reject" } })).toBe("!date_only");
});

describe("a wall clock's time in a zone", () => {
  const inAmsterdam = (raw: string, options: FieldOptions = {}) =>
    outcome(time, raw, { timezone: "Europe/Amsterdam", options });
  const utc = (text: string) => Date.parse(text) / 1000;

  test("follows winter and summer time", () => {
    expect(inAmsterdam("2026-11-19 15:30:00")).toBe(AT);
    expect(inAmsterdam("2026-07-01 12:00:00")).toBe(utc("2026-07-01T10:00:00Z"));
  });

  test("leaves times with an offset alone", () => {
    expect(inAmsterdam("2026-11-19 14:30:00+00")).toBe(AT);
  });

  test("that occurs twice is the first one unless the mapping says otherwise", () => {
    const twice = "2026-10-25 02:30:00";
    expect(inAmsterdam(twice)).toBe(utc("2026-10-25T00:30:00Z"));
    expect(inAmsterdam(twice, { fold: "earlier" })).toBe(utc("2026-10-25T00:30:00Z"));
    expect(inAmsterdam(twice, { fold: "later" })).toBe(utc("2026-10-25T01:30:00Z"));
    expect(inAmsterdam(twice, { fold: "reject" })).toBe("!time_ambiguous");
    expect(inAmsterdam("2026-10-25 03:00:00", { fold: "reject" })).toBe(
      utc("2026-10-25T02:00:00Z"),
    );
  });

  test("that does not occur moves forward unless the mapping rejects it", () => {
    const skipped = "2026-03-29 02:30:00";
    expect(inAmsterdam(skipped)).toBe(utc("2026-03-29T01:30:00Z"));
    expect(inAmsterdam(skipped, { gap: "reject" })).toBe("!time_skipped");
    expect(inAmsterdam("2026-03-29 03:00:00", { gap: "reject" })).toBe(utc("2026-03-29T01:00:00Z"));
  });

  test("needs a zone that exists", () => {
    expect(outcome(time, "2026-11-19 15:30:00", { timezone: "Europe/Atlantis" })).toBe(
      "!timezone_unknown",
    );
  });

  test("agrees with Temporal, folds and gaps included", () => {
    const zones = ["Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
    const start = Date.UTC(2025, 0, 1) / 900_000;
    const end = Date.UTC(2027, 11, 31) / 900_000;
    const quarters = fc.integer({ min: start, max: end });
    fc.assert(
      fc.property(fc.constantFrom(...zones), quarters, fc.boolean(), (zone, quarter, later) => {
        const wall = new Date(quarter * 900_000).toISOString().slice(0, 19);
        const at = Temporal.PlainDateTime.from(wall);
        // Temporal reads a skipped time with `earlier` backwards; `compatible` moves it forward.
        const isGap = !at.toZonedDateTime(zone).toPlainDateTime().equals(at);
        const disambiguation = later && !isGap ? "later" : "compatible";
        const expected = at.toZonedDateTime(zone, { disambiguation }).epochMilliseconds / 1000;
        const options: FieldOptions = { fold: later ? "later" : "earlier" };
        expect(outcome(time, wall, { timezone: zone, options })).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });
});

test("every second that Date prints reads back", () => {
  const seconds = fc.integer({ min: -62_000_000_000, max: 253_402_300_799 });
  fc.assert(
    fc.property(seconds, (at) => {
      const text = new Date(at * 1000).toISOString();
      expect(outcome(time, text)).toBe(at);
      expect(outcome(time, `${text.slice(0, 19).replace("T", " ")}.123456+00`)).toBe(at);
    }),
    { numRuns: 1000 },
  );
});
