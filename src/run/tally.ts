import { assertConserved } from "../state/conservation.ts";
import type { Counts } from "../state/store.ts";

/** The ways in which a row can end; `excluded` has a reason besides. */
export type Fate = "accepted" | "alreadySent" | "deadLettered" | "expired" | "held";

/** Sums up how rows ended. What it holds always obeys the conservation law. */
export class Tally {
  readonly #fates = { accepted: 0, alreadySent: 0, deadLettered: 0, expired: 0, held: 0 };
  #excluded: Record<string, number> = {};

  count(fate: Fate, rows: number): void {
    this.#fates[fate] += rows;
  }

  exclude(reason: string, rows: number): void {
    this.#excluded[reason] = (this.#excluded[reason] ?? 0) + rows;
  }

  get rows(): number {
    const fates = this.#fates;
    let sum = fates.accepted + fates.alreadySent + fates.deadLettered + fates.expired + fates.held;
    for (const rows of Object.values(this.#excluded)) sum += rows;
    return sum;
  }

  /** The sums so far, as a value of its own. */
  counts(): Counts {
    return { read: this.rows, ...this.#fates, excluded: { ...this.#excluded } };
  }

  add(counts: Counts): void {
    assertConserved(counts);
    for (const fate of Object.keys(this.#fates) as Fate[]) this.#fates[fate] += counts[fate];
    for (const [reason, rows] of Object.entries(counts.excluded)) this.exclude(reason, rows);
  }
}
