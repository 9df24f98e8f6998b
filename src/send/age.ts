import type { Clock } from "../lib/clock.ts";
import type { Batch, Outgoing, Sink } from "./sink.ts";

/**
 * Takes out what left the acceptance window while it waited: a single event that is too old would
 * have its whole request refused. `marginSeconds` is how far inside the window it must still be.
 */
export function withAge(sink: Sink, clock: Clock, marginSeconds: number): Sink {
  return {
    async *send(batch, signal) {
      const oldest = clock.now() / 1000 - (batch.window.seconds - marginSeconds);
      const isExpired = (item: Outgoing): boolean => item.eventTime < oldest;
      const expired = batch.items.filter(isExpired);
      if (expired.length === 0) {
        // The same object: its wire bytes may have been made already.
        yield* sink.send(batch, signal);
        return;
      }
      yield { items: expired, outcome: { kind: "expired" }, attempt: undefined };
      const rest: Batch = { ...batch, items: batch.items.filter((item) => !isExpired(item)) };
      if (rest.items.length > 0) yield* sink.send(rest, signal);
    },
  };
}
