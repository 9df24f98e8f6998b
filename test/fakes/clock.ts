import { MovedClock } from "../send/moved-clock.ts";

/** A clock whose wall can be put forward alone, as when a machine slept: leases count on the other. */
export class WallClock extends MovedClock {
  #ahead = 0;

  override now(): number {
    return super.now() + this.#ahead;
  }

  putForward(ms: number): void {
    this.#ahead += ms;
  }
}
