import { describe, expect, test } from "vitest";
import { time } from "../../../src/capi/clean/time.ts";
import { isTimeFormat } from "../../../src/capi/clean/time-format.ts";
import { contextWith } from "../context.ts";
import { outcome } from "./outcome.ts";

const AT = Date.UTC(2026, 10, 19, 14, 30) / 1000;

// biome-ignore format: a table is read by its columns
test.for([
  ["DD/MM/YYYY HH24:MI",              "19/11/2026 14:30",                AT],
  ["DD/MM/YYYY HH24:MI:SS",           "19/11/2026 14:30:59",             AT + 59],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 02:30 PM",             AT],
  ["MM/DD/YYYY HH12:MI PM",           "11/19/2026 2:30 pm",              AT],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 12:30 AM",             AT - 14 * 3600],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 12:30 PM",             AT - 2 * 3600],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 1:30 PM",              AT - 3600],
  ["DD.MM.YYYY  HH24:MI",             "19.11.2026 14:30",                AT],
  ["MM/DD/YYYY HH12:MIAM",            "11/19/2026 02:30PM",              AT],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 13:30 PM",             "!not_time"],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 00:30 AM",             "!not_time"],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 02:30",                "!not_time"],
  ["MM/DD/YYYY HH12:MI AM",           "11/19/2026 02:30 XM",             "!not_time"],
  ["yyyy.mm.dd hh24:mi:ss",           "2026.11.19 14:30:00",             AT],
  ["YYYYMMDDHH24MISS",                "20261119143000",                  AT],
  ["YYYYMMDDHH24MISS",                "2026111914300",                   "!not_time"],
  ["YYYYMMDDTHH24MISSZ",              "20261119T143000Z",                AT],
  ["YYYYMMDD HH24MI",                 "20261119 1430",                   AT],
  ["YYYY-MM-DDTHH24:MI:SS.FF",        "2026-11-19T14:30:00.999999999",   AT],
  ["YYYY-MM-DD HH24:MI:SS.FF3",       "2026-11-19 14:30:00.999",         AT],
  ["YYYY-MM-DD HH24:MI:SS,FF",        "2026-11-19 14:30:00,5",           AT],
  ["YYYY-MM-DD HH24:MI:SS.FF",        "2026-11-19 14:30:00.",            "!not_time"],
  ["YYYY-MM-DD HH24:MI:SS TZHTZM",    "2026-11-19 15:30:00 +0100",       AT],
  ["YYYY-MM-DD HH24:MI:SS TZH:TZM",   "2026-11-19 11:00:00 -03:30",      AT],
  ["YYYY-MM-DD HH24:MI TZH",          "2026-11-19 15:30 +01",            AT],
  ["YYYY-MM-DD HH24:MI TZH:TZM",      "2026-11-19 15:30 +01:60",         "!not_time"],
  ["YYYY-MM-DD HH24:MI TZH:TZM",      "2026-11-19 15:30 +19:00",         "!not_time"],
  ["YYYY-MM-DD HH24:MI TZH:TZM",      "2026-11-19 15:30 0100",           "!not_time"],
  ["DD/MM/YYYY HH24:MI",              "1/2/2026 3:04",                   Date.UTC(2026, 1, 1, 3, 4) / 1000],
  ["MM/DD/YYYY HH24:MI",              "1/2/2026 3:04",                   Date.UTC(2026, 0, 2, 3, 4) / 1000],
  ["DD.MM.YYYY",                      "19.11.2026",                      "!date_only"],
  ["DD.MM.YYYY HH24 MI",              "19.11.2026   14 30",              AT],
  ["DD.MM.YYYY HH24:MI",              "  19.11.2026 14:30  ",            AT],
  ["DD.MM.YYYY HH24:MI",              "19-11-2026 14:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19x11x2026 14:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19.11.2026 14:30 UTC",            "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "x19.11.2026 14:30",               "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "31.11.2026 14:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19.13.2026 14:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19.11.0000 14:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19.11.2026 24:30",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "19.11.2026 24:00",                Date.UTC(2026, 10, 20) / 1000],
  ["DD.MM.YYYY HH24:MI",              "19.11.2026 14:60",                "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "2026-11-19 14:30:00+00",          "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "1795098600",                      "!not_time"],
  ["DD.MM.YYYY HH24:MI",              "unknown",                         undefined],
  ['DD.MM.YYYY "um" HH24hMI "Uhr"',   "19.11.2026 um 14h30 Uhr",         AT],
  ['DD.MM.YYYY "um" HH24:MI',         "19.11.2026 am 14:30",             "!not_time"],
  ["(YYYY)-MM-DD [HH24:MI]",          "(2026)-11-19 [14:30]",            AT],
] as const)("format %j reads %j as %j", ([format, raw, expected]) => {
  expect(outcome(time, raw, { timezone: "UTC", options: { format } })).toBe(expected);
});

