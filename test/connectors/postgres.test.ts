import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONNECTORS } from "../../connectors/index.ts";
import { postgres } from "../../connectors/postgres.ts";
import { RefusedError, UnavailableError } from "../../src/lib/errors.ts";
import type { Row } from "../../src/lib/value.ts";
import { buildReading } from "../../src/source/query.ts";
import { readWindow } from "../../src/source/read.ts";
import type { Watermark } from "../../src/source/source.ts";
import { Relay } from "../servers/relay.ts";
import { blockOf } from "../source/block.ts";
import {
  ALL,
  openAs,
  openShop,
  partsOf,
  rowsOf,
  type Shop,
  SIGNAL,
  withSource,
} from "./postgres-fixture.ts";
import { connectorSuite, HOSTILE_NAME, type Prepared } from "./suite.ts";

/** Rows in the order of cursor and key, as Postgres prints them in UTC. */
// biome-ignore format: a table is read by its columns
const ROWS: readonly Row[] = [
  ["9007199254740993", "2026-01-01 00:00:00.123456+00", "12345678901234567890.123456789", "plain",  '{"n": 9007199254740993}', true],
  ["2",  "2026-01-01 00:00:00.123457+00", "0.10",  "emoji 🛒 ok",       null,     false],
  ["3",  "2026-01-01 00:00:00.124+00",    null,    "quote ' and \" \\", "[1, 2]", true],
  ["-4", "2026-01-02 12:00:00+00",        "-1.00", "tie",               "{}",     true],
  ["5",  "2026-01-02 12:00:00+00",        "1.00",  "tie",               "{}",     true],
  ["6",  "2026-01-02 12:00:00+00",        "2.00",  "Tie",               "{}",     false],
  ["10", "2026-01-02 12:00:00+00",        "3.00",  "tie",               "{}",     true],
  ["11", "2026-01-03 00:00:00+00",        "4.00",  "",                  "null",   true],
  ["12", "2026-03-29 01:30:00+00",        "5.00",  "$1 %s :name ?",     "{}",     false],
  ["13", "2026-10-25 00:30:00+00",        "6.00",  "line\nbreak",       "{}",     true],
  ["14", "2026-10-25 01:30:00+00",        "7.00",  "tab\t",             "{}",     true],
  ["15", "2026-10-25 01:30:00.5+00",      "NaN",   "last",              '"x"',    true],
];

const WRITES = [
  "select 1; delete from fixture",
  "commit",
  "set transaction read write",
  "do $$ begin delete from fixture; end $$",
  "delete from fixture returning id",
  "with gone as (delete from fixture returning id) select * from gone",
  "select 1) q; delete from fixture; select * from (select 1",
  "copy fixture to '/tmp/x'",
  "call nothing()",
  "select nextval('counter')",
];

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
  await shop.database.run(`
    create table fixture (id int8, at timestamptz, amount numeric, note text, doc jsonb, paid bool);
    create sequence counter;
  `);
  // Not in the order of the cursor.
  for (const row of ROWS.toReversed()) {
    await shop.observer.query("insert into fixture values ($1, $2, $3, $4, $5, $6)", [...row]);
  }
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

async function sessions(): Promise<number> {
  const { rows } = await shop.observer.query(
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'suite'",
  );
  return rows[0].n;
}

async function prepare(): Promise<Prepared> {
  return {
    connection: { url: shop.reader, application_name: "suite" },
    sql: "select id, at, amount, note, doc, paid from fixture",
    rows: ROWS,
    manyRows: "select now() - n * interval '1 s' as at, n as id from generate_series(1, 20000) n",
    hostileName: `select 1 as "${HOSTILE_NAME.replaceAll('"', '""')}"`,
    writes: WRITES,
    content: async () => {
      const { rows } = await shop.observer.query(
        "select md5(string_agg(f::text, '|' order by id)) as sum, (select is_called from counter) from fixture f",
      );
      return JSON.stringify(rows);
    },
    sessions,
    [Symbol.asyncDispose]: async () => {},
  };
}

connectorSuite(postgres, { prepare });

test("the registry knows it by its type", () => {
  expect(CONNECTORS.postgres).toBe(postgres);
});

