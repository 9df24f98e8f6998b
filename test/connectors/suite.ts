import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceBlock } from "../../src/config/mapping.ts";
import { ConfigError, RefusedError } from "../../src/lib/errors.ts";
import type { Kind, Row } from "../../src/lib/value.ts";
import {
  buildReading,
  type QueryParts,
  unreachableQuery,
  userSql,
} from "../../src/source/query.ts";
import type { Connector, Source, Watermark } from "../../src/source/source.ts";
import type { ReadWindow } from "../../src/source/window.ts";
import { blockOf, incrementalBlockOf } from "../source/block.ts";

/**
 * What a warehouse brings to the suite. `sql` returns at least twelve rows with the columns of
 * `COLUMNS`, given in an order that is not the cursor's; three rows or more share one cursor, and two
 * cursors differ by a microsecond.
 */
export interface Fixture {
  /** Connects to a warehouse that holds the fixture; may be called once, before all tests. */
  readonly prepare: () => Promise<Prepared>;
}

export interface Prepared extends AsyncDisposable {
  /** The block as it stands in connections.yaml. */
  readonly connection: Record<string, unknown>;
  readonly sql: string;
  /** The rows in the order of cursor and key. */
  readonly rows: readonly Row[];
  /** Returns 20 000 rows with the columns `at` and `id`. */
  readonly manyRows: string;
  /** Returns one row with the column `hostile`, named by `HOSTILE_NAME`. */
  readonly hostileName: string;
  /** Statements that would write, end the transaction or change the session. */
  readonly writes: readonly string[];
  /** A checksum of all that the writes could change. */
  content(): Promise<string>;
  /** Connections of ours that the warehouse knows. */
  sessions(): Promise<number>;
}

// biome-ignore format: a table is read by its columns
const COLUMNS: readonly (readonly [name: string, kind: Kind])[] = [
  ["id",     "integer"],
  ["at",     "timestamptz"],
  ["amount", "decimal"],
  ["note",   "text"],
  ["doc",    "json"],
  ["paid",   "boolean"],
];

/** A column that breaks out of careless quotes. */
export const HOSTILE_NAME = `x"; drop table t; --`;

const SIGNAL = new AbortController().signal;
const ALL: ReadWindow = { from: { kind: "beginning" }, below: undefined };

