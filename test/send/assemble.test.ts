import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import type { OnError } from "../../src/config/mapping.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { BusyError } from "../../src/lib/errors.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { assembleSink } from "../../src/send/assemble.ts";
import { graphApi } from "../../src/send/graph-api.ts";
import type { Journal } from "../../src/send/journal.ts";
import { Pace } from "../../src/send/pace.ts";
import type { Batch, Outcome, Sink } from "../../src/send/sink.ts";
import { batchOf, EVENT_TIME, outgoing, seqsOf, settle, summary } from "./events.ts";
import { DELIVERY, ON_ERROR } from "./settings.ts";

/** Keeps what is written, in its order. */
class RecordedJournal implements Journal {
  readonly lines: string[] = [];
  readonly open = new Set<number>();
  #attempts = 0;

  async begin(batch: Batch): Promise<number> {
    this.#attempts++;
    this.open.add(this.#attempts);
    this.lines.push(`begin ${batch.items.length}`);
    return this.#attempts;
  }

  async end(attempt: number, outcome: Outcome): Promise<void> {
    this.open.delete(attempt);
    this.lines.push(`end ${outcome.kind}`);
  }
}

/** The same time for the events and the machine, and waits that are over at once. */
const clock = {
  now: () => (EVENT_TIME + 60) * 1000,
  monotonic: () => systemClock.monotonic(),
  sleep: async (_ms: number, signal?: AbortSignal) => signal?.throwIfAborted(),
};

let sandbox: Sandbox;
let journal: RecordedJournal;
let graph: Sink & AsyncDisposable;

beforeEach(async () => {
  sandbox = await startSandbox({ now: clock.now });
  journal = new RecordedJournal();
  graph = graphApi({
    endpoint: sandbox.url,
    apiVersion: "v25.0",
    datasetId: "123",
    accessToken: () => "token",
    connections: 4,
  });
});

afterEach(async () => {
  await graph[Symbol.asyncDispose]();
  await sandbox.close();
});

function assembled(change: { onError?: OnError; journal?: Journal } = {}): Sink {
  const pace = new Pace(clock, undefined);
  const random = () => 0.5;
  return assembleSink({
    graph,
    pace,
    journal,
    clock,
    random,
    delivery: DELIVERY,
    onError: ON_ERROR,
    ...change,
  });
}

async function plan(...faults: unknown[]): Promise<void> {
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify(faults),
  });
  expect(response.status).toBe(200);
}

describe("assembleSink", () => {
  test("writes the attempt down before the POST and leaves it open for T2 when accepted", async () => {
    const settled = await settle(assembled(), batchOf(3));

    expect(summary(settled)).toBe("accepted 3");
    expect(settled[0]?.attempt).toBe(1);
    expect(journal.lines).toEqual(["begin 3"]);
  });

  test("writes every retry down", async () => {
    await plan({ match: { request: 1 }, answer: { status: 503 }, times: 2 });

    const settled = await settle(assembled(), batchOf(3));

    expect(summary(settled)).toBe("accepted 3");
    expect(journal.lines).toEqual([
      "begin 3",
      "end ambiguous",
      "begin 3",
      "end ambiguous",
      "begin 3",
    ]);
  });

  test("writes every half of a split down", async () => {
    await plan({ match: { event_id: "order-3" }, answer: { status: 400, code: 100, subcode: 1 } });

    const settled = await settle(assembled(), batchOf(4));

    expect(seqsOf(settled, "refused")).toEqual([3]);
    expect(seqsOf(settled, "accepted")).toEqual([0, 1, 2]);
    const begun = journal.lines.filter((line) => line.startsWith("begin"));
    expect(begun).toEqual(["begin 4", "begin 2", "begin 1", "begin 1"]);
    expect(sandbox.stats()).toMatchObject({ requests: 4, refused: 2, unique: 3, repeated: 0 });
  });

  test("writes down only what is about to be sent", async () => {
    const old = outgoing(0, { time: EVENT_TIME - WINDOWS.standard.seconds });

    const settled = await settle(assembled(), {
      items: [old, outgoing(1)],
      window: WINDOWS.standard,
    });

    expect(summary(settled)).toBe("expired 1 | accepted 1");
    expect(journal.lines).toEqual(["begin 1"]);
  });

  test("leaves a refused batch whole when the mapping says so", async () => {
    await plan({ match: { event_id: "order-3" }, answer: { status: 400, code: 100, subcode: 1 } });

    const settled = await settle(
      assembled({ onError: { ...ON_ERROR, batch: "fail" } }),
      batchOf(4),
    );

    expect(summary(settled)).toBe("refused 4");
  });

  test("takes an accepted batch whose answer was lost for ambiguous and sends it again", async () => {
    await plan({ match: { request: 1 }, answer: "drop_after" });

    const settled = await settle(assembled(), batchOf(5));

    expect(summary(settled)).toBe("accepted 5");
    expect(journal.lines).toEqual(["begin 5", "end ambiguous", "begin 5"]);
    expect(sandbox.stats()).toMatchObject({ events_received: 10, unique: 5, repeated: 5 });
  });

  test("sends nothing without an entry in the journal", async () => {
    const lost: Journal = {
      begin: () => Promise.reject(new BusyError("another run holds the mapping")),
      end: async () => {},
    };

    await expect(settle(assembled({ journal: lost }), batchOf(1))).rejects.toThrow(BusyError);
    expect(sandbox.stats().requests).toBe(0);
  });

  test("finishes the POST in flight when the run stops, and begins no other", async () => {
    const stop = new AbortController();
    const stopping: Journal = {
      async begin(batch) {
        const attempt = await journal.begin(batch);
        if (attempt === 2) setImmediate(() => stop.abort());
        return attempt;
      },
      end: (attempt, outcome) => journal.end(attempt, outcome),
    };
    await plan(
      { match: { event_id: "order-3" }, answer: { status: 400, code: 100, subcode: 1 } },
      { match: { request: 2 }, delay_ms: 100 },
    );

    const settled = await settle(assembled({ journal: stopping }), batchOf(4), stop.signal);

    expect(summary(settled)).toBe("accepted 2 | not_sent 2");
    expect(sandbox.stats().requests).toBe(2);
  });
});
