import { describe, expect, test } from "vitest";
import { birthDay, birthMonth, birthYear, firstLetters } from "../../../src/capi/clean/partial.ts";
import { outcome } from "./outcome.ts";

describe("the first letters of a name", () => {
  test.for([
    [5, "Jonathan", "jonat"],
    [5, "Ann", "ann"],
    [5, "Mary-Jane", "maryj"],
    [5, "Ўладзімір", "ўладз"],
    [1, "  Émile ", "é"],
    [1, "𠮷田", "𠮷"],
  ] as const)("%i of %j are %j", ([count, name, expected]) => {
    expect(outcome(firstLetters(count), name)).toBe(expected);
  });

  test("of no name are none, and of dots a fault", () => {
    expect(outcome(firstLetters(5), null)).toBeUndefined();
    expect(outcome(firstLetters(5), "...")).toBe("!not_name");
  });
});

describe("a part of a date of birth", () => {
  test.for([
    [birthDay, "7", "07"],
    [birthDay, 7, "07"],
    [birthDay, " 31 ", "31"],
    [birthDay, "1", "01"],
    [birthDay, "32", "!not_birth_day"],
    [birthDay, "0", "!not_birth_day"],
    [birthDay, "1997-02-16", "!not_birth_day"],
    [birthMonth, "2", "02"],
    [birthMonth, "12", "12"],
    [birthMonth, "13", "!not_birth_month"],
    [birthMonth, "May", "!not_birth_month"],
    [birthYear, "1997", "1997"],
    [birthYear, 1900, "1900"],
    [birthYear, "2026", "2026"],
    [birthYear, "2027", "!not_birth_year"],
    [birthYear, "1899", "!not_birth_year"],
    [birthYear, "97", "!not_birth_year"],
    [birthYear, "01997", "!not_birth_year"],
    [birthYear, "1997.0", "!not_birth_year"],
    [birthYear, "", undefined],
    [birthDay, null, undefined],
  ] as const)("%o of %j", ([clean, value, expected]) => {
    expect(outcome(clean, value)).toBe(expected);
  });
});
