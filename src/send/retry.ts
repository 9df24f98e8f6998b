import { POLICIES, type Wait } from "../capi/policies.ts";
import type { Clock } from "../lib/clock.ts";
import { boundOf } from "./backoff.ts";
import type { Batch, Outcome, Settlement, Sink } from "./sink.ts";

export interface RetryPolicy {
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** How long one batch is tried again, from its first attempt on. */
  readonly retryForMs: number;
  /** `hold`: what may have been processed is not sent again here. */
  readonly onAmbiguous: "resend" | "hold";
  readonly onWait?: ((ms: number, reason: string) => void) | undefined;
}

/**
 * Tries again what did not arrive, may not have arrived, or came too fast, until it is settled or
 * the time is used up; then yields the last outcome. The batch stays the same object, and so its
 * wire bytes the same.
 */
export function withRetry(sink: Sink, policy: RetryPolicy): Sink {
  const { clock } = policy;
  return {
    async *send(batch, signal) {
      const deadline = clock.monotonic() + policy.retryForMs;
      let rest: Batch = batch;
      for (let attempt = 0; ; attempt++) {
        const failed = yield* passOn(sink.send(rest, signal), policy);
        if (failed.length === 0) return;
        if (!(await pause(failed, attempt, { policy, deadline, signal }))) {
          yield* failed;
          return;
        }
        rest = remaining(rest, failed);
      }
    },
  };
}

/** Passes on what is settled; returns what is worth another attempt. */
async function* passOn(
  settlements: AsyncIterable<Settlement>,
  policy: RetryPolicy,
): AsyncGenerator<Settlement, Settlement[]> {
  const failed: Settlement[] = [];
  for await (const settlement of settlements) {
    if (isWorthRetrying(settlement.outcome, policy)) failed.push(settlement);
    else yield settlement;
  }
  return failed;
}

/** The same object when nothing of it was settled: its wire bytes belong to it. */
function remaining(batch: Batch, failed: readonly Settlement[]): Batch {
  const items = failed.flatMap((settlement) => settlement.items);
  return items.length === batch.items.length ? batch : { ...batch, items };
}

function isWorthRetrying(outcome: Outcome, { onAmbiguous }: RetryPolicy): boolean {
  switch (outcome.kind) {
    case "not_sent":
    case "throttled":
      return true;
    case "ambiguous":
      return onAmbiguous === "resend";
    case "accepted":
    case "refused":
    case "expired":
    case "held":
    case "config":
    case "gave_up":
      return false;
    default:
      return outcome satisfies never;
  }
}

/** The longest that one of them asks for: the server's own word, when it gave one, else the policy's. */
function waitMs(failed: readonly Settlement[], attempt: number, random: () => number): number {
  const waits = failed.map(({ outcome }) => {
    if (outcome.kind !== "throttled") return backoff(POLICIES.transient.wait, attempt, random);
    return outcome.retryAfterMs ?? backoff(POLICIES.throttled.wait, attempt, random);
  });
  return Math.max(0, ...waits);
}

function backoff(wait: Wait, attempt: number, random: () => number): number {
  const bound = boundOf(wait, attempt);
  return wait.jitter ? random() * bound : bound;
}

function reasonOf(failed: readonly Settlement[]): string {
  const outcome = failed[0]?.outcome;
  if (outcome === undefined) return "";
  return ("reason" in outcome ? outcome.reason : undefined) ?? outcome.kind;
}

/** Waits before the next attempt; false when there shall be none. */
async function pause(
  failed: readonly Settlement[],
  attempt: number,
  limits: {
    readonly policy: RetryPolicy;
    readonly deadline: number;
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { policy, deadline, signal } = limits;
  const ms = waitMs(failed, attempt, policy.random);
  if (signal.aborted || policy.clock.monotonic() + ms > deadline) return false;
  policy.onWait?.(ms, reasonOf(failed));
  try {
    await policy.clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return !signal.aborted;
}
