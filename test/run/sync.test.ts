import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/lib/clock.ts";
import { UnavailableError } from "../../src/lib/errors.ts";
import { badEvent, order, orders } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

describe("a batch", () => {
  test("holds events of one acceptance window only", async () => {
    await worldWith(40);
    for (let n = 1; n <= 40; n += 3) {
      world.source.rows[n - 1] = order(n, world.clock, { channel: "phone_call" });
    }

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { read: 40, accepted: 40 } });
    const channels = world.recorder.requests.map(
      ({ events }) => new Set(events.map((event) => event.action_source)).size,
    );
    expect(channels).toEqual(channels.map(() => 1));
    expect(await world.checkpointKey()).toBe("40");
  });

  test("that does not fill is sent once others have filled 20 times, so that the checkpoint goes on", async () => {
    await worldWith(16_000, {
      delivery: { batchSize: 500, concurrency: 1 },
      pageSize: 1000,
    });
    world.source.rows[0] = order(1, world.clock, { channel: "phone_call" });

    const report = await world.run();

    const { requests } = world.recorder;
    const lonely = requests.findIndex(({ events }) => events[0]?.event_id === "e1");
    expect(report).toMatchObject({ status: "ok", counts: { accepted: 16_000 } });
    expect(requests[lonely]?.events).toHaveLength(1);
    expect(lonely).toBeLessThanOrEqual(26);
  });

  test("is of delivery.batch_size, over the borders of pages", async () => {
    await worldWith(35, { delivery: { concurrency: 1 }, pageSize: 7 });

    await world.run();

    expect(world.recorder.requests.map(({ events }) => events.length)).toEqual([10, 10, 10, 5]);
  });
});

describe("reading", () => {
  test("waits while a batch far behind is tried again, and goes on afterwards", async () => {
    await worldWith(20_000, { delivery: { batchSize: 500 }, pageSize: 1000 });
    await world.faults({
      match: { event_id: "e5" },
      answer: { status: 500, code: 2 },
      times: 1,
    });
    let pages = 0;
    world.source.beforePage = (page) => {
      pages = page;
    };
    let pagesWhileStuck = 0;
    const clock: Clock = {
      now: () => world.clock.now(),
      monotonic: () => world.clock.monotonic(),
      sleep: async () => {
        // Long enough for all of the table to be read, if nothing kept it.
        await delay(1000);
        pagesWhileStuck = pages;
      },
    };

    const report = await world.run({ clock });

    // 20 batches of 500, the page that goes beyond them, and the one that is made ready.
    expect(pagesWhileStuck).toBeLessThanOrEqual(12);
    expect(report).toMatchObject({ status: "ok", counts: { read: 20_000, accepted: 20_000 } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 20_000 });
    expect(await world.checkpointKey()).toBe("20000");
  });

  test("that fails leaves what was settled settled, and the next run goes on behind it", async () => {
    await worldWith(50);
    world.source.beforePage = (page) => {
      if (page === 4) throw new UnavailableError("the warehouse went away", { stage: "source" });
    };

    const failed = await world.run();
    world.source.beforePage = () => undefined;
    const next = await world.run();

    expect(failed).toMatchObject({ status: "unavailable", error: { message: /went away/ } });
    expect(failed.counts.read).toBe(Number((await world.status())?.counts.read) - next.counts.read);
    expect(next).toMatchObject({ status: "ok", watermark: { key: ["50"] } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 50, repeated: 0 });
  });
});

describe("the checkpoint", () => {
  test("moves over pages with nothing to send", async () => {
    await worldWith(40);
    for (let n = 1; n <= 30; n++) {
      world.source.rows[n - 1] = order(n, world.clock, { consent: "no" });
    }
    let beforeLast: string | undefined;
    world.source.beforePage = async (page) => {
      if (page === 4) beforeLast = await world.checkpointKey();
    };

    const report = await world.run();

    expect(report.counts).toMatchObject({ accepted: 10, excluded: { no_consent: 30 } });
    // A page is committed at the latest while the one after the next is read.
    expect(Number(beforeLast)).toBeGreaterThanOrEqual(20);
  });

  test("stays before a batch that is under way while later ones land", async () => {
    await worldWith(40, { delivery: { concurrency: 4 } });
    await world.faults(
      { match: { event_id: "e5" }, answer: { status: 401, code: 190 }, delay_ms: 300 },
      badEvent("e17"),
    );

    const report = await world.run();

    expect(report.status).toBe("refused");
    expect(report.watermark).toBeUndefined();
    expect(report.counts.read).toBe(report.counts.accepted + report.counts.deadLettered);
  });
});

describe("a run that is told to stop", () => {
  test("lets what is in flight land, and the next run sends the rest", async () => {
    await worldWith(60, { delivery: { concurrency: 1 } });
    const stop = new AbortController();
    world.recorder.cut = () => {
      stop.abort(new UnavailableError("told to stop"));
      return undefined;
    };

    const stopped = await world.run({ signal: stop.signal });
    const rest = await world.run();

    expect(stopped.error).toMatchObject({ message: "told to stop" });
    expect(stopped).toMatchObject({ counts: { accepted: 10 }, watermark: { key: ["10"] } });
    expect(rest).toMatchObject({ status: "ok", counts: { accepted: 50 } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 60, repeated: 0 });
  });
});
