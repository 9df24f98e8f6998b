import type { z } from "zod";
import type { Column, Row } from "../lib/value.ts";

/**
 * A row's place in its mapping's order: the cursor's and the key columns' values as text rendered by
 * the server, in full precision and in UTC. Opaque: only the warehouse compares two of them.
 */
export interface Watermark {
  /** Undefined when the mapping has no `incremental` block: then the key alone orders. */
  readonly cursor: string | undefined;
  readonly key: readonly string[];
}

/** One statement and, apart from it, its values as text: no value is ever spliced into SQL. */
export interface Query {
  readonly sql: string;
  readonly params: readonly string[];
}

/** The few spellings in which warehouses differ. Pure: needs no connection. */
export interface Dialect {
  quote(identifier: string): string;
  /** The n-th parameter, from 1, cast so that it compares with the column without loss. */
  param(n: number, column: Column): string;
  /**
   * An expression that renders the column as text which `param` reads back without loss; undefined
   * when the value as read is that text already.
   */
  asText(expression: string, column: Column): string | undefined;
  /** The expression less some seconds, of the column's own type; days are rounded up for a date. */
  minusSeconds(expression: string, column: Column, seconds: number): string;
}

/** How a run's end is to be found. */
export interface CeilingOptions {
  /** Seconds to stay behind; undefined takes the connector's default for what it found. */
  readonly settleSeconds: number | undefined;
  /** IANA zone of a cursor without an offset. */
  readonly timezone: string | undefined;
}

/** Where a run stops reading, in the source's own clock. */
export interface Ceiling {
  /** Text that `Dialect.param` casts to the cursor's type; rows below it are read. */
  readonly cursor: string;
  /** The source's clock when it was asked, as the same kind of text. */
  readonly clock: string;
  /** True when open transactions were ruled out, so that no later commit can land below it. */
  readonly sound: boolean;
  /** Why it is not sound, in words for the user. */
  readonly reason?: string;
  /** How far it lies behind the clock: long, when a forgotten transaction holds it back. */
  readonly behindSeconds?: number;
}

/**
 * An open, read-only warehouse. One run uses it, one call at a time. Disposing it ends every read and
 * may be done twice.
 *
 * Failures: `UnavailableError` when the same call may pass later, `RefusedError` for SQL, permission
 * or a missing column. The text carries the warehouse's code and never a value of a row.
 */
export interface Source extends AsyncDisposable {
  /** The columns that the SQL would return; reads no row. */
  describe(sql: string, signal: AbortSignal): Promise<readonly Column[]>;
  /** Asked once per run, in a statement before the one that reads. */
  ceiling(cursor: Column, options: CeilingOptions, signal: AbortSignal): Promise<Ceiling>;
  /**
   * Streams the result in pages as the driver delivers them; memory holds two pages at most. Ends
   * only when the server said that the result is complete. Leaving the loop closes the query.
   */
  read(query: Query, signal: AbortSignal): AsyncIterable<readonly Row[]>;
}

/** What a file in `connectors/` exports: all that is known about one kind of warehouse. */
export interface Connector {
  /** The word under `type:` in connections.yaml. */
  readonly type: string;
  readonly dialect: Dialect;
  /** Of the connection's block in connections.yaml and of a mapping's `source.options`. */
  readonly schemas: { readonly connection: z.ZodType; readonly options: z.ZodType };
  /** Connects. Both arguments have passed `schemas`. Loads its driver on first use. */
  open(connection: unknown, options: unknown, signal: AbortSignal): Promise<Source>;
}
