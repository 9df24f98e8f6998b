import { afterEach, describe, expect, test } from "vitest";
import { ConfigError, UnavailableError } from "../../src/lib/errors.ts";
import { thisHolder } from "../../src/state/holder.ts";
import type { Store } from "../../src/state/store.ts";
import { orders } from "../fakes/orders.ts";
import { startWorld, type World, type WorldOptions } from "../fakes/run.ts";

let world: World;

afterEach(() => world[Symbol.asyncDispose]());

async function worldWith(rows: number, options: WorldOptions = {}): Promise<void> {
  world = await startWorld(options);
  world.source.rows = orders(world.clock, rows);
}

describe("the stored watermark", () => {
  test("stays when a run that looks back ends before it comes to it", async () => {
    await worldWith(60, { incremental: { lookbackSeconds: 7200 } });
    await world.run();
    world.source.beforePage = (page) => {
      if (page === 3) throw new UnavailableError("the warehouse went away", { stage: "source" });
    };

    const report = await world.run();

    expect(report).toMatchObject({ status: "unavailable", counts: { alreadySent: 20 } });
    expect(report.watermark?.key).toEqual(["60"]);
    expect(await world.checkpointKey()).toBe("60");
  });

  test("stays when the newest rows are gone", async () => {
    await worldWith(60, { incremental: { lookbackSeconds: 7200 } });
    await world.run();
    world.source.rows.splice(40);

    const report = await world.run();

    expect(report).toMatchObject({ status: "ok", counts: { alreadySent: 40 } });
    expect(await world.checkpointKey()).toBe("60");
  });

  test("goes on past where it stood when new rows come behind the lookback", async () => {
    await worldWith(25, { incremental: { lookbackSeconds: 7200 } });
    await world.run();
    world.source.rows.push(...orders(world.clock, 5, 26));

    const report = await world.run();

    expect(report.counts).toMatchObject({ alreadySent: 25, accepted: 5 });
    expect(await world.checkpointKey()).toBe("30");
  });

  test("stays when a run that looks back is stopped within rows it reads again", async () => {
    await worldWith(60, { incremental: { lookbackSeconds: 7200 } });
    await world.run();
    const stop = new AbortController();
    world.source.beforePage = (page) => {
      if (page === 2) stop.abort(new UnavailableError("told to stop"));
    };

    await world.run({ signal: stop.signal });

    expect(await world.checkpointKey()).toBe("60");
  });
});

/** The store, all of which fails from the given call of a method on. */
function failing(
  store: Store,
  method: "settle" | "startRun" | "status",
  call: number,
  error: Error,
): Store {
  let calls = 0;
  let isBroken = false;
  return new Proxy(store, {
    get: (target, name, receiver) => {
      const real = Reflect.get(target, name, receiver);
      if (typeof real !== "function") return real;
      return async (...args: unknown[]) => {
        if (name === method) calls++;
        isBroken ||= calls === call;
        if (isBroken) throw error;
        return Reflect.apply(real, target, args);
      };
    },
  });
}

describe("a state that fails", () => {
  test("is told as what ended the run, though closing the run fails too", async () => {
    await worldWith(60, { delivery: { concurrency: 1 } });
    const broken = new ConfigError("the disk failed to write the state", { stage: "state" });
    let calls = 0;
    const store = new Proxy(failing(world.state.store, "settle", 3, broken), {
      get: (target, name, receiver) => {
        if (name !== "endRun" && name !== "release") return Reflect.get(target, name, receiver);
        return async () => {
          calls++;
          throw new ConfigError(`${name} failed as well`, { stage: "state" });
        };
      },
    });

    const report = await world.run({ store });

    expect(calls).toBeGreaterThan(0);
    expect(report.error).toBe(broken);
    expect(report.status).toBe("refused");
    expect(report.counts.accepted).toBe(20);
  });

  test("is told as what ended a run that had not begun", async () => {
    await worldWith(10);
    const broken = new ConfigError("the disk failed to write the state", { stage: "state" });

    const report = await world.run({ store: failing(world.state.store, "startRun", 1, broken) });

    expect(report).toMatchObject({ error: broken, counts: { read: 0 }, requests: 0 });
  });

  test("after all was settled takes nothing from the report", async () => {
    await worldWith(10);
    const broken = new ConfigError("the disk failed to read the state", { stage: "state" });

    const report = await world.run({ store: failing(world.state.store, "status", 2, broken) });

    expect(report).toMatchObject({ error: broken, status: "refused", counts: { accepted: 10 } });
  });

  test("when the run is closed does not hide what the warehouse said", async () => {
    await worldWith(30);
    const gone = new UnavailableError("the warehouse went away", { stage: "source" });
    world.source.beforePage = (page) => {
      if (page === 2) throw gone;
    };
    const store = new Proxy(world.state.store, {
      get: (target, name, receiver) => {
        if (name !== "endRun") return Reflect.get(target, name, receiver);
        return async () => {
          throw new ConfigError("the disk failed to write the state", { stage: "state" });
        };
      },
    });

    const report = await world.run({ store });

    expect(report).toMatchObject({ error: gone, status: "unavailable" });
  });
});

describe("--limit", () => {
  test("sends for real, and leaves the watermark where it is", async () => {
    await worldWith(30);

    const limited = await world.run({ limit: 15 });
    const whole = await world.run();

    expect(limited).toMatchObject({ status: "ok", counts: { read: 15, accepted: 15 } });
    expect(limited.watermark).toBeUndefined();
    expect(whole.counts).toMatchObject({ read: 30, alreadySent: 15, accepted: 15 });
    expect(world.sandbox.stats()).toMatchObject({ unique: 30, repeated: 0 });
  });
});

describe("a dry run", () => {
  test("tells what it would send, sends nothing and writes nothing", async () => {
    await worldWith(30);

    const report = await world.run({ dryRun: true });

    expect(report).toMatchObject({ status: "ok", dryRun: true, wouldSend: 30, requests: 0 });
    expect(report.counts).toMatchObject({ read: 0, accepted: 0 });
    expect(world.recorder.requests).toHaveLength(0);
    expect(await world.status()).toBeUndefined();
  });

  test("runs beside a run that holds the lease", async () => {
    await worldWith(30);
    const { lease } = await world.state.store.acquire(world.mapping.id, thisHolder(), 60_000);
    const real = await world.run();

    const report = await world.run({ dryRun: true });

    expect(lease).toBeDefined();
    expect(real.status).toBe("unavailable");
    expect(report).toMatchObject({ status: "ok", wouldSend: 30 });
  });

  test("leaves out what the ledger knows", async () => {
    await worldWith(30, { incremental: { lookbackSeconds: 7200 } });
    await world.run({ limit: 10 });

    const report = await world.run({ dryRun: true });

    expect(report).toMatchObject({ wouldSend: 20, counts: { read: 10, alreadySent: 10 } });
  });
});

test("a mapping without incremental reads all rows in every run and sends each once", async () => {
  await worldWith(30, { incremental: "none" });

  const first = await world.run();
  const second = await world.run();

  expect(first).toMatchObject({ status: "ok", counts: { read: 30, accepted: 30 } });
  expect(first.watermark).toEqual({ cursor: undefined, key: ["30"] });
  expect(second.counts).toMatchObject({ read: 30, alreadySent: 30 });
  expect(world.sandbox.stats()).toMatchObject({ unique: 30, repeated: 0 });
});
