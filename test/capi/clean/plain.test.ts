import { describe, expect, test } from "vitest";
import { externalId } from "../../../src/capi/clean/external-id.ts";
import { extinfo } from "../../../src/capi/clean/extinfo.ts";
import { bit, flag } from "../../../src/capi/clean/flag.ts";
import { digitsId, leadId, mobileAdId } from "../../../src/capi/clean/id.ts";
import { elementsOf } from "../../../src/capi/clean/list.ts";
import { oneOf } from "../../../src/capi/clean/one-of.ts";
import { storeData } from "../../../src/capi/clean/store-data.ts";
import { text } from "../../../src/capi/clean/text.ts";
import { outcome } from "./outcome.ts";

describe("text", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["pos-1",                     "pos-1"],
    ["  Order 7 \u200b\ufeff",    "Order 7"],
    ["cafe\u0301",                "café"],
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
    ["Undefined",                 undefined],
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
  });

  test("needs all slots, a known version and the OS version", () => {
    expect(outcome(extinfo, slots.slice(1))).toBe("!not_extinfo");
    expect(outcome(extinfo, slots.with(0, "w2"))).toBe("!not_extinfo");
    expect(outcome(extinfo, slots.with(4, ""))).toBe("!not_extinfo");
    expect(outcome(extinfo, "a2,app,1")).toBe("!not_extinfo");
    expect(outcome(extinfo, null)).toBeUndefined();
  });
});

describe("store_data", () => {
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
    expect(outcome(storeData, "{}")).toBeUndefined();
  });
});
