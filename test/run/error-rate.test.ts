import { afterEach, describe, expect, test } from "vitest";
import { LimitError } from "../../src/lib/errors.ts";
import { at, badEvent, DAY, order, orders } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

/** Makes the orders from `first` on impossible to map. */
function spoil(first: number, last: number): void {
  for (let n = first; n <= last; n++)
    world.source.rows[n - 1] = order(n, world.clock, { total: null });
}

const FIVE_PERCENT = { maxErrorRate: 0.05, minRows: 10 };

describe("max_error_rate", () => {
  test("stops before the page that trips it, and what came before stays settled", async () => {
    await worldWith(30, { onError: FIVE_PERCENT });
    spoil(21, 30);

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report).toMatchObject({ status: "failed", counts: { deadLettered: 0 } });
    expect(Number((await world.checkpointKey()) ?? 0)).toBeLessThanOrEqual(20);
    expect(await world.letters()).toHaveLength(0);
  });

  test("counts the rows that settled without being sent before it tripped", async () => {
    await worldWith(10, { onError: FIVE_PERCENT, incremental: { lookbackSeconds: 7200 } });
    await world.run();
    world.source.rows.push(...orders(world.clock, 10, 11));
    spoil(11, 20);

    const report = await world.run();
    const status = await world.status();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report.counts).toMatchObject({ read: 10, alreadySent: 10, deadLettered: 0 });
    expect(status?.lastRun?.counts).toMatchObject({ read: 10, alreadySent: 10 });
    expect(status?.checkpoint?.watermark.key).toEqual(["10"]);
  });

  test("counts excluded rows of the page before the one that tripped it", async () => {
    await worldWith(20, { onError: FIVE_PERCENT });
    for (let n = 1; n <= 10; n++) {
      world.source.rows[n - 1] = order(n, world.clock, { consent: "no" });
    }
    spoil(11, 20);

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report.counts).toMatchObject({ read: 10, excluded: { no_consent: 10 } });
    expect(await world.checkpointKey()).toBe("10");
  });

  test("counts what Meta refuses after the last page was read", async () => {
    await worldWith(100, {
      onError: FIVE_PERCENT,
      delivery: { batchSize: 50, concurrency: 1 },
      pageSize: 100,
    });
    await world.faults(...Array.from({ length: 30 }, (_, i) => badEvent(`e${i * 3 + 1}`)));

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report.status).toBe("failed");
    expect(report.counts.deadLettered).toBeLessThanOrEqual(5);
    expect(await world.letters()).toHaveLength(report.counts.deadLettered);
  });

  test("lets fewer rejected rows pass, each with a letter", async () => {
    await worldWith(40, { onError: FIVE_PERCENT, pageSize: 40 });
    spoil(7, 7);
    await world.faults(badEvent("e20"));

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { accepted: 38, deadLettered: 2 } });
    expect(await world.letters()).toHaveLength(2);
  });

  test("does not count before min_rows", async () => {
    await worldWith(9, { onError: FIVE_PERCENT });
    spoil(1, 9);

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { deadLettered: 9 } });
  });

  test("reads the same rows again once the mapping or the rows are mended", async () => {
    await worldWith(30, { onError: FIVE_PERCENT });
    spoil(21, 30);
    await world.run();
    world.source.rows = orders(world.clock, 30);

    const report = await world.run();

    expect(report.status).toBe("ok");
    expect(world.sandbox.stats()).toMatchObject({ unique: 30, repeated: 0 });
    expect(await world.checkpointKey()).toBe("30");
  });
});

describe("on_error", () => {
  test("row: fail stops at the first row that cannot become an event", async () => {
    await worldWith(30, { onError: { row: "fail" } });
    spoil(25, 25);

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(await world.letters()).toHaveLength(0);
    expect(Number((await world.checkpointKey()) ?? 0)).toBeLessThanOrEqual(20);
  });

  test("row: skip excludes it", async () => {
    await worldWith(30, { onError: { row: "skip" } });
    spoil(25, 25);

    const report = await world.run();

    expect(report).toMatchObject({
      status: "ok",
      counts: { accepted: 29, excluded: { skipped: 1 } },
    });
    expect(await world.letters()).toHaveLength(0);
  });

  test("stale: fail stops at an event that is too old when it is read", async () => {
    await worldWith(30, { onError: { stale: "fail" } });
    world.source.rows[24] = order(25, world.clock, { purchased_at: at(world.clock, -70 * DAY) });

    const report = await world.run();

    expect(report.error).toBeInstanceOf(LimitError);
    expect(report.counts.expired).toBe(0);
  });
});
