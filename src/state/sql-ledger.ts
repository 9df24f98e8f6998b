import type { Knex } from "knex";
import { LEDGER_MARGIN_DAYS, LONGEST_MEMORY_DAYS, WINDOWS } from "../capi/limits.ts";
import { InvariantError } from "../lib/errors.ts";
import { KEY_BYTES } from "../lib/hash.ts";
import { getMeta, setMeta } from "./migrations.ts";
import { inSizes, query, repeated } from "./statements.ts";
import type { LedgerKeys } from "./store.ts";

/** Keys asked for in one statement: two sizes, so that two texts are prepared. */
const MANY_ASKED = 100;
const FEW_ASKED = 20;

/** Remembers the keys; one that is there already stays as it is. */
export async function insertKeys(db: Knex, ledger: LedgerKeys): Promise<void> {
  const { keys, days, windowDays } = ledger;
  assertParallel(keys, days);
  if (windowDays.length !== days.length) {
    throw new InvariantError(
      `ledger: ${windowDays.length} windows for ${days.length} days, expected as many`,
    );
  }
  const order = ordered(keys, days);
  await inSizes(order.length, async (from, size) => {
    const bindings: (number | Uint8Array)[] = [];
    for (const index of order.subarray(from, from + size)) {
      bindings.push(days[index] ?? 0, keyAt(keys, index), windowDays[index] ?? 0);
    }
    const sql = `INSERT INTO ledger (day, key, window_days) VALUES ${repeated("(?, ?, ?)", size)}
      ON CONFLICT (day, key) DO NOTHING`;
    await query(db, sql, bindings);
  });
}

/** One byte per key, 1 where its day holds it. */
export async function knownKeys(db: Knex, keys: Uint8Array, days: Int32Array): Promise<Uint8Array> {
  assertParallel(keys, days);
  const known = new Uint8Array(days.length);
  const order = ordered(keys, days);
  for (let from = 0; from < order.length; ) {
    const day = days[order[from] ?? 0] ?? 0;
    let to = from + 1;
    while (to < order.length && days[order[to] ?? 0] === day) to++;
    await markKnown(db, keys, day, order.subarray(from, to), known);
    from = to;
  }
  return known;
}

/** Asks for the keys of one day and sets the bytes of those that are there. */
async function markKnown(
  db: Knex,
  keys: Uint8Array,
  day: number,
  indices: Uint32Array,
  known: Uint8Array,
): Promise<void> {
  for (let from = 0; from < indices.length; ) {
    const size = indices.length - from > MANY_ASKED / 2 ? MANY_ASKED : FEW_ASKED;
    const asked = indices.subarray(from, from + size);
    const sql = `SELECT key FROM ledger WHERE day = ? AND key IN (${repeated("?", size)})`;
    const bindings: (number | Uint8Array)[] = [day];
    // A stretch that is too short asks for its first key more than once.
    for (let n = 0; n < size; n++) bindings.push(keyAt(keys, asked[n] ?? asked[0] ?? 0));
    const rows = await query<{ key: Uint8Array }>(db, sql, bindings);
    const found = new Set(rows.map((row) => Buffer.from(row.key).toString("hex")));
    for (const index of found.size === 0 ? [] : asked) {
      if (found.has(keyAt(keys, index).toString("hex"))) known[index] = 1;
    }
    from += size;
  }
}

/**
 * Drops the keys whose acceptance window and margin are over: by then Meta takes no event of that
 * day, so that none can be sent twice. For the shorter windows only the days since the last purge are
 * swept, as those before hold nothing but keys of the longer ones.
 */
export async function purgeKeys(db: Knex, today: number): Promise<void> {
  const last = Number(await getMeta(db, "ledger_purged"));
  const since = Number.isInteger(last) && last <= today ? last : 0;
  for (const { days } of Object.values(WINDOWS)) {
    const kept = days + LEDGER_MARGIN_DAYS;
    const from = kept === LONGEST_MEMORY_DAYS ? 0 : since - kept;
    await query(db, "DELETE FROM ledger WHERE day >= ? AND day < ? AND window_days <= ?", [
      from,
      today - kept,
      days,
    ]);
  }
  await setMeta(db, "ledger_purged", String(today));
}

/**
 * What a position is sorted by, in one float, most significant first: its day, the first bits of its
 * key, itself. 53 bits in all, which a float holds exactly; sorting numbers takes a sixth of the time
 * that a comparing function takes.
 */
const DAY_RANGE = 2 ** 11;
const PREFIX_SPAN = 2 ** 24;
const INDEX_SPAN = 2 ** 18;

/**
 * Positions in the order of (day, key), by the first bits of it: neighbours on disk are then written
 * and read together. Throws when there are more, or days further apart, than one run can have.
 */
function ordered(keys: Uint8Array, days: Int32Array): Uint32Array {
  const first = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
  const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
  const weights = new Float64Array(days.length);
  for (const [index, day] of days.entries()) {
    if (day - first >= DAY_RANGE || index >= INDEX_SPAN) {
      throw new InvariantError(`ledger: ${days.length} keys over ${day - first} days at once`);
    }
    const prefix = view.getUint32(index * KEY_BYTES) >>> 8;
    weights[index] = ((day - first) * PREFIX_SPAN + prefix) * INDEX_SPAN + index;
  }
  return Uint32Array.from(weights.sort(), (weight) => weight % INDEX_SPAN);
}

/** A view of one key, not a copy. */
function keyAt(keys: Uint8Array, index: number): Buffer {
  return Buffer.from(keys.buffer, keys.byteOffset + index * KEY_BYTES, KEY_BYTES);
}

function assertParallel(keys: Uint8Array, days: Int32Array): void {
  if (keys.byteLength !== days.length * KEY_BYTES) {
    throw new InvariantError(
      `ledger: ${keys.byteLength} bytes of keys for ${days.length} days, expected ${KEY_BYTES} each`,
    );
  }
}
