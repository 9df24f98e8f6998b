import { expect, test } from "vitest";
import { birthDate } from "../../../src/capi/clean/birth-date.ts";
import { NOW } from "../context.ts";
import { outcome } from "./outcome.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["19970216",                  undefined, "19970216"],
  ["1997-02-16",                undefined, "19970216"],
  ["1997/2/16",                 undefined, "19970216"],
  ["1997.02.16",                undefined, "19970216"],
  ["16.02.1997",                undefined, "19970216"],
  ["02.05.1997",                undefined, "19970502"],
  ["02.05.1997",                "mdy",     "19970502"],
  ["16/02/1997",                undefined, "19970216"],
  ["2/16/1997",                 undefined, "19970216"],
  ["16/02/1997",                "mdy",     "19970216"],
  ["05/05/1997",                undefined, "19970505"],
  ["02/05/1997",                "dmy",     "19970502"],
  ["02/05/1997",                "mdy",     "19970205"],
  ["02/05/1997",                "ymd",     "!date_order_missing"],
  ["02/05/1997",                undefined, "!date_order_missing"],
  ["1997-02-16 23:30:00-08",    undefined, "19970216"],
  ["1997-02-16T00:00:00+14:00", undefined, "19970216"],
  ["16-02-1997 00:00:00",       undefined, "19970216"],
  ["2000-02-29",                undefined, "20000229"],
  ["1900-01-01",                undefined, "19000101"],
  ["1900-02-29",                undefined, "!not_date"],
  ["1899-12-31",                undefined, "!date_out_of_range"],
  ["2026-11-19",                undefined, "20261119"],
  ["2026-11-20",                undefined, "!date_out_of_range"],
  ["30000101",                  undefined, "!date_out_of_range"],
  ["02.16.1997",                undefined, "!not_date"],
  ["1997-13-01",                undefined, "!not_date"],
  ["1997-02-30",                undefined, "!not_date"],
  ["2/16/97",                   undefined, "!not_date"],
  ["16 Feb 1997",               undefined, "!not_date"],
  ["1997-02",                   undefined, "!not_date"],
  ["1997",                      undefined, "!not_date"],
  ["1997-02/16",                undefined, "!not_date"],
  ["1997-02-16 tomorrow",       undefined, "!not_date"],
  ["n/a",                       undefined, undefined],
] as const)("date of birth %j with order %s is %j", ([raw, date_order, expected]) => {
  const options = date_order === undefined ? {} : { date_order };
  expect(outcome(birthDate, raw, { options })).toBe(expected);
});

test("a number of eight digits is a date", () => {
  expect(outcome(birthDate, 19_970_216)).toBe("19970216");
});

test("today is the context's, so that the day after is out of range until it comes", () => {
  expect(outcome(birthDate, "2026-11-20", { now: NOW + 86_400 })).toBe("20261120");
});
