import { InvariantError } from "../lib/errors.ts";
import type { Counts } from "./store.ts";

/**
 * INVARIANT: every row that was read ends in exactly one count. A sum that is off means that a row
 * was lost or counted twice, and nothing of it may become durable.
 */
export function assertConserved(counts: Counts): void {
  const { read, excluded, accepted, alreadySent, deadLettered, expired, held } = counts;
  const parts = [accepted, alreadySent, deadLettered, expired, held, ...Object.values(excluded)];
  const sum = parts.reduce((total, part) => total + part, 0);
  const sound = [read, ...parts].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!sound || sum !== read) {
    throw new InvariantError(
      `the counts of a settlement do not add up: read ${read}, settled ${sum} (${JSON.stringify(counts)})`,
      { stage: "state" },
    );
  }
}
