import { expect, test } from "vitest";
import { withoutSemicolon } from "../../src/source/statement.ts";

test.for([
  ["select 1", "select 1"],
  ["select 1;", "select 1"],
  ["select 1 ; \n;; -- done; really\n/* ; */ ", "select 1 "],
  ["select 1 -- a; b", "select 1 -- a; b"],
  ["select ';'", "select ';'"],
  ["select 'it''s;';", "select 'it''s;'"],
  ["select E'it\\';' ;", "select E'it\\';' "],
  ['select 1 as ";";', 'select 1 as ";"'],
  ["select $q$;$q$;", "select $q$;$q$"],
  ["select `a;b`;", "select `a;b`"],
  ["", ""],
] as const)("cuts the semicolons that end %j and nothing else", ([sql, expected]) => {
  expect(withoutSemicolon(sql)).toBe(expected);
});

test("leaves a semicolon between two statements for the warehouse to refuse", () => {
  expect(withoutSemicolon("select 1; select 2;")).toBe("select 1; select 2");
});
