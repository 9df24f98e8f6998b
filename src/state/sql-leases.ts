import { BusyError } from "../lib/errors.ts";
import type { Transaction } from "./database.ts";
import { query } from "./statements.ts";
import type { Holder, Lease, Leases } from "./store.ts";

interface LeaseRow {
  readonly epoch: number | string;
  readonly host: string;
  readonly boot_id: string;
  readonly pid: number;
  readonly process_started: string;
  readonly since: number | string;
  readonly expires_at: number | string;
}

/** Takes the mapping's lease unless someone who may still live holds it. */
export async function acquire(
  tx: Transaction,
  mapping: string,
  holder: Holder,
  ttlMs: number,
  isAlive: (holder: Holder) => boolean | undefined,
): ReturnType<Leases["acquire"]> {
  // A row that nobody holds, so that there is always one to lock.
  await query(
    tx.db,
    `INSERT INTO lease (mapping, epoch, host, boot_id, pid, process_started, since, expires_at)
     VALUES (?, 0, '', '', 0, '', 0, 0) ON CONFLICT (mapping) DO NOTHING`,
    [mapping],
  );
  const [row] = await query<LeaseRow>(
    tx.db,
    `SELECT * FROM lease WHERE mapping = ?${tx.lock.update}`,
    [mapping],
  );
  if (row === undefined) throw new BusyError(`mapping ${mapping}: its lease row is gone`);
  const last = holderOf(row);
  if (Number(row.expires_at) > tx.now && isAlive(last) !== false) {
    return { heldBy: { ...last, since: Number(row.since) } };
  }
  const epoch = Number(row.epoch) + 1;
  await query(
    tx.db,
    `UPDATE lease SET epoch = ?, host = ?, boot_id = ?, pid = ?, process_started = ?, since = ?,
     expires_at = ? WHERE mapping = ?`,
    [
      epoch,
      holder.host,
      holder.bootId,
      holder.pid,
      holder.startedAt,
      tx.now,
      tx.now + ttlMs,
      mapping,
    ],
  );
  return { lease: { mapping, epoch } };
}

/** Puts the expiry off, unless another holder came. */
export async function renew(tx: Transaction, lease: Lease, ttlMs: number): Promise<void> {
  const rows = await query(
    tx.db,
    "UPDATE lease SET expires_at = ? WHERE mapping = ? AND epoch = ? RETURNING epoch",
    [tx.now + ttlMs, lease.mapping, lease.epoch],
  );
  if (rows.length === 0) throw lost(lease, "another run took it over");
}

/** Lets the lease run out now. The row stays, for its epoch must go on growing. */
export async function release(tx: Transaction, lease: Lease): Promise<void> {
  await query(tx.db, "UPDATE lease SET expires_at = 0 WHERE mapping = ? AND epoch = ?", [
    lease.mapping,
    lease.epoch,
  ]);
}

/**
 * INVARIANT: runs in the transaction of every write for a mapping. Without it a process that slept
 * through its expiry would write over what its successor settled.
 */
export async function assertHeld(tx: Transaction, lease: Lease): Promise<void> {
  const [row] = await query<Pick<LeaseRow, "epoch" | "expires_at">>(
    tx.db,
    `SELECT epoch, expires_at FROM lease WHERE mapping = ?${tx.lock.share}`,
    [lease.mapping],
  );
  if (Number(row?.epoch) !== lease.epoch) throw lost(lease, "another run took it over");
  if (Number(row?.expires_at) <= tx.now) throw lost(lease, "it ran out before it was renewed");
}

function lost(lease: Lease, why: string): BusyError {
  return new BusyError(`mapping ${lease.mapping}: this run no longer holds its lease: ${why}`, {
    stage: "state",
    hint: "let the other run finish; what this one had not settled is read again by the next",
  });
}

function holderOf(row: LeaseRow): Holder {
  return {
    host: row.host,
    bootId: row.boot_id,
    pid: row.pid,
    startedAt: row.process_started,
  };
}
