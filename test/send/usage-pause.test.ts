import { afterEach, expect, test } from "vitest";
import type { Delivery } from "../../src/config/mapping.ts";
import { assembleSink } from "../../src/send/assemble.ts";
import { graphApi } from "../../src/send/graph-api.ts";
import { Pace } from "../../src/send/pace.ts";
import type { Sink } from "../../src/send/sink.ts";
import { batchOf, EVENT_TIME, settle, summary } from "./events.ts";
import { MovedClock } from "./moved-clock.ts";
import { httpServer, type Server } from "./servers.ts";
import { ON_ERROR } from "./settings.ts";

const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Run {
  readonly sink: Sink;
  readonly server: Server;
  readonly clock: MovedClock;
  readonly told: [number, string][];
}

/** A run against a server whose first answer says that Meta's limits are nearly used up. */
async function runInto(minutes: number, retryForSeconds: number): Promise<Run> {
  const usage = { "1": [{ call_count: 96, estimated_time_to_regain_access: minutes }] };
  const server = await httpServer((response, { body }, request) => {
    const header = { "x-business-use-case-usage": JSON.stringify(usage) };
    response.writeHead(200, request === 1 ? header : {});
    response.end(JSON.stringify({ events_received: JSON.parse(body).data.length }));
  });
  closing.push(server.close);
  const clock = new MovedClock((EVENT_TIME + 60) * 1000);
  const pace = new Pace(clock, undefined);
  const graph = graphApi({
    endpoint: server.url,
    apiVersion: "v25.0",
    datasetId: "123",
    accessToken: () => "token",
    connections: 1,
    onUsage: pace.use,
    clock,
  });
  closing.push(() => graph[Symbol.asyncDispose]());
  const delivery: Delivery = {
    batchSize: 1000,
    concurrency: 4,
    ratePerSecond: undefined,
    retryForSeconds,
    onAmbiguous: "resend",
    ageMarginSeconds: 3600,
    uploadTag: undefined,
  };
  const told: [number, string][] = [];
  const sink = assembleSink({
    graph,
    pace,
    journal: { begin: async () => 1, end: async () => undefined },
    clock,
    random: () => 0.5,
    delivery,
    onError: ON_ERROR,
    onWait: (ms, reason) => told.push([ms, reason]),
  });
  return { sink, server, clock, told };
}

test("a pause that the usage asks for is waited for within retry_for, and told", async () => {
  const { sink, server, clock, told } = await runInto(4, 300);

  expect(summary(await settle(sink, batchOf(2)))).toBe("accepted 2");
  expect(summary(await settle(sink, batchOf(3)))).toBe("accepted 3");

  expect(told).toEqual([[240_000, "96 % of Meta's limits are used up"]]);
  expect(clock.slept).toEqual([240_000]);
  expect(server.seen).toHaveLength(2);
});

test("a pause longer than retry_for ends the run at once, for all that wait", async () => {
  const { sink, server, clock, told } = await runInto(600, 300);

  expect(summary(await settle(sink, batchOf(1)))).toBe("accepted 1");
  const settled = await Promise.all([1, 2, 3, 4].map((count) => settle(sink, batchOf(count))));

  expect(settled.map(summary)).toEqual([
    "throttled 1",
    "throttled 2",
    "throttled 3",
    "throttled 4",
  ]);
  expect(told).toEqual([]);
  expect(clock.slept).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

test("a pause of many hours is looked at again each hour", async () => {
  const { sink, clock } = await runInto(600, 86_400);

  await settle(sink, batchOf(1));
  await settle(sink, batchOf(1));

  expect(clock.slept).toEqual([3_600_000]);
});
