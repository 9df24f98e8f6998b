import type { Outgoing, Sink } from "../send/sink.ts";

/** A run's sink, with what its journal knows of attempts whose outcome stayed unknown. */
export interface RunSink extends Sink {
  /** Attempts of this run that ended ambiguous. */
  readonly ambiguous: readonly number[];
  /** Those of them whose events all have a fate once these have theirs. */
  supersededBy(items: readonly Outgoing[]): readonly number[];
}
