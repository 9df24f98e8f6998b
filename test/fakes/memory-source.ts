import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Column, Kind, Row, Value } from "../../src/lib/value.ts";
import type { Connector, Dialect, Query, Source } from "../../src/source/source.ts";

/** A row by its columns. A column that is not named is NULL. */
export type MemoryRow = Readonly<Record<string, string | number | null>>;

/** The statement that a mapping over these rows has. */
export const MEMORY_SQL = "select * from memory";

/** SQLite's spellings. Timestamps are texts as `Date.toISOString` makes them, so they compare. */
const dialect: Dialect = {
  quote: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  param: (n, { kind }) => (kind === "integer" ? `cast(?${n} as integer)` : `?${n}`),
  asText: () => undefined,
  minusSeconds: (expression, _column, seconds) =>
    `strftime('%Y-%m-%dT%H:%M:%fZ', ${expression}, '${-seconds} seconds')`,
};

export interface MemoryOptions {
  readonly columns: Readonly<Record<string, Kind>>;
  /** Unix ms; the source's clock, up to which rows are read. */
  readonly now: () => number;
  readonly pageSize?: number;
}

/**
 * A warehouse whose table is an array. Each query is given to an SQLite database that is filled with
 * the rows as they are at that moment, so the conditions and the order are those of the query itself.
 */
export class MemoryConnector implements Connector {
  readonly type = "memory";
  readonly dialect = dialect;
  readonly schemas = { connection: z.unknown(), options: z.unknown() };
  /** Tests change it between runs, or in `beforePage`. */
  rows: MemoryRow[] = [];
  /** Called before the n-th page of a run, from 1; what it throws is what the warehouse does. */
  beforePage: (page: number) => void | Promise<void> = () => undefined;
  readonly #options: MemoryOptions;

  constructor(options: MemoryOptions) {
    this.#options = options;
  }

  readonly open = async (): Promise<Source> => {
    const { now } = this.#options;
    let pages = 0;
    const next = (): number => {
      pages++;
      return pages;
    };
    return {
      describe: async () => this.#columns(),
      ceiling: async () => {
        const clock = new Date(now()).toISOString();
        return { cursor: clock, clock, sound: true };
      },
      read: (query, signal) => this.#read(query, signal, next),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };

  async *#read(query: Query, signal: AbortSignal, next: () => number): AsyncIterable<Row[]> {
    const rows = this.#select(query);
    // Only the statements that read rows are ordered; the others count, and are no page.
    if (!query.sql.includes("order by")) {
      yield rows;
      return;
    }
    const { pageSize = 10 } = this.#options;
    for (let start = 0; start < rows.length; start += pageSize) {
      await this.beforePage(next());
      signal.throwIfAborted();
      yield rows.slice(start, start + pageSize);
    }
  }

  #columns(): Column[] {
    return Object.entries(this.#options.columns).map(([name, kind]) => ({
      name,
      type: kind,
      kind,
    }));
  }

  #select({ sql, params }: Query): Row[] {
    const columns = this.#columns();
    const names = columns.map((column) => dialect.quote(column.name)).join(", ");
    const database = new DatabaseSync(":memory:");
    try {
      database.exec(`create table memory (${names})`);
      const insert = database.prepare(
        `insert into memory values (${columns.map(() => "?").join(", ")})`,
      );
      for (const row of this.rows) insert.run(...columns.map(({ name }) => row[name] ?? null));
      const select = database.prepare(sql);
      select.setReturnArrays(true);
      // The type knows rows as objects only; `setReturnArrays` made them arrays.
      const found = select.all(...params) as unknown as (string | number | null)[][];
      return found.map((values) => values.map(asRead));
    } finally {
      database.close();
    }
  }
}

/** Numbers arrive as text, as they do from the drivers. */
function asRead(value: string | number | null): Value {
  return typeof value === "number" ? String(value) : value;
}
