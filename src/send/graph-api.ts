import type { Pool } from "undici";
import { type Clock, systemClock } from "../lib/clock.ts";
import { hmacSha256 } from "../lib/hash.ts";
import { Bodies, type Envelope } from "./body.ts";
import { notSent } from "./not-sent.ts";
import { outcomeOf } from "./outcome.ts";
import { post, type Reply } from "./post.ts";
import type { Settlement, Sink } from "./sink.ts";
import { regainMs, usagePercent } from "./usage.ts";
import { type AnswerWarning, warningsOf } from "./warnings.ts";

/**
 * All of one request, the answer's body included. Meta advises 1.5 s for a single event; giving up on
 * a thousand after they were processed would make them ambiguous. Our own.
 */
export const TIMEOUT_MS = 30_000;

/** Until the connection stands. A failure here is the harmless kind, so it may come early. Our own. */
const CONNECT_TIMEOUT_MS = 5000;

/**
 * How long an idle connection is kept. It must be shorter than the server's patience: a request
 * written to a socket that the server is closing is lost without a trace of how far it got.
 */
const KEEP_ALIVE_MS = 4000;

export interface GraphApiSettings {
  /** `https://graph.facebook.com`, without a trailing slash. */
  readonly endpoint: string;
  readonly apiVersion: string;
  readonly datasetId: string;
  /** Asked before every request, so that a token that was replaced is used at once. */
  readonly accessToken: () => string;
  /** Of the app that the token belongs to; asked as the token is. Undefined: nothing is proven. */
  readonly appSecret?: (() => string) | undefined;
  readonly testEventCode?: string | undefined;
  readonly partnerAgent?: string | undefined;
  /** A name for what is sent, as offline uploads have it. */
  readonly uploadTag?: string | undefined;
  readonly timeoutMs?: number | undefined;
  /** Connections, and so requests, at once. */
  readonly connections: number;
  /**
   * Told, after every answer that says so, how much of Meta's limits is used up, and in how many
   * milliseconds there is room again, 0 when Meta does not say.
   */
  readonly onUsage?: ((percent: number, regainMs: number) => void) | undefined;
  /** Told what an answer says besides; the same again with every answer that says it. */
  readonly onWarning?: ((warning: AnswerWarning) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** What goes around the events. The proof is made anew for each request, since the token may change. */
function envelopeOf(settings: GraphApiSettings): Envelope {
  const token = settings.accessToken();
  const secret = settings.appSecret?.();
  return {
    access_token: token,
    appsecret_proof: secret === undefined ? undefined : hmacSha256(secret, token),
    test_event_code: settings.testEventCode,
    partner_agent: settings.partnerAgent,
    upload_tag: settings.uploadTag,
  };
}

/** Passes on what an answer says besides what became of the events. */
function tellOf(reply: Reply, { onUsage, onWarning }: GraphApiSettings): void {
  const percent = usagePercent(reply.headers);
  if (percent !== undefined) onUsage?.(percent, regainMs(reply.headers));
  if (onWarning !== undefined) for (const warning of warningsOf(reply)) onWarning(warning);
}

/**
 * Meta's endpoint: one POST for each batch, and nothing more. The token travels in the body, since
 * addresses end up in the logs of proxies. An abort while a POST is in flight changes nothing about
 * it: cutting it off would leave its events ambiguous.
 */
export function graphApi(settings: GraphApiSettings): Sink & AsyncDisposable {
  const { apiVersion, datasetId, timeoutMs = TIMEOUT_MS, clock = systemClock } = settings;
  const url = new URL(`${settings.endpoint}/${apiVersion}/${datasetId}/events`);
  const bodies = new Bodies();
  const underway = new Set<Promise<Reply>>();
  let opening: Promise<Pool> | undefined;

  async function open(): Promise<Pool> {
    const undici = await import("undici");
    return new undici.Pool(url.origin, {
      connections: settings.connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      // Off: `timeoutMs` bounds the whole, and these two would only make a second, coarser clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  return {
    async *send(batch, signal): AsyncGenerator<Settlement> {
      const { items } = batch;
      if (signal.aborted) {
        yield notSent(items);
        return;
      }
      opening ??= open();
      const pool = await opening;
      const body = bodies.pack(items, envelopeOf(settings));
      const posted = post(pool, { path: url.pathname, body, timeoutMs });
      underway.add(posted);
      const reply = await posted;
      underway.delete(posted);
      tellOf(reply, settings);
      const outcome = outcomeOf(reply, items.length, clock.now());
      if (outcome.kind === "accepted") bodies.handBack(body);
      yield { items, outcome, attempt: undefined };
    },

    async [Symbol.asyncDispose]() {
      const pool = await opening;
      opening = undefined;
      // What is in flight ends by itself, within `timeoutMs`; undici's own `close` has no such bound.
      await Promise.all(underway);
      await pool?.destroy();
    },
  };
}
