import { classify, codeText, explain } from "../capi/error-codes.ts";
import { type OutcomeClass, POLICIES } from "../capi/policies.ts";
import { isJsonObject, tryParse } from "../lib/json-object.ts";
import type { Reply } from "./post.ts";
import type { Answer, Outcome } from "./sink.ts";
import { retryAfterMs } from "./usage.ts";

/** The longest fbtrace_id that is kept; those of Meta's have some twenty characters. */
const FBTRACE_ID = /^[\w-]{1,64}$/;

/** An answer's body as far as it matters: numbers, and the one text that Meta itself made up. */
interface Body {
  readonly eventsReceived: number | undefined;
  readonly failed: boolean;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly isTransient: boolean;
  readonly fbtraceId: string | undefined;
}

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/** Undefined for anything but a JSON object: then it was not Graph that answered. */
function readBody(text: string | undefined): Body | undefined {
  const parsed = text === undefined ? undefined : tryParse(text);
  if (!isJsonObject(parsed)) return undefined;
  const error = isJsonObject(parsed.error) ? parsed.error : {};
  const trace = parsed.fbtrace_id ?? error.fbtrace_id;
  return {
    eventsReceived: whole(parsed.events_received),
    failed: parsed.error !== undefined,
    code: whole(error.code),
    subcode: whole(error.error_subcode),
    isTransient: error.is_transient === true,
    fbtraceId: typeof trace === "string" && FBTRACE_ID.test(trace) ? trace : undefined,
  };
}

function answerOf(status: number | undefined, body: Body | undefined): Answer {
  return {
    status,
    code: body?.code,
    subcode: body?.subcode,
    fbtraceId: body?.fbtraceId,
  };
}

/** What is said of an answer: the table's words for its code, or the code or status itself. */
function describe(answer: Answer): string {
  return explain(answer.code, answer.subcode)?.meaning ?? `answer ${codeText(answer)}`;
}

/** 2xx: accepted when it says so in so many events. */
function ofSuccess(answer: Answer, body: Body | undefined, sent: number): Outcome {
  if (body === undefined) {
    return { kind: "ambiguous", reason: "the answer was not JSON", answer };
  }
  const accepted = body.eventsReceived === sent && !body.failed;
  return accepted ? { kind: "accepted", answer } : { kind: "held", answer };
}

/** INVARIANT: what may have been processed is `ambiguous`, so that its keys stay on record. */
const OUTCOMES: Readonly<
  Record<OutcomeClass, (answer: Answer, waitMs: number | undefined) => Outcome>
> = {
  transient: (answer) => ({ kind: "ambiguous", reason: describe(answer), answer }),
  throttled: (answer, waitMs) => ({ kind: "throttled", answer, retryAfterMs: waitMs }),
  blocked: (answer, waitMs) => ({
    kind: "throttled",
    answer,
    // At least that long, whatever Meta says: its figures are about limits, and this is none.
    retryAfterMs: Math.max(POLICIES.blocked.wait.firstMs, waitMs ?? 0),
  }),
  event: (answer) => ({ kind: "refused", answer, cause: "event" }),
  age: (answer) => ({ kind: "refused", answer, cause: "age" }),
  size: (answer) => ({ kind: "refused", answer, cause: "size" }),
  unknown: (answer) => ({ kind: "refused", answer, cause: "unknown" }),
  config: (answer) => ({ kind: "config", reason: describe(answer), answer }),
};

/** What a reply to `sent` events means for them. Of Meta's texts nothing is kept. */
export function outcomeOf(reply: Reply, sent: number, nowMs: number): Outcome {
  const { status, failure } = reply;
  if (!reply.begun) return { kind: "not_sent", reason: failure ?? "no connection" };
  if (status === undefined || failure !== undefined) {
    return {
      kind: "ambiguous",
      reason: failure ?? "no answer",
      answer: answerOf(status, undefined),
    };
  }
  const body = readBody(reply.body);
  const answer = answerOf(status, body);
  if (status >= 200 && status < 300) return ofSuccess(answer, body, sent);
  if (status >= 300 && status < 400) {
    return { kind: "config", reason: `a redirect (HTTP ${status}), which is not followed`, answer };
  }
  const { code, subcode } = answer;
  const isTransient = body?.isTransient ?? false;
  const kind = classify({ status, code, subcode, isTransient });
  return OUTCOMES[kind](answer, retryAfterMs(reply.headers, nowMs));
}
