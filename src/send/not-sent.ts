import type { Outgoing, Settlement } from "./sink.ts";

/** What becomes of events whose turn had not come when the run was stopped. */
export function notSent(items: readonly Outgoing[]): Settlement {
  const outcome = { kind: "not_sent", reason: "stopped before it was sent" } as const;
  return { items, outcome, attempt: undefined };
}
