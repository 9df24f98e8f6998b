import { describe, expect, test } from "vitest";
import type { Cleaner } from "../../../src/capi/clean/cleaner.ts";
import { externalId } from "../../../src/capi/clean/external-id.ts";
import { extinfo } from "../../../src/capi/clean/extinfo.ts";
import { bit, flag, truthOf } from "../../../src/capi/clean/flag.ts";
import { digitsId, leadId, mobileAdId } from "../../../src/capi/clean/id.ts";
import { elementsOf } from "../../../src/capi/clean/list.ts";
import { oneOf } from "../../../src/capi/clean/one-of.ts";
import { identifier, text } from "../../../src/capi/clean/text.ts";
import { fieldOf } from "../../../src/capi/fields.ts";
import { contextWith } from "../context.ts";
import { outcome } from "./outcome.ts";

describe("text", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["pos-1",                     "pos-1"],
    ["  Order 7 \u200b\ufeff",    "Order 7"],
    ["cafe\u0301",                "cafe\u0301"],
    ["a\u200db",                  "a\u200db"],
    ["A  b",                      "A  b"],
    [12,                          "12"],
    [-0.5,                        "-0.5"],
    [1e-7,                        "0.0000001"],
    [12345678901234567890n,       "12345678901234567890"],
    [12345678901234567000,        "!number_inexact"],
    [Number.POSITIVE_INFINITY,    "!not_text"],
    [true,                        "!not_text"],
    [["a"],                       "!not_text"],
    [{ a: 1 },                    "!not_text"],
    [new Uint8Array([1]),         "!not_text"],
    ["",                          undefined],
    [" \u00a0\u200b",             undefined],
    ["Unknown",                   "Unknown"],
    ["none",                      "none"],
    ["-",                         "-"],
    [null,                        undefined],
  ] as const)("%s is %s", ([raw, expected]) => {
    expect(outcome(text, raw)).toBe(expected);
  });

  test("with half a character is made whole, so that it can be hashed and sent", () => {
    expect(outcome(text, "a\ud800b")).toBe("a\ufffdb");
  });

  test("of a million spaces inside is trimmed in an instant", () => {
    const long = `é${" ".repeat(1_000_000)}é`;
    expect(outcome(text, long)).toBe(long);
  });
});

describe("external_id", () => {
  test("loses white space and case, as Meta's own builder does before hashing", () => {
    expect(outcome(externalId, " User\u00a0123 ")).toBe("user123");
    expect(outcome(externalId, 42)).toBe("42");
    expect(outcome(externalId, "a3f5b8c0d1e2f3a4b5c6d7e8f9a0b1c2")).toBe(
      "a3f5b8c0d1e2f3a4b5c6d7e8f9a0b1c2",
    );
  });

  test("stays as it is in raw mode", () => {
    expect(outcome(externalId, " User 123 ", { options: { mode: "raw" } })).toBe("User 123");
  });
});

// biome-ignore format: a table is read by its columns
test.for([
  ["123456789012345",      "123456789012345"],
  ["l:1234567890123456",   "1234567890123456"],
  ["12345678901234567",    "12345678901234567"],
  [12345678901234567n,     "12345678901234567"],
  [525645896321548,        "525645896321548"],
  [12345678901234568,      "!number_inexact"],
  ["12345678901234",       "!not_lead_id"],
  ["123456789012345678",   "!not_lead_id"],
  ["1.2345678901234e15",   "!not_lead_id"],
  ["abc",                  "!not_lead_id"],
  ["",                     undefined],
] as const)("lead id %s is %s", ([raw, expected]) => {
  expect(outcome(leadId, raw)).toBe(expected);
});

test("Meta's other ids are digits kept as text", () => {
  expect(outcome(digitsId, "00123")).toBe("00123");
  expect(outcome(digitsId, 9007199254740993n)).toBe("9007199254740993");
  expect(outcome(digitsId, "12a")).toBe("!not_digits_id");
});

test("an advertiser id keeps its case and dashes, all zeros is none", () => {
  const id = "38400000-8cf0-11BD-b23e-10b96e40000d";
  expect(outcome(mobileAdId, id)).toBe(id);
  expect(outcome(mobileAdId, "00000000-0000-0000-0000-000000000000")).toBe("!zero_id");
});

test("a word of a closed list goes as the list spells it", () => {
  const fuel = oneOf(["DIESEL", "NONE"]);
  expect(outcome(fuel, " diesel ")).toBe("DIESEL");
  expect(outcome(fuel, "none")).toBe("NONE");
  expect(outcome(fuel, "petrol")).toBe("!not_allowed");
  expect(outcome(fuel, 1)).toBe("!not_allowed");
  expect(outcome(fuel, "unknown")).toBeUndefined();
  expect(fuel("petrol", contextWith())).toMatchObject({ expected: "one of DIESEL, NONE" });
});

