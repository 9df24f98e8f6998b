import type { Knex } from "knex";
import { ConfigError, InvariantError } from "../lib/errors.ts";
import type { Transaction } from "./database.ts";
import { dayOf } from "./ledger-key.ts";
import { assertHeld } from "./sql-leases.ts";
import { countOpenLetters } from "./sql-letters.ts";
import { RESTORE } from "./sqlite-failure.ts";
import { query, repeated } from "./statements.ts";
import type { Checkpoint, Counts, Lease, MappingStatus, Run, RunEnd, RunStatus } from "./store.ts";

interface RunRow {
  readonly id: number;
  readonly mapping: string;
  readonly status: RunStatus;
  readonly requests: number;
  readonly error: string | null;
  readonly started_at: number | string;
  readonly ended_at: number | string | null;
}

interface CountRow {
  readonly name: string;
  readonly rows: number | string;
}

/** The counts that every run has; the reasons of `excluded` stand beside them as `excluded:reason`. */
const COUNTS = ["read", "accepted", "alreadySent", "deadLettered", "expired", "held"] as const;
const EXCLUDED = "excluded:";

/** Opens a run. One still open belongs to a process that ended without a word: it is closed here. */
export async function startRun(tx: Transaction, lease: Lease, startedAt: number): Promise<number> {
  await assertHeld(tx, lease);
  await rememberMapping(tx.db, lease.mapping);
  await query(
    tx.db,
    `UPDATE run SET status = 'failed', ended_at = ?, error = 'its process ended before the run did'
     WHERE mapping = ? AND status = 'running'`,
    [tx.now, lease.mapping],
  );
  const [row] = await query<{ id: number }>(
    tx.db,
    `INSERT INTO run (mapping, epoch, status, started_at) VALUES (?, ?, 'running', ?)
     RETURNING id`,
    [lease.mapping, lease.epoch, startedAt],
  );
  if (row === undefined) throw new InvariantError("the state returned no number for a new run");
  return row.id;
}

/** Closes a run. Its own holder may do so after the lease was lost: the row is nobody else's. */
export async function endRun(
  tx: Transaction,
  lease: Lease,
  run: number,
  end: RunEnd,
): Promise<void> {
  const rows = await query(
    tx.db,
    `UPDATE run SET status = ?, requests = ?, error = ?, ended_at = ?
     WHERE id = ? AND mapping = ? AND epoch = ? RETURNING id`,
    [end.status, end.requests, end.error ?? null, tx.now, run, lease.mapping, lease.epoch],
  );
  if (rows.length === 0) {
    throw new InvariantError(`run ${run} is not one of mapping ${lease.mapping} in this lease`);
  }
}

/** Notes when the source was last asked for rows without a cursor. */
export async function nullCursorChecked(tx: Transaction, lease: Lease, at: number): Promise<void> {
  await assertHeld(tx, lease);
  await rememberMapping(tx.db, lease.mapping);
  await query(tx.db, "UPDATE mapping SET null_cursor_checked_at = ? WHERE mapping = ?", [
    at,
    lease.mapping,
  ]);
}

async function rememberMapping(db: Knex, mapping: string): Promise<void> {
  await query(db, "INSERT INTO mapping (mapping) VALUES (?) ON CONFLICT (mapping) DO NOTHING", [
    mapping,
  ]);
}

/** Adds to the sums of the run and to those of its mapping on this day. */
export async function addCounts(
  tx: Transaction,
  mapping: string,
  run: number,
  counts: Counts,
): Promise<void> {
  const sums = Object.entries(counts.excluded).map(
    ([reason, rows]) => [EXCLUDED + reason, rows] as const,
  );
  for (const name of COUNTS) sums.push([name, counts[name]] as const);
  const changed = sums.filter(([, rows]) => rows > 0);
  if (changed.length === 0) return;
  await query(
    tx.db,
    `INSERT INTO run_count (run, name, rows) VALUES ${repeated("(?, ?, ?)", changed.length)}
     ON CONFLICT (run, name) DO UPDATE SET rows = run_count.rows + excluded.rows`,
    changed.flatMap(([name, rows]) => [run, name, rows]),
  );
  const day = dayOf(tx.now / 1000);
  await query(
    tx.db,
    `INSERT INTO counter (mapping, day, name, rows)
     VALUES ${repeated("(?, ?, ?, ?)", changed.length)}
     ON CONFLICT (mapping, day, name) DO UPDATE SET rows = counter.rows + excluded.rows`,
    changed.flatMap(([name, rows]) => [mapping, day, name, rows]),
  );
}

