import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldOptions } from "../../../src/capi/clean/cleaner.ts";
import { time } from "../../../src/capi/clean/time.ts";
import type { Value } from "../../../src/lib/value.ts";
import { contextWith } from "../context.ts";
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
  // PostgreSQL
  ["2026-11-19 14:30:00.1+00",           AT],
  ["2026-11-19 14:30:00.123456789012+00", AT],
  ["2026-11-19 15:30:00.5+01",           AT],
  ["2026-11-19 09:00:00-05:30",          AT],
  ["2026-11-19 14:49:32.5+00:19:32",     AT],
  ["2026-11-19T14:30:00+00:00",          AT],
  ["-infinity",                          "!not_time"],
  ["0044-03-15 12:00:00+00 BC",          "!not_time"],
  ["0000-03-15 12:00:00+00",             "!not_time"],
  ["12026-11-19 14:30:00+00",            "!not_time"],
  // BigQuery
  ["2026-11-19 14:30:00.5 UTC",          AT],
  ["2026-11-19 14:30:00.123456+00:00",   AT],
  ["2026-11-19 06:30:00-08",             AT],
  ["2026-11-19T14:30:00.123456Z",        AT],
  ["1.7950986E9",                        AT],
  ["1.795098600123456E9",                AT],
  ["1.7950986E12",                       "!not_time"],
  ["17.950986E9",                        "!not_time"],
  ["2026-11-19T14:30:00.123456",         "!timezone_missing"],
  ["2026-11-19 14:30:00 Europe/Amsterdam", "!not_time"],
  // Snowflake
  ["2026-11-19 14:30:00.000 +0000",      AT],
  ["2026-11-19 06:30:00.000 -0800",      AT],
  ["2026-11-19 15:30:00.123456789 +0100", AT],
  ["2026-11-19 15:30:00 +01:00",         AT],
  ["2026-11-19 14:30:00.000 Z",          AT],
  ["2026-11-19 14:30:00.000",            "!timezone_missing"],
  // With an English month: RFC 5322, and one of Snowflake's formats
  ["Thu, 19 Nov 2026 15:30:00 +0100",    AT],
  ["Thu, 19 Nov 2026 14:30:00 GMT",      AT],
  ["19 Nov 2026 14:30:00 GMT",           AT],
  ["THU, 19 NOV 2026 14:30 Z",           AT],
  ["Thu, 1 Jan 2026 00:00:00 +0000",     Date.UTC(2026, 0, 1) / 1000],
  ["Tue, 01 Dec 2026 00:00:00 UTC",      Date.UTC(2026, 11, 1) / 1000],
  ["Thu, 19 Nov 2026 14:30:00.500 GMT",  AT],
  ["Thu, 19 Nov 2026 14:30:00",          "!timezone_missing"],
  ["Thu, 31 Nov 2026 14:30:00 GMT",      "!not_time"],
  ["Thu, 19 Nix 2026 14:30:00 GMT",      "!not_time"],
  ["Thu, 19 Nov 26 14:30:00 GMT",        "!not_time"],
  ["Thu, 19 Nov 2026",                   "!not_time"],
  ["Thu, 19 Nov 2026 14:30:00 CET",      "!not_time"],
  ["Thu 19 Nov 2026 14:30:00 GMT",       "!not_time"],
  ["on Thu, 19 Nov 2026 14:30:00 GMT",   "!not_time"],
  // RFC 3339
  ["2026-11-19T14:30:00.000Z",           AT],
  ["2026-11-19t14:30:00z",               AT],
  ["2026-11-19 14:30:00Z",               AT],
  ["2026-11-19T14:30:00-00:00",          AT],
  ["2026-11-19 14:30:00 GMT",            AT],
  ["2026-11-19 14:30:00+00 ",            AT],
  ["2026-11-19 14:30:00+00\n",           AT],
  ["2026-11-19 14-30:00Z",               "!not_time"],
  ["2026-11-19 /4:30:00Z",               "!not_time"],
  ["2026-11-19 1/:30:00Z",               "!not_time"],
  ["2026-11-19 :4:30:00Z",               "!not_time"],
  ["2026-11-19 1::30:00Z",               "!not_time"],
  ["20:5-11-19 14:30:00Z",               "!not_time"],
  ["202:-11-19 14:30:00Z",               "!not_time"],
  ["1995-11-19 14:30:00Z",               Date.UTC(1995, 10, 19, 14, 30) / 1000],
  ["1.7950986E95",                       "!not_time"],
  ["x1.7950986E9",                       "!not_time"],
  // Edges of clocks, offsets and fractions
  ["2026-11-19 00:00:00+00",             Date.UTC(2026, 10, 19) / 1000],
  ["2026-11-19 23:59:59.999999999+00",   Date.UTC(2026, 10, 19, 23, 59, 59) / 1000],
  ["2026-12-31 24:00:00+00",             Date.UTC(2027, 0, 1) / 1000],
  ["2026-12-31 24:00+00",                Date.UTC(2027, 0, 1) / 1000],
  ["2026-12-31 24:00:00.000+00",         Date.UTC(2027, 0, 1) / 1000],
  ["2026-12-31 24:00:00.001+00",         "!not_time"],
  ["2026-12-31 24:01:00+00",             "!not_time"],
  ["2026-11-19 14:30:60+00",             AT + 60],
  ["2026-11-19 14:30:61+00",             "!not_time"],
  ["2026-11-19 14:30:00.+00",            "!not_time"],
  ["2026-11-19 14:30:00,5+00",           "!not_time"],
  ["2026-11-20 08:30:00+18:00",          AT],
  ["2026-11-20 08:30:00+18",             AT],
  ["2026-11-20 09:30:00+19:00",          "!not_time"],
  ["2026-11-19 15:29:00+00:59",          AT],
  ["2026-11-19 14:30:59+00:00:59",       AT],
  ["2026-11-19 14:30:00+00:00:60",       "!not_time"],
  ["2026-11-19 14:30:00+001932",         Date.UTC(2026, 10, 19, 14, 10, 28) / 1000],
  ["2026-11-19 14:30:00+0",              "!not_time"],
  ["2026-11-19 14:30:00+000",            "!not_time"],
  ["2026-11-19 14:30:00+05:",            "!not_time"],
  ["2026-11-19 14:30:00+05:3",           "!not_time"],
  ["2026-11-19 14:30:00+05:30:",         "!not_time"],
  ["2026-11-19 14:30:00+05:30:1",        "!not_time"],
  ["2026-11-19 14:30:00+05:30:10:1",     "!not_time"],
  ["2026-11-19 14:30:00+ab",             "!not_time"],
  ["2026-11-19 14:30:00Z+01",            "!not_time"],
  ["2026-11-19 14:30:00ZZ",              "!not_time"],
  ["2026-11-19 14",                      "!not_time"],
  ["2026-11-19 14:3",                    "!not_time"],
  ["2026-11-19 1:30:00+00",              "!not_time"],
  ["2026-11-19Z",                        "!not_time"],
  ["2026-11-1",                          "!not_time"],
  ["2026-11",                            "!not_time"],
  ["2026x11-19 14:30:00Z",               "!not_time"],
  ["2026/11/19 14:30:00Z",               "!not_time"],
  ["2026-11/19 14:30:00Z",               "!not_time"],
  ["2O26-11-19 14:30:00Z",               "!not_time"],
  ["2026-1:-19 14:30:00Z",               "!not_time"],
  ["2023-02-29 00:00:00Z",               "!not_time"],
  ["2100-02-29 00:00:00Z",               "!not_time"],
  ["2000-02-29 00:00:00Z",               Date.UTC(2000, 1, 29) / 1000],
  ["2026-01-00 00:00:00Z",               "!not_time"],
  ["2026-04-31 00:00:00Z",               "!not_time"],
  ["\u200b2026-11-19 14:30:00+00",       AT],
  ["  2026-11-19",                       "!date_only"],
  ["Unknown",                            undefined],
  ["n/a",                                undefined],
  // Numbers
  ["1000000000",                         1_000_000_000],
  ["9999999999",                         9_999_999_999],
  ["999999999",                          "!not_time"],
  ["17950986000",                        "!not_time"],
  ["1795098600.",                        AT],
  ["1795098600,5",                       "!not_time"],
  ["1 795 098 600",                      "!not_time"],
  ["0x6b0a1b2c3d",                       "!not_time"],
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
  ["1795098600999999999.9",  "ns", AT],
  ["1795098600",             "ms", "!not_time"],
  ["179509860012",           "ms", "!not_time"],
  ["17950986001234",         "ms", "!not_time"],
  ["1795098600123456789",    "us", "!not_time"],
  ["1795098600123456",       "ns", "!not_time"],
  ["1795098600123",          "s",  "!unit_missing"],
  ["1.7950986E9",            "ms", AT],
  ["1795098600123",          "us", "!not_time"],
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

