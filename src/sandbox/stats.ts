import { type Key, keyedHash } from "../lib/hash.ts";
import type { WireEvent } from "./refusals.ts";

/** What the sandbox has seen since it started. */
export interface SandboxStats {
  /** POSTs to an /events path that arrived whole. */
  readonly requests: number;
  /** Those of them that were answered with an error. */
  readonly refused: number;
  /** Events in the requests that were taken. */
  readonly events_received: number;
  /** Those that were not taken before, by dataset, event_name and event_id. */
  readonly unique: number;
  readonly repeated: number;
}

/**
 * Events of which each half of the memory knows: some 100 bytes each. A repeat that comes after so
 * many others is not recognised.
 */
const REMEMBERED = 2_000_000;

/** Counts, and remembers hashes of what was taken, so as to tell a repeat. Keeps no event. */
export class Stats {
  #requests = 0;
  #refused = 0;
  #received = 0;
  #repeated = 0;
  #recent = new Set<Key>();
  #older = new Set<Key>();

  /** Counts one request; returns its number, from 1. */
  request(): number {
    this.#requests++;
    return this.#requests;
  }

  refuse(): void {
    this.#refused++;
  }

  accept(datasetId: string, events: readonly WireEvent[]): void {
    this.#received += events.length;
    for (const { event } of events) {
      // Without an id nothing can be recognised, so it is no repeat.
      if (event.event_id === undefined) continue;
      const key = keyedHash(datasetId, `\n${event.event_name}\n${event.event_id}`);
      if (this.#recent.has(key) || this.#older.has(key)) this.#repeated++;
      else this.#remember(key);
    }
  }

  snapshot(): SandboxStats {
    return {
      requests: this.#requests,
      refused: this.#refused,
      events_received: this.#received,
      unique: this.#received - this.#repeated,
      repeated: this.#repeated,
    };
  }

  #remember(key: Key): void {
    if (this.#recent.size >= REMEMBERED) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(key);
  }
}
