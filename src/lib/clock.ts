import { setTimeout as delay } from "node:timers/promises";

/** The only way to know the time and to wait; tests hand in one that moves when told. */
export interface Clock {
  /** Wall clock, Unix milliseconds. */
  now(): number;
  /** A clock that never jumps, milliseconds from an arbitrary origin. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};
