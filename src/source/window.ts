import type { SourceBlock } from "../config/mapping.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Column } from "../lib/value.ts";
import type { Watermark } from "./source.ts";
import { changesClocks, wallClock } from "./zone.ts";

// What one run reads, on the axis of the cursor:
//
//        lookback                                   settle
//   ├──────────────┤                             ├─────────┤
//   from        watermark                        below     the source's clock
//   └──────────────── rows of this run ─────────┘
//
// A reading that was closed on the way goes on strictly after the last row it gave.

/** What one run reads. */
export interface ReadWindow {
  readonly from: Start;
  /** Cursor text below which a row's cursor must lie; undefined: no end. */
  readonly below: string | undefined;
  /** The stored checkpoint, when reading begins before it; absent when every row lies beyond it. */
  readonly checkpoint?: Watermark;
}

/** Where reading begins. */
export type Start =
  | { readonly kind: "beginning" }
  /** Cursors from this one on, itself included, after it was put back by some seconds. */
  | { readonly kind: "cursor"; readonly cursor: string; readonly lessSeconds: number }
  /** Rows strictly after this one. */
  | { readonly kind: "after"; readonly watermark: Watermark };

/** Whether the source's clock can tell where to stop: not for integers, not without a cursor. */
export function hasCeiling(cursor: Column | undefined): cursor is Column {
  return cursor !== undefined && cursor.kind !== "integer";
}

export interface WindowParts {
  readonly source: SourceBlock;
  /** The cursor's column; undefined without an `incremental` block. */
  readonly cursor: Column | undefined;
  /** Where the last run left off; undefined for a first run. */
  readonly checkpoint: Watermark | undefined;
  /** `Ceiling.cursor`; undefined where `hasCeiling` says no. */
  readonly below: string | undefined;
  /** The start of the acceptance window, Unix ms: where a first run begins without a `start`. */
  readonly acceptedFrom: number;
}

/** Checkpoint, lookback, start and ceiling to what is to be read. */
export function windowToRead(parts: WindowParts): ReadWindow {
  const { source, cursor, checkpoint, below } = parts;
  const { incremental } = source;
  // Without a cursor every run reads all of the result: the key only orders it.
  if (incremental === undefined || cursor === undefined) {
    return { from: { kind: "beginning" }, below: undefined };
  }
  if (checkpoint?.cursor !== undefined) {
    const lessSeconds = incremental.lookbackSeconds;
    if (lessSeconds === 0) {
      return { from: { kind: "after", watermark: checkpoint }, below };
    }
    return { from: { kind: "cursor", cursor: checkpoint.cursor, lessSeconds }, below, checkpoint };
  }
  const start = firstCursor(parts, cursor);
  const from: Start =
    start === undefined ? { kind: "beginning" } : { kind: "cursor", cursor: start, lessSeconds: 0 };
  return { from, below };
}

/** Where a first run begins, as text of the cursor's type; undefined: at the first row. */
function firstCursor({ source, acceptedFrom }: WindowParts, cursor: Column): string | undefined {
  const start = source.incremental?.start;
  const zone = source.incremental?.timezone ?? "UTC";
  if (cursor.kind === "integer") {
    if (start === undefined || /^-?\d{1,19}$/.test(start)) return start;
    throw wrong(
      source,
      "start",
      `found \`${start}\`, expected a whole number, as the cursor is one`,
    );
  }
  const instant = start === undefined ? acceptedFrom : instantOf(start);
  if (start !== undefined && Number.isNaN(Date.parse(start))) {
    throw wrong(source, "start", `found \`${start}\`, expected a date or time in ISO 8601`);
  }
  if (cursor.kind === "timestamptz") {
    return instant === undefined ? start : new Date(instant).toISOString();
  }
  const wall = instant === undefined ? start : wallClock(instant, zone);
  return cursor.kind === "date" ? wall?.slice(0, 10) : wall;
}

/** The instant of a text with an offset; undefined for a wall-clock time or a date. */
function instantOf(text: string): number | undefined {
  return /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : undefined;
}

/** Zones whose clocks are set back need at least this much lookback: the hour occurs twice. */
const REPEATED_HOUR_SECONDS = 3600;

/** Throws ConfigError when rows cannot be read in the order of this cursor without loss. */
export function checkCursor(source: SourceBlock, cursor: Column, now: number): void {
  const { incremental } = source;
  if (incremental === undefined) return;
  switch (cursor.kind) {
    case "timestamptz":
    case "date":
      return;
    case "timestamp":
      checkZone(source, now);
      return;
    case "integer":
      if (incremental.lookbackSeconds > 0) {
        throw wrong(source, "lookback", "found a duration, expected 0s, as the cursor is a number");
      }
      if ((incremental.settleSeconds ?? 0) > 0) {
        throw wrong(source, "settle", "found a duration, expected none, as the cursor is a number");
      }
      return;
    default:
      throw wrong(
        source,
        "cursor",
        `column \`${cursor.name}\` is of type ${cursor.type}, expected a timestamp, a date or an integer`,
      );
  }
}

function checkZone(source: SourceBlock, now: number): void {
  const { timezone, lookbackSeconds } = source.incremental ?? {};
  if (timezone === undefined) {
    throw wrong(
      source,
      "timezone",
      "missing, expected the IANA zone of the cursor, as its timestamps carry no offset",
    );
  }
  const changes = changesClocks(now, timezone);
  if (changes === undefined) {
    throw wrong(source, "timezone", `found \`${timezone}\`, expected an IANA zone`);
  }
  if (changes && (lookbackSeconds ?? 0) < REPEATED_HOUR_SECONDS) {
    throw wrong(
      source,
      "lookback",
      `expected at least 1h: clocks in ${timezone} are set back, and the repeated hour would be passed over`,
    );
  }
}

function wrong(source: SourceBlock, key: string, what: string): ConfigError {
  return new ConfigError(`${source.origin}: incremental.${key}: ${what}`, { stage: "source" });
}
