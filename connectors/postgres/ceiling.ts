import { InvariantError } from "../../src/lib/errors.ts";
import type { Column, Kind } from "../../src/lib/value.ts";
import type { Ceiling } from "../../src/source/source.ts";

// A row is stamped when its transaction begins and seen when it commits. Who reads up to the newest
// stamp passes over the rows of transactions still open. The guard-first rule asks for the oldest
// open transaction in a statement of its own, before the one that reads, and stops below it:
//
//   still open at that moment      listed, so its stamps lie at or above the guard
//   begun later                    stamps later than the guard
//   committed before               the later statement sees it

/** What the server knows about its open transactions. Times are text. */
export interface Facts {
  /** When the statement arrived: before it looked at any transaction. */
  readonly clock: string;
  /** Start of the oldest open transaction of this database; undefined when there is none. */
  readonly guard: string | undefined;
  readonly isReplica: boolean;
  /** Seconds for which a replica may not have heard of its primary's commits. */
  readonly replayLagSeconds: number;
  /** True when the user may see the transactions of others. */
  readonly seesAll: boolean;
  /** True when a session keeps its transaction's start to itself. */
  readonly isBlind: boolean;
  /** The oldest prepared transaction; undefined when there is none. */
  readonly prepared: string | undefined;
}

/**
 * First the transactions, then, in a later statement, the prepared ones: a transaction on its way
 * from the one list to the other is in at least one of them. A transaction in another database
 * cannot write here. `autovacuum worker` and `walsender` hold transactions and write no rows.
 */
export const GUARD_SQL = `
select
  statement_timestamp()::text,
  min(a.xact_start)::text,
  pg_is_in_recovery(),
  case
    when not pg_is_in_recovery() then 0
    when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() and exists (
      select from pg_stat_wal_receiver r
      where r.status = 'streaming' and r.last_msg_receipt_time > clock_timestamp() - interval '30 s'
    ) then 0
    else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0)
  end::float8,
  pg_has_role(current_user, 'pg_read_all_stats', 'usage'),
  coalesce(bool_or(a.state = 'disabled'
    or a.xact_start is null and (a.backend_xid is not null or a.backend_xmin is not null)), false)
from pg_stat_activity a
where a.datname = current_database()
  and a.pid <> pg_backend_pid()
  and coalesce(a.backend_type, '') not in ('autovacuum worker', 'walsender')`;

export const PREPARED_SQL = `
select min(p.prepared)::text from pg_prepared_xacts p where p.database = current_database()`;

/** Rows of the two statements, all text. */
export function factsOf(
  guard: readonly (string | null)[] | undefined,
  prepared: readonly (string | null)[] | undefined,
): Facts {
  const [clock, oldest, isReplica, lag, seesAll, isBlind] = guard ?? [];
  if (clock === null || clock === undefined) throw new InvariantError("the server has no clock");
  return {
    clock,
    guard: oldest ?? undefined,
    isReplica: isReplica === "t",
    replayLagSeconds: Math.max(0, Number(lag)),
    seesAll: seesAll === "t",
    isBlind: isBlind === "t",
    prepared: prepared?.[0] ?? undefined,
  };
}

/** Seconds to stay behind: for the instant in which a transaction has begun but is not listed yet. */
const SOUND_SETTLE_SECONDS = 5;

/** And where open transactions cannot be ruled out: longer than most of them last. */
const UNSOUND_SETTLE_SECONDS = 60;

/** How far behind the smaller of clock and guard to stop, and whether nothing can land below it. */
export function marginOf(facts: Facts, settleSeconds: number | undefined) {
  const reason = unsoundness(facts);
  const usual = reason === undefined ? SOUND_SETTLE_SECONDS : UNSOUND_SETTLE_SECONDS;
  return { seconds: (settleSeconds ?? usual) + facts.replayLagSeconds, reason };
}

/** Why a later commit may land below the guard; undefined when none can. */
function unsoundness(facts: Facts): string | undefined {
  if (facts.isReplica) {
    return "the server is a replica, which does not know its primary's open transactions";
  }
  if (!facts.seesAll) {
    return "the connection's user cannot see the transactions of others; grant it pg_read_all_stats";
  }
  if (facts.isBlind) return "a session runs with track_activities off and hides its transaction";
  if (facts.prepared !== undefined) {
    return "a prepared transaction waits for its commit, and its start is not known";
  }
  return undefined;
}

/** Clock, guard and margin to the ceiling and the clock as text of the cursor's own type. */
export function ceilingStatement(
  cursor: Column,
  facts: Facts,
  marginSeconds: number,
  timezone: string | undefined,
): { readonly text: string; readonly values: string[] } {
  const { clock, guard = clock, prepared = clock } = facts;
  const values = [clock, guard, prepared, String(marginSeconds)];
  const oldest = "least($1::timestamptz, $2::timestamptz, $3::timestamptz)";
  const spell = SPELLINGS[cursor.kind];
  if (spell === undefined) throw new InvariantError(`a ${cursor.type} cursor has no ceiling`);
  // A date without a zone has ended when it has ended everywhere, twelve hours behind UTC: whoever
  // writes it may live there. The sign is POSIX's.
  if (cursor.kind !== "timestamptz") {
    values.push(timezone ?? (cursor.kind === "date" ? "Etc/GMT+12" : "UTC"));
  }
  const bound = `(${oldest} - make_interval(secs => $4::float8))`;
  const columns = [
    `(${spell(bound)})::text`,
    `(${spell("$1::timestamptz")})::text`,
    `extract(epoch from $1::timestamptz - ${bound})`,
  ];
  return { text: `select ${columns.join(", ")}`, values };
}

/** An instant as a value of the cursor's type; `$5` is the zone whose wall clocks it shows. */
const SPELLINGS: Partial<Record<Kind, (instant: string) => string>> = {
  timestamptz: (instant) => instant,
  timestamp: (instant) => `${instant} at time zone $5::text`,
  date: (instant) => `(${instant} at time zone $5::text)::date`,
};

/** What the run is told. */
export function ceilingOf(
  row: readonly (string | null)[] | undefined,
  reason: string | undefined,
): Ceiling {
  const [cursor, clock, behind] = row ?? [];
  if (cursor == null || clock == null) throw new InvariantError("the server gave no ceiling");
  const ceiling = { cursor, clock, behindSeconds: Number(behind) };
  return reason === undefined ? { ...ceiling, sound: true } : { ...ceiling, sound: false, reason };
}
