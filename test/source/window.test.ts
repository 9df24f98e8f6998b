import { describe, expect, test } from "vitest";
import { ConfigError } from "../../src/lib/errors.ts";
import type { Column, Kind } from "../../src/lib/value.ts";
import {
  checkCursor,
  hasCeiling,
  type WindowParts,
  windowToRead,
} from "../../src/source/window.ts";
import { blockOf, incrementalBlockOf } from "./block.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const SQL = "select 1";

function cursor(kind: Kind): Column {
  return { name: "at", type: kind, kind };
}

function windowOf(changes: Partial<WindowParts>) {
  return windowToRead({
    source: blockOf(SQL),
    cursor: cursor("timestamptz"),
    checkpoint: undefined,
    below: "2026-11-21 11:59:55+00",
    acceptedFrom: Date.parse("2026-09-20T12:00:00Z"),
    ...changes,
  });
}

describe("windowToRead", () => {
  const checkpoint = { cursor: "2026-11-20 10:00:00+00", key: ["7"] };

  test("goes on strictly after the checkpoint without a lookback", () => {
    const window = windowOf({ checkpoint });

    expect(window).toEqual({
      from: { kind: "after", watermark: checkpoint },
      below: "2026-11-21 11:59:55+00",
    });
  });

  test("reads again what lies within the lookback", () => {
    const source = incrementalBlockOf(SQL, { lookbackSeconds: 7200 });

    const { from } = windowOf({ source, checkpoint });

    expect(from).toEqual({ kind: "cursor", cursor: checkpoint.cursor, lessSeconds: 7200 });
  });

  test("reads all of a result that has no cursor, whatever the checkpoint", () => {
    const source = blockOf(SQL, { incremental: undefined });

    const window = windowOf({
      source,
      cursor: undefined,
      checkpoint: { cursor: undefined, key: ["7"] },
    });

    expect(window).toEqual({ from: { kind: "beginning" }, below: undefined });
  });

  test.for([
    ["timestamptz", undefined, undefined, "2026-09-20T12:00:00.000Z"],
    ["timestamp", undefined, "Europe/Amsterdam", "2026-09-20 14:00:00"],
    ["date", undefined, "America/New_York", "2026-09-20"],
    ["timestamptz", "2026-10-01", undefined, "2026-10-01"],
    ["timestamptz", "2026-10-01T00:00:00+02:00", undefined, "2026-09-30T22:00:00.000Z"],
    ["timestamp", "2026-10-01T00:00:00Z", "Europe/Amsterdam", "2026-10-01 02:00:00"],
    ["timestamp", "2026-10-01T08:00:00", "Europe/Amsterdam", "2026-10-01T08:00:00"],
    ["date", "2026-10-01T23:30:00Z", "Asia/Tokyo", "2026-10-02"],
    ["integer", "-12", undefined, "-12"],
  ] as const)(
    "a first run on a %s with start %s in %s begins at %s",
    ([kind, start, timezone, expected]) => {
      const source = incrementalBlockOf(SQL, { start, timezone });

      const { from } = windowOf({ source, cursor: cursor(kind) });

      expect(from).toEqual({ kind: "cursor", cursor: expected, lessSeconds: 0 });
    },
  );

  test("a first run on an integer without a start begins at the first row", () => {
    expect(windowOf({ cursor: cursor("integer"), below: undefined })).toEqual({
      from: { kind: "beginning" },
      below: undefined,
    });
  });

  test.for([
    ["integer", "2026-10-01"],
    ["timestamptz", "soon"],
  ] as const)("a start that a %s cannot have is refused: %s", ([kind, start]) => {
    const source = incrementalBlockOf(SQL, { start });

    expect(() => windowOf({ source, cursor: cursor(kind) })).toThrow(/incremental\.start: found/);
  });
});

describe("hasCeiling", () => {
  test("is for cursors that a clock can be compared with", () => {
    expect(hasCeiling(cursor("date"))).toBe(true);
    expect(hasCeiling(cursor("integer"))).toBe(false);
    expect(hasCeiling(undefined)).toBe(false);
  });
});

describe("checkCursor", () => {
  test.for([
    ["timestamptz", {}],
    ["date", {}],
    ["integer", {}],
    ["timestamp", { timezone: "Asia/Tokyo" }],
    ["timestamp", { timezone: "Europe/Amsterdam", lookbackSeconds: 3600 }],
  ] as const)("takes a %s with %o", ([kind, changes]) => {
    expect(() => checkCursor(incrementalBlockOf(SQL, changes), cursor(kind), NOW)).not.toThrow();
  });

  test.for([
    ["timestamp", {}, /incremental\.timezone: missing/],
    ["timestamp", { timezone: "Europe/Nowhere" }, /incremental\.timezone: found `Europe\/Nowhere`/],
    [
      "timestamp",
      { timezone: "Europe/Amsterdam", lookbackSeconds: 600 },
      /lookback: expected at least 1h/,
    ],
    ["integer", { lookbackSeconds: 60 }, /incremental\.lookback: .* as the cursor is a number/],
    ["integer", { settleSeconds: 60 }, /incremental\.settle: .* as the cursor is a number/],
    [
      "text",
      {},
      /incremental\.cursor: column `at` is of type text, expected a timestamp, a date or an/,
    ],
    ["decimal", {}, /incremental\.cursor: column `at` is of type decimal/],
  ] as const)("refuses a %s with %o", ([kind, changes, message]) => {
    const check = (): void => checkCursor(incrementalBlockOf(SQL, changes), cursor(kind), NOW);

    expect(check).toThrow(ConfigError);
    expect(check).toThrow(message);
  });
});
