import { describe, expect, test } from "vitest";
import { changesClocks, wallClock } from "../../src/source/zone.ts";

describe("wallClock", () => {
  test.for([
    ["2026-07-01T00:30:00Z", "Europe/Amsterdam", "2026-07-01 02:30:00"],
    ["2026-01-01T00:30:00Z", "America/New_York", "2025-12-31 19:30:00"],
    ["2026-10-25T00:30:00Z", "Europe/Amsterdam", "2026-10-25 02:30:00"],
    ["2026-10-25T01:30:00Z", "Europe/Amsterdam", "2026-10-25 02:30:00"],
    ["2026-01-01T00:00:00Z", "UTC", "2026-01-01 00:00:00"],
  ] as const)("%s in %s is %s", ([at, zone, expected]) => {
    expect(wallClock(Date.parse(at), zone)).toBe(expected);
  });
});

describe("changesClocks", () => {
  test.for([
    ["Europe/Amsterdam", true],
    ["America/New_York", true],
    ["Australia/Lord_Howe", true],
    ["UTC", false],
    ["Asia/Tokyo", false],
    ["Europe/Nowhere", undefined],
  ] as const)("%s: %s", ([zone, expected]) => {
    expect(changesClocks(Date.parse("2026-06-01T12:00:00Z"), zone)).toBe(expected);
  });
});