describe("a format", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["YYYY-MM-DD",                    true],
    ["YYYY-MM-DD HH24",               true],
    ["dd/mm/yyyy hh24:mi:ss.ff6",     true],
    ["MM/DD/YYYY HH12:MI:SS PM",      true],
    ["YYYY-MM-DDTHH24:MI:SS.FF9TZH:TZM", true],
    ['"at" YYYY-MM-DD',               true],
    ["YYYY-MM-DD HH12 AM TZH",        true],
    ["YYYY-MM-DD HH24 TZH",           true],
    ["",                              false],
    ["YYYY-MM",                       false],
    ["YYYY-DD",                       false],
    ["MM/DD",                         false],
    ["HH24:MI",                       false],
    ["DD/MM/YY HH24:MI",              false],
    ["DD MON YYYY",                   false],
    ["DY, DD/MM/YYYY",                false],
    ["YYYY-MM-DD HH:MI",              false],
    ["YYYY-MM-DD HH24:MI UTC",        false],
    ["YYYY-MM-DD YYYY",               false],
    ["YYYY-MM-DD MM",                 false],
    ["YYYY-MM-DD HH24 HH12 AM",       false],
    ["YYYY-MM-DD HH24 AM",            false],
    ["YYYY-MM-DD HH12:MI AM PM",      false],
    ["YYYY-MM-DD HH12:MI",            false],
    ["YYYY-MM-DD AM",                 false],
    ["YYYY-MM-DD :MI",                false],
    ["YYYY-MM-DD HH24:SS",            false],
    ["YYYY-MM-DD HH24:MI.FF",         false],
    ["YYYY-MM-DD TZH",                false],
    ["YYYY-MM-DD HH24:MI TZM",        false],
    ['YYYY-MM-DD "',                  false],
    ['YYYY-MM-DD ""',                 false],
    ["2026-11-19",                    false],
  ] as const)("%j is one: %s", ([format, expected]) => {
    expect(isTimeFormat(format)).toBe(expected);
    expect(isTimeFormat(format)).toBe(expected);
  });

  test("that is none is told at each row", () => {
    const result = outcome(time, "2026-11-19", { options: { format: "YY-MM-DD" } });
    expect(result).toBe("!time_format_unknown");
  });

  test("stands in the words of its fault", () => {
    const context = contextWith({ options: { format: "DD.MM.YYYY HH24:MI" } });
    expect(time("19/11/2026 14:30", context)).toMatchObject({
      expected: "a time that `format: DD.MM.YYYY HH24:MI` describes",
    });
  });

  test("without an offset needs a zone, and one with an offset does not", () => {
    const format = "DD.MM.YYYY HH24:MI";
    expect(outcome(time, "19.11.2026 14:30", { options: { format } })).toBe("!timezone_missing");
    const settings = { timezone: "Europe/Amsterdam", options: { format } };
    expect(outcome(time, "19.11.2026 15:30", settings)).toBe(AT);
    const zoned = { options: { format: `${format} TZH` } };
    expect(outcome(time, "19.11.2026 15:30 +01", zoned)).toBe(AT);
  });

  test("of a date alone follows `date_only`", () => {
    const options = { format: "DD.MM.YYYY", date_only: "noon_utc" } as const;
    expect(outcome(time, "19.11.2026", { options })).toBe(Date.UTC(2026, 10, 19, 12) / 1000);
    expect(outcome(time, 20_261_119, { options: { ...options, format: "YYYYMMDD" } })).toBe(
      Date.UTC(2026, 10, 19, 12) / 1000,
    );
  });
});
