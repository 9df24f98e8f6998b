import type { SourceBlock } from "../config/mapping.ts";
import { RefusedError } from "../lib/errors.ts";
import { withoutSemicolon } from "../lib/sql-text.ts";
import type { Column, Row, Value } from "../lib/value.ts";
import { findColumn, type Place } from "./columns.ts";
import type { Dialect, Query, Watermark } from "./source.ts";
import type { ReadWindow, Start } from "./window.ts";

export interface QueryParts {
  readonly dialect: Dialect;
  /** What `Source.describe` said of `userSql`. */
  readonly columns: readonly Column[];
  readonly source: SourceBlock;
}

/** One statement that reads a window, and the way from a row to its place in the order. */
export interface Reading {
  readonly query: Query;
  /** Throws RefusedError when a row has no key or does not stand in the order that was asked for. */
  check(rows: readonly Row[]): void;
  positionOf(row: Row): Watermark;
  /** How many of the rows, from the first on, do not lie beyond the window's checkpoint. */
  behind(rows: readonly Row[]): number;
}

/** The user's statement with the mapping's `where`: what is described, and what all queries wrap. */
export function userSql(source: SourceBlock): string {
  const sql = withoutSemicolon(source.sql);
  // The closing parenthesis stands on a line of its own, or a trailing comment would swallow it; the
  // opening one does not, so that the server's line numbers stay the user's.
  return source.where === undefined
    ? sql
    : `select * from (${sql}\n) u\nwhere (\n${source.where}\n)`;
}

/** The column that orders the mapping's rows; undefined without an `incremental` block. */
export function cursorOf(parts: Pick<QueryParts, "columns" | "source">): Column | undefined {
  return cursorPlace(parts)?.column;
}

function cursorPlace({ columns, source }: Pick<QueryParts, "columns" | "source">) {
  const { incremental, origin } = source;
  if (incremental === undefined) return undefined;
  return findColumn(columns, incremental.cursor, `${origin}: incremental.cursor`);
}

function keyPlaces({ columns, source }: QueryParts): readonly Place[] {
  return source.primaryKey.map((name) =>
    findColumn(columns, name, `${source.origin}: primary_key`),
  );
}

/**
 * Wraps the user's statement: our bounds and our order outside, every value a parameter, every name
 * quoted as the result spells it. Where a value as read is not the text that the warehouse compares,
 * its text follows behind the user's columns, which keep their places.
 */
export function buildReading(parts: QueryParts, window: ReadWindow): Reading {
  const { dialect, columns, source } = parts;
  const cursor = cursorPlace(parts);
  const keys = keyPlaces(parts);
  const extra: string[] = [];
  const textIndex = (place: Place): number => {
    const text = dialect.asText(reference(dialect, place.column), place.column);
    if (text === undefined) return place.index;
    extra.push(`${text} as ${dialect.quote(`capisync_text_${extra.length + 1}`)}`);
    return columns.length + extra.length - 1;
  };
  const cursorIndex = cursor === undefined ? undefined : textIndex(cursor);
  const keyIndexes = keys.map(textIndex);
  const onlyKey = keyIndexes.length === 1 ? keyIndexes[0] : undefined;

  const bounds = new Bounds(
    dialect,
    cursor?.column,
    keys.map((place) => place.column),
  );
  const conditions = bounds.of(window);
  const isBeyond = window.checkpoint === undefined ? [] : [bounds.beyond(window.checkpoint)];
  const beyondIndex = columns.length + extra.length;
  const order = [cursor, ...keys].flatMap((place) =>
    place === undefined ? [] : [reference(dialect, place.column)],
  );
  const sql = [
    `select ${["q.*", ...extra, ...isBeyond].join(", ")} from (\n${userSql(source)}\n) q`,
    ...(conditions.length === 0 ? [] : [`where ${conditions.join("\n  and ")}`]),
    `order by ${order.join(", ")}`,
  ].join("\n");

  return {
    query: { sql, params: bounds.params },
    check: (rows) => {
      for (const index of keyIndexes) {
        if (rows.some((row) => row[index] === null))
          throw nullKey(source, keyIndexes.indexOf(index));
      }
      if (cursorIndex !== undefined) checkOrder(rows, cursorIndex, source);
    },
    positionOf: (row) => ({
      cursor: cursorIndex === undefined ? undefined : textOf(row[cursorIndex]),
      key:
        onlyKey === undefined
          ? keyIndexes.map((index) => textOf(row[index]) ?? "")
          : [textOf(row[onlyKey]) ?? ""],
    }),
    behind: (rows) => {
      if (isBeyond.length === 0) return 0;
      const first = rows.findIndex((row) => textOf(row[beyondIndex]) === BEYOND);
      return first === -1 ? rows.length : first;
    },
  };
}

/**
 * Counts the rows that no window reaches: first those without a cursor, then those whose cursor lies
 * further ahead of the source's clock than `aheadSeconds`. Undefined without a cursor. One query for
 * both, as it may cost as much as the reading; without a `clock` only the first are counted.
 */
