import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amount } from "../../../src/capi/clean/amount.ts";
import { currency } from "../../../src/capi/clean/currency.ts";
import { plainDecimal } from "../../../src/capi/clean/decimal.ts";
import { integer, number, positive } from "../../../src/capi/clean/number.ts";
import { contextWith } from "../context.ts";
import { outcome } from "./outcome.ts";

/** The amount as it stands on the wire. */
function wire(raw: string | number | bigint, unit?: "minor", code?: string): string | undefined {
  const settings = { currency: code, options: unit === undefined ? {} : { unit } };
  const cleaned = outcome(amount, raw, settings);
  return typeof cleaned === "string" ? cleaned : JSON.stringify(cleaned);
}

describe("amounts", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["12.50",                       "12.5"],
    ["12.00",                       "12"],
    ["100",                         "100"],
    ["0",                           "0"],
    ["0.00",                        "0"],
    ["-0.00",                       "0"],
    ["+5",                          "5"],
    ["007.5",                       "7.5"],
    [".5",                          "0.5"],
    ["5.",                          "5"],
    [" 12.5 ",                      "12.5"],
    ["-3.99",                       "-3.99"],
    ["1.2e3",                       "1200"],
    ["12E-2",                       "0.12"],
    ["1e-7",                        "0.0000001"],
    ["0.1000000000000000055511151", "0.1000000000000000055511151"],
    ["12345678901234567890.12",     "12345678901234567890.12"],
    ["9007199254740993",            "9007199254740993"],
    [0.1,                           "0.1"],
    [1e21,                          "1000000000000000000000"],
    [9007199254740993n,             "9007199254740993"],
    ["1,234.50",                    "!not_amount"],
    ["1.234,50",                    "!not_amount"],
    ["1 234",                       "!not_amount"],
    ["12,5",                        "!not_amount"],
    ["€12",                         "!not_amount"],
    ["12 EUR",                      "!not_amount"],
    ["$5",                          "!not_amount"],
    ["NaN",                         "!not_amount"],
    ["Infinity",                    "!not_amount"],
    ["-",                           undefined],
    [".",                           "!not_amount"],
    ["1e999",                       "!not_amount"],
    ["0x10",                        "!not_amount"],
    [Number.NaN,                    "!not_amount"],
    ["null",                        undefined],
    ["",                            undefined],
  ] as const)("%s goes as %s", ([raw, expected]) => {
    expect(wire(raw)).toBe(expected);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["1299",   "EUR", "12.99"],
    ["1200",   "EUR", "12"],
    ["5",      "USD", "0.05"],
    ["-5",     "USD", "-0.05"],
    ["1299",   "JPY", "1299"],
    ["1299",   "KWD", "1.299"],
    ["1299",   "HUF", "12.99"],
    ["12.5",   "EUR", "0.125"],
    ["0",      "EUR", "0"],
    ["1299",   undefined, "!currency_missing"],
    ["1299",   "ZZZ", "!currency_missing"],
  ] as const)("%j minor units of %s are %s", ([raw, code, expected]) => {
    expect(wire(raw, "minor", code)).toBe(expected);
  });

  test("below zero are counted, and left to the caller", () => {
    const context = contextWith();
    expect(amount("-0.00", context)).toBe(0);
    expect(context.notices).toEqual([]);
    expect(amount("-5", context)).toBe(-5);
    expect(context.notices).toEqual(["negative_value"]);
  });

  test("keep the value of every decimal, whatever its length", () => {
    const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(digits, fc.nat(20), (units, scale) => {
        const text = plainDecimal(`${units}e-${scale}`) ?? "";
        const [whole = "", fraction = ""] = text.replace("-", "").split(".");
        expect(BigInt(whole + fraction.padEnd(scale, "0"))).toBe(units < 0n ? -units : units);
        expect(text.startsWith("-")).toBe(units < 0n);
        expect(plainDecimal(text)).toBe(text);
        expect(plainDecimal(String(units), scale)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  test("are cleaned to themselves", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15 }), (value) => {
        const cleaned = amount(value, contextWith());
        if (typeof cleaned === "number") expect(amount(cleaned, contextWith())).toBe(cleaned);
      }),
      { numRuns: 500 },
    );
  });
});

test("numbers keep their digits, whole numbers have no fraction, quantities are positive", () => {
  expect(outcome(number, "0.30")).toBe(0.3);
  expect(outcome(number, "many")).toBe("!not_number");
  expect(outcome(integer, "3.0")).toBe(3);
  expect(outcome(integer, "3.5")).toBe("!not_integer");
  expect(outcome(positive, "1.25")).toBe(1.25);
  expect(outcome(positive, "0.0")).toBe("!not_positive");
  expect(outcome(positive, "-1")).toBe("!not_positive");
  expect(outcome(positive, "")).toBeUndefined();
});

// biome-ignore format: a table is read by its columns
test.for([
  ["usd",  "USD"],
  [" Eur", "EUR"],
  ["XOF",  "XOF"],
  ["XPF",  "XPF"],
  ["XCG",  "XCG"],
  ["MRU",  "!currency_refused"],
  ["XXX",  "!currency_refused"],
  ["XAU",  "!currency_refused"],
  ["CLF",  "!currency_refused"],
  ["UYW",  "!currency_refused"],
  ["BGN",  "!currency_unknown"],
  ["HRK",  "!currency_unknown"],
  ["ZZZ",  "!currency_unknown"],
  ["€",    "!currency_unknown"],
  ["978",  "!currency_unknown"],
  ["none", undefined],
] as const)("currency %j is %j", ([raw, expected]) => {
  expect(outcome(currency, raw)).toBe(expected);
});

test("a currency that Meta's libraries do not know is sent and counted", () => {
  const context = contextWith();
  expect(currency("ves", context)).toBe("VES");
  expect(currency("EUR", context)).toBe("EUR");
  expect(context.notices).toEqual(["currency_new"]);
});
