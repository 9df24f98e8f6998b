import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { offsetsIn } from "../../../src/capi/clean/zone.ts";

const HOUR = 3600;
const at = (text: string) => Date.parse(`${text}Z`) / 1000;

/** What a clock in a zone shows at an instant, by ICU alone, in seconds as if it hung in UTC. */
function wallByIntl(zone: string, seconds: number): number {
  let format = FORMATS.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "medium",
    });
    FORMATS.set(zone, format);
  }
  return at(format.format(seconds * 1000).replace(" ", "T"));
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();
const ZONES = Intl.supportedValuesOf("timeZone");

describe("a zone's offsets", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["Europe/Amsterdam",    "2026-11-19T15:30:00", { earlier: HOUR, later: HOUR, kind: "once" }],
    ["Europe/Amsterdam",    "2026-07-01T12:00:00", { earlier: 2 * HOUR, later: 2 * HOUR, kind: "once" }],
    ["Europe/Amsterdam",    "2026-10-25T02:59:59", { earlier: 2 * HOUR, later: HOUR, kind: "fold" }],
    ["Europe/Amsterdam",    "2026-10-25T03:00:00", { earlier: HOUR, later: HOUR, kind: "once" }],
    ["Europe/Amsterdam",    "2026-10-25T01:59:59", { earlier: 2 * HOUR, later: 2 * HOUR, kind: "once" }],
    ["Europe/Amsterdam",    "2026-03-29T02:00:00", { earlier: HOUR, later: 2 * HOUR, kind: "gap" }],
    ["Europe/Amsterdam",    "2026-03-29T02:45:00", { earlier: HOUR, later: 2 * HOUR, kind: "gap" }],
    ["Europe/Amsterdam",    "2026-03-29T03:00:00", { earlier: 2 * HOUR, later: 2 * HOUR, kind: "once" }],
    ["America/New_York",    "2026-11-01T01:30:00", { earlier: -4 * HOUR, later: -5 * HOUR, kind: "fold" }],
    ["America/New_York",    "2026-03-08T02:30:00", { earlier: -5 * HOUR, later: -4 * HOUR, kind: "gap" }],
    ["Australia/Lord_Howe", "2026-04-05T01:45:00", { earlier: 11 * HOUR, later: 10.5 * HOUR, kind: "fold" }],
    ["Australia/Lord_Howe", "2026-10-04T02:15:00", { earlier: 10.5 * HOUR, later: 11 * HOUR, kind: "gap" }],
    ["Asia/Kathmandu",      "2026-11-19T15:30:00", { earlier: 5.75 * HOUR, later: 5.75 * HOUR, kind: "once" }],
    ["America/Caracas",     "2016-05-01T02:45:00", { earlier: -4.5 * HOUR, later: -4 * HOUR, kind: "gap" }],
    ["Pacific/Apia",        "2011-12-30T12:00:00", { earlier: -10 * HOUR, later: 14 * HOUR, kind: "gap" }],
    ["UTC",                 "2026-11-19T15:30:00", { earlier: 0, later: 0, kind: "once" }],
  ] as const)("in %s at %s are %j", ([zone, wall, expected]) => {
    expect(offsetsIn(zone, at(wall))).toEqual(expected);
    // Once more, from what is remembered.
    expect(offsetsIn(zone, at(wall))).toEqual(expected);
  });

  test("of a zone that does not exist are undefined, however often it is asked for", () => {
    expect(offsetsIn("Europe/Atlantis", at("2026-11-19T15:30:00"))).toBeUndefined();
    expect(offsetsIn("Europe/Atlantis", at("2026-11-19T15:30:00"))).toBeUndefined();
    expect(offsetsIn("Europe/Amsterdam", at("2026-11-19T15:30:00"))?.earlier).toBe(HOUR);
  });

  test("stay right beyond the number that is remembered", () => {
    const start = at("2020-01-01T00:00:00");
    for (let quarter = 0; quarter < 66_000; quarter++) offsetsIn("UTC", start + quarter * 900);
    expect(offsetsIn("UTC", start)).toEqual({ earlier: 0, later: 0, kind: "once" });
  });
});

test("every zone's offsets agree with what ICU shows on its clocks", () => {
  const seconds = fc.integer({ min: at("2023-01-01T00:00:00"), max: at("2037-12-31T00:00:00") });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), seconds, (zone, instant) => {
      const wall = wallByIntl(zone, instant);
      const offsets = offsetsIn(zone, wall);
      expect([offsets?.earlier, offsets?.later]).toContain(wall - instant);
      expect(offsets?.kind).not.toBe("gap");
    }),
    { numRuns: 1500 },
  );
});

// biome-ignore format: a table is read by its columns
test.for([
  ["Europe/Amsterdam",    "2026-03-29T01:00:00"],
  ["Europe/Amsterdam",    "2026-10-25T01:00:00"],
  ["America/New_York",    "2026-03-08T07:00:00"],
  ["America/New_York",    "2026-11-01T06:00:00"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00"],
] as const)("around the change of %s at %s the offsets agree with ICU", ([zone, change]) => {
  for (let instant = at(change) - 2 * 86_400; instant < at(change) + 2 * 86_400; instant += 900) {
    const wall = wallByIntl(zone, instant);
    const offsets = offsetsIn(zone, wall);
    expect(instant < at(change) ? offsets?.earlier : offsets?.later).toBe(wall - instant);
  }
});

test("no zone changes its clock but on a quarter of an hour, since 2023", () => {
  const start = Temporal.Instant.from("2023-01-01T00:00Z");
  const end = Temporal.Instant.from("2030-01-01T00:00Z");
  for (const zone of ZONES) {
    let change = start.toZonedDateTimeISO(zone).getTimeZoneTransition("next");
    while (change !== null && Temporal.Instant.compare(change.toInstant(), end) < 0) {
      const before = change.subtract({ nanoseconds: 1 });
      expect([zone, change.minute % 15, change.second]).toEqual([zone, 0, 0]);
      expect([zone, (before.minute + 1) % 15, before.second]).toEqual([zone, 0, 59]);
      change = change.getTimeZoneTransition("next");
    }
  }
});