describe("values", () => {
  test("are exact, whatever the role's own defaults are", async () => {
    const sql = `select '2026-01-01 00:00:00.123456+00'::timestamptz, '2026-01-02'::date,
      '2026-01-01 10:00'::timestamp, 'infinity'::timestamptz, 0.1::float8 + 0.2, '\\x00ff'::bytea,
      interval '1 day 02:00', '{"b": 1.10}'::json, 'NaN'::numeric, null::int`;

    const [row] = await withSource(shop.reader, (source) => rowsOf(source, sql));

    expect(row).toEqual([
      "2026-01-01 00:00:00.123456+00",
      "2026-01-02",
      "2026-01-01 10:00:00",
      "infinity",
      "0.30000000000000004",
      Uint8Array.of(0, 255),
      "1 day 02:00:00",
      '{"b": 1.10}',
      "NaN",
      null,
    ]);
  });

  test("of arrays are nested lists, of built-in and of own types", async () => {
    await shop.database.run("create type mood as enum ('glad', 'not so, \"glad\"')");
    const sql = `select '{{1,2},{3,null}}'::int8[] as a, array['a"b', 'null', null, '', ',{}\\']::text[] as b,
      array[true, false] as c, array['not so, "glad"']::mood[] as d, '{}'::text[] as e, 'glad'::mood as f`;

    const { columns, rows } = await withSource(shop.reader, async (source) => ({
      columns: await source.describe(sql, SIGNAL),
      rows: await rowsOf(source, sql),
    }));

    expect(rows[0]).toEqual([
      [
        ["1", "2"],
        ["3", null],
      ],
      ['a"b', "null", null, "", ",{}\\"],
      [true, false],
      ['not so, "glad"'],
      [],
      "glad",
    ]);
    expect(columns.map(({ kind }) => kind)).toEqual([...Array(5).fill("array"), "text"]);
  });

  test("of a domain and of a padded text are described by a type that a cast keeps whole", async () => {
    await shop.database.run("create domain order_no as varchar(20) check (value <> '')");

    const columns = await withSource(shop.reader, (source) =>
      source.describe(
        "select 'A-1'::order_no as a, 'abc'::char(5) as b, 1.5::numeric(4,2) as c",
        SIGNAL,
      ),
    );

    expect(columns).toEqual([
      { name: "a", type: "character varying", kind: "text" },
      { name: "b", type: "bpchar", kind: "text" },
      { name: "c", type: "numeric", kind: "decimal" },
    ]);
  });
});

