import type { Window } from "../capi/limits.ts";
import type { Batch, Outgoing } from "./sink.ts";

/**
 * Puts events into batches of one acceptance window each, since one event that is too old has its
 * whole request refused. Within what is added at once the oldest goes first: it is the next to expire.
 */
export class Batcher {
  readonly #batchSize: number;
  /** What waits for its batch to fill, by window. */
  readonly #open = new Map<Window, Outgoing[]>();

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  /** Takes a page's events; returns the batches that are full now. */
  add(items: readonly Outgoing[]): Batch[] {
    const full: Batch[] = [];
    for (const [window, added] of Map.groupBy(items, (item) => item.window)) {
      added.sort((a, b) => a.eventTime - b.eventTime);
      const waiting = [...(this.#open.get(window) ?? []), ...added];
      const filled = waiting.length - (waiting.length % this.#batchSize);
      for (let start = 0; start < filled; start += this.#batchSize) {
        full.push({ items: waiting.slice(start, start + this.#batchSize), window });
      }
      this.#open.set(window, waiting.slice(filled));
    }
    return full;
  }

  /** Batches that hold a row before `seq` and should wait no longer to fill. */
  overdue(seq: number): Batch[] {
    const late: Batch[] = [];
    for (const [window, items] of this.#open) {
      if (!items.some((item) => item.seq < seq)) continue;
      late.push({ items, window });
      this.#open.delete(window);
    }
    return late;
  }

  /** What is left, as batches that are not full; afterwards nothing waits. */
  flush(): Batch[] {
    const rest = [...this.#open].map(([window, items]) => ({ items, window }));
    this.#open.clear();
    return rest.filter((batch) => batch.items.length > 0);
  }
}