test("a number that is not in the unit of the mapping is told its digits", () => {
  const fault = (value: Value, unit: "s" | "ms" | "us" | "ns") =>
    time(value, contextWith({ options: { unit } }));
  const expected = (digits: number, unit: string) => ({
    code: "not_time",
    expected: `a timestamp, or a number of ${digits} digits, since \`unit: ${unit}\``,
  });
  expect(fault("1795168800", "ms")).toMatchObject(expected(13, "ms"));
  expect(fault("1795168800000", "us")).toMatchObject(expected(16, "us"));
  expect(fault("yesterday", "ns")).toMatchObject(expected(19, "ns"));
  expect(fault(true, "ms")).toMatchObject(expected(13, "ms"));
  expect(fault("yesterday", "s")).toMatchObject({ expected: expect.stringContaining("seconds") });
  expect(fault("1795168800", "ms")).toBe(fault("17951688", "ms"));
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
  expect(outcome(time, "2026-13-19", { options: { date_only: "noon_utc" } })).toBe("!not_time");
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

  test("keeps its fraction apart from the zone's offset", () => {
    expect(inAmsterdam("2026-11-19 15:30:00.999999")).toBe(AT);
    expect(inAmsterdam("2026-11-19T15:30")).toBe(AT);
    expect(inAmsterdam("2026-11-18 24:00:00")).toBe(utc("2026-11-18T23:00:00Z"));
    expect(inAmsterdam("2026-11-19 25:30:00")).toBe("!not_time");
  });

  test("that is rejected in one of both directions is taken in the other", () => {
    expect(inAmsterdam("2026-10-25 02:30:00", { gap: "reject" })).toBe(utc("2026-10-25T00:30:00Z"));
    expect(inAmsterdam("2026-03-29 02:30:00", { fold: "reject" })).toBe(
      utc("2026-03-29T01:30:00Z"),
    );
    expect(inAmsterdam("2026-03-29 02:30:00", { gap: "forward", fold: "later" })).toBe(
      utc("2026-03-29T01:30:00Z"),
    );
  });

  test("needs a zone that exists", () => {
    expect(outcome(time, "2026-11-19 15:30:00", { timezone: "Europe/Atlantis" })).toBe(
      "!timezone_unknown",
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

// biome-ignore format: a table is read by its columns
test.for([
  ["Jan", 0], ["Feb", 1], ["Mar", 2], ["Apr", 3], ["May", 4], ["Jun", 5],
  ["Jul", 6], ["Aug", 7], ["Sep", 8], ["Oct", 9], ["Nov", 10], ["Dec", 11],
] as const)("the English month %s is number %i", ([name, month]) => {
  const expected = Date.UTC(2026, month, 5, 14, 30) / 1000;
  expect(outcome(time, `5 ${name} 2026 14:30:00 GMT`)).toBe(expected);
  expect(outcome(time, `Mon, 05 ${name.toUpperCase()} 2026 14:30:00 GMT`)).toBe(expected);
});
