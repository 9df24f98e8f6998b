import { codeText } from "../capi/error-codes.ts";
import type { Mapping } from "../config/mapping.ts";
import { InvariantError, LimitError, RefusedError, UnavailableError } from "../lib/errors.ts";
import type { Batch, Outcome, Outgoing, Settlement } from "../send/sink.ts";
import type { Books } from "./books.ts";
import { type ErrorRate, staleLimit } from "./error-rate.ts";
import type { Tell } from "./events.ts";
import type { Intake } from "./intake.ts";
import type { Stop } from "./stop.ts";

export interface SettleParts {
  readonly mapping: Mapping;
  readonly books: Books;
  readonly intake: Intake;
  readonly errorRate: ErrorRate;
  readonly stop: Stop;
  readonly tell: Tell;
  /** Ambiguous attempts of this run whose events all have a fate with these. */
  readonly supersededBy: (items: readonly Outgoing[]) => readonly number[];
}

const REFUSED_ISSUE = {
  code: "meta_refused",
  field: "",
  expected: "an event that Meta takes; its code says what is wrong",
} as const;

const MISMATCH_ISSUE = {
  code: "count_mismatch",
  field: "",
  expected: "events_received to be the number of events sent",
} as const;

const GOES_ON = "nothing is lost: the next run goes on where this one stopped";

/** The error that ends the run instead of settling; undefined for an outcome that settles. */
function stopping(settlement: Settlement, { mapping, errorRate }: SettleParts): Error | undefined {
  const { outcome, items } = settlement;
  const { onError } = mapping;
  switch (outcome.kind) {
    case "accepted":
    case "held":
      return undefined;
    case "expired":
      return onError.stale === "fail" ? staleLimit(items.length) : undefined;
    case "refused":
      return onError.batch === "fail"
        ? batchRefused(outcome, items.length)
        : errorRate.refused(items.length);
    case "gave_up":
      return new LimitError(`${outcome.reason}; last answer ${codeText(outcome.answer)}`, {
        stage: "send",
        hint: "the watermark stays before the rest: look at the dead letters, mend the mapping, and run again",
      });
    case "config":
      return new RefusedError(`Meta refuses every event: ${outcome.reason}`, {
        stage: "send",
        hint: `answer ${codeText(outcome.answer)}, fbtrace_id ${outcome.answer.fbtraceId ?? "-"}: mend token, permission or dataset id and run again; no row was set aside for it and the watermark stands before the unsent rows`,
      });
    case "throttled":
      return new UnavailableError(
        `Meta asks to wait (${outcome.reason ?? codeText(outcome.answer)}) for longer than delivery.retry_for`,
        { stage: "send", hint: GOES_ON },
      );
    case "ambiguous":
    case "not_sent":
      return new UnavailableError(`Meta cannot be reached: ${outcome.reason}`, {
        stage: "send",
        hint: GOES_ON,
      });
    default:
      return outcome satisfies never;
  }
}

function batchRefused(outcome: Extract<Outcome, { kind: "refused" }>, events: number): LimitError {
  const code = codeText(outcome.answer);
  return new LimitError(
    `Meta refused a batch of ${events} event(s) (${code}) and on_error.batch is fail`,
    {
      stage: "send",
      hint: "set on_error.batch to bisect to find and set aside the bad event",
    },
  );
}

/** Enters what a sink says into the books and makes it durable before the sink goes on. */
export function settler(
  parts: SettleParts,
): (settlement: Settlement, batch: Batch) => Promise<void> {
  const { books, intake, stop, tell } = parts;

  const setAside = (
    { items, attempt }: Settlement,
    fate: "deadLettered" | "held",
    reason: Parameters<Intake["setAside"]>[2],
  ): void => {
    books.closeAttempt(attempt);
    for (const item of items) intake.setAside(item, fate, reason);
  };

  function enter(settlement: Settlement, batch: Batch): void {
    const { items, outcome } = settlement;
    switch (outcome.kind) {
      case "accepted":
        books.accept(settlement, batch.window.days, intake.answered(items));
        return;
      case "held": {
        const issues = [MISMATCH_ISSUE];
        setAside(settlement, "held", { stage: "hold", issues, meta: outcome.answer });
        return;
      }
      case "refused": {
        const issues = [REFUSED_ISSUE];
        setAside(settlement, "deadLettered", { stage: "send", issues, meta: outcome.answer });
        return;
      }
      case "expired":
        items.forEach(intake.expire, intake);
        return;
      default:
        throw new InvariantError(`${outcome.kind} does not settle anything`, { stage: "send" });
    }
  }

  return async (answered, batch) => {
    const settlement = asExpired(answered);
    const error = stopping(settlement, parts);
    if (error !== undefined) {
      stop.fail(error);
      return;
    }
    enter(settlement, batch);
    for (const attempt of parts.supersededBy(settlement.items)) books.closeAttempt(attempt);
    await books.commit();
    intake.landed(settlement.items);
    tell({ type: "batch-settled", counts: books.total.counts() });
  };
}

/** What Meta refuses for its age is expired, as what we find too old ourselves. */
function asExpired(settlement: Settlement): Settlement {
  const { outcome } = settlement;
  const isTooOld = outcome.kind === "refused" && outcome.cause === "age";
  return isTooOld ? { ...settlement, outcome: { kind: "expired" } } : settlement;
}
