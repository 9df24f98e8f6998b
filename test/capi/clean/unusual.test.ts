import { describe, expect, test } from "vitest";
import { free } from "../../../src/capi/clean/free.ts";
import { usually, usuallyLike, usuallyNumber } from "../../../src/capi/clean/unusual.ts";
import { numberJson } from "../../../src/lib/json.ts";
import { contextWith } from "../context.ts";
import { outcome } from "./outcome.ts";

describe("a word that is usually one of a list", () => {
  const fuel = usually(["DIESEL", "PLUGIN_HYBRID", "NONE"]);

  test.for([
    ["DIESEL", "DIESEL"],
    [" diesel ", "DIESEL"],
    ["Plugin_Hybrid", "PLUGIN_HYBRID"],
    // A word of the list, and not the word for no value.
    ["none", "NONE"],
  ] as const)("%j goes as %j and is not counted", ([value, expected]) => {
    const context = contextWith();

    expect(fuel(value, context)).toBe(expected);
    expect(context.notices).toEqual([]);
  });

  test.for([
    ["Hydrogen", "Hydrogen"],
    [" wood gas ", "wood gas"],
    [7, "7"],
  ] as const)("%j goes as it is and is counted", ([value, expected]) => {
    const context = contextWith();

    expect(fuel(value, context)).toBe(expected);
    expect(context.notices).toEqual(["unusual_value"]);
  });

  test("nothing is nothing, and an object is no text", () => {
    const context = contextWith();

    expect([null, "", "n/a"].map((value) => fuel(value, context))).toEqual(
      Array(3).fill(undefined),
    );
    expect(outcome(fuel, { a: 1 })).toBe("!not_text");
    expect(context.notices).toEqual([]);
  });
});

describe("a text that usually has a form", () => {
  const year = usuallyLike(/^\d{4}$/);

  test.for([
    ["2019", "2019", []],
    [2019, "2019", []],
    ["'19", "'19", ["unusual_value"]],
    ["  ", undefined, []],
  ] as const)("%j goes as %j", ([value, expected, notices]) => {
    const context = contextWith();

    expect(year(value, context)).toBe(expected);
    expect(context.notices).toEqual(notices);
  });
});

describe("a value that is usually a number", () => {
  test.for([
    ["2", 2, []],
    [2.5, 2.5, []],
    [3n, 3, []],
    ["12345678901234567890", numberJson("12345678901234567890"), []],
    [1e21, numberJson("1000000000000000000000"), []],
    ["two", "two", ["unusual_value"]],
    [null, undefined, []],
  ] as const)("%s goes as it should", ([value, expected, notices]) => {
    const context = contextWith();

    expect(usuallyNumber(value, context)).toEqual(expected);
    expect(context.notices).toEqual(notices);
  });

  test("is not made of an object", () => {
    expect(outcome(usuallyNumber, { a: 1 })).toBe("!not_text");
  });
});

describe("a value of whatever kind", () => {
  test.for([
    ["abc", "abc"],
    [
      [1, 3],
      [1, 3],
    ],
    [{ min: 1, max: null, note: " " }, { min: 1 }],
    [9007199254740993n, numberJson("9007199254740993")],
    [false, false],
  ] as const)("%s goes as it is, without what is empty", ([value, expected]) => {
    expect(free(value, contextWith())).toEqual(expected);
  });

  test.for([[null], [" "], [[]], [[null, ""]], [{}], [{ a: null }]] as const)(
    "%j is nothing",
    ([value]) => {
      expect(free(value, contextWith())).toBeUndefined();
    },
  );

  test("cannot be bytes, or a number that is none, however deep", () => {
    expect(outcome(free, new Uint8Array([1]))).toBe("!not_sendable");
    expect(outcome(free, [{ a: new Uint8Array([1]) }])).toBe("!not_sendable");
    expect(outcome(free, Number.NaN)).toBe("!not_a_number");
    expect(outcome(free, { a: [Number.POSITIVE_INFINITY] })).toBe("!not_a_number");
  });
});
