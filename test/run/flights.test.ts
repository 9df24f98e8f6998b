import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import { Flights } from "../../src/run/flights.ts";
import type { Batch, Settlement, Sink } from "../../src/send/sink.ts";

const NEVER = new AbortController().signal;

function batch(): Batch {
  return { items: [], window: WINDOWS.store };
}

const ACCEPTED: Settlement = {
  items: [],
  outcome: {
    kind: "accepted",
    answer: { status: 200, code: undefined, subcode: undefined, fbtraceId: undefined },
  },
  attempt: undefined,
};

/** A sink whose batches land one after the other, when they are let. */
class GatedSink implements Sink {
  underway = 0;
  most = 0;
  readonly #gates: (() => void)[] = [];

  async *send(): AsyncIterable<Settlement> {
    this.underway++;
    this.most = Math.max(this.most, this.underway);
    await new Promise<void>((resolve) => this.#gates.push(resolve));
    this.underway--;
    yield ACCEPTED;
  }

  async letOneLand(): Promise<void> {
    while (this.#gates.length === 0) await turn();
    this.#gates.shift()?.();
  }
}

test("no more batches are in flight than the concurrency allows, and one waits", async () => {
  const sink = new GatedSink();
  const settled: Settlement[] = [];
  const settle = async (settlement: Settlement): Promise<void> => {
    settled.push(settlement);
  };
  const flights = new Flights(sink, 2, settle, (error) => expect.unreachable(String(error)));
  let launched = 0;
  const launching = (async () => {
    for (let i = 0; i < 6; i++) {
      await flights.launch(batch(), NEVER);
      launched++;
    }
  })();

  for (let i = 0; i < 20; i++) await turn();
  const launchedWhileNoneLanded = launched;
  for (let i = 0; i < 6; i++) await sink.letOneLand();
  await launching;
  await flights.landed();

  expect(launchedWhileNoneLanded).toBe(3);
  expect(sink.most).toBe(2);
  expect(settled).toHaveLength(6);
  expect(flights.underway).toBe(0);
});

test("a settlement is entered before the sink is asked for the next", async () => {
  const order: string[] = [];
  const sink: Sink = {
    async *send() {
      order.push("first");
      yield ACCEPTED;
      order.push("second");
      yield ACCEPTED;
    },
  };
  const settle = async (): Promise<void> => {
    await turn();
    order.push("entered");
  };
  const flights = new Flights(sink, 1, settle, (error) => expect.unreachable(String(error)));

  await flights.launch(batch(), NEVER);
  await flights.landed();

  expect(order).toEqual(["first", "entered", "second", "entered"]);
});

test.for(["sink", "settle"] as const)(
  "what the %s throws is told and the rest still lands",
  async (who) => {
    const broken = new Error("broken");
    const failed: unknown[] = [];
    let calls = 0;
    const breaks = (part: string): void => {
      if (part === who && calls === 1) throw broken;
    };
    const sink: Sink = {
      async *send() {
        calls++;
        breaks("sink");
        yield ACCEPTED;
      },
    };
    let settled = 0;
    const settle = async (): Promise<void> => {
      breaks("settle");
      settled++;
    };
    const flights = new Flights(sink, 1, settle, (error) => failed.push(error));

    await flights.launch(batch(), NEVER);
    await flights.landed();
    await flights.launch(batch(), NEVER);
    await flights.landed();

    expect(failed).toEqual([broken]);
    expect(settled).toBe(1);
  },
);
