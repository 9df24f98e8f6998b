import { describe, expect, test } from "vitest";
import { type Cleaner, Fault } from "../../../src/capi/clean/cleaner.ts";
import {
  isAscii,
  isSha256,
  prepared,
  text,
  textOf,
  trimmed,
  unhashedText,
} from "../../../src/capi/clean/text.ts";
import type { Value } from "../../../src/lib/value.ts";
import { outcome } from "./outcome.ts";

const told = (result: string | Fault | undefined) =>
  result instanceof Fault ? `!${result.code}` : result;

// biome-ignore format: a table is read by its columns
test.for([
  // Numbers become decimals, never by way of an exponent
  [0,                          "0"],
  [-0,                         "0"],
  [42,                         "42"],
  [-12.5,                      "-12.5"],
  [1e-7,                       "0.0000001"],
  [1.5e-10,                    "0.00000000015"],
  [9007199254740991,           "9007199254740991"],
  [9007199254740992,           "!number_inexact"],
  [-9007199254740992,          "!number_inexact"],
  [1e21,                       "!number_inexact"],
  [9007199254740993n,          "9007199254740993"],
  [-5n,                        "-5"],
  [Number.NaN,                 "!not_text"],
  [Number.NEGATIVE_INFINITY,   "!not_text"],
  [true,                       "!not_text"],
  [false,                      "!not_text"],
  [null,                       undefined],
  ["",                         ""],
  [" a ",                      " a "],
] as const)("%s as text is %j", ([value, expected]) => {
  expect(told(textOf(value))).toBe(expected);
});

describe("text that is prepared for hashing", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["  Anna  ",                      "Anna"],
    ["\tAnna\r\n",                    "Anna"],
    ["\u00a0Anna\u3000",              "Anna"],
    ["\u2003Anna\u202f",              "Anna"],
    ["\u0085Anna\u0085",              "Anna"],
    ["\u2028Anna\u2029",              "Anna"],
    ["\ufeffAnna",                    "Anna"],
    ["\u200bAnna\u200b",              "Anna"],
    [" \u200b \u200eAnna\u200f \u200b ", "Anna"],
    ["An\u200bna",                    "Anna"],
    ["An\u200c\u200dna",              "Anna"],
    ["An\u00adna",                    "Anna"],
    ["\u202aAnna\u202c",              "Anna"],
    ["\u2066Anna\u2069",              "Anna"],
    ["An\u2060na",                    "Anna"],
    ["A\u{e0061}nna",                 "Anna"],
    ["Anna  Maria",                   "Anna  Maria"],
    ["Zoe\u0308",                     "Zoë"],
    ["Zoe\u200b\u0308",               "Zoë"],
    ["\u1112\u1161\u11ab",            "한"],
    ["\u212b",                        "Å"],
    ["ﬁ",                             "ﬁ"],
    ["a\ud800b",                      "a\ufffdb"],
    // Nothing, and what stands for nothing
    ["",                              undefined],
    ["   ",                           undefined],
    ["\u200b",                        undefined],
    ["\u00a0\u200b\u3000",            undefined],
    ["null",                          undefined],
    ["NULL",                          undefined],
    ["Null",                          undefined],
    ["none",                          undefined],
    ["None",                          undefined],
    ["n/a",                           undefined],
    ["N/A",                           undefined],
    ["undefined",                     undefined],
    ["UNDEFINED",                     undefined],
    ["unknown",                       undefined],
    ["Unknown",                       undefined],
    ["-",                             undefined],
    [" - ",                           undefined],
    ["\u00a0null\u200b",              undefined],
    ["nu\u200bll",                    undefined],
    // Words that only look so
    ["nullable",                      "nullable"],
    ["undefined1",                    "undefined1"],
    ["na",                            "na"],
    ["n.a.",                          "n.a."],
    ["--",                            "--"],
    ["0",                             "0"],
    ["false",                         "false"],
  ] as const)("%j is %j", ([value, expected]) => {
    expect(told(prepared(value))).toBe(expected);
  });
});

// biome-ignore format: a table is read by its columns
test.for([
  ["  Order 7  ",             "Order 7"],
  ["\u200bOrder\u200b7\u200b", "Order\u200b7"],
  ["e\u0301",                 "e\u0301"],
  ["\u2028a\u0085",           "a"],
  ["Unknown\u00a0",           undefined],
  [12n,                       "12"],
  [null,                      undefined],
  [true,                      "!not_text"],
] as readonly (readonly [Value, string | undefined])[])(
  "what goes as it is, %s, loses its ends only: %s",
  ([value, expected]) => {
    expect(told(trimmed(value))).toBe(expected);
  },
);

test("a placeholder word is no value but in text that people write", () => {
  expect(outcome(text, "Unknown\u00a0")).toBe("Unknown");
  const readers: readonly Cleaner[] = [trimmed, unhashedText, prepared];
  for (const read of readers) {
    expect(outcome(read, "Unknown\u00a0")).toBeUndefined();
    expect(outcome(read, " Order\u00a0")).toBe("Order");
  }
});

// biome-ignore format: a table is read by its columns
test.for([
  ["",             true],
  [" ~",           true],
  ["\u007f",       false],
  ["\u001f",       false],
  ["a\nb",         false],
  ["abcdefghé",    false],
] as const)("%j is printable ASCII: %s", ([text, expected]) => {
  expect(isAscii(text)).toBe(expected);
});

// biome-ignore format: a table is read by its columns
test.for([
  ["a".repeat(64),         true],
  ["0123456789abcdefABCDEF".padEnd(64, "0"), true],
  ["a".repeat(63),         false],
  ["a".repeat(65),         false],
  ["g".repeat(64),         false],
  [`${"a".repeat(64)}\n`,  false],
] as const)("%j is a SHA-256: %s", ([text, expected]) => {
  expect(isSha256(text)).toBe(expected);
});
