import type { Knex } from "knex";
import { ConfigError } from "../lib/errors.ts";
import { query } from "./statements.ts";

type Migration = (db: Knex) => Promise<void>;

/** In the order in which they run. Append only: a released one has run on someone's state. */
const MIGRATIONS: readonly Migration[] = [createTables];

/** The newest schema that this release knows. */
const SCHEMA_VERSION = MIGRATIONS.length;

const MIGRATION_SOURCE: Knex.MigrationSource<number> = {
  getMigrations: async () => [...MIGRATIONS.keys()],
  getMigrationName: (index) => String(index + 1).padStart(4, "0"),
  getMigration: async (index) => ({
    up: (db) => MIGRATIONS[index]?.(db) ?? Promise.resolve(),
    // knex insists on one. State is never taken back to an older schema; a backup is.
    down: () => Promise.reject(new ConfigError("a state schema cannot be taken back")),
  }),
};

/** Raises the schema to this release's, all of it or nothing; refuses one of a newer release. */
export async function migrate(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    const found = await schemaVersion(trx);
    if (found > SCHEMA_VERSION) {
      throw new ConfigError(
        `the state has schema ${found}, expected at most ${SCHEMA_VERSION}: a newer release of capisync wrote it`,
        { stage: "state", hint: "run the newer release, or restore a backup from before it" },
      );
    }
    if (found === SCHEMA_VERSION) return;
    await trx.migrate.latest({ migrationSource: MIGRATION_SOURCE, tableName: "migration" });
    await setMeta(trx, "schema_version", String(SCHEMA_VERSION));
  });
}

/** 0 for an empty database. */
async function schemaVersion(db: Knex): Promise<number> {
  if (!(await db.schema.hasTable("meta"))) return 0;
  return Number((await getMeta(db, "schema_version")) ?? 0);
}

/** A fact about the store as a whole. */
export async function getMeta(db: Knex, name: MetaName): Promise<string | undefined> {
  const rows = await query<{ value: string }>(db, "SELECT value FROM meta WHERE name = ?", [name]);
  return rows[0]?.value;
}

/** Sets a fact about the store as a whole. */
export async function setMeta(db: Knex, name: MetaName, value: string): Promise<void> {
  const sql = `INSERT INTO meta (name, value) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
  await query(db, sql, [name, value]);
}

type MetaName = "schema_version" | "install_key" | "created_at" | "ledger_purged";

async function createTables(db: Knex): Promise<void> {
  await createBooks(db);
  await createDelivery(db);
  await createLedger(db);
}

/** What is known of the store, its mappings and their runs. */
async function createBooks(db: Knex): Promise<void> {
  await db.schema.createTable("meta", (t) => {
    t.text("name").primary();
    t.text("value").notNullable();
  });
  await db.schema.createTable("mapping", (t) => {
    t.text("mapping").primary();
    t.bigInteger("ambiguous_events").notNullable().defaultTo(0);
    t.bigInteger("null_cursor_checked_at");
    // 1 from the first checkpoint on, so that a lost one is not taken for a first run.
    t.integer("has_checkpoint").notNullable().defaultTo(0);
  });
  await db.schema.createTable("run", (t) => {
    t.increments("id");
    t.text("mapping").notNullable();
    t.bigInteger("epoch").notNullable();
    t.text("status").notNullable();
    t.integer("requests").notNullable().defaultTo(0);
    t.text("error");
    t.bigInteger("started_at").notNullable();
    t.bigInteger("ended_at");
    t.index(["mapping", "id"]);
  });
  await db.schema.createTable("run_count", (t) => {
    t.integer("run").notNullable().references("run.id");
    t.text("name").notNullable();
    t.bigInteger("rows").notNullable();
    t.primary(["run", "name"]);
  });
  await db.schema.createTable("counter", (t) => {
    t.text("mapping").notNullable();
    t.integer("day").notNullable();
    t.text("name").notNullable();
    t.bigInteger("rows").notNullable();
    t.primary(["mapping", "day", "name"]);
  });
}

/** What delivery writes and reads: who may write, what is on its way, what is settled, what is not. */
async function createDelivery(db: Knex): Promise<void> {
  await db.schema.createTable("lease", (t) => {
    t.text("mapping").primary();
    t.bigInteger("epoch").notNullable();
    t.text("host").notNullable();
    t.text("boot_id").notNullable();
    t.integer("pid").notNullable();
    t.text("process_started").notNullable();
    t.bigInteger("since").notNullable();
    t.bigInteger("expires_at").notNullable();
  });
  await db.schema.createTable("checkpoint", (t) => {
    t.text("mapping").primary();
    t.text("cursor");
    t.text("key").notNullable();
    t.bigInteger("epoch").notNullable();
    t.bigInteger("updated_at").notNullable();
  });
  await db.schema.createTable("attempt", (t) => {
    t.increments("id");
    t.text("mapping").notNullable();
    t.bigInteger("epoch").notNullable();
    t.integer("run").notNullable().references("run.id");
    t.text("state").notNullable();
    t.binary("keys").notNullable();
    t.bigInteger("started_at").notNullable();
  });
  await db.schema.createTable("dead_letter", (t) => {
    t.increments("id");
    t.text("mapping").notNullable();
    t.text("row_key").notNullable();
    t.text("cursor");
    t.text("stage").notNullable();
    t.text("issues").notNullable();
    t.text("codes").notNullable();
    t.text("meta");
    t.text("fingerprint").notNullable();
    t.text("status").notNullable();
    t.bigInteger("first_seen").notNullable();
    t.bigInteger("last_seen").notNullable();
    t.integer("times").notNullable();
    t.unique(["mapping", "row_key"]);
  });
}

/**
 * By day first: a look-up touches one day's pages, and a day goes in one sweep. Without a rowid a key
 * takes 27 bytes on disk instead of 56.
 */
async function createLedger(db: Knex): Promise<void> {
  const sqlite = db.client.dialect === "sqlite3";
  await db.schema.raw(`CREATE TABLE ledger (
    day integer NOT NULL,
    key ${sqlite ? "blob" : "bytea"} NOT NULL,
    window_days integer NOT NULL,
    PRIMARY KEY (day, key)
  )${sqlite ? " WITHOUT ROWID" : ""}`);
}
