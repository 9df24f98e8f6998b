import { describe, expect, test } from "vitest";
import { RefusedError } from "../../src/lib/errors.ts";
import type { Column } from "../../src/lib/value.ts";
import { buildReading, cursorOf, unreachableQuery, userSql } from "../../src/source/query.ts";
import type { Dialect } from "../../src/source/source.ts";
import { blockOf } from "./block.ts";

/** Spells so that every call can be seen in the result. */
const DIALECT: Dialect = {
  quote: (identifier) => `[${identifier}]`,
  param: (n, column) => `:${n}(${column.name})`,
  asText: (expression, column) => (column.kind === "boolean" ? `text(${expression})` : undefined),
  minusSeconds: (expression, _column, seconds) => `(${expression} - ${seconds})`,
};

const COLUMNS: readonly Column[] = [
  { name: "ID", type: "int8", kind: "integer" },
  { name: "at", type: "timestamptz", kind: "timestamptz" },
  { name: "paid", type: "bool", kind: "boolean" },
];

const BEGINNING = { kind: "beginning" } as const;

function partsOf(changes: Parameters<typeof blockOf>[1] = {}, sql = "select * from orders") {
  return { dialect: DIALECT, columns: COLUMNS, source: blockOf(sql, changes) };
}

describe("buildReading", () => {
  test("bounds a window with parameters alone and orders by cursor and key", () => {
    const window = {
      from: { kind: "cursor", cursor: "2026-01-02", lessSeconds: 60 },
      below: "2026-01-03",
    } as const;

    const { query } = buildReading(partsOf(), window);

    expect(query.params).toEqual(["2026-01-02", "2026-01-03"]);
    expect(query.sql).toBe(
      [
        "select q.* from (",
        "select * from orders",
        ") q",
        "where q.[at] >= (:1(at) - 60)",
        "  and q.[at] < :2(at)",
        "order by q.[at], q.[ID]",
      ].join("\n"),
    );
  });

  test("goes on after a row by the form that every warehouse has and indexes serve", () => {
    const watermark = { cursor: "2026-01-02", key: ["t", "7"] };
    const parts = partsOf({ primaryKey: ["paid", "id"] });

    const { query } = buildReading(parts, { from: { kind: "after", watermark }, below: undefined });

    expect(query.sql).toContain(
      [
        "where q.[at] >= :1(at)",
        "  and (q.[at] > :1(at) or (q.[paid] >= :3(paid) and (q.[paid] > :3(paid) or q.[ID] > :2(ID)))",
      ].join("\n"),
    );
    expect(query.sql).toContain("or q.[paid] is null or q.[ID] is null)");
    expect(query.params).toEqual(["2026-01-02", "7", "t"]);
  });

  test("without bounds hides only rows without a cursor", () => {
    const { query } = buildReading(partsOf(), { from: BEGINNING, below: undefined });

    expect(query).toMatchObject({
      params: [],
      sql: expect.stringContaining("where q.[at] is not null\n"),
    });
  });

  test("without a cursor orders by the key alone", () => {
    const parts = partsOf({ incremental: undefined });

    const { query, positionOf } = buildReading(parts, { from: BEGINNING, below: undefined });

    expect(query.sql).toMatch(/\) q\norder by q\.\[ID\]$/);
    expect(positionOf(["7", "2026-01-02", true])).toEqual({ cursor: undefined, key: ["7"] });
  });

  test("reads the text of a value that is decoded behind the user's columns", () => {
    const parts = partsOf({ primaryKey: ["paid", "id"] });

    const { query, positionOf } = buildReading(parts, { from: BEGINNING, below: undefined });

    expect(query.sql).toContain("select q.*, text(q.[paid]) as [capisync_text_1] from");
    expect(positionOf(["7", "2026-01-02", true, "t"])).toEqual({
      cursor: "2026-01-02",
      key: ["t", "7"],
    });
  });

  test("a row without a key is refused, and its values are not told", () => {
    const { check } = buildReading(partsOf(), { from: BEGINNING, below: undefined });

    expect(() =>
      check([
        ["7", "2026-01-02", true],
        [null, "2026-01-02", true],
      ]),
    ).toThrow(RefusedError);
    expect(() => check([[null, "2026-01-02", true]])).toThrow(
      /primary_key: a row has no value in `id`/,
    );
  });

  test("rows out of order are refused where their texts prove it", () => {
    const { check } = buildReading(partsOf(), { from: BEGINNING, below: undefined });
    const rowsOf = (...cursors: string[]) => cursors.map((at) => ["7", at, true]);

    expect(() => check(rowsOf("2026-01-02", "2026-01-01"))).toThrow(/rows out of order/);
    expect(() => check(rowsOf("2026-01-01", "2026-01-01", "2026-01-02"))).not.toThrow();
    expect(() => check(rowsOf("-1", "-2"))).not.toThrow();
    expect(() => check(rowsOf("9", "10"))).not.toThrow();
    expect(() => check(rowsOf("0044-03-15 BC", "0043-03-15 BC"))).not.toThrow();
  });
});

describe("userSql", () => {
  test("drops the semicolon and keeps a trailing comment from swallowing the wrapper", () => {
    const parts = partsOf({}, "select * from orders -- all; of them\n;");

    const { query } = buildReading(parts, { from: BEGINNING, below: undefined });

    expect(query.sql).toContain("(\nselect * from orders -- all; of them\n\n) q\n");
  });

  test("holds `where` in parentheses inside, where no `or` of it reaches our bounds", () => {
    const parts = partsOf({ where: "a = 1 or b = 2 -- both" });

    expect(userSql(parts.source)).toBe(
      "select * from (select * from orders\n) u\nwhere (\na = 1 or b = 2 -- both\n)",
    );
  });
});

test("cursorOf finds the column that orders the rows, if there is one", () => {
  expect(cursorOf(partsOf())).toBe(COLUMNS[1]);
  expect(cursorOf(partsOf({ incremental: undefined }))).toBeUndefined();
});

describe("unreachableQuery", () => {
  test("counts what no window reaches: no cursor, and one in the future", () => {
    expect(unreachableQuery(partsOf(), "2026-11-21", 86_400)).toEqual({
      sql: "select count(*) - count(q.[at]), count(q.[at]) from (\nselect * from orders\n) q\nwhere q.[at] is null or q.[at] > (:1(at) - -86400)",
      params: ["2026-11-21"],
    });
  });

  test("counts only the first without a clock, and nothing without a cursor", () => {
    expect(unreachableQuery(partsOf(), undefined, 86_400)?.sql).toMatch(/where q\.\[at\] is null$/);
    expect(unreachableQuery(partsOf({ incremental: undefined }), undefined, 1)).toBeUndefined();
  });
});
