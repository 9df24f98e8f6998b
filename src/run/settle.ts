import type { Mapping } from "../config/mapping.ts";
import { InvariantError, LimitError, RefusedError, UnavailableError } from "../lib/errors.ts";
import type { Answer, Batch, Outcome, Settlement } from "../send/sink.ts";
import type { Books } from "./books.ts";
import type { ErrorRate } from "./error-rate.ts";
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
}

/** Meta's code and subcode as people quote them. */
function codeOf(answer: Answer): string {
  if (answer.code === undefined) return `HTTP ${answer.status ?? "?"}`;
  return answer.subcode === undefined ? `${answer.code}` : `${answer.code}/${answer.subcode}`;
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

/** The error that an unsettled outcome ends the run with. */
function errorOf(outcome: Outcome): Error | undefined {
  switch (outcome.kind) {
    case "config":
      return new RefusedError(`Meta refuses every event: ${outcome.reason}`, {
        stage: "send",
        hint: `answer ${codeOf(outcome.answer)}, fbtrace_id ${outcome.answer.fbtraceId ?? "-"}: mend token, permission or dataset id and run again; no row was set aside and the watermark stands before the unsent rows`,
      });
    case "throttled":
      return new UnavailableError(
        `Meta asks to wait (${codeOf(outcome.answer)}) for longer than delivery.retry_for`,
        {
          stage: "send",
          hint: "nothing is lost: the next run goes on where this one stopped",
        },
      );
    case "ambiguous":
    case "not_sent":
      return new UnavailableError(`Meta cannot be reached: ${outcome.reason}`, {
        stage: "send",
        hint: "nothing is lost: the next run goes on where this one stopped",
      });
    default:
      return undefined;
  }
}

/** Enters what a sink says into the books and makes it durable before the sink goes on. */
export function settler(
  parts: SettleParts,
): (settlement: Settlement, batch: Batch) => Promise<void> {
  const { books, intake, errorRate, stop, tell, mapping } = parts;

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
      case "refused":
        errorRate.refused(items.length);
        setAside(settlement, "deadLettered", {
          stage: "send",
          issues: [REFUSED_ISSUE],
          meta: outcome.answer,
        });
        return;
      case "expired":
        items.forEach(intake.expire, intake);
        return;
      default:
        throw new InvariantError(`${outcome.kind} does not settle anything`);
    }
  }

  return async (settlement, batch) => {
    const { outcome, items } = settlement;
    const error = errorOf(outcome);
    if (error !== undefined) {
      stop.fail(error);
      return;
    }
    if (outcome.kind === "refused" && items.length > 1 && mapping.onError.batch === "fail") {
      stop.fail(
        new LimitError(
          `Meta refused a batch of ${items.length} events (${codeOf(outcome.answer)}) and on_error.batch is fail`,
          {
            stage: "send",
            hint: "set on_error.batch to bisect to find and set aside the bad event",
          },
        ),
      );
      return;
    }
    const isTooOld = outcome.kind === "refused" && outcome.cause === "age";
    enter(isTooOld ? { ...settlement, outcome: { kind: "expired" } } : settlement, batch);
    await books.commit();
    intake.landed(items);
    tell({ type: "batch-settled", counts: books.total.counts() });
  };
}
