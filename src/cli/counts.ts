import type { Counts } from "../state/store.ts";

/** Counts in the names that every `--json` document and log line uses. */
export function countsJson(counts: Counts): Record<string, unknown> {
  return {
    rows_read: counts.read,
    accepted: counts.accepted,
    already_sent: counts.alreadySent,
    dead_lettered: counts.deadLettered,
    excluded: counts.excluded,
    expired: counts.expired,
    held: counts.held,
  };
}
