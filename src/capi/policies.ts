import { RATE_LIMIT_BLOCK_MS } from "./limits.ts";

/**
 * What an answer other than success means for what was sent.
 *
 *   transient  Meta or the way to it failed; the events may have been processed
 *   throttled  too many calls for now; nothing was processed
 *   blocked    as throttled, for an hour or more
 *   event      at least one event is bad; nothing was processed
 *   age        at least one event is too old
 *   size       the request is too large
 *   config     token, permission, dataset or version; nothing is wrong with the events
 *   unknown    refused for a reason that is in no list: an event's fault, or that of the envelope
 */
export type OutcomeClass =
  | "transient"
  | "throttled"
  | "blocked"
  | "event"
  | "age"
  | "size"
  | "config"
  | "unknown";

/** Waits between attempts: the first, then twice the one before, up to the last. */
export interface Wait {
  readonly firstMs: number;
  readonly lastMs: number;
  /** A random part of it, so that many do not come back at the same moment. */
  readonly jitter: boolean;
}

/** What is done about an answer of one class. */
export interface Policy {
  /** What is sent again: the same bytes, halves until the bad event stands alone, or nothing. */
  readonly resend: "same" | "halves" | "nothing";
  /** Where Meta itself names no time to wait. */
  readonly wait: Wait | undefined;
  /** What becomes of rows that stay refused; `pending`: unsettled, so the next run reads them again. */
  readonly rows: "pending" | "dead_letter" | "expired";
  /** The exit code of a run that ends for it; undefined: the run goes on. */
  readonly exitCode: 3 | 4 | undefined;
  /** All of it in a sentence, for `capisync errors`. */
  readonly does: string;
}

/**
 * Full jitter over a doubling bound: of the ways to spread retries, the one with the fewest calls.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter (read 2026)
 */
const BACKOFF: Wait = { firstMs: 1000, lastMs: 5 * 60_000, jitter: true };

/** Begins with the block of the standard tier, which is all that Meta's pages say about it. */
const THROTTLE: Wait = { firstMs: RATE_LIMIT_BLOCK_MS, lastMs: 3_600_000, jitter: false };

/** A block for a breach of policy is waited for by a person rather than by a program. Our own. */
const BLOCK: Wait = { firstMs: 3_600_000, lastMs: 3_600_000, jitter: false };

/** By class, one line each; the sinks of `send/` take their waits from here. */
// biome-ignore format: a table is read by its columns
export const POLICIES = {
  transient: { resend: "same",    wait: BACKOFF,   rows: "pending",     exitCode: 3,         does: "sends the same bytes again after a growing random wait, for delivery.retry_for; then the run ends with exit code 3 and the next one sends the rows again under the same event ids (with delivery.on_ambiguous: hold it does not: they are held)" },
  throttled: { resend: "same",    wait: THROTTLE,  rows: "pending",     exitCode: 3,         does: "pauses everything for this destination for as long as Meta says, else for a minute that doubles, and sends again within delivery.retry_for; then the run ends with exit code 3 and the watermark stays before the rows" },
  blocked:   { resend: "same",    wait: BLOCK,     rows: "pending",     exitCode: 3,         does: "waits for an hour or longer where delivery.retry_for allows it; else the run ends with exit code 3 and the watermark stays before the rows" },
  event:     { resend: "halves",  wait: undefined, rows: "dead_letter", exitCode: undefined, does: "sends halves of the batch until the bad event stands alone, sets that row aside as a dead letter and goes on; its neighbours are sent" },
  age:       { resend: "halves",  wait: undefined, rows: "expired",     exitCode: undefined, does: "sends halves of the batch until the old event stands alone, counts that row as expired and goes on" },
  size:      { resend: "halves",  wait: undefined, rows: "dead_letter", exitCode: undefined, does: "sends the batch in halves; a single event that is still too large is set aside as a dead letter" },
  config:    { resend: "nothing", wait: undefined, rows: "pending",     exitCode: 4,         does: "ends the run with exit code 4; no row is set aside and the watermark stays before the rows" },
  unknown:   { resend: "halves",  wait: undefined, rows: "dead_letter", exitCode: undefined, does: "sends halves of the batch until the event stands alone and sets that row aside; when the first two single events are refused alike, it is taken for a fault of the settings and the run ends with exit code 4" },
} as const satisfies Readonly<Record<OutcomeClass, Policy>>;
