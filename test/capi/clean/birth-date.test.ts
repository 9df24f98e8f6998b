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

// biome-ignore format: a table is read by its columns
test.for([
  ["1997-02-16",                        undefined,  "19970216"],
  ["1997-2-6",                          undefined,  "19970206"],
  ["1997/02/16",                        undefined,  "19970216"],
  ["1997.2.16",                         undefined,  "19970216"],
  ["16.2.1997",                         undefined,  "19970216"],
  ["6.2.1997",                          "mdy",      "19970206"],
  ["6.2.1997",                          "ymd",      "19970206"],
  ["06.02.1997",                        "dmy",      "19970206"],
  ["16-2-1997",                         undefined,  "19970216"],
  ["2-16-1997",                         undefined,  "19970216"],
  ["12/12/1997",                        undefined,  "19971212"],
  ["13/12/1997",                        undefined,  "19971213"],
  ["12/13/1997",                        undefined,  "19971213"],
  ["12/11/1997",                        "dmy",      "19971112"],
  ["12/11/1997",                        "mdy",      "19971211"],
  ["12-11-1997",                        "dmy",      "19971112"],
  ["1/2/1997",                          undefined,  "!date_order_missing"],
  ["12/1/1997",                         "ymd",      "!date_order_missing"],
  ["1997-02-16T23:59:59Z",              undefined,  "19970216"],
  ["1997-02-16 00:00:00.000 +0100",     undefined,  "19970216"],
  ["1997-02-16 00:00:00 UTC",           undefined,  "19970216"],
  ["1997-02-16t00:00",                  undefined,  "19970216"],
  ["16/02/1997 12:00 AM",               undefined,  "19970216"],
  ["2/16/1997 1:05:00 pm",              undefined,  "19970216"],
  ["16.02.1997 14:30",                  undefined,  "19970216"],
  ["1997-02-16 23:30:00-08:00",         undefined,  "19970216"],
  ["1997-02-16 garbage",                undefined,  "!not_date"],
  ["1997-02-16 12:00 and more",         undefined,  "!not_date"],
  ["1997-02-16T",                       undefined,  "!not_date"],
  ["1997-02-16 12",                     undefined,  "!not_date"],
  ["1904-02-29",                        undefined,  "19040229"],
  ["1999-02-29",                        undefined,  "!not_date"],
  ["1997-04-31",                        undefined,  "!not_date"],
  ["1997-00-10",                        undefined,  "!not_date"],
  ["1997-10-00",                        undefined,  "!not_date"],
  ["19971310",                          undefined,  "!not_date"],
  ["19970000",                          undefined,  "!not_date"],
  ["18991231",                          undefined,  "!date_out_of_range"],
  ["0000-01-01",                        undefined,  "!date_out_of_range"],
  ["20261119",                          undefined,  "20261119"],
  ["20261120",                          undefined,  "!date_out_of_range"],
  ["2100-01-01",                        undefined,  "!date_out_of_range"],
  ["16/16/1997",                        undefined,  "!not_date"],
  ["13/13/1997",                        "dmy",      "!not_date"],
  ["0/5/1997",                          undefined,  "!date_order_missing"],
  ["0/5/1997",                          "dmy",      "!not_date"],
  ["31/02/1997",                        undefined,  "!not_date"],
  ["16/02/97",                          undefined,  "!not_date"],
  ["97-02-16",                          undefined,  "!not_date"],
  ["97.02.16",                          undefined,  "!not_date"],
  ["Feb 16, 1997",                      undefined,  "!not_date"],
  ["16-FEB-1997",                       undefined,  "!not_date"],
  ["16 02 1997",                        undefined,  "!not_date"],
  ["16/02-1997",                        undefined,  "!not_date"],
  ["1997-0216",                         undefined,  "!not_date"],
  ["199702",                            undefined,  "!not_date"],
  ["119970216",                         undefined,  "!not_date"],
  ["5/12/1997",                         undefined,  "!date_order_missing"],
  ["12/5/1997",                         undefined,  "!date_order_missing"],
  ["199702160",                         undefined,  "!not_date"],
  ["1997-W07-7",                        undefined,  "!not_date"],
  ["855964800",                         undefined,  "!not_date"],
  ["1997-02-16-",                       undefined,  "!not_date"],
  ["unknown",                           "dmy",      undefined],
  ["-",                                 undefined,  undefined],
] as const)("date of birth of a warehouse %j with order %s is %j", ([raw, date_order, expected]) => {
  const options = date_order === undefined ? {} : { date_order };
  expect(outcome(birthDate, raw, { options })).toBe(expected);
});

test("a date of birth that is no text is refused", () => {
  expect(outcome(birthDate, true)).toBe("!not_text");
  expect(outcome(birthDate, 19_970_230)).toBe("!not_date");
  expect(outcome(birthDate, 19_970_216n)).toBe("19970216");
});
