import { expect, test } from "vitest";
import { statementsOf, withoutSemicolon } from "../../src/lib/sql-text.ts";

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

test("finds every statement, and none in blanks and comments", () => {
  const sql = " select 1 ;; -- a\n select ';' /* ; */ from b; /* c */ ";

  expect(statementsOf(sql).map(({ start, end }) => sql.slice(start, end))).toEqual([
    "select 1 ",
    "select ';' /* ; */ from b",
  ]);
  expect(statementsOf(" -- nothing; at all")).toEqual([]);
});
