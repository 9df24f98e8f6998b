import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RetryPolicy, withRetry } from "../../src/send/retry.ts";
import type { Outcome, Sink } from "../../src/send/sink.ts";
import { batchOf, settle, summary } from "./events.ts";
import { ACCEPTED, AMBIGUOUS, FakeSink, NOT_SENT, refused, throttled } from "./fake-sink.ts";
import { MovedClock } from "./moved-clock.ts";

function policy(clock: MovedClock, change: Partial<RetryPolicy> = {}): RetryPolicy {
  return { clock, random: () => 0.5, retryForMs: 300_000, onAmbiguous: "resend", ...change };
}

function inTurn(...outcomes: Outcome[]): FakeSink {
  return new FakeSink((_batch, request) => outcomes[request - 1] ?? ACCEPTED);
}

describe("withRetry", () => {
  test.for<[string, Outcome]>([
    ["what did not arrive", NOT_SENT],
    ["what may have arrived", AMBIGUOUS],
    ["what came too fast", throttled(undefined)],
  ])("sends %s again", async ([, outcome]) => {
    const inner = inTurn(outcome, outcome);
    const batch = batchOf(3);

    const settled = await settle(withRetry(inner, policy(new MovedClock(0))), batch);

    expect(summary(settled)).toBe("accepted 3");
    expect(inner.sent).toHaveLength(3);
  });

  test("sends the very same batch object again", async () => {
    const inner = inTurn(AMBIGUOUS, AMBIGUOUS);
    const batch = batchOf(3);

    await settle(withRetry(inner, policy(new MovedClock(0))), batch);

    expect(inner.sent.every((sent) => sent === batch)).toBe(true);
  });

  test.for<[string, Outcome]>([
    ["refused", refused("event", 100, 2804050)],
    ["config", { kind: "config", reason: "the access token expired", answer: refusedAnswer() }],
    ["held", { kind: "held", answer: refusedAnswer() }],
    ["expired", { kind: "expired" }],
  ])("passes %s on at once", async ([kind, outcome]) => {
    const inner = inTurn(outcome);

    const settled = await settle(withRetry(inner, policy(new MovedClock(0))), batchOf(1));

    expect(summary(settled)).toBe(`${kind} 1`);
    expect(inner.sent).toHaveLength(1);
  });

  test("doubles the bound of its jitter, up to five minutes", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((_batch, request) => (request > 12 ? ACCEPTED : NOT_SENT));

    await settle(withRetry(inner, policy(clock, { retryForMs: 86_400_000 })), batchOf(1));

    expect(clock.slept.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(Math.max(...clock.slept)).toBe(150_000);
  });

  test("waits as long as the server says", async () => {
    const clock = new MovedClock(0);
    const told: [number, string][] = [];
    const onWait = (ms: number, reason: string) => told.push([ms, reason]);

    await settle(withRetry(inTurn(throttled(42_000)), policy(clock, { onWait })), batchOf(1));

    expect(clock.slept).toEqual([42_000]);
    expect(told).toEqual([[42_000, "throttled"]]);
  });

  test("waits a minute that doubles, up to an hour, when a throttle names no time", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((_batch, request) =>
      request > 8 ? ACCEPTED : throttled(undefined),
    );

    await settle(withRetry(inner, policy(clock, { retryForMs: 86_400_000 })), batchOf(1));

    const minutes = clock.slept.map((ms) => ms / 60_000);
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  test("does not wait for what ends after its time", async () => {
    const clock = new MovedClock(0);

    const settled = await settle(
      withRetry(inTurn(throttled(3_600_000)), policy(clock)),
      batchOf(1),
    );

    expect(settled[0]?.outcome).toEqual(throttled(3_600_000));
    expect(clock.slept).toEqual([]);
  });

  test("yields the last outcome when the time is used up", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((_batch, request) => (request < 5 ? AMBIGUOUS : NOT_SENT));

    const settled = await settle(withRetry(inner, policy(clock)), batchOf(2));

    expect(summary(settled)).toBe("not_sent 2");
    expect(clock.monotonic()).toBeLessThanOrEqual(300_000);
  });

  test("does not resend what may have arrived when it is to be held", async () => {
    const inner = inTurn(NOT_SENT, AMBIGUOUS);

    const settled = await settle(
      withRetry(inner, policy(new MovedClock(0), { onAmbiguous: "hold" })),
      batchOf(1),
    );

    expect(summary(settled)).toBe("ambiguous 1");
    expect(inner.sent).toHaveLength(2);
  });

  test("tries nothing again after the run was stopped", async () => {
    const stop = new AbortController();
    const inner = new FakeSink(() => {
      stop.abort();
      return AMBIGUOUS;
    });

    const settled = await settle(
      withRetry(inner, policy(new MovedClock(0))),
      batchOf(1),
      stop.signal,
    );

    expect(summary(settled)).toBe("ambiguous 1");
    expect(inner.sent).toHaveLength(1);
  });

  test("stops waiting when the run is stopped", async () => {
    const stop = new AbortController();
    const inner = inTurn(NOT_SENT);
    const onWait = () => stop.abort();

    const settled = await settle(
      withRetry(inner, policy(new MovedClock(0), { onWait })),
      batchOf(1),
      stop.signal,
    );

    expect(summary(settled)).toBe("not_sent 1");
    expect(inner.sent).toHaveLength(1);
  });

  test("sends only what is left of a batch of which some has settled", async () => {
    const sent: number[] = [];
    const half: Sink = {
      async *send(batch) {
        sent.push(batch.items.length);
        const outcome: Outcome = sent.length === 1 ? NOT_SENT : ACCEPTED;
        yield { items: batch.items.slice(0, 1), outcome: ACCEPTED, attempt: undefined };
        yield { items: batch.items.slice(1), outcome, attempt: undefined };
      },
    };

    const settled = await settle(withRetry(half, policy(new MovedClock(0))), batchOf(4));

    expect(summary(settled)).toBe("accepted 1 | accepted 1 | accepted 2");
    expect(sent).toEqual([4, 3]);
  });

  test("never waits past its time, whatever the jitter", async () => {
    const times = fc.integer({ min: 0, max: 600_000 });
    const randoms = fc.infiniteStream(fc.double({ min: 0.01, max: 0.999, noNaN: true }));

    await fc.assert(
      fc.asyncProperty(times, randoms, async (retryForMs, stream) => {
        const clock = new MovedClock(0);
        const random = () => stream.next().value;

        await settle(
          withRetry(new FakeSink(() => NOT_SENT), policy(clock, { retryForMs, random })),
          batchOf(1),
        );

        expect(clock.monotonic()).toBeLessThanOrEqual(retryForMs);
      }),
      { numRuns: 50 },
    );
  });
});

function refusedAnswer() {
  return { status: 400, code: 190, subcode: 463, fbtraceId: undefined };
}
