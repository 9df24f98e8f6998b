import { afterEach, describe, expect, test } from "vitest";
import { RefusedError } from "../../src/lib/errors.ts";
import { at, DAY, HOUR, order, orders } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

describe("rows of one key", () => {
  const copies = (): void => {
    world.source.rows.splice(4, 0, order(4, world.clock, { event_id: "another" }));
  };

  test("are sent once, whatever their event ids are", async () => {
    await worldWith(9);
    copies();

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { read: 10, accepted: 9 } });
    expect(report.counts.excluded).toEqual({ duplicate_in_run: 1 });
    expect(world.takenIds()).not.toContain("another");
    expect(world.events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "duplicate_in_run" }),
    );
  });

  test("are sent once when a page ends between them", async () => {
    await worldWith(9, { pageSize: 4 });
    copies();

    const report = await world.run();

    expect(report.counts).toMatchObject({
      read: 10,
      accepted: 9,
      excluded: { duplicate_in_run: 1 },
    });
    expect(world.takenIds()).not.toContain("another");
  });

  test("are sent once when the first of them cannot become an event", async () => {
    await worldWith(9);
    world.source.rows[3] = order(4, world.clock, { total: null });
    copies();

    const report = await world.run();

    expect(report.counts).toMatchObject({ accepted: 8, deadLettered: 1 });
    expect(report.counts.excluded).toEqual({ duplicate_in_run: 1 });
    expect(world.takenIds()).not.toContain("another");
  });

  test.for([1, 2, 3, 4, 5, 6])(
    "are all accounted for when the token goes bad at request %i",
    async (request) => {
      await worldWith(9, { pageSize: 4, delivery: { batchSize: 1, concurrency: 1 } });
      copies();
      await world.faults({ match: { request }, answer: { status: 401, code: 190 } });

      const stopped = await world.run();
      const resumed = await world.run();

      expect(stopped.error).toBeInstanceOf(RefusedError);
      expect(resumed.status).toBe("ok");
      expect(world.takenIds().sort()).toEqual(world.source.rows.flatMap(sentId).sort());
      expect((await world.status())?.counts.excluded.duplicate_in_run).toBeGreaterThanOrEqual(1);
    },
  );

  test("count as already sent when a later run reads the event again", async () => {
    await worldWith(9, { incremental: { lookbackSeconds: 7200 } });
    await world.run();
    copies();

    const report = await world.run();

    expect(report.counts).toMatchObject({ alreadySent: 9, excluded: { duplicate_in_run: 1 } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 9, repeated: 0 });
  });
});

function sentId({ event_id: id }: { readonly [column: string]: unknown }): string[] {
  return id === "another" ? [] : [String(id)];
}

test("an event that two rows with keys of their own share is sent once", async () => {
  await worldWith(9);
  world.source.rows[7] = order(8, world.clock, { event_id: "e2" });

  const report = await world.run();

  expect(report.counts).toMatchObject({ accepted: 8, excluded: { duplicate_in_run: 1 } });
  expect(world.sandbox.stats()).toMatchObject({ unique: 8, repeated: 0 });
});

