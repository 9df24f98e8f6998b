import { RATE_LIMIT_BLOCK_MS } from "../capi/limits.ts";
import type { Clock } from "../lib/clock.ts";
import { notSent } from "./not-sent.ts";
import type { Outcome, Sink } from "./sink.ts";

/** Share of Meta's limits from which on half the rate is used, and from which on it pauses. Our own. */
const SLOW_PERCENT = 75;
const PAUSE_PERCENT = 95;

/** How long a pause lasts before one request looks again. */
const PAUSE_MS = RATE_LIMIT_BLOCK_MS;

/** Half of what four requests in flight make at a second each; for when no rate was set to halve. */
const SLOW_RATE_PER_SECOND = 2;

type Throttled = Extract<Outcome, { kind: "throttled" }>;

/**
 * How fast one destination may be called. All sinks of the destination share one, whatever mapping
 * they serve: Meta's limits are the app's and the account's, not the mapping's.
 */
export class Pace {
  readonly #clock: Clock;
  readonly #ratePerSecond: number | undefined;
  /** When the next request may begin; monotonic, as everything here. */
  #nextAt = 0;
  #percent = 0;
  #percentAt = 0;
  #throttle: { readonly outcome: Throttled; readonly untilAt: number } | undefined;

  constructor(clock: Clock, ratePerSecond: number | undefined) {
    this.#clock = clock;
    this.#ratePerSecond = ratePerSecond;
  }

  /** Takes note of how much of Meta's limits is used up; for `onUsage` of graphApi. */
  readonly use = (percent: number): void => {
    this.#percent = percent;
    this.#percentAt = this.#clock.monotonic();
  };

  /** Takes note of an answer that asked everyone to wait. */
  throttle(outcome: Throttled): void {
    if (outcome.retryAfterMs === undefined) return;
    this.#throttle = { outcome, untilAt: this.#clock.monotonic() + outcome.retryAfterMs };
  }

  /** The answer that still holds, with the time that is left of it. */
  throttled(): Throttled | undefined {
    if (this.#throttle === undefined) return undefined;
    const leftMs = this.#throttle.untilAt - this.#clock.monotonic();
    if (leftMs > 0) return { ...this.#throttle.outcome, retryAfterMs: leftMs };
    this.#throttle = undefined;
    return undefined;
  }

  /** Resolves when the next request may begin; rejects when the signal aborts first. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    const at = Math.max(now, this.#nextAt, this.#pausedUntil());
    this.#nextAt = at + this.#intervalMs();
    if (at > now) await this.#clock.sleep(at - now, signal);
  }

  #pausedUntil(): number {
    return this.#percent >= PAUSE_PERCENT ? this.#percentAt + PAUSE_MS : 0;
  }

  #intervalMs(): number {
    if (this.#percent >= PAUSE_PERCENT) return PAUSE_MS;
    if (this.#percent < SLOW_PERCENT)
      return 1000 / (this.#ratePerSecond ?? Number.POSITIVE_INFINITY);
    return (
      1000 / (this.#ratePerSecond === undefined ? SLOW_RATE_PER_SECOND : this.#ratePerSecond / 2)
    );
  }
}

/**
 * Spaces requests out. While an answer that asked to wait still holds, a batch is not sent but given
 * the same answer, so that whoever retries decides whether the wait is worth it.
 */
export function withPace(sink: Sink, pace: Pace): Sink {
  return {
    async *send(batch, signal) {
      const throttled = pace.throttled();
      if (throttled !== undefined) {
        yield { items: batch.items, outcome: throttled, attempt: undefined };
        return;
      }
      try {
        await pace.turn(signal);
      } catch (error) {
        if (!signal.aborted) throw error;
        yield notSent(batch.items);
        return;
      }
      for await (const settlement of sink.send(batch, signal)) {
        if (settlement.outcome.kind === "throttled") pace.throttle(settlement.outcome);
        yield settlement;
      }
    },
  };
}