/** What every warehouse must do. */
export function connectorSuite(connector: Connector, fixture: Fixture): void {
  describe(`the ${connector.type} connector`, () => {
    let prepared: Prepared;
    let source: Source;

    beforeAll(async () => {
      prepared = await fixture.prepare();
      source = await open();
    });
    afterAll(async () => {
      await source[Symbol.asyncDispose]();
      await prepared[Symbol.asyncDispose]();
    });

    async function open(options: Record<string, unknown> = {}): Promise<Source> {
      const { connection, options: schema } = connector.schemas;
      return await connector.open(
        connection.parse(prepared.connection),
        schema.parse(options),
        SIGNAL,
      );
    }

    async function partsOf(block: SourceBlock): Promise<QueryParts> {
      const columns = await source.describe(userSql(block), SIGNAL);
      return { dialect: connector.dialect, columns, source: block };
    }

    async function rowsOf(parts: QueryParts, window: ReadWindow = ALL): Promise<Row[]> {
      const rows: Row[] = [];
      const { query } = buildReading(parts, window);
      for await (const page of source.read(query, SIGNAL)) rows.push(...page);
      return rows;
    }

    /** Each row cut to the user's columns, of which there are as many as the fixture has. */
    function cut(rows: readonly Row[]): Row[] {
      return rows.map((row) => row.slice(0, COLUMNS.length));
    }

    test("describes the columns by name and kind without reading a row", async () => {
      const columns = await source.describe(prepared.sql, SIGNAL);

      const found = columns.map(({ name, kind }) => [name.toLowerCase(), kind]);
      expect(found).toEqual(COLUMNS);
    });

    test("hands over every value exactly, in the order of cursor and key", async () => {
      const rows = await rowsOf(await partsOf(blockOf(prepared.sql)));

      expect(cut(rows)).toEqual(prepared.rows);
    });

    test("goes on after any row without a gap or a repeat", async () => {
      const parts = await partsOf(blockOf(prepared.sql));
      const { positionOf } = buildReading(parts, ALL);
      const all = await rowsOf(parts);

      for (const [i, row] of all.entries()) {
        const watermark = positionOf(row);
        const rest = await rowsOf(parts, { ...ALL, from: { kind: "after", watermark } });
        expect(rest).toEqual(all.slice(i + 1));
      }
    });

    test("goes on after any row when several columns are the key", async () => {
      const parts = await partsOf(blockOf(prepared.sql, { primaryKey: ["note", "id"] }));
      const { positionOf } = buildReading(parts, ALL);
      const all = await rowsOf(parts);

      for (const [i, row] of all.entries()) {
        const watermark = positionOf(row);
        const rest = await rowsOf(parts, { ...ALL, from: { kind: "after", watermark } });
        expect(rest).toEqual(all.slice(i + 1));
      }
    });

    test("goes on after any row when the key alone orders, a boolean among it", async () => {
      const block = blockOf(prepared.sql, { primaryKey: ["paid", "id"], incremental: undefined });
      const parts = await partsOf(block);
      const { positionOf } = buildReading(parts, ALL);
      const all = await rowsOf(parts);

      for (const [i, row] of all.entries()) {
        const watermark = positionOf(row);
        const rest = await rowsOf(parts, { ...ALL, from: { kind: "after", watermark } });
        expect(rest).toEqual(all.slice(i + 1));
      }
    });

    test("reads a cursor from itself on, and below the ceiling only", async () => {
      const parts = await partsOf(blockOf(prepared.sql));
      const { positionOf } = buildReading(parts, ALL);
      const all = await rowsOf(parts);
      const cursors = all.map((row) => positionOf(row).cursor ?? "");
      const [from, below] = [cursors[3] ?? "", cursors.at(-1)];

      const rows = await rowsOf(parts, {
        from: { kind: "cursor", cursor: from, lessSeconds: 0 },
        below,
      });

      expect(rows).toEqual(all.slice(cursors.indexOf(from), cursors.indexOf(below ?? "")));
    });

    test("a lookback reaches behind the watermark", async () => {
      const parts = await partsOf(blockOf(prepared.sql));
      const { positionOf } = buildReading(parts, ALL);
      const all = await rowsOf(parts);
      const cursor = positionOf(all.at(-1) ?? []).cursor ?? "";

      const from = { kind: "cursor", cursor, lessSeconds: 400 * 86_400 } as const;
      const rows = await rowsOf(parts, { from, below: undefined });

      expect(rows).toEqual(all);
    });

    test("a hostile text stays a parameter", async () => {
      const parts = await partsOf(blockOf(prepared.sql, { primaryKey: ["note", "id"] }));
      const all = await rowsOf(parts);
      const first = buildReading(parts, ALL).positionOf(all[0] ?? []);
      const watermark: Watermark = { ...first, key: ["' or 1=1; drop table t; --", "1"] };
      const before = await prepared.content();

      await rowsOf(parts, { ...ALL, from: { kind: "after", watermark } });

      expect(await prepared.content()).toBe(before);
      expect(
        buildReading(parts, { ...ALL, from: { kind: "after", watermark } }).query.sql,
      ).not.toContain("drop");
    });

    test("a hostile column name stays quoted", async () => {
      const block = blockOf(prepared.hostileName, {
        primaryKey: [HOSTILE_NAME],
        incremental: undefined,
      });

      const rows = await rowsOf(await partsOf(block));

      expect(rows).toHaveLength(1);
    });

    test("counts the rows whose cursor is NULL", async () => {
      const sql = `select null as marker, q.* from (${prepared.sql}) q`;
      const query = unreachableQuery(
        await partsOf(incrementalBlockOf(sql, { cursor: "marker" })),
        undefined,
        0,
      );

      const [[row] = []] = await collect(source, query);

      expect(String(row?.[0])).toBe(String(prepared.rows.length));
    });

    test("a page is no larger than the option says, and no row is lost for it", async () => {
      const small = await open({ page_size: 7 });
      const parts = await partsOf(blockOf(prepared.sql));
      const sizes: number[] = [];

      for await (const page of small.read(buildReading(parts, ALL).query, SIGNAL)) {
        sizes.push(page.length);
      }
      await small[Symbol.asyncDispose]();

      expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(prepared.rows.length);
    });

    test("leaving the loop closes the query, and the source goes on", async () => {
      const parts = await partsOf(blockOf(prepared.manyRows));
      for await (const page of source.read(buildReading(parts, ALL).query, SIGNAL)) {
        expect(page.length).toBeGreaterThan(0);
        break;
      }

      const rows = await rowsOf(await partsOf(blockOf(prepared.sql)));

      expect(rows).toHaveLength(prepared.rows.length);
    });

    test("an abort in the middle frees the connection and rejects with its reason", async () => {
      const before = await prepared.sessions();
      const own = await open();
      const parts = await partsOf(blockOf(prepared.manyRows));
      const controller = new AbortController();
      const reason = new Error("stopped by the test");

      const reading = async (): Promise<void> => {
        for await (const page of own.read(buildReading(parts, ALL).query, controller.signal)) {
          if (page.length > 0) controller.abort(reason);
        }
      };

      await expect(reading()).rejects.toBe(reason);
      await expect.poll(() => prepared.sessions(), { timeout: 5000 }).toBe(before);
      await own[Symbol.asyncDispose]();
    });

    test("an aborted signal is obeyed before anything is sent", async () => {
      const reason = new Error("stopped before");

      await expect(source.describe(prepared.sql, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test("disposing twice is harmless and leaves no connection behind", async () => {
      const before = await prepared.sessions();
      const own = await open();

      await own[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();

      await expect.poll(() => prepared.sessions(), { timeout: 5000 }).toBe(before);
    });

    test("the schemas name a wrong key, with nothing connected", () => {
      const { connection, options } = connector.schemas;

      const wrong = connection.safeParse({ ...prepared.connection, usr: "x" });

      expect(JSON.stringify(wrong.error?.issues)).toContain("usr");
      expect(JSON.stringify(options.safeParse({ pagesize: 1 }).error?.issues)).toContain(
        "pagesize",
      );
    });

    test("the session cannot write", async () => {
      const before = await prepared.content();

      for (const sql of prepared.writes) {
        const wrapped = async (): Promise<unknown> => {
          const columns = await source.describe(sql, SIGNAL);
          return [columns, await collect(source, { sql: `select * from (${sql}) q`, params: [] })];
        };
        await expect(wrapped(), sql).rejects.toThrow(RefusedError);
        await expect(collect(source, { sql, params: [] }), sql).rejects.toThrow(RefusedError);
      }

      expect(await prepared.content()).toBe(before);
    });

    test("a column that is not there is named, with the nearest that is", async () => {
      const block = blockOf(prepared.sql, { primaryKey: ["idd"] });
      const parts = await partsOf(block);

      const build = (): unknown => buildReading(parts, ALL);

      expect(build).toThrow(ConfigError);
      expect(build).toThrow(/primary_key: the query returns no column `idd`/);
    });

    test("the ceiling lies below the clock and is text that the cursor compares with", async () => {
      const parts = await partsOf(blockOf(prepared.sql));
      const column = parts.columns[1];
      if (column === undefined) throw new Error("the fixture has no cursor");

      const { cursor } = await source.ceiling(
        column,
        { settleSeconds: 0, timezone: undefined },
        SIGNAL,
      );

      const rows = await rowsOf(parts, { ...ALL, below: cursor });
      expect(rows).toHaveLength(prepared.rows.length);
    });
  });
}

async function collect(
  source: Source,
  query: ReturnType<typeof unreachableQuery>,
): Promise<(readonly Row[])[]> {
  if (query === undefined) throw new Error("the block has no cursor");
  const pages: (readonly Row[])[] = [];
  for await (const page of source.read(query, SIGNAL)) pages.push(page);
  return pages;
}
