import { expect, test } from "vitest";
import { factsOf, marginOf } from "../../../connectors/postgres/ceiling.ts";

/** Clock, oldest transaction, replica, replay lag, sees all, blind. */
type Answer = readonly (string | null)[];

const SOUND: Answer = ["2026-01-01 00:00:00+00", null, "f", "0", "t", "f"];

// biome-ignore format: a table is read by its columns
test.for<readonly [what: string, Answer, prepared: string | null, settle: number | undefined, seconds: number, reason: string | undefined]>([
  ["a primary that shows all", SOUND, null, undefined, 5, undefined],
  ["a primary and `settle: 0s`", SOUND, null, 0, 0, undefined],
  ["a primary and `settle: 5m`", SOUND, null, 300, 300, undefined],
  ["a replica up to date", ["x", null, "t", "0", "t", "f"], null, undefined, 60, "replica"],
  ["a replica 30 s behind", ["x", null, "t", "30.5", "t", "f"], null, undefined, 90.5, "replica"],
  ["a replica behind, `settle: 0s`", ["x", null, "t", "30.5", "t", "f"], null, 0, 30.5, "replica"],
  ["a user who sees little", ["x", null, "f", "0", "f", "f"], null, undefined, 60, "pg_read_all_stats"],
  ["a hidden transaction", ["x", null, "f", "0", "t", "t"], null, undefined, 60, "track_activities"],
  ["a prepared transaction", SOUND, "2025-12-31", undefined, 60, "prepared"],
])("%s: stays behind by what is right there", ([, answer, prepared, settle, seconds, reason]) => {
  const margin = marginOf(factsOf(answer, [prepared]), settle);

  expect(margin.seconds).toBe(seconds);
  expect(margin.reason ?? "sound").toContain(reason ?? "sound");
});