// biome-ignore format: a table is read by its columns
test.for([
  [true, true], ["t", true], ["TRUE", true], [1, true], ["1", true], ["yes", true],
  [false, false], ["f", false], ["false", false], [0, false], ["0", false], ["no", false],
  ["maybe", "!not_boolean"], [2, "!not_boolean"], [{}, "!not_boolean"],
  [null, undefined], ["", undefined],
] as const)("flag %j is %j", ([raw, expected]) => {
  expect(outcome(flag, raw)).toBe(expected);
  expect(outcome(bit, raw)).toBe(typeof expected === "boolean" ? Number(expected) : expected);
});

describe("the elements of a value", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["a",                       ["a"]],
    [["a", "b"],                ["a", "b"]],
    [[["a"], "b"],              ["a", "b"]],
    ['["a","b"]',               ["a", "b"]],
    [" [1, 12345678901234567890]", [1, 12345678901234567890n]],
    ["[not json",               ["[not json"]],
    ["{a,b}",                   ["{a,b}"]],
    ["[]",                      []],
  ] as const)("of %s are %s", ([raw, expected]) => {
    expect(elementsOf(raw)).toEqual(expected);
  });
});

describe("extinfo", () => {
  const slots = [
    "a2",
    "app",
    "1",
    "1.0",
    "10.1",
    "Model",
    "en_US",
    "",
    "",
    1920,
    1080,
    "2",
    2,
    8,
    4,
    "",
  ];

  test("goes as sixteen texts, from a list or its JSON", () => {
    const expected = slots.map(String);
    expect(outcome(extinfo, slots)).toEqual(expected);
    expect(outcome(extinfo, JSON.stringify(slots))).toEqual(expected);
    expect(outcome(extinfo, slots.with(7, null as never))).toEqual(expected);
    expect(outcome(extinfo, slots.with(0, ` ${String(slots[0]).toUpperCase()} `))).toEqual(
      expected,
    );
  });

  test("needs all slots, a known version and the OS version", () => {
    expect(outcome(extinfo, slots.slice(1))).toBe("!not_extinfo");
    expect(outcome(extinfo, slots.with(0, "w2"))).toBe("!not_extinfo");
    expect(outcome(extinfo, slots.with(4, ""))).toBe("!not_extinfo");
    expect(outcome(extinfo, slots.with(5, {} as never))).toBe("!not_extinfo");
    expect(outcome(extinfo, "a2,app,1")).toBe("!not_extinfo");
  });

  test("has no blanks around its texts, and is nothing where there is nothing", () => {
    expect(outcome(extinfo, slots.with(4, " 10.1 "))).toEqual(slots.map(String));
    for (const nothing of [null, "", "  ", "n/a"])
      expect(outcome(extinfo, nothing)).toBeUndefined();
  });
});

describe("store_data", () => {
  const storeData: Cleaner = (value, context) =>
    fieldOf("custom_data", "store_data")?.clean(value, context);

  test("keeps its ids digit by digit", () => {
    expect(
      outcome(storeData, '{"store_page_id": 12345678901234567890, "store_code": "S-1"}'),
    ).toEqual({
      store_page_id: "12345678901234567890",
      store_code: "S-1",
    });
    expect(outcome(storeData, { brand_page_id: "123", store_code: null })).toEqual({
      brand_page_id: "123",
    });
  });

  test("is refused with members that Meta does not name, and left out when empty", () => {
    expect(outcome(storeData, { store: "1" })).toBe("!not_store_data");
    expect(outcome(storeData, { constructor: "1" })).toBe("!not_store_data");
    expect(outcome(storeData, { store_page_id: "x" })).toBe("!not_digits_id");
    expect(outcome(storeData, "S-1")).toBe("!not_store_data");
    for (const nothing of [null, "", "  ", "null", "{}", { store_code: null }]) {
      expect(outcome(storeData, nothing)).toBeUndefined();
    }
    expect(Object.keys(outcome(storeData, { store_page_id: "1", store_code: " " }) ?? {})).toEqual([
      "store_page_id",
    ]);
  });
});

