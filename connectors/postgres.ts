import type pg from "pg";
import type Cursor from "pg-cursor";
import { RefusedError, UnavailableError } from "../src/lib/errors.ts";
import type { Column, Row, Value } from "../src/lib/value.ts";
import type { Ceiling, CeilingOptions, Connector, Query, Source } from "../src/source/source.ts";
import {
  ceilingOf,
  ceilingStatement,
  factsOf,
  GUARD_SQL,
  marginOf,
  PREPARED_SQL,
} from "./postgres/ceiling.ts";
import { textCursor } from "./postgres/cursor.ts";
import { describingSql, dialect, openingSql, placeIn } from "./postgres/dialect.ts";
import { type Client, type Locate, Session } from "./postgres/session.ts";
import {
  connectionSchema,
  optionsSchema,
  type PostgresOptions,
  type PostgresSettings,
  tlsOf,
} from "./postgres/settings.ts";
import {
  BUILT_IN,
  columnOf,
  decoderOf,
  type ParseArray,
  type PostgresType,
  TYPES_SQL,
  typeOf,
} from "./postgres/types.ts";

export const postgres: Connector = {
  type: "postgres",
  dialect,
  schemas: { connection: connectionSchema, options: optionsSchema },
  open: async (connection, options, signal) => {
    // Both have passed `schemas`, where these types come from.
    const settings = connection as PostgresSettings;
    const { pageSize } = (options ?? {}) as Partial<PostgresOptions>;
    const driver = await loadDriver();
    const source = new PostgresSource(driver, settings, pageSize ?? settings.pageSize);
    await source.connect(signal);
    return source;
  },
};

interface Driver {
  readonly Client: typeof pg.Client;
  readonly Cursor: typeof Cursor;
  readonly parseArray: ParseArray;
}

async function loadDriver(): Promise<Driver> {
  const [{ default: driver }, { default: cursor }] = await Promise.all([
    import("pg"),
    import("pg-cursor"),
  ]);
  // Declared as a function, but an object with `create`.
  const arrays = driver.types.arrayParser as unknown as {
    create(text: string, decode: (element: string) => Value): { parse(): Value[] };
  };
  return {
    Client: driver.Client,
    Cursor: textCursor(cursor),
    parseArray: (text, decode) => arrays.create(text, decode).parse(),
  };
}

const CONNECT_TIMEOUT_MS = 15_000;
const KEEP_ALIVE_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5000;

/** Rows of the first page, which shows how large rows are. */
const FIRST_PAGE = 100;

/** Bytes on the wire that a page may hold. */
const PAGE_BYTES = 16 * 1024 * 1024;

/** A page as the driver gave it. */
interface Page {
  readonly rows: readonly Row[];
  readonly fields: readonly pg.FieldDef[];
  readonly isLast: boolean;
  /** Rows to ask for next. */
  readonly next: number;
}

/** Values as the server's text: nothing is parsed that could lose a digit. */
const AS_TEXT: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

class PostgresSource implements Source {
  readonly #driver: Driver;
  readonly #settings: PostgresSettings;
  readonly #pageSize: number;
  readonly #client: pg.Client;
  readonly #session: Session;
  readonly #types = new Map(BUILT_IN.map((type): [number, PostgresType] => [type.oid, type]));

  constructor(driver: Driver, settings: PostgresSettings, pageSize: number) {
    this.#driver = driver;
    this.#settings = settings;
    this.#pageSize = pageSize;
    const { host, port, user, password, database } = settings;
    this.#client = new driver.Client({
      ...{ host, port, user, password, database },
      ssl: tlsOf(settings),
      application_name: settings.applicationName,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // The driver has what its types leave out: the session's number and its secret.
    this.#session = new Session(this.#client as unknown as Client, settings);
  }

  async connect(signal: AbortSignal): Promise<void> {
    const doing = `connecting to ${this.#settings.host}:${this.#settings.port}`;
    const leave = this.#session.enter(doing, signal);
    try {
      await this.#session.wait(this.#client.connect(), 2 * CONNECT_TIMEOUT_MS);
    } catch (error) {
      throw this.#session.failure(error, doing, signal);
    } finally {
      leave();
    }
  }

  async describe(sql: string, signal: AbortSignal): Promise<readonly Column[]> {
    const work = async (): Promise<readonly Column[]> => {
      const cursor = this.#open({ sql: describingSql(sql), params: [] });
      const { fields } = await this.#fetch(cursor, 1, this.#statementMs);
      await this.#learnTypes(fields.map((field) => field.dataTypeID));
      return fields.map((field) => columnOf(field, this.#types));
    };
    const locate = (position: number) => placeIn(sql, position);
    return await this.#transaction("asking Postgres what the query returns", signal, work, locate);
  }

  async ceiling(cursor: Column, options: CeilingOptions, signal: AbortSignal): Promise<Ceiling> {
    return await this.#transaction("asking Postgres where to stop", signal, async () => {
      const [guard] = await this.#ask(GUARD_SQL, []);
      const [prepared] = await this.#ask(PREPARED_SQL, []);
      const facts = factsOf(guard, prepared);
      const { seconds, reason } = marginOf(facts, options.settleSeconds);
      const { text, values } = ceilingStatement(cursor, facts, seconds, options.timezone);
      const [row] = await this.#ask(text, values);
      return ceilingOf(row, reason);
    });
  }

