import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amount } from "../../../src/capi/clean/amount.ts";
import { currency } from "../../../src/capi/clean/currency.ts";
import { integer, number, positive } from "../../../src/capi/clean/number.ts";
import { plainDecimal } from "../../../src/lib/decimal.ts";
import { numberJson } from "../../../src/lib/json.ts";
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
  expect(outcome(number, 1e21)).toEqual(numberJson("1000000000000000000000"));
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

// biome-ignore format: a table is read by its columns
test.for([
  ["EUR",     "EUR"],
  ["eur",     "EUR"],
  ["eUr",     "EUR"],
  ["\tusd\n", "USD"],
  ["GBP",     "GBP"],
  ["jpy",     "JPY"],
  ["XOF",     "XOF"],
  ["XAF",     "XAF"],
  ["XCD",     "XCD"],
  ["XCG",     "XCG"],
  ["STN",     "STN"],
  ["VED",     "VED"],
  ["SLE",     "SLE"],
  ["ZWG",     "ZWG"],
  ["mru",     "!currency_refused"],
  ["XTS",     "!currency_refused"],
  ["XAG",     "!currency_refused"],
  ["XPT",     "!currency_refused"],
  ["XPD",     "!currency_refused"],
  ["XBA",     "!currency_refused"],
  ["XBB",     "!currency_refused"],
  ["XBC",     "!currency_refused"],
  ["XBD",     "!currency_refused"],
  ["XDR",     "!currency_refused"],
  ["XSU",     "!currency_refused"],
  ["XUA",     "!currency_refused"],
  ["BOV",     "!currency_refused"],
  ["CHE",     "!currency_refused"],
  ["CHW",     "!currency_refused"],
  ["COU",     "!currency_refused"],
  ["MXV",     "!currency_refused"],
  ["USN",     "!currency_refused"],
  ["UYI",     "!currency_refused"],
  ["ANG",     "!currency_unknown"],
  ["CUC",     "!currency_unknown"],
  ["SLL",     "!currency_unknown"],
  ["ZWL",     "!currency_unknown"],
  ["MRO",     "!currency_unknown"],
  ["STD",     "!currency_unknown"],
  ["VEF",     "!currency_unknown"],
  ["DEM",     "!currency_unknown"],
  ["USDT",    "!currency_unknown"],
  ["US$",     "!currency_unknown"],
  ["euro",    "!currency_unknown"],
  ["EU R",    "!currency_unknown"],
  ["$",       "!currency_unknown"],
  ["toString", "!currency_unknown"],
  ["N/A",     undefined],
] as const)("currency of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(currency, raw)).toBe(expected);
});

test("a currency that is no text is refused", () => {
  expect(outcome(currency, true)).toBe("!not_text");
  expect(outcome(currency, 978)).toBe("!currency_unknown");
  expect(outcome(currency, null)).toBeUndefined();
});

test("each currency that is new since 2018 is counted, and no other", () => {
  const noticesOf = (code: string) => {
    const context = contextWith();
    currency(code, context);
    return context.notices;
  };
  for (const code of ["STN", "VES", "VED", "SLE", "ZWG", "XCG"]) {
    expect(noticesOf(code)).toEqual(["currency_new"]);
  }
  for (const code of ["EUR", "XOF", "MRU", "ZZZ"]) expect(noticesOf(code)).toEqual([]);
});