describe("an event whose earlier attempt got no answer", () => {
  /** Runs once, with an answer that gets lost until the run gives up. */
  async function loseAnswers(): Promise<void> {
    world.recorder.cut = () => "after";
    const lost = await world.run();
    world.recorder.cut = () => undefined;
    expect(lost.status).toBe("unavailable");
  }

  test("is sent again with the same id, and counted", async () => {
    await worldWith(5, { delivery: { retryForSeconds: 0 } });
    await loseAnswers();

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", ambiguous: 5, counts: { accepted: 5 } });
    expect(world.sandbox.stats()).toMatchObject({ unique: 5, repeated: 5 });
    expect((await world.status())?.ambiguousEvents).toBe(5);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    { channel: "phone_call",        ms: 47 * HOUR, fate: "accepted" },
    { channel: "phone_call",        ms: 49 * HOUR, fate: "held" },
    { channel: "physical_store", ms: 6 * DAY,   fate: "accepted" },
    { channel: "physical_store", ms: 8 * DAY,   fate: "held" },
  ])("from $channel is $fate $ms ms after it", async ({ channel, ms, fate }) => {
    await worldWith(0, { delivery: { retryForSeconds: 0 } });
    world.source.rows = [order(1, world.clock, { channel })];
    await loseAnswers();
    world.backdateAttempts(ms);

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { read: 1, [fate]: 1 } });
    expect(world.sandbox.stats().events_received).toBe(fate === "held" ? 1 : 2);
  });

  test("is held when only the first of several attempts lies beyond the horizon", async () => {
    await worldWith(0, { delivery: { retryForSeconds: 0 } });
    world.source.rows = [order(1, world.clock, { channel: "phone_call" })];
    await loseAnswers();
    world.backdateAttempts(30 * HOUR);
    await loseAnswers();
    world.backdateAttempts(30 * HOUR);

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", ambiguous: 0, counts: { held: 1 } });
    expect(world.sandbox.stats().repeated).toBe(1);
  });

  test("is held when the mapping says hold, and stays held when its values change", async () => {
    await worldWith(5, {
      delivery: { onAmbiguous: "hold" },
      incremental: { lookbackSeconds: 7200 },
    });
    await loseAnswers();

    const held = await world.run();
    world.source.rows[0] = order(1, world.clock, {
      total: "6.00",
      updated_at: at(world.clock, -1000),
    });
    const changed = await world.run();

    expect(held).toMatchObject({ status: "ok", counts: { held: 5 }, requests: 0 });
    expect(changed).toMatchObject({ status: "ok", counts: { held: 5, accepted: 0 }, requests: 0 });
    expect(world.sandbox.stats()).toMatchObject({ unique: 5, repeated: 0 });
    expect(await world.letters()).toHaveLength(5);
  });
});

describe("a row that is held", () => {
  test("stays held when it could not become an event for a while", async () => {
    await worldWith(5, {
      delivery: { onAmbiguous: "hold" },
      incremental: { lookbackSeconds: 7200 },
    });
    world.recorder.cut = () => "after";
    await world.run();
    world.recorder.cut = () => undefined;
    await world.run();
    world.source.rows[2] = order(3, world.clock, { total: null });
    await world.run();
    world.source.rows[2] = order(3, world.clock);

    const report = await world.run();

    expect(report.counts).toMatchObject({ held: 5, accepted: 0 });
    expect(world.sandbox.stats()).toMatchObject({ unique: 5, repeated: 0 });
  });

  test("stays held when Meta counted other events than were sent", async () => {
    await worldWith(5, { incremental: { lookbackSeconds: 7200 } });
    const body = JSON.stringify({ events_received: 3 });
    await world.faults({ match: { request: 1 }, answer: { status: 200, body } });
    await world.run();

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", requests: 0, counts: { held: 5 } });
    expect(await world.letters()).toHaveLength(5);
  });
});

describe("a row that was set aside", () => {
  async function rejectOnce(): Promise<void> {
    await worldWith(5, { incremental: { lookbackSeconds: 7200 } });
    world.source.rows[2] = order(3, world.clock, { total: null });
    await world.run();
  }

  test("is counted again without a new letter while it does not change", async () => {
    await rejectOnce();

    const report = await world.run();

    expect(report.counts).toMatchObject({ read: 5, alreadySent: 4, deadLettered: 1 });
    expect(await world.letters()).toMatchObject([{ rowKey: "3", stage: "map", times: 1 }]);
  });

  test("has its letter closed when it was mended and accepted", async () => {
    await rejectOnce();
    world.source.rows[2] = order(3, world.clock);

    const report = await world.run();

    expect(report.counts).toMatchObject({ alreadySent: 4, accepted: 1 });
    expect(await world.letters("open")).toHaveLength(0);
    expect(await world.letters("closed")).toMatchObject([{ rowKey: "3" }]);
  });

  test("is not sent again while what Meta refused is unchanged", async () => {
    await worldWith(5, { incremental: { lookbackSeconds: 7200 } });
    const answer = { status: 400, code: 100, subcode: 2804008 };
    await world.faults({ match: { event_id: "e3" }, answer });
    await world.run();
    await world.clearFaults();
    const before = world.recorder.requests.length;

    const report = await world.run();

    expect(report.counts).toMatchObject({ alreadySent: 4, deadLettered: 1 });
    expect(world.recorder.requests).toHaveLength(before);
  });
});