export function unreachableQuery(
  parts: QueryParts,
  clock: string | undefined,
  aheadSeconds: number,
): Query | undefined {
  const cursor = cursorPlace(parts)?.column;
  if (cursor === undefined) return undefined;
  const { dialect, source } = parts;
  const column = reference(dialect, cursor);
  const conditions = [`${column} is null`];
  const params: string[] = [];
  if (clock !== undefined) {
    params.push(clock);
    const bound = dialect.minusSeconds(dialect.param(1, cursor), cursor, -aheadSeconds);
    conditions.push(`${column} > ${bound}`);
  }
  const counts = `count(*) - count(${column}), count(${column})`;
  const sql = `select ${counts} from (\n${userSql(source)}\n) q\nwhere ${conditions.join(" or ")}`;
  return { sql, params };
}

/** What the column says of a row that lies beyond the checkpoint; a number, as not all have booleans. */
const BEYOND = "1";

/** The conditions of a window, and the parameters they refer to. */
class Bounds {
  readonly params: string[] = [];
  readonly #dialect: Dialect;
  readonly #cursor: Column | undefined;
  readonly #keys: readonly Column[];

  constructor(dialect: Dialect, cursor: Column | undefined, keys: readonly Column[]) {
    this.#dialect = dialect;
    this.#cursor = cursor;
    this.#keys = keys;
  }

  of(window: ReadWindow): string[] {
    const conditions = this.#start(window.from);
    if (this.#cursor !== undefined && window.below !== undefined) {
      const ceiling = this.#param(window.below, this.#cursor);
      conditions.push(`${this.#name(this.#cursor)} < ${ceiling}`);
    }
    return conditions;
  }

  /** A column that tells which rows lie beyond a place. */
  beyond(place: Watermark): string {
    const after = this.#after(place).join(" and ");
    return `case when ${after} then ${BEYOND} else 0 end as ${this.#dialect.quote("capisync_beyond")}`;
  }

  #start(from: Start): string[] {
    const cursor = this.#cursor;
    switch (from.kind) {
      case "beginning":
        // Every other condition on the cursor hides NULL; here it has to be said.
        return cursor === undefined ? [] : [`${this.#name(cursor)} is not null`];
      case "cursor": {
        if (cursor === undefined) return [];
        const bound = this.#param(from.cursor, cursor);
        const less =
          from.lessSeconds > 0
            ? this.#dialect.minusSeconds(bound, cursor, from.lessSeconds)
            : bound;
        return [`${this.#name(cursor)} >= ${less}`];
      }
      case "after":
        return this.#after(from.watermark);
      default:
        return from satisfies never;
    }
  }

  /**
   * `c >= :c and (c > :c or k > :k)`. Row values would be shorter, but not every warehouse has them;
   * the textbook's `c > :c or (c = :c and k > :k)` reads the whole index. A NULL key compares with
   * nothing: it is let through, so that it is seen and refused.
   */
  #after({ cursor, key }: Watermark): string[] {
    const nulls = this.#keys.map((column) => `${this.#name(column)} is null`);
    if (this.#cursor === undefined) return [`(${[this.#keysAfter(key), ...nulls].join(" or ")})`];
    const name = this.#name(this.#cursor);
    const value = this.#param(cursor ?? "", this.#cursor);
    const ties = [this.#keysAfter(key), ...nulls].join(" or ");
    return [`${name} >= ${value}`, `(${name} > ${value} or ${ties})`];
  }

  #keysAfter(key: readonly string[]): string {
    return this.#keys.reduceRight((inner, column, i) => {
      const name = this.#name(column);
      const value = this.#param(key[i] ?? "", column);
      const greater = `${name} > ${value}`;
      return inner === "" ? greater : `(${name} >= ${value} and (${greater} or ${inner}))`;
    }, "");
  }

  #name(column: Column): string {
    return reference(this.#dialect, column);
  }

  #param(value: string, column: Column): string {
    this.params.push(value);
    return this.#dialect.param(this.params.length, column);
  }
}

function reference(dialect: Dialect, column: Column): string {
  return `q.${dialect.quote(column.name)}`;
}

/** The text of a cursor or key as read; undefined for NULL. */
function textOf(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? undefined : String(value);
}

/**
 * The order is the warehouse's, which alone compares values. Where texts are of one length, though,
 * digits say whether it kept it: an index damaged by a new collation does not.
 */
function checkOrder(rows: readonly Row[], index: number, source: SourceBlock): void {
  let before = "";
  for (const row of rows) {
    const cursor = textOf(row[index]) ?? "";
    if (cursor < before && areDigits(cursor, before)) {
      throw new RefusedError(
        `${source.origin}: incremental.cursor: the warehouse returned rows out of order, expected ascending \`${source.incremental?.cursor ?? ""}\``,
        { stage: "source", hint: "rebuild the indexes of the tables that the query reads" },
      );
    }
    before = cursor;
  }
}

/** Whether two cursors compare as texts do: of one length, neither negative nor before our era. */
function areDigits(a: string, b: string): boolean {
  return a.length === b.length && /^\d.*(?<!BC)$/.test(a) && /^\d/.test(b);
}

function nullKey(source: SourceBlock, index: number): RefusedError {
  return new RefusedError(
    `${source.origin}: primary_key: a row has no value in \`${source.primaryKey[index] ?? ""}\`, expected one in every row`,
    {
      stage: "source",
      hint: "leave such rows out in the query, or name columns that are never NULL",
    },
  );
}
