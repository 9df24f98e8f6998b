import type { Delivery, OnError } from "../config/mapping.ts";
import type { Clock } from "../lib/clock.ts";
import { withAge } from "./age.ts";
import { type Journal, withJournal } from "./journal.ts";
import { type Pace, withPace } from "./pace.ts";
import { withRetry } from "./retry.ts";
import type { Sink } from "./sink.ts";
import { withSplit } from "./split.ts";

export interface SinkParts {
  /** One per destination. */
  readonly graph: Sink;
  /** One per destination: whoever calls it waits in one queue. */
  readonly pace: Pace;
  /** One per run of a mapping. */
  readonly journal: Journal;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly delivery: Delivery;
  readonly onError: OnError;
  /** Told before a retry is waited for. */
  readonly onWait?: ((ms: number, reason: string) => void) | undefined;
}

/**
 * The sink of one mapping's run, from the outside in:
 *
 *   split    whole batches are retried first; a half of one gets retries of its own
 *   retry    every attempt waits for its turn
 *   pace     the last thing that waits
 *   age      so nothing can expire between this check and the POST
 *   journal  T1 holds exactly the keys that are about to be sent
 *   graph    the POST
 */
export function assembleSink(parts: SinkParts): Sink {
  const { graph, pace, journal, clock, random, delivery, onError, onWait } = parts;
  const once = withAge(withJournal(graph, journal), clock, delivery.ageMarginSeconds);
  const retried = withRetry(withPace(once, pace), {
    clock,
    random,
    retryForMs: delivery.retryForSeconds * 1000,
    onAmbiguous: delivery.onAmbiguous,
    onWait,
  });
  return onError.batch === "bisect" ? withSplit(retried) : retried;
}
