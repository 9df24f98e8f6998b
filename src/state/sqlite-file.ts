import { accessSync, constants, statSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { dirname } from "node:path";
import type { Knex } from "knex";
import { systemClock } from "../lib/clock.ts";
import { ConfigError } from "../lib/errors.ts";
import type { Database } from "./database.ts";
import { isAlive } from "./holder.ts";
import { knexOnSqlite } from "./knex-node-sqlite.ts";
import { getMeta, migrate, setMeta } from "./migrations.ts";
import { sqlStore } from "./sql-store.ts";
import { RESTORE, sqliteFailure } from "./sqlite-failure.ts";
import { query } from "./statements.ts";
import type { Store } from "./store.ts";

/** Which file holds the state, and whose it must be. */
export interface SqliteOptions {
  readonly file: string;
  /** What `meta` must say; written when the file is created. */
  readonly installKeyFingerprint: string;
  /** Whether a missing file may be created, by one process at a time; an empty one is never filled. */
  readonly create: boolean;
}

// biome-ignore format: a list is read with its reasons
const PRAGMAS: readonly string[] = [
  "busy_timeout = 5000",
  // Only an empty database takes it: a purge of the ledger can then give space back.
  "auto_vacuum = INCREMENTAL",
  "journal_mode = WAL",
  // A commit must survive a power failure: with NORMAL, Meta may have what we forgot.
  "synchronous = FULL",
  "foreign_keys = ON",
  // In KiB. The pages of the days in progress stay in memory.
  "cache_size = -65536",
  // In pages. Rarer checkpoints write a hot page once instead of often; with the cache above, half as
  // many inserts again were measured.
  "wal_autocheckpoint = 8000",
];

/**
 * Up to here a file is checked when it is opened, which takes 3 ms per MB (measured, cached). A larger
 * one would hold up every command for seconds; damage there shows when its page is met.
 */
const MAX_CHECKED_BYTES = 256 * 1024 * 1024;

/** Opens the store in this thread: checks the file, raises its schema, compares the install key. */
export async function openSqliteFile(options: SqliteOptions): Promise<Store> {
  const { file } = options;
  const isNew = assertUsable(file, options.create);
  const database = sqliteDatabase(file);
  try {
    if (!isNew) await assertSound(database.knex, file);
    await migrate(database.knex);
    if (isNew) await sign(database, options);
    await assertSigned(database.knex, options);
  } catch (thrown) {
    await database.knex.destroy();
    throw database.failure(thrown).error;
  }
  return sqlStore(database);
}

/** The database behind the store when it is one file. */
export function sqliteDatabase(file: string): Database {
  return {
    knex: knexOnSqlite(file, PRAGMAS),
    now: async () => systemClock.now(),
    // One writer at a time is the rule of the file itself.
    lock: { share: "", update: "" },
    // In pages: 16 MB at a time, so that a large purge does not hold up the next batch.
    reclaim: "PRAGMA incremental_vacuum(4096)",
    isAlive,
    failure: (error) => sqliteFailure(error, file),
  };
}

/** True when the file is yet to be made. */
function assertUsable(file: string, create: boolean): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (create) return true;
    throw new ConfigError(`${file}: no such file, expected the state of earlier runs`, {
      stage: "state",
      hint: "restore it from a backup",
    });
  }
  if (found.size === 0) {
    // SQLite takes an empty file for a valid, empty database.
    throw new ConfigError(`${file}: the file is empty, expected the state of earlier runs`, {
      stage: "state",
      hint: RESTORE,
    });
  }
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    accessSync(dirname(file), constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new ConfigError(
      `${file}: the file or its folder cannot be written, expected both to be writable`,
      { stage: "state", hint: "run as their owner, or mount the folder writable", cause },
    );
  }
  return false;
}

async function assertSound(db: Knex, file: string): Promise<void> {
  if (statSync(file).size > MAX_CHECKED_BYTES) return;
  const rows = await query<{ quick_check: string }>(db, "PRAGMA quick_check(1)", []);
  if (rows[0]?.quick_check === "ok") return;
  throw new ConfigError(`${file}: the state is damaged, expected an intact SQLite database`, {
    stage: "state",
    hint: RESTORE,
  });
}

async function sign(database: Database, options: SqliteOptions): Promise<void> {
  const { knex } = database;
  await chmod(options.file, 0o600);
  await knex.transaction(async (trx) => {
    await setMeta(trx, "install_key", options.installKeyFingerprint);
    await setMeta(trx, "created_at", String(await database.now(trx)));
  });
}

async function assertSigned(db: Knex, options: SqliteOptions): Promise<void> {
  const found = await getMeta(db, "install_key");
  if (found === options.installKeyFingerprint) return;
  throw new ConfigError(
    `${options.file}: install.key beside it is not the one that this state was written with`,
    {
      stage: "state",
      hint: "restore the install.key that belongs to it; with another one no event that was accepted would be recognised",
    },
  );
}
