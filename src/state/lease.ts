import type { Clock } from "../lib/clock.ts";
import { BusyError } from "../lib/errors.ts";
import type { Holder, Lease, Store } from "./store.ts";

/** A lease that is being renewed until it is disposed. */
export interface HeldLease extends AsyncDisposable {
  readonly lease: Lease;
  /** Throws `BusyError` unless the lease is ours for that long from now on. */
  assertTrusted(forMs: number): void;
}

/** How long a lease lasts without renewal, how often it is renewed, and how early we step down. */
export interface LeaseTimes {
  readonly ttlMs: number;
  readonly renewMs: number;
  /** Covers what the clocks of the database and of this process may drift apart within a TTL. */
  readonly marginMs: number;
}

/** With these a request of 30 s may begin up to 25 s after the last renewal was sent. */
const DEFAULT_TIMES: LeaseTimes = { ttlMs: 60_000, renewMs: 15_000, marginMs: 5_000 };

/** Takes the mapping's lease and keeps it; `BusyError` says who has it. */
export async function holdLease(
  store: Store,
  mapping: string,
  holder: Holder,
  clock: Clock,
  times: Partial<LeaseTimes> = {},
): Promise<HeldLease> {
  const { ttlMs, renewMs, marginMs } = { ...DEFAULT_TIMES, ...times };
  const sentAt = clock.monotonic();
  const { lease, heldBy } = await store.acquire(mapping, holder, ttlMs);
  if (lease === undefined) throw busy(mapping, heldBy);
  return new RenewedLease(store, lease, clock, { ttlMs, renewMs, marginMs }, sentAt);
}

class RenewedLease implements HeldLease {
  readonly lease: Lease;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #times: LeaseTimes;
  readonly #timer: NodeJS.Timeout;
  /** Until when the lease is ours whatever happens, on the clock that never jumps, in ms. */
  #trustedUntil: number;
  #renewal: Promise<void> | undefined;
  /** Why the last renewal failed. */
  #failure: unknown;
  #disposed: Promise<void> | undefined;

  constructor(store: Store, lease: Lease, clock: Clock, times: LeaseTimes, sentAt: number) {
    this.lease = lease;
    this.#store = store;
    this.#clock = clock;
    this.#times = times;
    this.#trustedUntil = sentAt + times.ttlMs - times.marginMs;
    this.#timer = setInterval(() => {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
    }, times.renewMs);
    this.#timer.unref();
  }

  assertTrusted(forMs: number): void {
    if (this.#clock.monotonic() + forMs < this.#trustedUntil) return;
    if (this.#failure instanceof BusyError) throw this.#failure;
    throw new BusyError(
      `mapping ${this.lease.mapping}: its lease may run out within ${forMs} ms, too soon for a request`,
      {
        stage: "state",
        hint: "run again; what was not settled is read again",
        cause: this.#failure,
      },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#dispose();
    return this.#disposed;
  }

  async #dispose(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
    this.#trustedUntil = Number.NEGATIVE_INFINITY;
    await this.#store.release(this.lease);
  }

  /** Never rejects: a renewal that failed is noticed before the next request, and may be made up for. */
  async #renew(): Promise<void> {
    // Counted from before the call: the store's clock read it later, so that our trust ends first.
    const sentAt = this.#clock.monotonic();
    try {
      await this.#store.renew(this.lease, this.#times.ttlMs);
      this.#trustedUntil = sentAt + this.#times.ttlMs - this.#times.marginMs;
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      if (error instanceof BusyError) this.#trustedUntil = Number.NEGATIVE_INFINITY;
    }
  }
}

function busy(mapping: string, heldBy: Holder & { readonly since: number }): BusyError {
  const since = new Date(heldBy.since).toISOString();
  return new BusyError(
    `mapping ${mapping}: process ${heldBy.pid} on host ${heldBy.host} has been running it since ${since}`,
    {
      stage: "state",
      hint: "wait until it ends; a lease that is no longer renewed runs out within a minute",
    },
  );
}
