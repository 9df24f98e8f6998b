import { randomBytes } from "node:crypto";
import pg from "pg";
import { postgres } from "../../connectors/postgres.ts";
import type { SourceBlock } from "../../src/config/mapping.ts";
import type { Row } from "../../src/lib/value.ts";
import { type QueryParts, userSql } from "../../src/source/query.ts";
import type { Query, Source } from "../../src/source/source.ts";
import { type Database, freshDatabase } from "../servers/database.ts";

export const SIGNAL = new AbortController().signal;
export const ALL = { from: { kind: "beginning" }, below: undefined } as const;

/** A database with two roles as users make them, and a look at it from outside. */
export interface Shop extends AsyncDisposable {
  readonly database: Database;
  /** Url of a role that reads, and sees the transactions of others; its defaults are unhelpful. */
  readonly reader: string;
  /** Url of a role that only reads. */
  readonly blind: string;
  /** The superuser's own connection. */
  readonly observer: pg.Client;
}

export async function openShop(): Promise<Shop> {
  const database = await freshDatabase();
  const suffix = randomBytes(6).toString("hex");
  const [reader, blind] = [`reader_${suffix}`, `blind_${suffix}`];
  await database.run(`
    create role ${reader} login password 'reader' in role pg_read_all_stats;
    create role ${blind} login password 'blind';
    alter default privileges in schema public grant select on tables to ${reader}, ${blind};
    alter default privileges in schema public grant usage on sequences to ${reader};
    alter role ${reader} set timezone = 'America/New_York';
    alter role ${reader} set datestyle = 'SQL, DMY';
    alter role ${reader} set bytea_output = 'escape';
    alter role ${reader} set extra_float_digits = 0;
    alter role ${reader} set default_transaction_read_only = off;
  `);
  const observer = new pg.Client({ connectionString: database.url });
  await observer.connect();
  return {
    database,
    reader: database.urlAs(reader, "reader"),
    blind: database.urlAs(blind, "blind"),
    observer,
    [Symbol.asyncDispose]: async () => {
      await database.run(`drop owned by ${reader}, ${blind}; drop role ${reader}, ${blind}`);
      await observer.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** What `connections.yaml` and the engine would do. */
export async function openAs(url: string, block: Record<string, unknown> = {}): Promise<Source> {
  const { connection, options } = postgres.schemas;
  return await postgres.open(connection.parse({ url, ...block }), options.parse({}), SIGNAL);
}

/** Lends a source for as long as `work` takes. */
export async function withSource<T>(
  url: string,
  work: (source: Source) => Promise<T>,
  block: Record<string, unknown> = {},
): Promise<T> {
  const source = await openAs(url, block);
  try {
    return await work(source);
  } finally {
    await source[Symbol.asyncDispose]();
  }
}

export async function rowsOf(source: Source, query: string | Query): Promise<Row[]> {
  const rows: Row[] = [];
  const statement = typeof query === "string" ? { sql: query, params: [] } : query;
  for await (const page of source.read(statement, SIGNAL)) rows.push(...page);
  return rows;
}

export async function partsOf(source: Source, block: SourceBlock): Promise<QueryParts> {
  const columns = await source.describe(userSql(block), SIGNAL);
  return { dialect: postgres.dialect, columns, source: block };
}