/** Ids of all mappings that have state, in order. */
export async function mappings(db: Knex): Promise<readonly string[]> {
  const rows = await query<{ mapping: string }>(
    db,
    "SELECT mapping FROM mapping ORDER BY mapping",
    [],
  );
  return rows.map((row) => row.mapping);
}

/** All that is known of one mapping; undefined when nothing is. */
export async function mappingStatus(db: Knex, mapping: string): Promise<MappingStatus | undefined> {
  const [row] = await query<{
    ambiguous_events: number | string;
    null_cursor_checked_at: number | string | null;
    has_checkpoint: number;
  }>(db, "SELECT * FROM mapping WHERE mapping = ?", [mapping]);
  if (row === undefined) return undefined;
  const found = await checkpoint(db, mapping);
  if (found === undefined && row.has_checkpoint === 1) throw lostCheckpoint(mapping);
  const sums = await query<CountRow>(
    db,
    "SELECT name, sum(rows) AS rows FROM counter WHERE mapping = ? GROUP BY name",
    [mapping],
  );
  return {
    mapping,
    checkpoint: found,
    lastRun: await lastRun(db, mapping),
    ambiguousEvents: Number(row.ambiguous_events),
    openLetters: await countOpenLetters(db, mapping),
    counts: countsOf(sums),
    nullCursorCheckedAt: numberOr(row.null_cursor_checked_at),
  };
}

/** INVARIANT: a lost checkpoint is never taken for a first run, which would send everything again. */
function lostCheckpoint(mapping: string): ConfigError {
  return new ConfigError(
    `mapping ${mapping}: it ran before, yet the state has no checkpoint of it`,
    {
      stage: "state",
      hint: RESTORE,
    },
  );
}

async function checkpoint(db: Knex, mapping: string): Promise<Checkpoint | undefined> {
  const [row] = await query<{
    cursor: string | null;
    key: string;
    updated_at: number | string;
  }>(db, "SELECT cursor, key, updated_at FROM checkpoint WHERE mapping = ?", [mapping]);
  if (row === undefined) return undefined;
  return {
    watermark: { cursor: row.cursor ?? undefined, key: JSON.parse(row.key) as string[] },
    updatedAt: Number(row.updated_at),
  };
}

async function lastRun(db: Knex, mapping: string): Promise<Run | undefined> {
  const [row] = await query<RunRow>(
    db,
    "SELECT * FROM run WHERE mapping = ? ORDER BY id DESC LIMIT 1",
    [mapping],
  );
  if (row === undefined) return undefined;
  const sums = await query<CountRow>(db, "SELECT name, rows FROM run_count WHERE run = ?", [
    row.id,
  ]);
  return {
    id: row.id,
    mapping: row.mapping,
    status: row.status,
    requests: row.requests,
    error: row.error ?? undefined,
    startedAt: Number(row.started_at),
    endedAt: numberOr(row.ended_at),
    counts: countsOf(sums),
  };
}

function countsOf(rows: readonly CountRow[]): Counts {
  const sums = new Map(rows.map((row) => [row.name, Number(row.rows)]));
  const sum = (name: string): number => sums.get(name) ?? 0;
  const excluded = [...sums].filter(([name]) => name.startsWith(EXCLUDED));
  return {
    read: sum("read"),
    accepted: sum("accepted"),
    alreadySent: sum("alreadySent"),
    deadLettered: sum("deadLettered"),
    expired: sum("expired"),
    held: sum("held"),
    excluded: Object.fromEntries(
      excluded.map(([name, rows]) => [name.slice(EXCLUDED.length), rows]),
    ),
  };
}

function numberOr(value: number | string | null): number | undefined {
  return value === null ? undefined : Number(value);
}
