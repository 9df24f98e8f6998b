import type { Watermark } from "../source/source.ts";

/**
 * All that survives a crash, behind one seam. Two implementations share one suite: SQLite in a
 * worker thread (default) and, later, Postgres. Every method is one transaction.
 *
 * Failures: `BusyError` when the lease no longer holds; `UnavailableError` when the same call may
 * pass later (disk full, locked); `ConfigError` when the file is damaged, of a newer release, or not
 * to be written. Nothing is ever recreated silently.
 */
export interface Store extends Leases, Attempts, Ledger, Letters, Runs, AsyncDisposable {}

/** Who holds a lease. Together they prove whether the holder still lives on this host. */
export interface Holder {
  readonly host: string;
  readonly bootId: string;
  readonly pid: number;
  /** The process's start time as the system counts it. */
  readonly startedAt: string;
}

/** The right to write a mapping's state. The epoch grows with each new holder. */
export interface Lease {
  readonly mapping: string;
  readonly epoch: number;
}

export interface Leases {
  /**
   * Takes the lease when it is free, has run out, or its holder provably no longer lives here;
   * otherwise says who holds it and since when (Unix ms).
   */
  acquire(
    mapping: string,
    holder: Holder,
    ttlMs: number,
  ): Promise<
    | { readonly lease: Lease; readonly heldBy?: never }
    | { readonly lease?: never; readonly heldBy: Holder & { readonly since: number } }
  >;
  /** Puts the expiry `ttlMs` from now; throws `BusyError` when another took it. */
  renew(lease: Lease, ttlMs: number): Promise<void>;
  /** Gives it back; harmless when it is lost already. */
  release(lease: Lease): Promise<void>;
}

/** T1. */
export interface NewAttempt {
  readonly lease: Lease;
  readonly run: number;
  /** Keys of its events, packed, 16 bytes each. */
  readonly keys: Uint8Array;
}

/** An attempt whose outcome is unknown: its events may have arrived. */
export interface AmbiguousAttempt {
  readonly id: number;
  readonly keys: Uint8Array;
  /** Unix ms. */
  readonly startedAt: number;
}

/** Ledger keys of accepted events. The three arrays are parallel. */
export interface LedgerKeys {
  /** Packed, 16 bytes each. */
  readonly keys: Uint8Array;
  /** UTC day of event_time, days since 1970. */
  readonly days: Int32Array;
  /** Days of the acceptance window, which decide how long the key is kept. */
  readonly windowDays: Uint8Array;
}

/** How many rows ended how. `read` is always the sum of the others. */
export interface Counts {
  readonly read: number;
  readonly accepted: number;
  readonly alreadySent: number;
  readonly deadLettered: number;
  readonly expired: number;
  readonly held: number;
  readonly excluded: Readonly<Record<string, number>>;
}

/** T2: what one or more settlements change, in one transaction. */
export interface Settle {
  readonly lease: Lease;
  readonly run: number;
  /** Attempts that end here, the ambiguous ones of the same events included; their keys go. */
  readonly attempts: readonly number[];
  readonly ledger: LedgerKeys;
  readonly letters: readonly NewLetter[];
  /** Row keys whose open letter is closed, since the row was accepted. */
  readonly closedLetters: readonly string[];
  readonly counts: Counts;
  /** The new checkpoint; undefined leaves it where it is. */
  readonly watermark: Watermark | undefined;
}

export interface Attempts {
  /** T1; returns the attempt's number. */
  begin(attempt: NewAttempt): Promise<number>;
  /**
   * Closes an attempt that settled nothing. `ambiguous` keeps its keys and adds their number to the
   * mapping's `ambiguousEvents`; `rejected` and `not_sent` drop the keys.
   */
  end(lease: Lease, attempt: number, outcome: "ambiguous" | "rejected" | "not_sent"): Promise<void>;
  /** T2. Throws `InvariantError` when the counts do not add up. */
  settle(settle: Settle): Promise<void>;
  /**
   * At the start of a run, under its lease: attempts still open belong to a process that is gone;
   * they become ambiguous and are counted. Returns all ambiguous ones.
   */
  recover(lease: Lease): Promise<readonly AmbiguousAttempt[]>;
  /** At the end of a complete run: the rows of these attempts were read again and are settled. */
  forget(lease: Lease, attempts: readonly number[]): Promise<void>;
}

export interface Ledger {
  /**
   * One byte per key, 1 where the ledger holds it under that day; `days` as in `LedgerKeys`. An event
   * whose time was moved to another day is not found: to ask the days around it too would double what
   * a look-up costs.
   */
  known(keys: Uint8Array, days: Int32Array): Promise<Uint8Array>;
  /** Drops the keys whose window and margin are over. `today` in days since 1970. */
  purge(today: number): Promise<void>;
}

/** A row set aside: where it stands and why, never its values. */
export interface NewLetter {
  /** The key columns' values; JSON text of the list when there are several. */
  readonly rowKey: string;
  /** The cursor's text, so that replay finds the row again. */
  readonly cursor: string | undefined;
  readonly stage: "map" | "validate" | "send" | "hold";
  /** `code` and field of each issue, `event_too_old`, or `meta_refused`. */
  readonly issues: readonly {
    readonly code: string;
    readonly field: string;
    readonly expected: string;
  }[];
  readonly meta: LetterAnswer | undefined;
  /** Keyed hash of the event, or of the row when there is no event: tells a changed row from the same. */
  readonly fingerprint: string;
}

/** What Meta said of it. */
export interface LetterAnswer {
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly fbtraceId: string | undefined;
}

export interface Letter extends NewLetter {
  readonly id: number;
  readonly mapping: string;
  readonly status: "open" | "closed";
  /** Unix ms. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How often the row was set aside. */
  readonly times: number;
}

export interface Letters {
  /** Row key to fingerprint of the mapping's open letters. */
  openLetters(mapping: string): Promise<ReadonlyMap<string, string>>;
  /** Newest first. */
  listLetters(filter: {
    readonly mapping?: string;
    readonly code?: string;
    readonly status?: "open" | "closed";
    readonly limit: number;
  }): Promise<readonly Letter[]>;
  letter(id: number): Promise<Letter | undefined>;
}

/** Every row up to `watermark` is settled. */
export interface Checkpoint {
  readonly watermark: Watermark;
  /** Unix ms. */
  readonly updatedAt: number;
}

export interface RunEnd {
  readonly status: RunStatus;
  readonly requests: number;
  /** Class and message of what ended it, without values. */
  readonly error: string | undefined;
}

export type RunStatus = "running" | "ok" | "failed" | "refused" | "unavailable" | "stopped";

export interface Run extends RunEnd {
  readonly id: number;
  readonly mapping: string;
  /** Unix ms. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly counts: Counts;
}

/** What `status` shows of one mapping. */
export interface MappingStatus {
  readonly mapping: string;
  readonly checkpoint: Checkpoint | undefined;
  readonly lastRun: Run | undefined;
  readonly ambiguousEvents: number;
  readonly openLetters: number;
  /** Sums over all runs. */
  readonly counts: Counts;
  /** The last time the source was asked for rows without a cursor, Unix ms. */
  readonly nullCursorCheckedAt: number | undefined;
}

export interface Runs {
  /** Undefined for a mapping that never ran. */
  status(mapping: string): Promise<MappingStatus | undefined>;
  /** Ids of the mappings that have any state. */
  mappings(): Promise<readonly string[]>;
  startRun(lease: Lease, startedAt: number): Promise<number>;
  endRun(lease: Lease, run: number, end: RunEnd): Promise<void>;
  nullCursorChecked(lease: Lease, at: number): Promise<void>;
}
