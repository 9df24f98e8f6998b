// An attempt is   open ─► gone                 accepted, refused as a whole, or not sent
//                 open ─► ambiguous ─► gone     until its events were sent or read again and settled
//
// Only what may have arrived without our knowing is kept, so the journal stays as small as what is
// in flight.

import { InvariantError } from "../lib/errors.ts";
import { KEY_BYTES } from "../lib/hash.ts";
import type { Watermark } from "../source/source.ts";
import type { Transaction } from "./database.ts";
import { assertHeld } from "./sql-leases.ts";
import { insertKeys } from "./sql-ledger.ts";
import { closeLetters, writeLetters } from "./sql-letters.ts";
import { addCounts } from "./sql-runs.ts";
import { query, repeated } from "./statements.ts";
import type { AmbiguousAttempt, Attempts, Lease, NewAttempt, Settle } from "./store.ts";

/** T1. */
export async function beginAttempt(tx: Transaction, attempt: NewAttempt): Promise<number> {
  await assertHeld(tx, attempt.lease);
  const { mapping, epoch } = attempt.lease;
  const [row] = await query<{ id: number }>(
    tx.db,
    `INSERT INTO attempt (mapping, epoch, run, state, keys, started_at)
     VALUES (?, ?, ?, 'open', ?, ?) RETURNING id`,
    [mapping, epoch, attempt.run, attempt.keys, tx.now],
  );
  if (row === undefined) throw new InvariantError("the state returned no number for an attempt");
  return row.id;
}

/** Closes an attempt that settled nothing. */
export async function endAttempt(
  tx: Transaction,
  lease: Lease,
  attempt: number,
  outcome: Parameters<Attempts["end"]>[2],
): Promise<void> {
  await assertHeld(tx, lease);
  if (outcome !== "ambiguous") {
    await closeAttempt(tx, lease, attempt, ["open"]);
    return;
  }
  const rows = await query<{ bytes: number }>(
    tx.db,
    `UPDATE attempt SET state = 'ambiguous' WHERE id = ? AND mapping = ? AND state = 'open'
     RETURNING length(keys) AS bytes`,
    [attempt, lease.mapping],
  );
  if (rows.length === 0) throw notOpen(lease, attempt);
  await addAmbiguous(tx, lease, rows);
}

/** T2: all that the settlements change, or nothing. */
export async function settle(tx: Transaction, settled: Settle): Promise<void> {
  const { lease, run, watermark } = settled;
  await assertHeld(tx, lease);
  for (const attempt of settled.attempts) {
    await closeAttempt(tx, lease, attempt, ["open", "ambiguous"]);
  }
  await insertKeys(tx.db, settled.ledger);
  await closeLetters(tx, lease.mapping, settled.closedLetters);
  await writeLetters(tx, lease.mapping, settled.letters);
  await addCounts(tx, lease.mapping, run, settled.counts);
  if (watermark !== undefined) await saveCheckpoint(tx, lease, watermark);
}

/** Makes what an earlier holder left open ambiguous, and returns all that is. */
export async function recover(tx: Transaction, lease: Lease): Promise<readonly AmbiguousAttempt[]> {
  await assertHeld(tx, lease);
  const left = await query<{ bytes: number }>(
    tx.db,
    `UPDATE attempt SET state = 'ambiguous' WHERE mapping = ? AND state = 'open'
     RETURNING length(keys) AS bytes`,
    [lease.mapping],
  );
  await addAmbiguous(tx, lease, left);
  const rows = await query<{ id: number; keys: Uint8Array; started_at: number | string }>(
    tx.db,
    `SELECT id, keys, started_at FROM attempt WHERE mapping = ? AND state = 'ambiguous'
     ORDER BY id`,
    [lease.mapping],
  );
  return rows.map(({ id, keys, started_at }) => ({ id, keys, startedAt: Number(started_at) }));
}

/** Drops ambiguous attempts whose rows are settled. */
export async function forget(
  tx: Transaction,
  lease: Lease,
  attempts: readonly number[],
): Promise<void> {
  await assertHeld(tx, lease);
  for (const attempt of attempts) {
    await query(tx.db, "DELETE FROM attempt WHERE id = ? AND mapping = ? AND state = 'ambiguous'", [
      attempt,
      lease.mapping,
    ]);
  }
}

/** Drops an attempt that is in one of these states. */
async function closeAttempt(
  tx: Transaction,
  lease: Lease,
  attempt: number,
  states: readonly ("open" | "ambiguous")[],
): Promise<void> {
  const rows = await query(
    tx.db,
    `DELETE FROM attempt WHERE id = ? AND mapping = ? AND state IN (${repeated("?", states.length)})
     RETURNING id`,
    [attempt, lease.mapping, ...states],
  );
  if (rows.length === 0) throw notOpen(lease, attempt);
}

async function addAmbiguous(
  tx: Transaction,
  lease: Lease,
  attempts: readonly { readonly bytes: number }[],
): Promise<void> {
  const events = attempts.reduce((total, { bytes }) => total + bytes / KEY_BYTES, 0);
  if (events === 0) return;
  await query(
    tx.db,
    "UPDATE mapping SET ambiguous_events = ambiguous_events + ? WHERE mapping = ?",
    [events, lease.mapping],
  );
}

async function saveCheckpoint(tx: Transaction, lease: Lease, watermark: Watermark): Promise<void> {
  await query(
    tx.db,
    `INSERT INTO checkpoint (mapping, cursor, key, epoch, updated_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (mapping) DO UPDATE SET cursor = excluded.cursor, key = excluded.key,
       epoch = excluded.epoch, updated_at = excluded.updated_at`,
    [lease.mapping, watermark.cursor ?? null, JSON.stringify(watermark.key), lease.epoch, tx.now],
  );
  await query(
    tx.db,
    "UPDATE mapping SET has_checkpoint = 1 WHERE mapping = ? AND has_checkpoint = 0",
    [lease.mapping],
  );
}

function notOpen(lease: Lease, attempt: number): InvariantError {
  return new InvariantError(
    `attempt ${attempt} of mapping ${lease.mapping} is to be closed, yet it is not open`,
    { stage: "state" },
  );
}
