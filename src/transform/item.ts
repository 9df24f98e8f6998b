import type { CapiEvent } from "../capi/event.ts";
import type { Window } from "../capi/limits.ts";
import type { Issue } from "../lib/issue.ts";

/**
 * A row on its way. `seq` counts the rows of a run from 0, in the order they were read. Never
 * dropped: a row that cannot go stays an item that says why.
 */
export type Item = EventItem | RejectedItem | ExcludedItem | ExpiredItem;

export interface EventItem {
  readonly kind: "event";
  readonly seq: number;
  readonly event: CapiEvent;
  readonly window: Window;
  /** Values that were left out or are worth a word; undefined for the many rows with none. */
  readonly notices: readonly Issue[] | undefined;
}

export interface RejectedItem {
  readonly kind: "rejected";
  readonly seq: number;
  readonly stage: "map" | "validate";
  readonly issues: readonly Issue[];
  readonly notices: readonly Issue[] | undefined;
}

export interface ExcludedItem {
  readonly kind: "excluded";
  readonly seq: number;
  /** `no_consent`, `skipped`, `duplicate_in_run`, `null_cursor`, `negative_value`. */
  readonly reason: string;
}

/** Older than Meta takes. */
export interface ExpiredItem {
  readonly kind: "expired";
  readonly seq: number;
}
