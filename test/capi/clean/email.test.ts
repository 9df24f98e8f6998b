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

// biome-ignore format: a table is read by its columns
test.for([
  ["a@b.cd",                                    "a@b.cd"],
  ["A.B.C@D.E.FG",                              "a.b.c@d.e.fg"],
  ["first.last+news@sub.example.co.uk",         "first.last+news@sub.example.co.uk"],
  ["user_name-1@example-shop.com",              "user_name-1@example-shop.com"],
  ["1234@example.com",                          "1234@example.com"],
  ["x@1.example.com",                           "x@1.example.com"],
  ["jane@EXAMPLE.MUSEUM",                       "jane@example.museum"],
  ["jane@xn--exmple-cua.com",                   "jane@xn--exmple-cua.com"],
  ["!#$%&'*+/=?^_`{|}~-@example.com",           "!#$%&'*+/=?^_`{|}~-@example.com"],
  ["\tjane@example.com\r\n",                    "jane@example.com"],
  ["\ufeffjane@example.com",                    "jane@example.com"],
  ["\u202ajane@example.com\u202c",              "jane@example.com"],
  ["jane@exam\u00adple.com",                    "jane@example.com"],
  ["ÉLODIE@EXAMPLE.COM",                        "élodie@example.com"],
  ["иван@пример.рф",                            "иван@пример.рф"],
  ["用户@例子.公司",                                  "用户@例子.公司"],
  ["İ@example.com",                             "i\u0307@example.com"],
  ["jane@exa\u0301mple.com",                    "jane@exámple.com"],
  ["\"Doe, Jane\" <jane@example.com>",          "jane@example.com"],
  ["Jane Doe<JANE@EXAMPLE.COM>",                "jane@example.com"],
  ["jane@example.com <jane.doe@example.com>",   "jane.doe@example.com"],
  ["Jane < jane@example.com >",                 "jane@example.com"],
  ["<mailto:jane@example.com>",                 "jane@example.com"],
  ["mailto: jane@example.com",                  "jane@example.com"],
  ["mailto:jane@example.com?cc=a@b.cd",         "jane@example.com"],
  ["jane@example.com;;",                        "jane@example.com"],
  ["jane@example.com,;, ",                      "jane@example.com"],
  ["Jane <jane@example.com>,",                  "jane@example.com"],
  ["jane",                                      "!not_email"],
  ["jane@",                                     "!not_email"],
  ["@",                                         "!not_email"],
  ["jane@.com",                                 "!not_email"],
  ["jane@com.",                                 "!not_email"],
  ["jane@example.com..",                        "!not_email"],
  ["..jane@example.com",                        "!not_email"],
  ["jane..doe@example.com",                     "!not_email"],
  ["jane@example..com",                         "!not_email"],
  ["jane.@example.com",                         "!not_email"],
  [".jane@example.com",                         "!not_email"],
  ["jane@localhost",                            "!not_email"],
  ["jane@example.c",                            "!not_email"],
  ["jane@example.é",                            "!not_email"],
  ["jane@@example.com",                         "!not_email"],
  ["jane@doe@example.com",                      "!not_email"],
  ["jane doe@example.com",                      "!not_email"],
  ["jane@exam ple.com",                         "!not_email"],
  ["jane@exam\u00a0ple.com",                    "!not_email"],
  ["jane@example.com jane@example.org",         "!not_email"],
  ["jane@example.com,jane@example.org",         "!not_email"],
  ["jane@example.com;jane@example.org",         "!not_email"],
  ["jane,doe@example.com",                      "!not_email"],
  ["jane\u0000@example.com",                    "!not_email"],
  ["jane@example.com\u001f",                    "!not_email"],
  ["jane@exa\tmple.com",                        "!not_email"],
  ["<jane@example.com",                         "!not_email"],
  ["jane@example.com>",                         "!not_email"],
  ["Jane <>",                                   "!not_email"],
  ["<>",                                        "!not_email"],
  ["mailto:",                                   "!not_email"],
  [";",                                         "!not_email"],
  ["jane.example.com",                          "!not_email"],
  ["undefined",                                 undefined],
  ["N/A",                                       undefined],
  ["\u200b",                                    undefined],
] as const)("e-mail of a warehouse %j is %j", ([raw, expected]) => {
  expect(outcome(email, raw)).toBe(expected);
});