describe("failures", () => {
  test("a backend ended in mid-read is unavailable, and the process lives", async () => {
    const source = await openAs(shop.reader, { application_name: "victim" });
    const read = async (): Promise<void> => {
      let pages = 0;
      for await (const _ of source.read(
        { sql: "select generate_series(1, 100000)", params: [] },
        SIGNAL,
      )) {
        pages += 1;
        if (pages === 2) await terminate("victim");
      }
    };

    await expect(read()).rejects.toThrow(UnavailableError);
    await expect(rowsOf(source, "select 1")).rejects.toThrow(UnavailableError);
    await source[Symbol.asyncDispose]();
  });

  test("an idle backend ended from outside is unavailable at the next call", async () => {
    const source = await openAs(shop.reader, { application_name: "idler" });
    await rowsOf(source, "select 1");

    await terminate("idler");

    await expect(rowsOf(source, "select 1")).rejects.toThrow(UnavailableError);
    await source[Symbol.asyncDispose]();
  });

  test("a network that swallows packets ends the page at its time-out", async () => {
    const relay = await Relay.to(shop.reader);
    const source = await openAs(relay.url, { page_timeout: "1s", statement_timeout: "1s" });
    const read = async (): Promise<void> => {
      for await (const _ of source.read(
        { sql: "select generate_series(1, 200000)", params: [] },
        SIGNAL,
      )) {
        relay.swallow();
      }
    };

    await expect(read()).rejects.toThrow("did not answer within");
    await source[Symbol.asyncDispose]();
    await relay.close();
  });

  test("a connection cut in mid-read is unavailable", async () => {
    const relay = await Relay.to(shop.reader);
    const source = await openAs(relay.url);
    const read = async (): Promise<void> => {
      for await (const _ of source.read(
        { sql: "select generate_series(1, 200000)", params: [] },
        SIGNAL,
      )) {
        relay.cut();
      }
    };

    await expect(read()).rejects.toThrow(UnavailableError);
    await source[Symbol.asyncDispose]();
    await relay.close();
  });

  test("a connection lost between the last row and the server's last word ends the reading", async () => {
    const relay = await Relay.to(shop.reader);
    const source = await openAs(relay.url);
    const read = async (): Promise<void> => {
      for await (const _page of source.read({ sql: "select 1 from fixture", params: [] }, SIGNAL)) {
        expect.unreachable("no page is whole before the server said so");
      }
    };
    // The driver closes the portal when all rows have come: from there on it forgot who was waiting.
    relay.cutAt("C");

    await expect(read()).rejects.toThrow(UnavailableError);
    await source[Symbol.asyncDispose]();
    await relay.close();
  });

  test("the statement's time-out is unavailable, and the source goes on", async () => {
    const rows = await withSource(
      shop.reader,
      async (source) => {
        await expect(rowsOf(source, "select pg_sleep(3)")).rejects.toThrow(/57014/);
        return await rowsOf(source, "select 1");
      },
      { statement_timeout: "1s" },
    );

    expect(rows).toEqual([["1"]]);
  });

  test("an abort ends the statement on the server, not only here", async () => {
    const source = await openAs(shop.reader, { application_name: "sleeper" });
    const controller = new AbortController();
    const query = { sql: "select pg_sleep(20)", params: [] };
    const reading = source.read(query, controller.signal)[Symbol.asyncIterator]().next();
    await expect.poll(() => working("sleeper")).toBe(1);

    controller.abort(new Error("stopped"));

    await expect(reading).rejects.toThrow("stopped");
    await expect.poll(() => working("sleeper"), { timeout: 5000 }).toBe(0);
    await source[Symbol.asyncDispose]();
  });

  test("nothing listens there: unavailable; a wrong password: refused; no such database: refused", async () => {
    const wrong = new URL(shop.reader);
    wrong.password = "wrong";
    const elsewhere = new URL(shop.reader);
    elsewhere.pathname = "/nowhere";

    await expect(openAs("postgres://u:p@127.0.0.1:1/x")).rejects.toThrow(UnavailableError);
    await expect(openAs(wrong.href)).rejects.toThrow(RefusedError);
    await expect(openAs(elsewhere.href)).rejects.toThrow(/nowhere/);
  });

  test("an error in the SQL says line and column, the server's words and its hint", async () => {
    const sql = "select id,\n       totl\nfrom (select 1 as id, 2 as total) o";

    const describing = withSource(shop.reader, (source) => source.describe(sql, SIGNAL));

    await expect(describing).rejects.toThrow(
      /line 2, column 8 of the SQL: the server refused the statement: column "totl" does not exist \(SQLSTATE 42703/,
    );
  });

  test.for([
    "select 'MARK-1'::int",
    "select note::date from (select 'MARK-2'::text as note) o",
    "select ('{\"a\": MARK-3}')::json",
    "select 1 / (length(note) - 6) from (select 'MARK-4'::text as note) o",
    "select chr(0) || 'MARK-5'",
  ])("no value of a row stands in the error of: %s", async (sql) => {
    const error: unknown = await withSource(shop.reader, (source) => rowsOf(source, sql)).catch(
      (each) => each,
    );

    expect(error).toBeInstanceOf(RefusedError);
    expect(`${error}${JSON.stringify(error)}${(error as Error).stack}`).not.toContain("MARK");
    expect((error as Error).cause).toBeUndefined();
  });

  test("a row with NULL in its key stops the run and names the column", async () => {
    const sql = "select * from (values (now(), 1), (now(), null)) v (at, id)";

    const read = withSource(shop.reader, async (source) => {
      const parts = await partsOf(source, blockOf(sql));
      for await (const _ of readWindow(source, parts, ALL, {}, SIGNAL));
    });

    await expect(read).rejects.toThrow(/primary_key: a row has no value in `id`/);
  });

  test("a NULL key hides from no resumed reading", async () => {
    const sql =
      "select * from (values ('2026-01-01Z'::timestamptz, 1), ('2026-01-01Z', null)) v (at, id)";

    const rows = await withSource(shop.reader, async (source) => {
      const parts = await partsOf(source, blockOf(sql));
      const watermark: Watermark = { cursor: "2026-01-01 00:00:00+00", key: ["1"] };
      const { query } = buildReading(parts, { ...ALL, from: { kind: "after", watermark } });
      return await rowsOf(source, query);
    });

    expect(rows).toEqual([["2026-01-01 00:00:00+00", null]]);
  });
});

async function terminate(applicationName: string): Promise<void> {
  await shop.observer.query(
    "select pg_terminate_backend(pid, 2000) from pg_stat_activity where datname = current_database() and application_name = $1",
    [applicationName],
  );
}

async function working(applicationName: string): Promise<number> {
  const { rows } = await shop.observer.query(
    "select count(*)::int as n from pg_stat_activity where application_name = $1 and state = 'active'",
    [applicationName],
  );
  return rows[0].n;
}
