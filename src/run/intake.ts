import { RESEND_HORIZON_MS } from "../capi/limits.ts";
import { TOO_OLD } from "../capi/rules.ts";
import type { OnError } from "../config/mapping.ts";
import { type Key, keyedHash, packKeys } from "../lib/hash.ts";
import type { Issue } from "../lib/issue.ts";
import type { Row } from "../lib/value.ts";
import type { Outgoing } from "../send/sink.ts";
import { dayOf } from "../state/ledger-key.ts";
import type { AmbiguousAttempt, Ledger } from "../state/store.ts";
import type { ExpiredItem, RejectedItem } from "../transform/item.ts";
import type { Books, Reason } from "./books.ts";
import { fingerprintOf, type Identity, type Sealed } from "./seal.ts";

export interface IntakeParts {
  readonly books: Books;
  readonly ledger: Ledger;
  readonly identity: Identity;
  /** Columns of the user's own: what we add behind them differs from run to run. */
  readonly columns: number;
  readonly onError: OnError;
  /** Row key to fingerprint of the letters that were open when the run began. */
  readonly openLetters: ReadonlyMap<string, string>;
  /** Keys of events whose earlier attempt has an unknown outcome, and when it began (Unix ms). */
  readonly ambiguous: ReadonlyMap<Key, number>;
  readonly onAmbiguous: "resend" | "hold";
  /** Counts a value that was left out, or is worth a word. */
  readonly notice: (issue: Issue) => void;
}

const STALE_ISSUE = { code: TOO_OLD.code, field: TOO_OLD.field, expected: TOO_OLD.expected };

/** Begins the fingerprint of a row that is held. */
const HOLD = "hold:";

const HELD_ISSUE = {
  code: "outcome_unknown",
  field: "",
  expected: "an answer to the earlier attempt, which never came",
} as const;

function toJsonText(row: Row): string {
  return JSON.stringify(row, (_key, value) => (typeof value === "bigint" ? `${value}` : value));
}

/**
 * Keys of ambiguous attempts, each with the time of the first attempt that held it: Meta counts its
 * deduplication from the first copy.
 */
export function ambiguousKeys(
  attempts: readonly AmbiguousAttempt[],
  unpack: (keys: Uint8Array) => readonly Key[],
): ReadonlyMap<Key, number> {
  const keys = new Map<Key, number>();
  for (const attempt of attempts) {
    for (const key of unpack(attempt.keys)) {
      keys.set(key, Math.min(attempt.startedAt, keys.get(key) ?? attempt.startedAt));
    }
  }
  return keys;
}

/**
 * Decides which events of a page are sent. Everything else settles here: rejected, excluded and
 * expired rows, repeats, what the ledger knows, what an open dead letter already says.
 */
