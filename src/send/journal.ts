import type { Batch, Outcome, Outgoing, Sink } from "./sink.ts";

/**
 * The intent to send, durable before the first byte leaves. An attempt that is found open after a
 * crash may have arrived.
 */
export interface Journal {
  /**
   * T1: stores the attempt with the keys of its events and returns its number. Throws `BusyError`
   * when the lease is lost or would run out before the request's time-out.
   */
  begin(batch: Batch): Promise<number>;
  /**
   * Closes an attempt at these events that settled nothing, or was refused as a whole. An `ambiguous`
   * outcome leaves its keys on record and is counted in `ambiguous_events`.
   */
  end(attempt: number, outcome: Outcome, items: readonly Outgoing[]): Promise<void>;
}

/** T1 before every single POST, each retry and each half of a split included. */
export function withJournal(sink: Sink, journal: Journal): Sink {
  return {
    async *send(batch, signal) {
      const attempt = await journal.begin(batch);
      for await (const settlement of sink.send(batch, signal)) {
        if (settlement.outcome.kind === "accepted" || settlement.outcome.kind === "held") {
          yield { ...settlement, attempt };
        } else {
          await journal.end(attempt, settlement.outcome, settlement.items);
          yield settlement;
        }
      }
    },
  };
}
