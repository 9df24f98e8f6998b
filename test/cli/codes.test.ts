import { describe, expect, test } from "vitest";
import { RULES, TOO_OLD } from "../../src/capi/rules.ts";
import { CODE_KINDS, OWN_CODES } from "../../src/cli/codes.ts";
import { codesInSources, type Literal } from "../codes.ts";

const SOURCES = codesInSources();

/** Whether a text of the sources stands for a code: itself, or the beginning of it. */
function isFor(literal: Literal, code: string): boolean {
  return literal.code.endsWith("*")
    ? code.startsWith(literal.code.slice(0, -1))
    : literal.code === code;
}

describe("OWN_CODES", () => {
  test("explains every code that stands in the sources", () => {
    const missing = SOURCES.filter(
      (literal) => !OWN_CODES.some(({ code }) => isFor(literal, code)),
    );

    // What is listed here wants a line in src/cli/codes.ts.
    expect(missing.map(({ code, place }) => `${code} (${place})`)).toEqual([]);
  });

  test("explains no code that the sources do not have", () => {
    const stray = OWN_CODES.filter(({ code }) => !SOURCES.some((literal) => isFor(literal, code)));

    // What is listed here is to be removed from src/cli/codes.ts.
    expect(stray.map(({ code }) => code)).toEqual([]);
  });

  test("explains none twice", () => {
    const codes = OWN_CODES.map(({ code }) => code);

    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([]);
  });

  test("takes what it says of a rule from the rule", () => {
    for (const rule of RULES) {
      const entry = OWN_CODES.find(({ code }) => code === rule.code);
      expect(entry?.meaning).toContain(rule.expected);
      expect(entry?.fix).toContain(rule.hint);
      expect(entry?.subcode).toBe(rule.subcode);
      const told = rule === TOO_OLD ? "expired" : rule.severity === "row" ? "row" : "notice";
      expect(entry?.kind).toBe(told);
    }
  });

  test("uses every kind", () => {
    expect(new Set(OWN_CODES.map(({ kind }) => kind))).toEqual(new Set(Object.keys(CODE_KINDS)));
  });
});

describe("the search for codes in the sources", () => {
  test.for([
    ["a fault", "phone_country_missing"],
    ["a fault over several lines", "date_order_missing"],
    ["a notice", "prehashed"],
    ["a notice by its constant", "unusual_value"],
    ["an issue of a table", "leak_email"],
    ["an issue", "require_any_missing"],
    ["a rule", "website_url"],
    ["a problem", "unknown_key"],
    ["one of two problems", "conflicting_keys"],
    ["a problem whose end is filled in", "unknown_*"],
    ["a reason", "no_consent"],
    ["a reason of its own function", "null_cursor"],
    ["a letter", "count_mismatch"],
    ["a line of the log", "run_started"],
    ["a warning", "api_version_expired"],
  ])("finds %s", ([, code]) => {
    expect(SOURCES.map((literal) => literal.code)).toContain(code);
  });
});
