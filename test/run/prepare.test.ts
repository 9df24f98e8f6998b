import { afterEach, describe, expect, test } from "vitest";
import { RefusedError } from "../../src/lib/errors.ts";
import type { Connector } from "../../src/source/source.ts";
import { at, DAY, HOUR, order, orders, STEP_MS } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

describe("rows whose cursor lies in the future", () => {
  test("stop the run when it is more than a day, by name and number", async () => {
    await worldWith(10);
    for (const n of [3, 4]) {
      world.source.rows[n] = order(n, world.clock, { updated_at: at(world.clock, 2 * DAY) });
    }

    const report = await world.run();

    expect(report.error).toBeInstanceOf(RefusedError);
    expect(errorText(report.error)).toMatch(/incremental\.cursor: 2 row.*future.*updated_at/);
    expect(report).toMatchObject({ status: "refused", requests: 0 });
  });

  test("wait for a later run when it is less", async () => {
    await worldWith(10);
    world.source.rows[9] = order(10, world.clock, { updated_at: at(world.clock, HOUR) });

    const first = await world.run();
    world.clock.putForward(2 * HOUR);
    const later = await world.run();

    expect(first).toMatchObject({ status: "ok", counts: { read: 9 } });
    expect(later.counts).toMatchObject({ read: 1, accepted: 1 });
  });

  test("are looked for once a day", async () => {
    await worldWith(10);
    await world.run();
    world.source.rows.push(order(11, world.clock, { updated_at: at(world.clock, 5 * DAY) }));

    const sameDay = await world.run();
    world.clock.putForward(DAY);
    const nextDay = await world.run();

    expect(sameDay.status).toBe("ok");
    expect(nextDay.error).toBeInstanceOf(RefusedError);
  });
});

describe("rows without a cursor", () => {
  const spoil = (): void => {
    for (const n of [11, 12]) {
      world.source.rows.push(order(n, world.clock, { updated_at: null }));
    }
  };

  test("stop the run, with their number", async () => {
    await worldWith(10);
    spoil();

    const report = await world.run();

    expect(report.error).toBeInstanceOf(RefusedError);
    expect(errorText(report.error)).toMatch(/incremental\.cursor: 2 row.*updated_at/);
    expect(world.recorder.requests).toHaveLength(0);
  });

  test("are excluded with a count when the mapping says so, once a day", async () => {
    await worldWith(10, { incremental: { nullCursor: "exclude" } });
    spoil();

    const first = await world.run();
    const second = await world.run();

    expect(first.counts).toMatchObject({ read: 12, accepted: 10, excluded: { null_cursor: 2 } });
    expect(second.counts).toMatchObject({ read: 0, excluded: {} });
  });
});

test("a row without a key stops the run", async () => {
  await worldWith(10);
  world.source.rows.push(order(11, world.clock, { id: null }));

  const report = await world.run();

  expect(report.error).toBeInstanceOf(RefusedError);
  expect(errorText(report.error)).toMatch(/primary_key: a row has no value in `order_id`|`id`/);
});

describe("a ceiling", () => {
  /** The same source with another word on where to stop. */
  function withCeiling(change: object): Connector {
    return {
      ...world.source,
      dialect: world.source.dialect,
      open: async () => {
        const source = await world.source.open();
        const now = at(world.clock, 0);
        const ceiling = { cursor: now, clock: now, sound: true, ...change };
        return { ...source, ceiling: async () => ceiling };
      },
    };
  }

  test("that open transactions may undercut is told of", async () => {
    await worldWith(10);

    await world.run({ connector: withCeiling({ sound: false, reason: "a standby" }) });

    expect(world.events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "unsound_ceiling" }),
    );
  });

  test("that a forgotten transaction holds back is told of", async () => {
    await worldWith(10);

    await world.run({ connector: withCeiling({ behindSeconds: 1200 }) });

    expect(world.events).toContainEqual(
      expect.objectContaining({ type: "warning", code: "ceiling_behind" }),
    );
  });

  test("bounds what is read, and the rest comes with the next run", async () => {
    await worldWith(10);
    const cursor = at(world.clock, -HOUR + 6 * STEP_MS);

    const first = await world.run({ connector: withCeiling({ cursor }) });
    const second = await world.run();

    expect(first.counts.accepted).toBe(5);
    expect(second.counts.accepted).toBe(5);
  });
});
