import { createRequire } from "node:module";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import knexPackage, { type Knex } from "knex";

/** What this dialect uses of knex's SQLite clients, which knex's own types leave out. */
interface SqliteClient {
  readonly connectionSettings: object;
  _formatBindings(bindings: readonly unknown[] | undefined): SQLInputValue[];
  transaction(...args: unknown[]): SqliteTransaction;
}

/** The end of knex's transaction that its clients see. */
interface SqliteTransaction {
  begin(connection: unknown): Promise<unknown>;
  query(connection: unknown, sql: string): Promise<unknown>;
}

/** A statement as knex hands it to its client, and where the client leaves the result. */
interface Query {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  response?: unknown;
  context?: { readonly lastID: number | bigint; readonly changes: number | bigint };
}

interface Prepared {
  readonly statement: StatementSync;
  /** Whether it returns rows. */
  readonly reads: boolean;
}

/** More texts than the store has statements; beyond it the cache starts anew. */
const MAX_STATEMENTS = 256;

// knex has no types for this path, and its package no exports map that could forbid it.
const BetterSqliteClient = createRequire(import.meta.url)(
  "knex/lib/dialects/better-sqlite3/index.js",
) as new (
  config: Knex.Config,
) => SqliteClient;

/** One open file, and the statements that were prepared on it by their text. */
class Connection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, Prepared>();

  constructor(file: string, pragmas: readonly string[]) {
    this.#db = new DatabaseSync(file);
    try {
      for (const pragma of pragmas) this.#db.exec(`PRAGMA ${pragma}`);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  run(query: Query, bindings: SQLInputValue[]): void {
    const { statement, reads } = this.#prepare(query.sql);
    if (reads) {
      query.response = statement.all(...bindings);
      return;
    }
    const { lastInsertRowid, changes } = statement.run(...bindings);
    query.response = [];
    query.context = { lastID: lastInsertRowid, changes };
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    const prepared = { statement, reads: statement.columns().length > 0 };
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** knex's SQLite dialect over `node:sqlite`: nothing to install or to compile. */
class NodeSqliteClient extends BetterSqliteClient {
  _driver(): typeof DatabaseSync {
    return DatabaseSync;
  }

  async acquireRawConnection(): Promise<Connection> {
    const { filename, pragmas } = this.connectionSettings as NodeSqliteSettings;
    return new Connection(filename, pragmas);
  }

  async destroyRawConnection(connection: Connection): Promise<void> {
    connection.close();
  }

  /**
   * Takes the write lock at once. A transaction that begins as a reader and then writes is refused
   * without a wait when another process wrote in between.
   */
  override transaction(...args: unknown[]): SqliteTransaction {
    const transaction = super.transaction(...args);
    transaction.begin = (connection) => transaction.query(connection, "BEGIN IMMEDIATE;");
    return transaction;
  }

  async _query(connection: Connection, query: Query): Promise<Query> {
    // A full disk may have rolled back already; a second ROLLBACK would hide that error behind its own.
    if (query.sql === "ROLLBACK" && !connection.inTransaction) return query;
    try {
      connection.run(query, this._formatBindings(query.bindings));
    } catch (error) {
      // knex takes a failed COMMIT for the end of the transaction, SQLite does not.
      if (query.sql === "COMMIT;" && connection.inTransaction) {
        connection.run({ sql: "ROLLBACK" }, []);
      }
      throw error;
    }
    return query;
  }
}

/** What `connection` holds in the configuration of such an instance. */
interface NodeSqliteSettings {
  readonly filename: string;
  /** Run on each new connection, in this order, without the word PRAGMA. */
  readonly pragmas: readonly string[];
}

/** knex's own warnings: what goes wrong reaches the caller as an error, and never the terminal. */
const SILENT: Knex.Logger = { warn() {}, error() {}, deprecate() {}, debug() {} };

/**
 * A knex instance over one SQLite file and one connection, on which everything goes in turn. The
 * messages of its errors hold the statement's text and none of its values.
 */
export function knexOnSqlite(file: string, pragmas: readonly string[]): Knex {
  const connection: NodeSqliteSettings = { filename: file, pragmas };
  return knexPackage({
    // The class it extends is one of knex's, of which the types above show only a part.
    client: NodeSqliteClient as unknown as typeof Knex.Client,
    connection,
    pool: { min: 1, max: 1 },
    useNullAsDefault: true,
    compileSqlOnError: false,
    log: SILENT,
  });
}
