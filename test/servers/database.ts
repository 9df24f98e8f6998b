import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A database of a test file's own on the shared server; disposing it drops it. */
export interface Database extends AsyncDisposable {
  /** Of the superuser. */
  readonly url: string;
  readonly name: string;
  /** One statement list as the superuser, on a connection of its own. */
  run(sql: string): Promise<void>;
  /** The same database under another user. */
  urlAs(user: string, password: string): string;
}

export async function freshDatabase(): Promise<Database> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(6).toString("hex")}`;
  await runOn(server, `create database ${name}`);
  const url = withPath(server, name);
  return {
    url: url.href,
    name,
    run: (sql) => runOn(url.href, sql),
    urlAs: (user, password) => {
      const other = new URL(url);
      other.username = encodeURIComponent(user);
      other.password = encodeURIComponent(password);
      return other.href;
    },
    [Symbol.asyncDispose]: () => runOn(server, `drop database if exists ${name} with (force)`),
  };
}

function withPath(url: string, database: string): URL {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result;
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
