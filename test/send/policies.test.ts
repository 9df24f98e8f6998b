import { afterEach, describe, expect, test } from "vitest";
import { type OutcomeClass, POLICIES, type Policy } from "../../src/capi/policies.ts";
import type { Delivery } from "../../src/config/mapping.ts";
import { assembleSink } from "../../src/send/assemble.ts";
import { graphApi } from "../../src/send/graph-api.ts";
import type { Journal } from "../../src/send/journal.ts";
import { Pace } from "../../src/send/pace.ts";
import type { Settlement } from "../../src/send/sink.ts";
import { batchOf, EVENT_TIME, seqsOf, settle } from "./events.ts";
import { MovedClock } from "./moved-clock.ts";
import { httpServer } from "./servers.ts";
import { ON_ERROR, DELIVERY as USUAL } from "./settings.ts";

const TWO_HOURS = 7200;

const DELIVERY: Delivery = { ...USUAL, concurrency: 1, retryForSeconds: TWO_HOURS };

const NO_JOURNAL: Journal = { begin: async () => 1, end: async () => undefined };

/** An answer of each class. */
const ANSWERS: Readonly<Record<OutcomeClass, readonly [status: number, error: object]>> = {
  transient: [500, { code: 2 }],
  throttled: [400, { code: 4 }],
  blocked: [400, { code: 368 }],
  event: [400, { code: 100, error_subcode: 2804050 }],
  age: [400, { code: 100, error_subcode: 2804003 }],
  size: [413, {}],
  config: [400, { code: 190 }],
  unknown: [400, { code: 100, error_subcode: 1 }],
};

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Handled {
  readonly settled: readonly Settlement[];
  /** How many events each request held. */
  readonly sizes: readonly number[];
  readonly slept: readonly number[];
}

/** What becomes of four events while every request with the third of them gets an answer of the class. */
async function handled(kind: OutcomeClass): Promise<Handled> {
  const [status, error] = ANSWERS[kind];
  const server = await httpServer((response, { body }) => {
    const events = JSON.parse(body).data;
    const isBad = body.includes('"order-2"');
    response.writeHead(isBad ? status : 200);
    response.end(JSON.stringify(isBad ? { error } : { events_received: events.length }));
  });
  closing.push(server.close);
  const clock = new MovedClock((EVENT_TIME + 60) * 1000);
  const graph = graphApi({
    endpoint: server.url,
    apiVersion: "v25.0",
    datasetId: "123",
    accessToken: () => "token",
    connections: 1,
    clock,
  });
  closing.push(() => graph[Symbol.asyncDispose]());
  const sink = assembleSink({
    graph,
    pace: new Pace(clock, undefined),
    journal: NO_JOURNAL,
    clock,
    random: () => 0.5,
    delivery: DELIVERY,
    onError: ON_ERROR,
  });
  const settled = await settle(sink, batchOf(4));
  const sizes = server.seen.map(({ body }) => JSON.parse(body).data.length);
  return { settled, sizes, slept: clock.slept };
}

function classesWith(resend: Policy["resend"]): OutcomeClass[] {
  const classes = Object.keys(POLICIES) as OutcomeClass[];
  return classes.filter((kind) => POLICIES[kind].resend === resend);
}

describe("an answer is handled as the policy of its class says", () => {
  test.for(classesWith("same"))("%s: all is sent again, after its waits", async (kind) => {
    const { settled, sizes, slept } = await handled(kind);

    expect(new Set(sizes)).toEqual(new Set([4]));
    expect(sizes.length).toBeGreaterThan(1);
    expect(settled).toHaveLength(1);
    const { firstMs = 0, lastMs = 0, jitter } = POLICIES[kind].wait ?? {};
    const share = jitter ? 0.5 : 1;
    expect(slept[0]).toBe(firstMs * share);
    expect(slept.every((ms) => ms <= lastMs * share)).toBe(true);
    expect(POLICIES[kind]).toMatchObject({ rows: "pending", exitCode: 3 });
  });

  test.for(classesWith("halves"))("%s: halves are sent until it stands alone", async (kind) => {
    const { settled, sizes } = await handled(kind);

    expect(sizes[0]).toBe(4);
    expect(sizes).toContain(1);
    expect(seqsOf(settled, "accepted")).toEqual([0, 1, 3]);
    expect(seqsOf(settled, "refused")).toEqual([2]);
    expect(POLICIES[kind].wait).toBeUndefined();
  });

  test.for(classesWith("nothing"))("%s: nothing is sent again", async (kind) => {
    const { settled, sizes } = await handled(kind);

    expect(sizes).toEqual([4]);
    expect(settled.map(({ outcome }) => outcome.kind)).toEqual(["config"]);
    expect(POLICIES[kind]).toMatchObject({ rows: "pending", exitCode: 4 });
  });

  test("every class has one", () => {
    const all = [...classesWith("same"), ...classesWith("halves"), ...classesWith("nothing")];

    expect(all.sort()).toEqual(Object.keys(ANSWERS).sort());
  });
});
