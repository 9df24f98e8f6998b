import { describe, expect, test } from "vitest";
import { Pace, withPace } from "../../src/send/pace.ts";
import type { Batch } from "../../src/send/sink.ts";
import { batchOf, settle, summary } from "./events.ts";
import { ACCEPTED, FakeSink, throttled } from "./fake-sink.ts";
import { MovedClock } from "./moved-clock.ts";

const BATCH: Batch = batchOf(1);

async function sleepsOf(pace: Pace, clock: MovedClock, requests: number): Promise<number[]> {
  const sink = withPace(new FakeSink(() => ACCEPTED), pace);
  for (let i = 0; i < requests; i++) await settle(sink, BATCH);
  return clock.slept;
}

describe("withPace", () => {
  test("waits for nothing without a rate", async () => {
    const clock = new MovedClock(0);

    expect(await sleepsOf(new Pace(clock, undefined), clock, 5)).toEqual([]);
  });

  test("spaces requests by the rate", async () => {
    const clock = new MovedClock(0);

    expect(await sleepsOf(new Pace(clock, 4), clock, 4)).toEqual([250, 250, 250]);
  });

  test("takes a rate below one a second", async () => {
    const clock = new MovedClock(0);

    expect(await sleepsOf(new Pace(clock, 0.5), clock, 2)).toEqual([2000]);
  });

  test("keeps one queue for all sinks of a destination", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 2);
    const one = withPace(new FakeSink(() => ACCEPTED), pace);
    const other = withPace(new FakeSink(() => ACCEPTED), pace);

    await settle(one, BATCH);
    await settle(other, BATCH);
    await settle(one, BATCH);

    expect(clock.slept).toEqual([500, 500]);
  });

  test("halves the rate from 75 % usage on", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(75);

    expect(await sleepsOf(pace, clock, 3)).toEqual([500, 500]);
  });

  test("slows down from 75 % usage on though no rate was set", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, undefined);
    pace.use(80);

    expect(await sleepsOf(pace, clock, 3)).toEqual([500, 500]);
  });

  test("lets one request a minute look from 95 % usage on", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(95);

    expect(await sleepsOf(pace, clock, 3)).toEqual([60_000, 60_000, 60_000]);
  });

  test("lets one request look when Meta says that there is room again", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(97, 180_000);

    expect(await sleepsOf(pace, clock, 2)).toEqual([180_000, 180_000]);
  });

  test("looks once a minute at most when Meta names less", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(97, 0);

    expect(await sleepsOf(pace, clock, 2)).toEqual([60_000, 60_000]);
  });

  test("goes on as before when usage has gone down", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(99);
    pace.use(10);

    expect(await sleepsOf(pace, clock, 2)).toEqual([250]);
  });

  test("answers with a throttle's own answer for as long as it holds, and sends nothing", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((_batch, request) => (request === 1 ? throttled(30_000) : ACCEPTED));
    const sink = withPace(inner, new Pace(clock, undefined));

    await settle(sink, BATCH);
    clock.move(10_000);
    const [meanwhile] = await settle(sink, BATCH);
    clock.move(20_000);
    const after = await settle(sink, BATCH);

    expect(meanwhile?.outcome).toEqual(throttled(20_000));
    expect(summary(after)).toBe("accepted 1");
    expect(inner.sent).toHaveLength(2);
  });

  test("holds everybody up for a minute when a throttle names no time", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((_batch, request) =>
      request === 1 ? throttled(undefined) : ACCEPTED,
    );
    const sink = withPace(inner, new Pace(clock, undefined));

    await settle(sink, BATCH);
    clock.move(59_000);
    const [meanwhile] = await settle(sink, BATCH);
    clock.move(1000);

    expect(meanwhile?.outcome).toEqual(throttled(1000));
    expect(summary(await settle(sink, BATCH))).toBe("accepted 1");
    expect(inner.sent).toHaveLength(2);
  });

  test("gives up its turn when the run stops", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink(() => ACCEPTED);
    const sink = withPace(inner, new Pace(clock, 1));

    await settle(sink, BATCH);
    const stopped = await settle(sink, BATCH, AbortSignal.abort());

    expect(summary(stopped)).toBe("not_sent 1");
    expect(inner.sent).toHaveLength(1);
  });
});