describe("amounts of a warehouse", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["0.1",                              "0.1"],
    ["0.10",                             "0.1"],
    ["00.10",                            "0.1"],
    ["1.0",                              "1"],
    ["10",                               "10"],
    ["100.00",                           "100"],
    ["-0",                               "0"],
    ["+0.0",                             "0"],
    ["+1.50",                            "1.5"],
    ["-1.50",                            "-1.5"],
    ["-.5",                              "-0.5"],
    ["-5.",                              "-5"],
    ["1e0",                              "1"],
    ["1E3",                              "1000"],
    ["1.5E+2",                           "150"],
    ["15e-1",                            "1.5"],
    ["1.25e1",                           "12.5"],
    ["1e-2",                             "0.01"],
    ["-2.5e-3",                          "-0.0025"],
    ["100e-2",                           "1"],
    ["0e5",                              "0"],
    ["0.00e-7",                          "0"],
    ["1e100",                            "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"],
    ["1e101",                            "!not_amount"],
    ["1e-100",                           "0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"],
    ["1e-101",                           "!not_amount"],
    ["1e1000",                           "!not_amount"],
    ["142.52",                           "142.52"],
    ["19.99",                            "19.99"],
    ["0.30000000000000004",              "0.30000000000000004"],
    ["0.3000000000000000444",            "0.3000000000000000444"],
    ["123456789.123456789",              "123456789.123456789"],
    ["1234567890123456.78",              "1234567890123456.78"],
    ["99999999999999999999",             "99999999999999999999"],
    ["9007199254740992",                 "9007199254740992"],
    ["0.000001",                         "0.000001"],
    ["0.0000001",                        "0.0000001"],
    ["11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111","11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111"],
    ["111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111","!not_amount"],
    ["1,234",                            "!not_amount"],
    ["1,234,567.89",                     "!not_amount"],
    ["1'234.50",                         "!not_amount"],
    ["1_234",                            "!not_amount"],
    ["1\u00a0234",                       "!not_amount"],
    ["12.34.56",                         "!not_amount"],
    ["1-2",                              "!not_amount"],
    ["--5",                              "!not_amount"],
    ["5-",                               "!not_amount"],
    ["(5.00)",                           "!not_amount"],
    ["+-5",                              "!not_amount"],
    ["$12.50",                           "!not_amount"],
    ["12.50$",                           "!not_amount"],
    ["12.50 USD",                        "!not_amount"],
    ["£5",                               "!not_amount"],
    ["12%",                              "!not_amount"],
    ["e5",                               "!not_amount"],
    ["1e",                               "!not_amount"],
    ["1e5.5",                            "!not_amount"],
    ["+",                                "!not_amount"],
    [".e5",                              "!not_amount"],
    ["nan",                              "!not_amount"],
    ["inf",                              "!not_amount"],
    ["-Infinity",                        "!not_amount"],
    ["١٢",                               "!not_amount"],
    ["1b",                               "!not_amount"],
    ["0b1",                              "!not_amount"],
    ["12.5\n",                           "12.5"],
    ["\u200b12.5",                       "12.5"],
    [Number.POSITIVE_INFINITY,           "!not_amount"],
    [true,                               "!not_amount"],
    [0,                                  "0"],
    [-0,                                 "0"],
    [12.5,                               "12.5"],
    [1e-7,                               "0.0000001"],
    [-5n,                                "-5"],
    [null,                               undefined],
    ["unknown",                          undefined],
  ] as const)("%s goes as %s, digit by digit", ([raw, expected]) => {
    expect(wire(raw as never)).toBe(expected);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["100",                     "USD",   "1"],
    ["1",                       "USD",   "0.01"],
    ["10",                      "USD",   "0.1"],
    ["0",                       "JPY",   "0"],
    ["99",                      "JPY",   "99"],
    ["-1299",                   "KRW",   "-1299"],
    ["1",                       "KWD",   "0.001"],
    ["1000",                    "BHD",   "1"],
    ["1234",                    "IQD",   "1.234"],
    ["1299",                    "IDR",   "12.99"],
    ["1299",                    "COP",   "12.99"],
    ["1299",                    "PKR",   "12.99"],
    ["1299",                    "VND",   "1299"],
    ["1299",                    "CLP",   "1299"],
    ["1299",                    "ISK",   "1299"],
    ["1299",                    "XOF",   "1299"],
    ["1299",                    "TND",   "1.299"],
    ["1299",                    "MGA",   "12.99"],
    ["1299",                    "MRU",   "12.99"],
    ["1.5e3",                   "EUR",   "15"],
    ["123456789012345678901",   "EUR",   "1234567890123456789.01"],
    ["1,299",                   "EUR",   "!not_amount"],
    ["1299",                    "eur",   "!currency_missing"],
    [null,                      "EUR",   undefined],
  ] as const)("%s minor units of %s go as %s", ([raw, code, expected]) => {
    expect(wire(raw as never, "minor", code)).toBe(expected);
  });

  test("with `unit: major` stay as they are", () => {
    expect(outcome(amount, "1299", { currency: "EUR", options: { unit: "major" } })).toBe(1299);
  });
});
