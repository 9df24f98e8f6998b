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

  test("lets one request look a minute after 95 % usage, and goes on when nothing says so again", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(95);

    expect(await sleepsOf(pace, clock, 3)).toEqual([60_000, 250]);
  });

  test("lets one request a minute look as long as each answer says 95 %", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    const sink = withPace(
      new FakeSink(() => {
        pace.use(95);
        return ACCEPTED;
      }),
      pace,
    );
    for (let i = 0; i < 3; i++) await settle(sink, BATCH);

    expect(clock.slept).toEqual([60_000, 60_000]);
  });

  test("sends nothing until there is room again when Meta says when that is", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink(() => ACCEPTED);
    const pace = new Pace(clock, undefined);
    const sink = withPace(inner, pace);
    pace.use(97, 180_000);
    clock.move(30_000);

    const [meanwhile] = await settle(sink, BATCH);

    expect(meanwhile?.outcome).toMatchObject({
      kind: "throttled",
      retryAfterMs: 150_000,
      reason: "97 % of Meta's limits are used up",
    });
    expect(inner.sent).toEqual([]);
    expect(clock.slept).toEqual([]);
    clock.move(150_000);
    expect(summary(await settle(sink, BATCH))).toBe("accepted 1");
  });

  test("never spaces requests by the time that Meta names", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(96, 36_000_000);
    clock.move(36_000_000);

    expect(await sleepsOf(pace, clock, 4)).toEqual([500, 500, 500]);
  });

  test("waits for the longer of a throttle and the time until there is room", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, undefined);

    pace.use(100, 600_000);
    expect(pace.throttle(throttled(90_000))).toEqual(throttled(600_000));
    expect(pace.throttled()).toEqual(throttled(600_000));
    pace.use(100, 120_000);
    expect(pace.throttled()?.retryAfterMs).toBe(120_000);
    pace.use(10);
    expect(pace.throttled()?.retryAfterMs).toBe(90_000);
  });

  test("tells of a pause to whom it let wait for a turn", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink(() => ACCEPTED);
    const pace = new Pace(clock, 1);
    const sink = withPace(inner, pace);
    await settle(sink, BATCH);

    const waiting = settle(sink, BATCH);
    pace.use(99, 240_000);

    expect(summary(await waiting)).toBe("throttled 1");
    expect(inner.sent).toHaveLength(1);
  });

  test("looks once a minute at most when Meta names less", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, 4);
    pace.use(97, 0);

    expect(await sleepsOf(pace, clock, 2)).toEqual([60_000]);
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

  test("doubles the wait with each throttle that names no time, up to an hour", async () => {
    const clock = new MovedClock(0);
    const sink = withPace(new FakeSink(() => throttled(undefined)), new Pace(clock, undefined));
    const minutes: number[] = [];

    for (let i = 0; i < 8; i++) {
      const [settlement] = await settle(sink, BATCH);
      const outcome = settlement?.outcome;
      const ms = outcome?.kind === "throttled" ? (outcome.retryAfterMs ?? 0) : 0;
      minutes.push(ms / 60_000);
      clock.move(ms);
    }

    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test("counts throttles of requests that were in flight together as one", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, undefined);

    expect(pace.throttle(throttled(undefined)).retryAfterMs).toBe(60_000);
    clock.move(1000);
    expect(pace.throttle(throttled(undefined)).retryAfterMs).toBe(59_000);
    clock.move(59_000);
    expect(pace.throttle(throttled(undefined)).retryAfterMs).toBe(120_000);
  });

  test("begins with a minute again after a success", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, undefined);
    pace.throttle(throttled(undefined));
    clock.move(60_000);

    expect(summary(await settle(withPace(new FakeSink(() => ACCEPTED), pace), BATCH))).toBe(
      "accepted 1",
    );

    expect(pace.throttle(throttled(undefined)).retryAfterMs).toBe(60_000);
  });

  test("does not shorten a wait for a later answer that asks for less", async () => {
    const clock = new MovedClock(0);
    const pace = new Pace(clock, undefined);
    pace.throttle(throttled(3_600_000));

    expect(pace.throttle(throttled(5000)).retryAfterMs).toBe(3_600_000);
    expect(pace.throttle(throttled(7_200_000)).retryAfterMs).toBe(7_200_000);
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
