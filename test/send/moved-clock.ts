import type { Clock } from "../../src/lib/clock.ts";

/** A clock on which a sleep takes no time but moves the hands. */
export class MovedClock implements Clock {
  readonly slept: number[] = [];
  #now: number;
  #monotonic = 0;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  move(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.move(ms);
  }
}
