import { RATE_LIMIT_BLOCK_MS, USAGE_PAUSE_PERCENT, USAGE_SLOW_PERCENT } from "../capi/limits.ts";
import { POLICIES } from "../capi/policies.ts";
import type { Clock } from "../lib/clock.ts";
import { boundOf } from "./backoff.ts";
import { notSent } from "./not-sent.ts";
import type { Answer, Outcome, Outgoing, Settlement, Sink } from "./sink.ts";

/** How long a pause lasts before one request looks again, where Meta names no time. */
const PAUSE_MS = RATE_LIMIT_BLOCK_MS;

/** Half of what four requests in flight make at a second each; for when no rate was set to halve. */
const SLOW_RATE_PER_SECOND = 2;

type Throttled = Extract<Outcome, { kind: "throttled" }>;

/** Stands in for the answer of a pause that no answer asked for by refusing. */
const NO_ANSWER: Answer = {
  status: undefined,
  code: undefined,
  subcode: undefined,
  fbtraceId: undefined,
};

/** What Meta's headers said last. */
interface Usage {
  readonly percent: number;
  /** When they came; monotonic. */
  readonly at: number;
  /** Until there is room again; 0 when they name no time. */
  readonly regainMs: number;
}

/**
 * How fast one destination may be called. All sinks of the destination share one, whatever mapping
 * they serve: Meta's limits are the app's and the account's, not the mapping's.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #ratePerSecond: number | undefined;
  /** When the next request may begin; monotonic, as everything here. */
  #nextAt = 0;
  #usage: Usage = { percent: 0, at: 0, regainMs: 0 };
  #throttle: { readonly outcome: Throttled; readonly untilAt: number } | undefined;
  /** Throttles since the last success; those of requests in flight together are one. */
  #throttles = 0;

  constructor(clock: Clock, ratePerSecond: number | undefined) {
    this.#clock = clock;
    this.#ratePerSecond = ratePerSecond;
  }

  /**
   * Takes note of how much of Meta's limits is used up, and of how long Meta says it takes until there
   * is room again; for `onUsage` of graphApi.
   */
  readonly use = (percent: number, regainMs = 0): void => {
    this.#usage = { percent, at: this.#clock.monotonic(), regainMs };
  };

  /** Takes note of an answer that asked everyone to wait; the same answer with the time to wait. */
  throttle(outcome: Throttled): Throttled {
    const now = this.#clock.monotonic();
    const heldUntil = this.#throttle?.untilAt ?? 0;
    if (heldUntil <= now) this.#throttles++;
    const wait = outcome.retryAfterMs ?? boundOf(POLICIES.throttled.wait, this.#throttles - 1);
    // Without a time, the answers to what was in flight add nothing to the one that came first.
    const isMore =
      heldUntil <= now || (outcome.retryAfterMs !== undefined && now + wait > heldUntil);
    if (isMore) this.#throttle = { outcome, untilAt: now + wait };
    return { ...outcome, retryAfterMs: this.throttled()?.retryAfterMs ?? wait };
  }

  /**
   * Takes note of a success: the next throttle is a first one. Meta's headers are rare, so that one
   * which no later answer repeats is forgotten with the first success after its pause.
   */
  succeeded(): void {
    this.#throttles = 0;
    const now = this.#clock.monotonic();
    if (!this.#looksByTheMinute() || now - this.#usage.at < PAUSE_MS) return;
    this.#usage = { percent: 0, at: now, regainMs: 0 };
    this.#nextAt = now;
  }

  /** Why nothing may be sent for now, an answer before a header, with the longer time of both. */
  throttled(): Throttled | undefined {
    const now = this.#clock.monotonic();
    const throttledMs = (this.#throttle?.untilAt ?? 0) - now;
    const retryAfterMs = Math.max(throttledMs, this.#fullUntil() - now);
    if (retryAfterMs <= 0) return undefined;
    if (this.#throttle !== undefined && throttledMs > 0) {
      return { ...this.#throttle.outcome, retryAfterMs };
    }
    const reason = `${this.#usage.percent} % of Meta's limits are used up`;
    return { kind: "throttled", answer: NO_ANSWER, retryAfterMs, reason };
  }

  /** Resolves when the next request may begin; rejects when the signal aborts first. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    const pausedUntil = this.#looksByTheMinute() ? this.#usage.at + PAUSE_MS : 0;
    const at = Math.max(now, this.#nextAt, pausedUntil);
    this.#nextAt = at + this.#intervalMs();
    if (at > now) await this.#clock.sleep(at - now, signal);
  }

  /** When there is room again, as Meta said; 0 when it named no time. */
  #fullUntil(): number {
    const { percent, at, regainMs } = this.#usage;
    if (percent < USAGE_PAUSE_PERCENT || regainMs === 0) return 0;
    return at + Math.max(PAUSE_MS, regainMs);
  }

  /** Whether next to nothing is left, and nobody knows for how long. */
  #looksByTheMinute(): boolean {
    return this.#usage.percent >= USAGE_PAUSE_PERCENT && this.#usage.regainMs === 0;
  }

  #intervalMs(): number {
    if (this.#looksByTheMinute()) return PAUSE_MS;
    if (this.#usage.percent < USAGE_SLOW_PERCENT)
      return 1000 / (this.#ratePerSecond ?? Number.POSITIVE_INFINITY);
    return (
      1000 / (this.#ratePerSecond === undefined ? SLOW_RATE_PER_SECOND : this.#ratePerSecond / 2)
    );
  }
}

/**
 * Spaces requests out. While an answer that asked to wait still holds, or Meta's limits are used up for
 * a known time, a batch is not sent but given that as its outcome, so that whoever retries decides
 * whether the wait is worth it.
 */
export function withPace(sink: Sink, pace: Pace): Sink {
  return {
    async *send(batch, signal) {
      const unsent = await waitForTurn(pace, batch.items, signal);
      if (unsent !== undefined) {
        yield unsent;
        return;
      }
      for await (const settlement of sink.send(batch, signal)) {
        const { outcome } = settlement;
        if (outcome.kind === "accepted") pace.succeeded();
        if (outcome.kind !== "throttled") yield settlement;
        else yield { ...settlement, outcome: pace.throttle(outcome) };
      }
    },
  };
}

/** What becomes of events that may not be sent now; undefined when they may. */
async function waitForTurn(
  pace: Pace,
  items: readonly Outgoing[],
  signal: AbortSignal,
): Promise<Settlement | undefined> {
  if (pace.throttled() === undefined) {
    try {
      await pace.turn(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return notSent(items);
    }
  }
  // Asked again: meanwhile another request may have been told to wait.
  const throttled = pace.throttled();
  return throttled && { items, outcome: throttled, attempt: undefined };
}
