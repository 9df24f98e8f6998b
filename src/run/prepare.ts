import { WINDOWS, windowOf } from "../capi/limits.ts";
import type { Mapping } from "../config/mapping.ts";
import { RefusedError } from "../lib/errors.ts";
import type { Column } from "../lib/value.ts";
import { cursorOf, type QueryParts, unreachableQuery, userSql } from "../source/query.ts";
import type { Ceiling, Dialect, Source, Watermark } from "../source/source.ts";
import { checkCursor, hasCeiling, type ReadWindow, windowToRead } from "../source/window.ts";
import { compile, type Transform } from "../transform/compile.ts";
import type { Tell } from "./events.ts";

/** How often cursors that no window reaches are counted: on a mapping's first run, then once a day. */
const CHECK_CURSORS_EVERY_MS = 86_400_000;

/** Clocks that write cursors differ by less; a cursor further ahead is a mistake. Our own. */
const MAX_AHEAD_SECONDS = 86_400;

/** Ordinary transactions end sooner; one that does not keeps new rows from being read. Our own. */
const WARN_BEHIND_SECONDS = 600;

/** The rows that a mapping is to read now, and what makes items of them. */
export interface Prepared {
  readonly query: QueryParts;
  readonly window: ReadWindow;
  readonly transform: Transform;
  /** True when cursors that no window reaches were counted. */
  readonly checkedCursors: boolean;
  /** Rows that no window contains, as their cursor is NULL; the mapping excludes them. */
  readonly nullCursors: number;
}

export interface PrepareParts {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly checkpoint: Watermark | undefined;
  /** Unix ms. */
  readonly cursorsCheckedAt: number | undefined;
  /** Unix ms. */
  readonly now: number;
  readonly tell: Tell;
}

/** Asks the source what the mapping's statement returns and where to stop; reads no row. */
export async function prepare(
  mapping: Mapping,
  parts: PrepareParts,
  signal: AbortSignal,
): Promise<Prepared> {
  const { source, dialect, checkpoint, now } = parts;
  const columns = await source.describe(userSql(mapping.source), signal);
  const query: QueryParts = { dialect, columns, source: mapping.source };
  const cursor = cursorOf(query);
  if (cursor !== undefined) checkCursor(mapping.source, cursor, now);
  const { timezone } = mapping;
  const transform = compile(mapping, columns, timezone === undefined ? {} : { timezone });
  const ceiling = await ceilingOf(mapping, cursor, parts, signal);
  const isDue = now - (parts.cursorsCheckedAt ?? 0) >= CHECK_CURSORS_EVERY_MS;
  const nullCursors = isDue ? await checkCursors(query, ceiling?.clock, source, signal) : 0;
  const { actionSource } = mapping;
  const accepted = actionSource === undefined ? WINDOWS.store : windowOf(actionSource);
  const window = windowToRead({
    source: mapping.source,
    cursor,
    checkpoint,
    below: ceiling?.cursor,
    acceptedFrom: now - accepted.seconds * 1000,
  });
  return { query, window, transform, checkedCursors: isDue, nullCursors };
}

async function ceilingOf(
  mapping: Mapping,
  cursor: Column | undefined,
  { source, tell }: PrepareParts,
  signal: AbortSignal,
): Promise<Ceiling | undefined> {
  if (!hasCeiling(cursor)) return undefined;
  const { incremental } = mapping.source;
  const ceiling = await source.ceiling(
    cursor,
    { settleSeconds: incremental?.settleSeconds, timezone: incremental?.timezone },
    signal,
  );
  if (!ceiling.sound) {
    const message = `late commits are not ruled out: ${ceiling.reason ?? "no guard"}`;
    tell({ type: "warning", code: "unsound_ceiling", message });
  }
  const { behindSeconds = 0 } = ceiling;
  if (behindSeconds >= WARN_BEHIND_SECONDS) {
    const minutes = Math.round(behindSeconds / 60);
    const message = `an open transaction in the source holds the ceiling ${minutes} minutes back: rows since then wait until it ends`;
    tell({ type: "warning", code: "ceiling_behind", message });
  }
  return ceiling;
}

/**
 * Looks for rows that no run would ever read, and nobody would know: stamped in the year 9999, or not
 * at all. Returns how many of the latter the mapping leaves out.
 */
async function checkCursors(
  query: QueryParts,
  clock: string | undefined,
  source: Source,
  signal: AbortSignal,
): Promise<number> {
  const counting = unreachableQuery(query, clock, MAX_AHEAD_SECONDS);
  if (counting === undefined) return 0;
  let [missing, ahead] = [0, 0];
  for await (const [row] of source.read(counting, signal)) {
    [missing, ahead] = [Number(row?.[0] ?? 0), Number(row?.[1] ?? 0)];
  }
  const { origin, incremental } = query.source;
  const cursor = incremental?.cursor ?? "";
  if (ahead > 0) {
    throw new RefusedError(
      `${origin}: incremental.cursor: ${ahead} row(s) lie more than a day in the future in \`${cursor}\`, expected times up to now, as no run would read them until then`,
      {
        stage: "source",
        hint: "leave them out in the query, or name the column that says when a row was written",
      },
    );
  }
  if (missing > 0 && incremental?.nullCursor === "fail") {
    throw new RefusedError(
      `${origin}: incremental.cursor: ${missing} row(s) have no value in \`${cursor}\`, expected one in every row, as no run would ever read them`,
      {
        stage: "source",
        hint: "give them one in the query (coalesce), or set incremental.null_cursor to exclude",
      },
    );
  }
  return missing;
}
