import type { Answer, Batch, Outcome, Sink } from "../../src/send/sink.ts";

export const NO_ANSWER: Answer = {
  status: undefined,
  code: undefined,
  subcode: undefined,
  fbtraceId: undefined,
};

export const ACCEPTED: Outcome = { kind: "accepted", answer: { ...NO_ANSWER, status: 200 } };

export function refused(
  cause: "event" | "age" | "size" | "unknown",
  code: number,
  subcode?: number,
): Outcome {
  return { kind: "refused", cause, answer: { ...NO_ANSWER, status: 400, code, subcode } };
}

export const AMBIGUOUS: Outcome = { kind: "ambiguous", reason: "ECONNRESET", answer: NO_ANSWER };

export const NOT_SENT: Outcome = { kind: "not_sent", reason: "ECONNREFUSED" };

export function throttled(
  retryAfterMs: number | undefined,
): Extract<Outcome, { kind: "throttled" }> {
  return { kind: "throttled", answer: { ...NO_ANSWER, status: 400, code: 4 }, retryAfterMs };
}

/** A sink in memory that answers as it is told, one outcome for a whole batch, and keeps what came. */
export class FakeSink implements Sink {
  readonly sent: Batch[] = [];
  readonly #answer: (batch: Batch, request: number) => Outcome;

  constructor(answer: (batch: Batch, request: number) => Outcome) {
    this.#answer = answer;
  }

  async *send(batch: Batch, signal: AbortSignal) {
    if (signal.aborted) {
      const outcome = { kind: "not_sent", reason: "stopped" } as const;
      yield { items: batch.items, outcome, attempt: undefined };
      return;
    }
    this.sent.push(batch);
    const outcome = this.#answer(batch, this.sent.length);
    yield { items: batch.items, outcome, attempt: undefined };
  }
}
