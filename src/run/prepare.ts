import { WINDOWS, windowOf } from "../capi/limits.ts";
import type { Mapping } from "../config/mapping.ts";
import { RefusedError } from "../lib/errors.ts";
import type { Column } from "../lib/value.ts";
import { cursorOf, nullCursorQuery, type QueryParts, userSql } from "../source/query.ts";
import type { Dialect, Source, Watermark } from "../source/source.ts";
import { checkCursor, hasCeiling, type ReadWindow, windowToRead } from "../source/window.ts";
import { compile, type Transform } from "../transform/compile.ts";
import type { Tell } from "./events.ts";

/** How often a mapping's rows without a cursor are counted: on its first run, then once a day. */
const NULL_CURSOR_EVERY_MS = 86_400_000;

/** Ordinary transactions end sooner; one that does not keeps new rows from being read. Our own. */
const WARN_BEHIND_SECONDS = 600;

/** The rows that a mapping is to read now, and what makes items of them. */
export interface Prepared {
  readonly query: QueryParts;
  readonly window: ReadWindow;
  readonly transform: Transform;
  /** True when rows without a cursor were counted. */
  readonly countedNullCursors: boolean;
  /** Rows that no window contains, as their cursor is NULL; the mapping excludes them. */
  readonly nullCursors: number;
}

export interface PrepareParts {
  readonly source: Source;
  readonly dialect: Dialect;
  readonly checkpoint: Watermark | undefined;
  readonly nullCursorCheckedAt: number | undefined;
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
  const timezone = mapping.timezone;
  const transform = compile(mapping, columns, timezone === undefined ? {} : { timezone });
  const below = await ceilingOf(mapping, cursor, parts, signal);
  const isDue = now - (parts.nullCursorCheckedAt ?? 0) >= NULL_CURSOR_EVERY_MS;
  const nullCursors = isDue ? await countNullCursors(query, parts, signal) : 0;
  if (nullCursors > 0 && mapping.source.incremental?.nullCursor === "fail") {
    throw new RefusedError(
      `${mapping.source.origin}: incremental.cursor: ${nullCursors} row(s) have no value in \`${mapping.source.incremental.cursor}\`, expected one in every row, as no run would ever read them`,
      {
        stage: "source",
        hint: "give them one in the query (coalesce), or set incremental.null_cursor to exclude",
      },
    );
  }
  const accepted =
    mapping.actionSource === undefined ? WINDOWS.store : windowOf(mapping.actionSource);
  const acceptedFrom = now - accepted.seconds * 1000;
  const window = windowToRead({ source: mapping.source, cursor, checkpoint, below, acceptedFrom });
  return { query, window, transform, countedNullCursors: isDue, nullCursors };
}

async function ceilingOf(
  mapping: Mapping,
  cursor: Column | undefined,
  { source, tell }: PrepareParts,
  signal: AbortSignal,
): Promise<string | undefined> {
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
  if ((ceiling.behindSeconds ?? 0) >= WARN_BEHIND_SECONDS) {
    const minutes = Math.round((ceiling.behindSeconds ?? 0) / 60);
    const message = `an open transaction in the source holds the ceiling ${minutes} minutes back: rows since then wait until it ends`;
    tell({ type: "warning", code: "ceiling_behind", message });
  }
  return ceiling.cursor;
}

async function countNullCursors(
  parts: QueryParts,
  { source }: PrepareParts,
  signal: AbortSignal,
): Promise<number> {
  const query = nullCursorQuery(parts);
  if (query === undefined) return 0;
  for await (const rows of source.read(query, signal)) return Number(rows[0]?.[0] ?? 0);
  return 0;
}