// biome-ignore format: a table is read by its columns
test.for([
  ["User\t123",           "user123"],
  ["USER-123",            "user-123"],
  ["user@Example.com",    "user@example.com"],
  ["u s e r",             "user"],
  ["u\u3000s",            "us"],
  ["u\u200bser",          "user"],
  ["\ufeffuser",          "user"],
  ["Zoe\u0308",           "zoë"],
  ["ÄÖÜ",                 "äöü"],
  ["J\u030c",             "ǰ"],
  ["İd",                  "i\u0307d"],
  ["00042",               "00042"],
  ["a.b_c",               "a.b_c"],
  ["0",                   "0"],
  ["-1",                  "-1"],
  ["null",                undefined],
  ["-",                   undefined],
  ["unknown",             undefined],
] as const)("external_id %j is %j before hashing", ([raw, expected]) => {
  expect(outcome(externalId, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  [" User 123 ",          "User 123"],
  ["USER",                "USER"],
  ["u  s",                "u  s"],
  ["Zoe\u0308",           "Zoe\u0308"],
  ["u\u200bs",            "u\u200bs"],
  ["\u00a0u\u200b",       "u"],
  ["null",                undefined],
  ["-",                   undefined],
] as const)("external_id %j in raw mode is %j", ([raw, expected]) => {
  expect(outcome(externalId, raw, { options: { mode: "raw" } })).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["1",                             "1"],
  ["00123",                         "00123"],
  ["9007199254740993",              "9007199254740993"],
  ["1111111111111111111111111",     "1111111111111111111111111"],
  ["11111111111111111111111111",    "!not_digits_id"],
  ["12.0",                          "!not_digits_id"],
  ["1e5",                           "!not_digits_id"],
  ["-5",                            "!not_digits_id"],
  ["+5",                            "!not_digits_id"],
  ["12 34",                         "!not_digits_id"],
  ["l:123",                         "!not_digits_id"],
  ["0x1f",                          "!not_digits_id"],
  ["١٢٣",                           "!not_digits_id"],
  [" 123 ",                         "123"],
  ["",                              undefined],
] as const)("id of Meta's %j is %j", ([raw, expected]) => {
  expect(outcome(digitsId, raw)).toBe(expected);
});

test("a placeholder word is no id", () => {
  for (const clean of [digitsId, identifier]) {
    expect(outcome(clean, "unknown")).toBeUndefined();
    expect(outcome(clean, " N/A ")).toBeUndefined();
  }
  expect(outcome(identifier, " Order-1 ")).toBe("Order-1");
});

// biome-ignore format: a table is read by its columns
test.for([
  ["L:123456789012345",             "123456789012345"],
  [" l:123456789012345 ",           "123456789012345"],
  ["123l:456789012345",            "!not_lead_id"],
  ["l:l:123456789012345",           "!not_lead_id"],
  ["l:12345678901234",              "!not_lead_id"],
  ["x:123456789012345",             "!not_lead_id"],
  ["123456789012345.0",             "!not_lead_id"],
  ["123 456 789 012 345",           "!not_lead_id"],
  ["000000000000000",               "000000000000000"],
  ["none",                          undefined],
] as const)("lead id of an export %j is %j", ([raw, expected]) => {
  expect(outcome(leadId, raw)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["AEBE52E7-03EE-455A-B3C4-E57283966239",                                "AEBE52E7-03EE-455A-B3C4-E57283966239"],
  ["cdda802e-fb9c-47ad-9866-0794d394c912",                                "cdda802e-fb9c-47ad-9866-0794d394c912"],
  ["AEBE52E7-03EE-455A-B3C4-E57283966000", "AEBE52E7-03EE-455A-B3C4-E57283966000"],
  ["00000000-0000-0000-0000-000000000001",                                "00000000-0000-0000-0000-000000000001"],
  ["00000000-0000-0000-0000-000000000000",                                "!zero_id"],
  ["00000000000000000000000000000000",                                    "!zero_id"],
  ["0",                                                                   "!zero_id"],
  ["1111111111111111111111111111111111111111111111111111111111111111",    "!hashed_value"],
  ["-",                                                                   undefined],
  ["null",                                                                undefined],
] as const)("advertiser id %j is %j", ([raw, expected]) => {
  expect(outcome(mobileAdId, raw)).toBe(expected);
});

test("an id that is no text is refused, and a float that lost digits", () => {
  for (const clean of [digitsId, leadId, mobileAdId]) {
    expect(outcome(clean, true)).toBe("!not_text");
    expect(outcome(clean, 2 ** 53)).toBe("!number_inexact");
    expect(outcome(clean, null)).toBeUndefined();
  }
  expect(outcome(externalId, 2 ** 53)).toBe("!number_inexact");
  expect(outcome(externalId, 2n ** 64n)).toBe("18446744073709551616");
});

test("a word says yes or no in any case and between spaces", () => {
  expect([" Yes ", "T", " 0", "n"].map(truthOf)).toEqual([true, true, false, false]);
  expect(truthOf("maybe")).toBeUndefined();
});

test("a fault is one for all rows, and nobody changes it", () => {
  const fault = flag("maybe", contextWith());
  expect(fault).toBe(flag("perhaps", contextWith()));
  expect(Object.isFrozen(fault)).toBe(true);
});
