import type { Watermark } from "../source/source.ts";
import type { Counts, RunStatus } from "../state/store.ts";

/** All that a run tells the outside. Logs, the live line and metrics are listeners. No row values. */
export type RunEvent = { readonly mapping: string; readonly run: number; readonly at: number } & (
  | {
      readonly type: "run-started";
      /** The cursor at which reading begins; undefined when nothing bounds it. */
      readonly from: string | undefined;
      /** Where this one stops reading; undefined when nothing bounds it. */
      readonly until: string | undefined;
    }
  | {
      readonly type: "page-read";
      readonly rows: number;
      /** The last row's place. */
      readonly through: Watermark;
    }
  | { readonly type: "batch-settled"; readonly counts: Counts }
  | { readonly type: "sink-waiting"; readonly ms: number; readonly reason: string }
  | { readonly type: "warning"; readonly code: string; readonly message: string }
  | {
      readonly type: "run-ended";
      readonly status: RunStatus;
      readonly counts: Counts;
      readonly error: string | undefined;
    }
);

export type Observe = (event: RunEvent) => void;

/** What a listener is told, before mapping, run and time are added. */
export type Tell = (event: EventBody) => void;

type Body<E> = E extends RunEvent ? Omit<E, "mapping" | "run" | "at"> : never;
export type EventBody = Body<RunEvent>;