  async *read(query: Query, signal: AbortSignal): AsyncGenerator<readonly Row[], void, undefined> {
    const doing = "reading from Postgres";
    const leave = this.#session.enter(doing, signal);
    let cursor: Cursor<Row> | undefined;
    let ahead: Promise<Page> | undefined;
    try {
      await this.#begin();
      cursor = this.#open(query);
      // The query's own work falls into its first page.
      ahead = this.#fetch(cursor, Math.min(FIRST_PAGE, this.#pageSize), this.#statementMs);
      while (ahead !== undefined) {
        const page: Page = await ahead;
        ahead = page.isLast ? undefined : this.#fetchAhead(cursor, page.next);
        if (page.rows.length > 0) yield page.rows;
        signal.throwIfAborted();
      }
    } catch (error) {
      throw this.#session.failure(error, doing, signal);
    } finally {
      await this.#finish(cursor, ahead);
      leave();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
  }

  get #statementMs(): number {
    return this.#settings.statementTimeoutSeconds * 1000 + CLOSE_TIMEOUT_MS;
  }

  async #transaction<T>(
    doing: string,
    signal: AbortSignal,
    work: () => Promise<T>,
    locate?: Locate,
  ): Promise<T> {
    const leave = this.#session.enter(doing, signal);
    try {
      await this.#begin();
      return await work();
    } catch (error) {
      throw this.#session.failure(error, doing, signal, locate);
    } finally {
      await this.#finish(undefined, undefined);
      leave();
    }
  }

  async #begin(): Promise<void> {
    const sql = openingSql(this.#settings.statementTimeoutSeconds);
    await this.#session.wait(this.#client.query(sql), CONNECT_TIMEOUT_MS);
  }

  /** Frees the session for the next call. The transaction only read: it has nothing to keep. */
  async #finish(cursor: Cursor<Row> | undefined, ahead: Promise<Page> | undefined): Promise<void> {
    try {
      // Nobody waits for this page any more, nor for its failure.
      const page = await ahead?.catch(() => undefined);
      if (this.#session.isLost) return;
      if (cursor !== undefined && page?.isLast === false) {
        await this.#session.waitOrLose(cursor.close(), CLOSE_TIMEOUT_MS);
      }
      await this.#session.wait(this.#client.query("rollback"), CLOSE_TIMEOUT_MS);
    } catch (error) {
      this.#session.drop(error);
    }
  }

  #open({ sql, params }: Query): Cursor<Row> {
    const types: pg.CustomTypesConfig = {
      getTypeParser: (oid: number) => decoderOf(oid, this.#types, this.#driver.parseArray),
    };
    // A cursor uses the extended protocol, which takes one statement and no more.
    return this.#client.query(
      new this.#driver.Cursor<Row>(sql, [...params], { rowMode: "array", types }),
    );
  }

  /** Fetches while the caller works on the page before; a failure waits until it is asked for. */
  #fetchAhead(cursor: Cursor<Row>, count: number): Promise<Page> {
    const page = this.#fetch(cursor, count, this.#settings.pageTimeoutSeconds * 1000);
    page.catch(() => {});
    return page;
  }

  async #fetch(cursor: Cursor<Row>, count: number, timeoutMs: number): Promise<Page> {
    const bytesBefore = this.#session.bytesRead;
    const fetched = new Promise<{ rows: Row[]; result: pg.QueryResult }>((resolve, reject) => {
      cursor.read(count, (error, rows, result) => {
        if (error === undefined || error === null) resolve({ rows, result });
        else reject(error);
      });
    });
    const { rows, result } = await this.#session.wait(fetched, timeoutMs);
    const isLast = rows.length < count;
    // INVARIANT: a result is complete when the server says so. Rows that merely stop coming would be
    // taken for the end, and the checkpoint would pass those that did not come.
    if (isLast && result.command !== "SELECT") {
      throw result.command === null
        ? new UnavailableError("the result broke off before its end", { stage: "source" })
        : new RefusedError(`a ${result.command} is not a query`, { stage: "source" });
    }
    const fitting = (PAGE_BYTES * rows.length) / Math.max(this.#session.bytesRead - bytesBefore, 1);
    const next = Math.max(1, Math.min(this.#pageSize, Math.floor(fitting)));
    return { rows, fields: result.fields, isLast, next };
  }

  /** A statement of our own. */
  async #ask(text: string, values: readonly unknown[]): Promise<(string | null)[][]> {
    const asked = this.#client.query<(string | null)[]>({
      ...{ text, values: [...values], rowMode: "array", types: AS_TEXT },
    });
    return (await this.#session.wait(asked, CONNECT_TIMEOUT_MS)).rows;
  }

  async #learnTypes(oids: readonly number[]): Promise<void> {
    const unknown = oids.filter((oid) => !this.#types.has(oid));
    if (unknown.length === 0) return;
    for (const row of await this.#ask(TYPES_SQL, [unknown])) {
      const type = typeOf(row);
      this.#types.set(type.oid, type);
    }
  }
}
