import { afterEach, describe, expect, test } from "vitest";
import { LimitError, RefusedError, UnavailableError } from "../../src/lib/errors.ts";
import { at, badEvent, DAY, HOUR, order, orders } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

/** A code that is in no list of ours. */
const UNKNOWN = { status: 400, code: 100, subcode: 1487390 };

describe("an event that Meta refuses", () => {
  test("is set aside and holds back neither its neighbours nor the checkpoint", async () => {
    await worldWith(30);
    await world.faults(badEvent("e14"));

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { accepted: 29, deadLettered: 1 } });
    expect(await world.checkpointKey()).toBe("30");
    expect(await world.letters()).toMatchObject([
      { rowKey: "14", stage: "send", meta: { status: 400, code: 100, subcode: 2804008 } },
    ]);
  });

  test("has its letter closed when its mended row is accepted", async () => {
    await worldWith(30);
    await world.faults(badEvent("e14"));
    await world.run();
    await world.clearFaults();
    world.source.rows[13] = order(14, world.clock, {
      total: "6.00",
      updated_at: at(world.clock, -1000),
    });

    const report = await world.run();

    expect(report.counts).toMatchObject({ read: 1, accepted: 1 });
    expect(await world.letters("open")).toHaveLength(0);
    expect(await world.letters("closed")).toMatchObject([{ rowKey: "14" }]);
  });

  test("is expired and not set aside when it is refused for its age", async () => {
    await worldWith(5);
    const answer = { status: 400, code: 100, subcode: 2804003 };
    await world.faults({ match: { event_id: "e3" }, answer });

    const report = await world.run();

    expect(report.counts).toMatchObject({ accepted: 4, expired: 1, deadLettered: 0 });
    expect(await world.letters()).toHaveLength(0);
  });
});

test("an event that Meta finds too old stops the run when on_error.stale is fail", async () => {
  await worldWith(5, { onError: { stale: "fail" } });
  await world.faults({
    match: { event_id: "e3" },
    answer: { status: 400, code: 100, subcode: 2804003 },
  });

  const report = await world.run();

  expect(report.error).toBeInstanceOf(LimitError);
  expect(report.counts.expired).toBe(0);
});

describe("on_error.batch: fail", () => {
  test("stops at a refused batch of one event and sets nothing aside", async () => {
    await worldWith(10, {
      delivery: { batchSize: 1, concurrency: 1 },
      onError: { batch: "fail" },
    });
    await world.faults({ match: { event_id: "e5" }, answer: UNKNOWN });

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report).toMatchObject({ status: "failed", counts: { accepted: 4, deadLettered: 0 } });
    expect(await world.checkpointKey()).toBe("4");
    expect(await world.letters()).toHaveLength(0);
  });

  test("stops at a refused batch of several events, and a mended one goes on from there", async () => {
    await worldWith(30, { delivery: { concurrency: 1 }, onError: { batch: "fail" } });
    await world.faults(badEvent("e15"));

    const stopped = await world.run();
    await world.clearFaults();
    const mended = await world.run();

    expect(stopped.error).toBeInstanceOf(LimitError);
    expect(stopped).toMatchObject({ counts: { accepted: 10 }, watermark: { key: ["10"] } });
    expect(mended).toMatchObject({ status: "ok", counts: { read: 20, accepted: 20 } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 30, repeated: 0 });
  });
});

describe("an answer that speaks of no event", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    { said: "a bad token",      answer: { status: 401, code: 190 }, type: RefusedError,     status: "refused" },
    { said: "too many calls",   answer: { status: 400, code: 4 },   type: UnavailableError, status: "unavailable" },
    { said: "a server's fault", answer: { status: 500, code: 2 },   type: UnavailableError, status: "unavailable" },
  ])("$said sets nothing aside and keeps the checkpoint before the unsent rows", async ({ answer, type, status }) => {
    await worldWith(30, { delivery: { concurrency: 1 } });
    await world.faults({ match: { event_id: "e15" }, answer });

    const report = await world.run();

    expect(report.error).toBeInstanceOf(type);
    expect(report).toMatchObject({ status, counts: { accepted: 10, deadLettered: 0 } });
    expect(await world.checkpointKey()).toBe("10");
    expect(await world.letters()).toHaveLength(0);
  });

  test("two unknown refusals of single events stop the run without a letter", async () => {
    await worldWith(20, { delivery: { concurrency: 1 } });
    await world.faults({ match: {}, answer: UNKNOWN });

    const report = await world.run();

    expect(report.error).toBeInstanceOf(RefusedError);
    expect(report.counts).toMatchObject({ accepted: 0, deadLettered: 0 });
    expect(await world.letters()).toHaveLength(0);
  });

  test("another number of events than were sent has them held", async () => {
    await worldWith(10);
    const body = JSON.stringify({ events_received: 3, fbtrace_id: "trace" });
    await world.faults({ match: { request: 1 }, answer: { status: 200, body } });

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { accepted: 0, held: 10 } });
    expect(world.recorder.requests).toHaveLength(1);
    expect(await world.letters()).toHaveLength(10);
  });
});

describe("an event that grows too old while it waits for its batch", () => {
  /** Three orders that stay in the window for ten more minutes, and a second page that takes an hour. */
  async function slowWorld(stale: "skip" | "fail" | "dead_letter"): Promise<void> {
    await worldWith(20, { delivery: { batchSize: 100 }, onError: { stale } });
    const purchasedAt = at(world.clock, -7 * DAY + HOUR + HOUR / 6);
    const change = { channel: "phone_call", purchased_at: purchasedAt };
    for (const n of [1, 2, 3]) world.source.rows[n - 1] = order(n, world.clock, change);
    world.source.beforePage = (page) => {
      if (page === 2) world.clock.putForward(HOUR);
    };
  }

  test("is expired, and the others of its window are sent", async () => {
    await slowWorld("skip");

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { accepted: 17, expired: 3 } });
  });

  test("is expired with a dead letter when the mapping asks for one", async () => {
    await slowWorld("dead_letter");

    const report = await world.run();

    expect(report.counts).toMatchObject({ accepted: 17, expired: 3, deadLettered: 0 });
    expect((await world.letters()).map((letter) => letter.rowKey).sort()).toEqual(["1", "2", "3"]);
  });

  test("stops the run when on_error.stale is fail", async () => {
    await slowWorld("fail");

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report).toMatchObject({ status: "failed", counts: { expired: 0 } });
    expect(report.watermark).toBeUndefined();
  });
});
