import { expect, test } from "vitest";
import { email } from "../../../src/capi/clean/email.ts";
import { contextWith } from "../context.ts";
import { outcome } from "./outcome.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["Jane@Example.COM",                      "jane@example.com"],
  ["\u00a0jane@example.com\u200b",          "jane@example.com"],
  ["ja\u200bne@example.com",                "jane@example.com"],
  ["Jane Doe <j@example.com>",              "j@example.com"],
  ["<j@example.com>;",                      "j@example.com"],
  ["mailto:j@example.com",                  "j@example.com"],
  ["MAILTO:j@example.com?subject=Hi there", "j@example.com"],
  ["j@example.com;",                        "j@example.com"],
  ["j@example.com , ",                      "j@example.com"],
  ["o'neil@example.com",                    "o'neil@example.com"],
  ["josé@exämple.com",                      "josé@exämple.com"],
  ["jose\u0301@example.com",                "josé@example.com"],
  ["a@b.co",                                "a@b.co"],
  ["",                                      undefined],
  ["  \t ",                                 undefined],
  ["NULL",                                  undefined],
  ["n/a",                                   undefined],
  ["-",                                     undefined],
  ["j@example",                             "!not_email"],
  ["@example.com",                          "!not_email"],
  ["j@",                                    "!not_email"],
  ["j@@example.com",                        "!not_email"],
  ["j@a@example.com",                       "!not_email"],
  ["j j@example.com",                       "!not_email"],
  ["a@example.com,b@example.com",           "!not_email"],
  ["a@example.com;b@example.com",           "!not_email"],
  ["j..j@example.com",                      "!not_email"],
  [".j@example.com",                        "!not_email"],
  ["j.@example.com",                        "!not_email"],
  ["j@.example.com",                        "!not_email"],
  ["j@example.com.",                        "!not_email"],
  ["j@example..com",                        "!not_email"],
  ["j@example.c",                           "!not_email"],
  [`${"a".repeat(243)}@example.com`,        "!not_email"],
] as const)("e-mail %j is %j", ([raw, expected]) => {
  expect(outcome(email, raw)).toBe(expected);
});

test("an e-mail of 254 characters is the longest that passes", () => {
  const longest = `${"a".repeat(242)}@example.com`;
  expect(longest).toHaveLength(254);
  expect(outcome(email, longest)).toBe(longest);
});

test("an address beyond ASCII is sent and counted, an ASCII one is not", () => {
  const context = contextWith();
  email("jane@example.com", context);
  expect(context.notices).toEqual([]);
  email("josé@example.com", context);
  expect(context.notices).toEqual(["email_not_ascii"]);
});

test("what is no text is told apart from what is no address", () => {
  expect(outcome(email, true)).toBe("!not_text");
  expect(outcome(email, null)).toBeUndefined();
});
