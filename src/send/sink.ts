import type { Window } from "../capi/limits.ts";
import type { Span } from "../lib/arena.ts";
import type { Key } from "../lib/hash.ts";

/**
 * An event as it goes on the wire, with what is needed to place and to remember it. It is serialised
 * once, when it is made: a retry and a half of a split send the same bytes, and what waits in a batch
 * is no burden to the collector.
 */
export interface Outgoing {
  /** The row's number in its run. */
  readonly seq: number;
  /** The event's JSON. */
  readonly json: Span;
  /** Unix seconds. */
  readonly eventTime: number;
  readonly window: Window;
  /** The key under which the ledger knows it. */
  readonly key: Key;
}

/** What is sent at once: at most 1000 events, all of one acceptance window. */
export interface Batch {
  readonly items: readonly Outgoing[];
  readonly window: Window;
}

/** What Meta answered, as far as it may be kept: codes, and none of the text, which may quote values. */
export interface Answer {
  /** HTTP status; undefined when none arrived. */
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly fbtraceId: string | undefined;
}

/**
 * What became of some events.
 *
 *   settled:     accepted | refused | expired | held
 *   not settled: ambiguous | not_sent | throttled | config | gave_up
 *
 * `refused` of more than one event means that at least one of them is bad. `held`: the answer
 * contradicts itself (2xx, yet another number of events), so sending again would be a guess.
 * `ambiguous`: Meta may have processed them. `config`: token, permission or dataset; nothing is
 * wrong with the events. `gave_up`: so many of them are refused that the search for the bad ones was
 * ended; `answer` is what Meta said of the last.
 */
export type Outcome =
  | { readonly kind: "accepted"; readonly answer: Answer }
  | {
      readonly kind: "refused";
      readonly answer: Answer;
      readonly cause: "event" | "age" | "size" | "unknown";
    }
  | { readonly kind: "expired" }
  | { readonly kind: "held"; readonly answer: Answer }
  | { readonly kind: "ambiguous"; readonly reason: string; readonly answer: Answer }
  | { readonly kind: "not_sent"; readonly reason: string }
  | {
      readonly kind: "throttled";
      readonly answer: Answer;
      /** How long to wait: Meta's own word, or what the pace makes of none. */
      readonly retryAfterMs: number | undefined;
      /** Why, where no answer refused anything. */
      readonly reason?: string;
    }
  | { readonly kind: "config"; readonly reason: string; readonly answer: Answer }
  | { readonly kind: "gave_up"; readonly reason: string; readonly answer: Answer };

/** The common fate of some events of a batch. */
export interface Settlement {
  readonly items: readonly Outgoing[];
  readonly outcome: Outcome;
  /** The attempt that brought it about and is still open in the journal: T2 closes it. */
  readonly attempt: number | undefined;
}

/**
 * Where batches go. Called once per batch; calls overlap up to `delivery.concurrency`. Yields
 * settlements as they become known: disjoint subsets of the batch, together all of it. The consumer
 * commits each before it asks for the next, so the halves of a split are durable one by one.
 *
 * When the signal aborts, a POST in flight is still finished and its settlement yielded, no new one
 * is begun, and what remains is yielded as `not_sent`. Throws only what ends the run: a lost lease, a
 * journal that cannot write.
 *
 * Retry, pacing, splitting, age check and journal are sinks around a sink.
 */
export interface Sink {
  send(batch: Batch, signal: AbortSignal): AsyncIterable<Settlement>;
}
