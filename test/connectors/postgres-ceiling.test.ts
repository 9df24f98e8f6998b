import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Column } from "../../src/lib/value.ts";
import type { QueryParts } from "../../src/source/query.ts";
import { readWindow } from "../../src/source/read.ts";
import type { Source, Watermark } from "../../src/source/source.ts";
import type { ReadWindow } from "../../src/source/window.ts";
import { blockOf } from "../source/block.ts";
import {
  ALL,
  openAs,
  openShop,
  partsOf,
  type Shop,
  SIGNAL,
  withSource,
} from "./postgres-fixture.ts";

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});

afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

const TIMESTAMPTZ: Column = { name: "at", type: "timestamp with time zone", kind: "timestamptz" };
const DEFAULTS = { settleSeconds: undefined, timezone: undefined };

/** Seconds from the first of two texts to the second, by the server's arithmetic. */
async function secondsBetween(from: string, to: string): Promise<number> {
  const { rows } = await shop.observer.query(
    "select extract(epoch from $2::timestamptz - $1::timestamptz)::float8 as s",
    [from, to],
  );
  return rows[0].s;
}

describe("the ceiling", () => {
  test("lies 5 s behind the clock when nothing is open, and is sound", async () => {
    const ceiling = await withSource(shop.reader, (source) =>
      source.ceiling(TIMESTAMPTZ, DEFAULTS, SIGNAL),
    );

    expect(ceiling.sound).toBe(true);
    expect(ceiling.reason).toBeUndefined();
    expect(ceiling.behindSeconds).toBe(5);
    expect(await secondsBetween(ceiling.cursor, ceiling.clock)).toBeCloseTo(5, 3);
  });

  test("does not pass the start of a transaction that is open, idle though it be", async () => {
    const writer = new pg.Client({ connectionString: shop.database.url });
    await writer.connect();
    await writer.query("begin");
    const { rows } = await writer.query("select now()::text as start");
    const options = { settleSeconds: 0, timezone: undefined };

    const ceiling = await withSource(shop.reader, (source) =>
      source.ceiling(TIMESTAMPTZ, options, SIGNAL),
    );
    await writer.end();

    expect(ceiling.sound).toBe(true);
    expect(await secondsBetween(ceiling.cursor, rows[0].start)).toBe(0);
  });

  test("falls back for a role that cannot see the transactions of others, and says so", async () => {
    const source = await openAs(shop.blind);

    const ceiling = await source.ceiling(TIMESTAMPTZ, DEFAULTS, SIGNAL);
    await source[Symbol.asyncDispose]();

    expect(ceiling).toMatchObject({
      sound: false,
      reason: expect.stringContaining("grant it pg_read_all_stats"),
    });
    expect(await secondsBetween(ceiling.cursor, ceiling.clock)).toBeCloseTo(60, 3);
  });

  test("falls back while a session hides its transaction, and says so", async () => {
    const hidden = new pg.Client({ connectionString: shop.database.url });
    await hidden.connect();
    await hidden.query("set track_activities = off");
    await hidden.query("begin");
    await hidden.query("select now()");

    const ceiling = await withSource(shop.reader, (source) =>
      source.ceiling(TIMESTAMPTZ, DEFAULTS, SIGNAL),
    );
    await hidden.end();

    expect(ceiling).toMatchObject({ sound: false, reason: expect.stringContaining("hides") });
  });

  test("falls back while a prepared transaction waits, and says so", async () => {
    const name = `waiting_${shop.database.name}`;
    await shop.database.run(`begin; create table gone (id int); prepare transaction '${name}'`);

    const ceiling = await withSource(shop.reader, (source) =>
      source.ceiling(TIMESTAMPTZ, DEFAULTS, SIGNAL),
    );
    await shop.database.run(`rollback prepared '${name}'`);

    expect(ceiling).toMatchObject({ sound: false, reason: expect.stringContaining("prepared") });
  });

  test("is told in the cursor's own type: wall clock of its zone, or a day that has ended", async () => {
    const timestamp: Column = {
      name: "at",
      type: "timestamp without time zone",
      kind: "timestamp",
    };
    const date: Column = { name: "at", type: "date", kind: "date" };

    const [amsterdam, day] = await withSource(shop.reader, async (source) => [
      await source.ceiling(timestamp, { settleSeconds: 0, timezone: "Europe/Amsterdam" }, SIGNAL),
      await source.ceiling(date, { settleSeconds: 0, timezone: undefined }, SIGNAL),
    ]);

    const { rows } = await shop.observer.query(
      `select abs(extract(epoch from (now() at time zone 'Europe/Amsterdam') - $1::timestamp)) < 60 as near,
              (now() at time zone 'Etc/GMT+12')::date::text as day`,
      [amsterdam?.cursor],
    );
    expect(rows[0].near).toBe(true);
    expect(day?.cursor).toBe(rows[0].day);
  });
});