export class Intake {
  readonly #parts: IntakeParts;
  /** Keys that wait in an open batch or are in flight. */
  readonly #underway = new Set<Key>();
  /** Keys of ambiguous attempts whose rows were read again. */
  readonly #seenAgain = new Set<Key>();
  /** Letters as they are now: the run's own included. */
  readonly #letters: Map<string, string>;
  /** Events sent again after an attempt with an unknown outcome. */
  resent = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#letters = new Map(parts.openLetters);
  }

  /** True when every event of the attempt was read again, so that its fate is no longer open. */
  resolved(keys: readonly Key[]): boolean {
    return keys.every((key) => this.#seenAgain.has(key));
  }

  /** Settles what cannot or need not go; returns the rest, in the page's order. */
  admit(items: readonly Sealed[], rows: readonly Row[], now: number): Promise<Outgoing[]> {
    const fresh: Outgoing[] = [];
    let i = -1;
    for (const item of items) {
      i++;
      switch (item.kind) {
        case "event":
          item.notices?.forEach(this.#parts.notice);
          this.#collect(item, fresh);
          break;
        case "rejected":
          item.notices?.forEach(this.#parts.notice);
          this.#reject(item, rows[i] ?? []);
          break;
        case "expired":
          this.expire(item);
          break;
        case "excluded":
          this.#parts.books.exclude(item.seq, item.reason);
          break;
        default:
          item satisfies never;
      }
    }
    return fresh.length === 0 ? Promise.resolve([]) : this.#unsent(fresh, now);
  }

  /** The event has its fate: its key may come again. */
  landed(items: readonly Outgoing[]): void {
    for (const item of items) this.#underway.delete(item.key);
  }

  /** Row keys among these whose open letter an acceptance answers. */
  answered(items: readonly Outgoing[]): readonly string[] {
    if (this.#letters.size === 0) return [];
    const closed: string[] = [];
    for (const item of items) {
      const rowKey = this.#parts.books.rowKey(item.seq);
      if (this.#letters.delete(rowKey)) closed.push(rowKey);
    }
    return closed;
  }

  /** An event's row is set aside. */
  setAside(
    item: Outgoing,
    fate: "deadLettered" | "held",
    reason: Omit<Reason, "fingerprint">,
  ): void {
    this.#keepLetter(item.seq, fate, {
      ...reason,
      fingerprint: fingerprintOf(item, this.#parts.identity),
    });
  }

  /** A row too old to be sent; with a dead letter when the mapping asks for one. */
  expire(item: Pick<ExpiredItem, "seq">): void {
    if (this.#parts.onError.stale !== "dead_letter") {
      this.#parts.books.settleRow(item.seq, "expired");
      return;
    }
    const reason = { stage: "validate", issues: [STALE_ISSUE], fingerprint: "expired" } as const;
    this.#keepLetter(item.seq, "expired", reason);
  }

  #collect(outgoing: Outgoing, fresh: Outgoing[]): void {
    const before = this.#underway.size;
    if (this.#underway.add(outgoing.key).size === before) {
      this.#parts.books.exclude(outgoing.seq, "duplicate_in_run");
      return;
    }
    fresh.push(outgoing);
  }

  async #unsent(fresh: readonly Outgoing[], now: number): Promise<Outgoing[]> {
    const { books, ledger } = this.#parts;
    const known = await ledger.known(
      packKeys(fresh.map((outgoing) => outgoing.key)),
      Int32Array.from(fresh, (outgoing) => dayOf(outgoing.eventTime)),
    );
    const unsent: Outgoing[] = [];
    const { ambiguous } = this.#parts;
    let i = 0;
    for (const outgoing of fresh) {
      if (ambiguous.has(outgoing.key)) this.#seenAgain.add(outgoing.key);
      if (known[i++] === 1) books.settleRow(outgoing.seq, "alreadySent");
      else if (this.#mayGo(outgoing, now)) {
        unsent.push(outgoing);
        continue;
      }
      this.#underway.delete(outgoing.key);
    }
    return unsent;
  }

  /** False when the event was settled instead: held, or set aside before and unchanged since. */
  #mayGo(outgoing: Outgoing, now: number): boolean {
    const { ambiguous, onAmbiguous, books } = this.#parts;
    const attemptedAt = ambiguous.size === 0 ? undefined : ambiguous.get(outgoing.key);
    if (attemptedAt !== undefined) {
      const late = now - attemptedAt > RESEND_HORIZON_MS[outgoing.window.name];
      if (onAmbiguous === "hold" || late) {
        this.setAside(outgoing, "held", { stage: "hold", issues: [HELD_ISSUE] });
        return false;
      }
      this.resent++;
      return true;
    }
    if (this.#letters.size === 0) return true;
    const fingerprint = this.#letters.get(books.rowKey(outgoing.seq));
    if (fingerprint === undefined) return true;
    // Its id is the same whatever else changed, so a second copy would count: only a person may lift it.
    if (fingerprint.startsWith(HOLD)) {
      books.settleRow(outgoing.seq, "held");
      return false;
    }
    if (fingerprint !== fingerprintOf(outgoing, this.#parts.identity)) return true;
    books.settleRow(outgoing.seq, "deadLettered");
    return false;
  }

  #reject(item: RejectedItem, row: Row): void {
    if (this.#parts.onError.row === "skip") {
      this.#parts.books.exclude(item.seq, "skipped");
      return;
    }
    const codes = item.issues.map((issue) => `${issue.field}:${issue.code}`).join(",");
    const { identity, columns } = this.#parts;
    const fingerprint = keyedHash(
      identity.secret,
      `row|${codes}|${toJsonText(row.slice(0, columns))}`,
    );
    this.#keepLetter(item.seq, "deadLettered", {
      stage: item.stage,
      issues: item.issues,
      fingerprint,
    });
  }

  #keepLetter(seq: number, fate: "deadLettered" | "held" | "expired", reason: Reason): void {
    const { books } = this.#parts;
    const fingerprint =
      reason.stage === "hold" ? `${HOLD}${reason.fingerprint}` : reason.fingerprint;
    const rowKey = books.rowKey(seq);
    // What is held stays held, whatever else is wrong with the row by now: once mended it would be sent.
    if (this.#letters.get(rowKey)?.startsWith(HOLD)) {
      books.settleRow(seq, "held");
      return;
    }
    // The same row with the same fault: counted again, but it is no news.
    if (this.#letters.get(rowKey) === fingerprint) {
      books.settleRow(seq, fate);
      return;
    }
    this.#letters.set(rowKey, fingerprint);
    books.settleRow(seq, fate, { ...reason, fingerprint });
  }
}
