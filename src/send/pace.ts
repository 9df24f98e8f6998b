import { RATE_LIMIT_BLOCK_MS, USAGE_PAUSE_PERCENT, USAGE_SLOW_PERCENT } from "../capi/limits.ts";
import { POLICIES } from "../capi/policies.ts";
import type { Clock } from "../lib/clock.ts";
import { notSent } from "./not-sent.ts";
import type { Outcome, Sink } from "./sink.ts";

/** How long a pause lasts before one request looks again, where Meta names no time. */
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
  #pauseMs = PAUSE_MS;
  #throttle: { readonly outcome: Throttled; readonly untilAt: number } | undefined;

  constructor(clock: Clock, ratePerSecond: number | undefined) {
    this.#clock = clock;
    this.#ratePerSecond = ratePerSecond;
  }

  /**
   * Takes note of how much of Meta's limits is used up, and of how long Meta says it takes until there
   * is room again; for `onUsage` of graphApi.
   */
  readonly use = (percent: number, regainMs: number = PAUSE_MS): void => {
    this.#percent = percent;
    this.#pauseMs = Math.max(PAUSE_MS, regainMs);
    this.#percentAt = this.#clock.monotonic();
  };

  /** Takes note of an answer that asked everyone to wait. */
  throttle(outcome: Throttled): void {
    const { retryAfterMs = POLICIES.throttled.wait.firstMs } = outcome;
    this.#throttle = { outcome, untilAt: this.#clock.monotonic() + retryAfterMs };
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
    return this.#percent >= USAGE_PAUSE_PERCENT ? this.#percentAt + this.#pauseMs : 0;
  }

  #intervalMs(): number {
    if (this.#percent >= USAGE_PAUSE_PERCENT) return this.#pauseMs;
    if (this.#percent < USAGE_SLOW_PERCENT)
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