describe("rows that are committed late", () => {
  /**
   * Eight writers for three seconds; a third of their transactions stay open for up to 400 ms. A
   * reader goes on every 100 ms from where it was, up to what `below` says.
   */
  async function race(below: (source: Source) => Promise<string | undefined>): Promise<number> {
    const table = `late_${Math.trunc(performance.now())}`;
    await shop.database.run(
      `create table ${table} (id bigserial primary key, at timestamptz not null default now())`,
    );
    const until = performance.now() + 3000;
    const writers = Array.from({ length: 8 }, (_, i) => write(table, i, until));
    const seen = new Set<string>();
    await withSource(shop.reader, async (source) => {
      const parts = await partsOf(source, blockOf(`select * from ${table}`));
      let last: Watermark | undefined;
      // On until half a second after the last commit, so that what can be found is found.
      while (performance.now() < until + 1000) {
        const from = last === undefined ? ALL.from : ({ kind: "after", watermark: last } as const);
        last = (await sweep(source, parts, { from, below: await below(source) }, seen)) ?? last;
        await delay(100);
      }
    });
    await Promise.all(writers);
    const { rows } = await shop.observer.query(`select count(*)::int as n from ${table}`);
    expect(rows[0].n).toBeGreaterThan(50);
    return rows[0].n - seen.size;
  }

  /** Reads one window, notes the ids, and returns the last row's place. */
  async function sweep(
    source: Source,
    parts: QueryParts,
    window: ReadWindow,
    seen: Set<string>,
  ): Promise<Watermark | undefined> {
    let last: Watermark | undefined;
    for await (const { rows, positionOf } of readWindow(source, parts, window, {}, SIGNAL)) {
      for (const row of rows) seen.add(String(row[0]));
      last = positionOf(rows.at(-1) ?? []);
    }
    return last;
  }

  async function write(table: string, writer: number, until: number): Promise<void> {
    const client = new pg.Client({ connectionString: shop.database.url });
    await client.connect();
    for (let n = 0; performance.now() < until; n++) {
      await client.query("begin");
      await client.query(`insert into ${table} default values`);
      const isLong = (n + writer) % 3 === 0;
      await delay(isLong ? 100 + 40 * writer : 10);
      await client.query("commit");
    }
    await client.end();
  }

  test("are lost to a reader without a ceiling: the race is a race", async () => {
    expect(await race(async () => undefined)).toBeGreaterThan(0);
  });

  test("are lost to nobody who stops where the guard says", async () => {
    const options = { settleSeconds: 0, timezone: undefined };

    const lost = await race(
      async (source) => (await source.ceiling(TIMESTAMPTZ, options, SIGNAL)).cursor,
    );

    expect(lost).toBe(0);
  });
});

describe("a reading that is closed on the way", () => {
  test("gives each row once while rows are being inserted", async () => {
    await shop.database.run(
      `create table busy as
         select n as id, '2026-01-01Z'::timestamptz + (n / 7) * interval '1 s' as at
         from generate_series(1, 500) n`,
    );
    const before = await shop.observer.query(
      "select b.id::text as text from busy b order by b.at, b.id",
    );
    const seen: string[] = [];
    let queries = 0;

    await withSource(
      shop.reader,
      async (source) => {
        const counting: Source = {
          ...{ describe: source.describe.bind(source), ceiling: source.ceiling.bind(source) },
          read: (query, signal) => {
            queries += 1;
            return source.read(query, signal);
          },
          [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
        };
        const parts = await partsOf(source, blockOf("select * from busy"));
        const window = { ...ALL, below: "2026-02-01 00:00:00+00" };
        const options = { maxWaitMs: 5 };
        for await (const { rows } of readWindow(counting, parts, window, options, SIGNAL)) {
          seen.push(...rows.map((row) => String(row[0])));
          await shop.observer.query("insert into busy select 1000 + count(*), now() from busy");
          await delay(15);
        }
      },
      { page_size: 50 },
    );

    expect(seen).toEqual(before.rows.map((row) => row.text));
    expect(queries).toBeGreaterThan(5);
  });

  test("is one query when nothing keeps it waiting", async () => {
    const sql = "select now() - n * interval '1 s' as at, n as id from generate_series(1, 5000) n";
    const pages = await withSource(shop.reader, async (source) => {
      const sizes: number[] = [];
      const parts = await partsOf(source, blockOf(sql));
      for await (const { rows } of readWindow(source, parts, ALL, {}, SIGNAL))
        sizes.push(rows.length);
      return sizes;
    });

    expect(pages).toEqual([100, 1000, 1000, 1000, 1000, 900]);
  });
});
