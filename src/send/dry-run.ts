import type { Sink } from "./sink.ts";

/** Takes everything and sends nothing: a run over it shows what would be sent. */
export function dryRunSink(): Sink {
  const answer = { status: undefined, code: undefined, subcode: undefined, fbtraceId: undefined };
  return {
    async *send(batch) {
      yield { items: batch.items, outcome: { kind: "accepted", answer }, attempt: undefined };
    },
  };
}
