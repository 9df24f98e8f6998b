import { InvariantError } from "../lib/errors.ts";
import { packKeys } from "../lib/hash.ts";
import type { Issue } from "../lib/issue.ts";
import type { Outgoing, Settlement } from "../send/sink.ts";
import type { Watermark } from "../source/source.ts";
import { dayOf } from "../state/ledger-key.ts";
import type { Lease, LetterAnswer, NewLetter, Settle } from "../state/store.ts";
import { Tracker } from "../state/tracker.ts";
import { type Fate, Tally } from "./tally.ts";

// A row is   read ─► settled in memory ─► committed by the next T2.
//
// Whatever settles between two commits goes into one draft; `commit` writes it whole, with the
// checkpoint over the unbroken run of settled rows. Commits follow one another, and those who ask
// while one is being written share the next.
//
// INVARIANT: after a commit that failed, every later one fails too. Its draft is gone; a checkpoint
// written after it would pass rows whose keys and letters were never stored.

/** What has settled since the last commit. */
interface Draft {
  readonly tally: Tally;
  /** Rows of the tally that no window holds, so that the tracker does not know them. */
  unread: number;
  readonly attempts: number[];
  readonly accepted: Outgoing[];
  readonly windowDays: number[];
  readonly letters: NewLetter[];
  readonly closedLetters: string[];
}

function emptyDraft(): Draft {
  return {
    tally: new Tally(),
    unread: 0,
    attempts: [],
    accepted: [],
    windowDays: [],
    letters: [],
    closedLetters: [],
  };
}

const STATE = { stage: "state" } as const;

/** Why a row is set aside, before its place is known. */
export interface Reason {
  readonly stage: NewLetter["stage"];
  readonly issues: readonly Issue[];
  readonly meta?: LetterAnswer;
  readonly fingerprint: string;
}

export interface BooksParts {
  readonly commit: (settle: Settle) => Promise<void>;
  readonly lease: Lease;
  readonly run: number;
  /** False for `--limit` and test events: everything is written but the checkpoint. */
  readonly movesWatermark: boolean;
}

/** The books of one run: which rows have settled, how, and what of it is durable. */
export class Books {
  readonly tracker = new Tracker();
  /** What has been committed. */
  readonly total: Tally;
  readonly #parts: BooksParts;
  #draft = emptyDraft();
  /** Rows settled since the last commit, as the tracker saw them. */
  #settled = 0;
  /** Rows of this run, from the first on, that do not lie beyond the stored checkpoint. */
  #behind = 0;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(parts: BooksParts, total: Tally) {
    this.#parts = parts;
    this.total = total;
  }

  /**
   * Takes the next rows by their places and returns the number of the first. `behind`: how many of
   * them, from the first on, do not lie beyond the stored checkpoint.
   */
  open(places: readonly Watermark[], behind: number): number {
    this.#behind += behind;
    return this.tracker.open(places);
  }

  /** The key columns of a row that is not committed yet, as dead letters keep them. */
  rowKey(seq: number): string {
    const { key } = this.tracker.position(seq);
    return key.length === 1 && key[0] !== undefined ? key[0] : JSON.stringify(key);
  }

  /** A row that ends without being sent. */
  settleRow(seq: number, fate: Fate, reason?: Reason): void {
    if (reason !== undefined) this.#draft.letters.push(this.#letter(seq, reason));
    this.#settle([seq]);
    this.#draft.tally.count(fate, 1);
  }

  exclude(seq: number, reason: string): void {
    this.#settle([seq]);
    this.#draft.tally.exclude(reason, 1);
  }

  /** Rows that no window contains, counted by a query of their own. */
  excludeUnread(rows: number, reason: string): void {
    if (rows === 0) return;
    this.#draft.tally.exclude(reason, rows);
    this.#draft.unread += rows;
  }

  /** Events that Meta took. `closes`: row keys whose open letter is thereby answered. */
  accept(settlement: Settlement, windowDays: number, closes: readonly string[]): void {
    const draft = this.#draft;
    if (settlement.attempt !== undefined) draft.attempts.push(settlement.attempt);
    for (const item of settlement.items) {
      draft.accepted.push(item);
      draft.windowDays.push(windowDays);
    }
    draft.closedLetters.push(...closes);
    this.#settle(settlement.items.map((item) => item.seq));
    draft.tally.count("accepted", settlement.items.length);
  }

  /** Ends an attempt along with the rows that were settled from it. */
  closeAttempt(attempt: number | undefined): void {
    if (attempt !== undefined) this.#draft.attempts.push(attempt);
  }

  /** Makes all that has settled durable. Concurrent callers share one transaction. */
  commit(): Promise<void> {
    if (this.#next === undefined) {
      this.#next = this.#writing.then(() => {
        this.#next = undefined;
        return this.#write();
      });
      this.#writing = this.#next;
    }
    return this.#next;
  }

  #letter(seq: number, reason: Reason): NewLetter {
    const { cursor } = this.tracker.position(seq);
    return { rowKey: this.rowKey(seq), cursor, meta: undefined, ...reason };
  }

  #settle(seqs: readonly number[]): void {
    this.tracker.settle(seqs);
    this.#settled += seqs.length;
  }

  async #write(): Promise<void> {
    const draft = this.#draft;
    const settled = this.#settled;
    this.#draft = emptyDraft();
    this.#settled = 0;
    const counts = draft.tally.counts();
    if (counts.read !== settled + draft.unread) {
      throw new InvariantError(
        `${settled} rows settled, ${counts.read - draft.unread} counted`,
        STATE,
      );
    }
    if (counts.read === 0 && draft.attempts.length === 0) return;
    // INVARIANT: the watermark is taken in the same breath as the draft. Taken later, it could pass
    // rows that settled meanwhile and whose letters and keys are not in this transaction.
    const watermark = this.#watermark();
    await this.#parts.commit({
      lease: this.#parts.lease,
      run: this.#parts.run,
      attempts: draft.attempts,
      ledger: {
        keys: packKeys(draft.accepted.map((item) => item.key)),
        days: Int32Array.from(draft.accepted, (item) => dayOf(item.eventTime)),
        windowDays: Uint8Array.from(draft.windowDays),
      },
      letters: draft.letters,
      closedLetters: draft.closedLetters,
      counts,
      watermark,
    });
    this.total.add(counts);
  }

  /** INVARIANT: the checkpoint never goes down. Re-read rows lie before it and do not move it. */
  #watermark(): Watermark | undefined {
    const moves = this.#parts.movesWatermark && this.tracker.passed > this.#behind;
    return moves ? this.tracker.watermark() : undefined;
  }

  /** INVARIANT: at the end of a run no row is left without a fate. */
  assertBalanced(read: number): void {
    if (this.total.rows !== read) {
      throw new InvariantError(
        `${read} rows were read but ${this.total.rows} are accounted for`,
        STATE,
      );
    }
  }
}
