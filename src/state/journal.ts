import { InvariantError } from "../lib/errors.ts";
import { type Key, packKeys } from "../lib/hash.ts";
import type { Journal } from "../send/journal.ts";
import type { Outcome, Outgoing } from "../send/sink.ts";
import type { HeldLease } from "./lease.ts";
import type { Attempts, Store } from "./store.ts";

/** The journal of one run. */
export interface RunJournal extends Journal {
  /** Attempts of this run that ended ambiguous: to be forgotten with the others when it completes. */
  readonly ambiguous: readonly number[];
  /**
   * Takes note that these events are settled, and returns the ambiguous attempts of which no event is
   * open any more: the T2 that makes it durable closes them too. Each is returned once.
   */
  supersededBy(items: readonly Outgoing[]): readonly number[];
}

/** How an attempt that settled nothing is closed; undefined for what only T2 may close. */
// biome-ignore format: a table is read by its columns
const ENDS: Readonly<Record<Outcome["kind"], Parameters<Attempts["end"]>[2] | undefined>> = {
  accepted:  undefined,
  held:      undefined,
  ambiguous: "ambiguous",
  refused:   "rejected",
  throttled: "rejected",
  config:    "rejected",
  gave_up:   "rejected",
  expired:   "not_sent",
  not_sent:  "not_sent",
};

/** Writes a run's attempts under its lease. */
export function storeJournal(options: {
  readonly store: Store;
  readonly lease: HeldLease;
  readonly run: number;
  /** The longest that a request takes, which the lease must outlast. */
  readonly requestTimeoutMs: number;
}): RunJournal {
  const { store, lease, run, requestTimeoutMs } = options;
  const ambiguous: number[] = [];
  /** By ambiguous attempt, the keys of its events that are not settled yet. */
  const open = new Map<number, Set<Key>>();
  return {
    ambiguous,

    supersededBy(items) {
      const superseded: number[] = [];
      for (const [attempt, keys] of open) {
        for (const { key } of items) keys.delete(key);
        if (keys.size > 0) continue;
        open.delete(attempt);
        superseded.push(attempt);
      }
      return superseded;
    },

    async begin(batch) {
      lease.assertTrusted(requestTimeoutMs);
      const keys = packKeys(batch.items.map((item) => item.key));
      const attempt = await store.begin({ lease: lease.lease, run, keys });
      // T1 may have waited for the disk. From here to the request's first byte nothing does.
      try {
        lease.assertTrusted(requestTimeoutMs);
      } catch (error) {
        await store.end(lease.lease, attempt, "not_sent");
        throw error;
      }
      return attempt;
    },

    async end(attempt, outcome, items) {
      const end = ENDS[outcome.kind];
      if (end === undefined) {
        throw new InvariantError(
          `attempt ${attempt} ended ${outcome.kind}, which only T2 may write`,
          {
            stage: "send",
          },
        );
      }
      await store.end(lease.lease, attempt, end);
      if (end !== "ambiguous") return;
      ambiguous.push(attempt);
      open.set(attempt, new Set(items.map((item) => item.key)));
    },
  };
}
