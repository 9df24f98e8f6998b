import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WINDOWS } from "../../src/capi/limits.ts";
import { withAge } from "../../src/send/age.ts";
import { withRetry } from "../../src/send/retry.ts";
import type { Outcome } from "../../src/send/sink.ts";
import { withSplit } from "../../src/send/split.ts";
import { batchOf, EVENT_TIME, outgoing, seqsOf, settle, summary } from "./events.ts";
import { ACCEPTED, AMBIGUOUS, FakeSink, NO_ANSWER, NOT_SENT, refused } from "./fake-sink.ts";
import { MovedClock } from "./moved-clock.ts";

const WEAK = refused("event", 100, 2804050);
const UNKNOWN = refused("unknown", 100, 1234567);
const EXPIRED_TOKEN: Outcome = {
  kind: "config",
  reason: "the access token expired",
  answer: { ...NO_ANSWER, status: 400, code: 190, subcode: 463 },
};

/** Refuses, as Meta does, every request that holds one of these events. */
function refusing(bad: Iterable<number>, outcome: Outcome = WEAK): FakeSink {
  const seqs = new Set(bad);
  return new FakeSink((batch) =>
    batch.items.some((item) => seqs.has(item.seq)) ? outcome : ACCEPTED,
  );
}

describe("withSplit", () => {
  test("passes on what is not refused, as the very same batch", async () => {
    const inner = refusing([]);
    const batch = batchOf(10);

    const settled = await settle(withSplit(inner), batch);

    expect(summary(settled)).toBe("accepted 10");
    expect(inner.sent).toEqual([batch]);
    expect(inner.sent[0]).toBe(batch);
  });

  test.for([0, 1, 124, 187, 499, 500, 501, 750, 998, 999])(
    "finds one bad event of 1000, at %i, in at most 20 requests",
    async (bad) => {
      const inner = refusing([bad]);

      const settled = await settle(withSplit(inner), batchOf(1000));

      expect(seqsOf(settled, "refused")).toEqual([bad]);
      expect(seqsOf(settled, "accepted")).toHaveLength(999);
      expect(inner.sent.length).toBeLessThanOrEqual(20);
    },
  );

  test.for<[number[], number]>([
    [[0, 999], 36],
    [[300, 700], 36],
    [[10, 200, 480, 640, 990], 75],
  ])("finds %j of 1000 in at most %i requests", async ([bad, atMost]) => {
    const inner = refusing(bad);

    const settled = await settle(withSplit(inner), batchOf(1000));

    expect(seqsOf(settled, "refused")).toEqual(bad);
    expect(seqsOf(settled, "accepted")).toHaveLength(1000 - bad.length);
    expect(inner.sent.length).toBeLessThanOrEqual(atMost);
  });

  test("yields each half before the next is sent", async () => {
    const inner = refusing([7]);
    const sentAt: number[] = [];

    for await (const _settlement of withSplit(inner).send(
      batchOf(8),
      new AbortController().signal,
    )) {
      sentAt.push(inner.sent.length);
    }

    expect(sentAt).toEqual([2, 3, 4, 5]);
  });

  test("sets nothing aside but what was refused by itself", async () => {
    const inner = refusing([3]);

    await settle(withSplit(inner), batchOf(4));

    expect(inner.sent.at(-1)?.items.map((item) => item.seq)).toEqual([3]);
  });

  test("yields a single refused event as refused", async () => {
    const batch = batchOf(1);

    const settled = await settle(withSplit(refusing([0])), batch);

    expect(settled).toEqual([{ items: batch.items, outcome: WEAK, attempt: undefined }]);
  });

  test("settles each event exactly once, whichever are bad", async () => {
    const size = fc.integer({ min: 1, max: 60 });

    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.nat(59)), async (count, drawn) => {
        const bad = [...new Set(drawn)].filter((seq) => seq < count).sort((a, b) => a - b);

        const settled = await settle(withSplit(refusing(bad)), batchOf(count));

        expect(seqsOf(settled, "refused")).toEqual(bad);
        expect(settled.flatMap(({ items }) => items)).toHaveLength(count);
        expect(seqsOf(settled, "accepted")).toHaveLength(count - bad.length);
      }),
      { numRuns: 200 },
    );
  });

  test("halves what is too large, though no event is bad", async () => {
    const inner = new FakeSink((batch) =>
      batch.items.length > 3 ? refused("size", 105) : ACCEPTED,
    );

    const settled = await settle(withSplit(inner), batchOf(10));

    expect(seqsOf(settled, "accepted")).toHaveLength(10);
    expect(settled.every(({ items }) => items.length <= 3)).toBe(true);
  });

  test("halves what Meta finds too old though our clock does not", async () => {
    const settled = await settle(
      withSplit(refusing([2], refused("age", 100, 2804003))),
      batchOf(8),
    );

    expect(seqsOf(settled, "refused")).toEqual([2]);
    expect(seqsOf(settled, "accepted")).toHaveLength(7);
  });

  test("blames no neighbour when something expired in between", async () => {
    // The old event is what Meta refuses; it expires here while its batch is being halved.
    const clock = new MovedClock(EVENT_TIME * 1000);
    const inner = new FakeSink((batch) => {
      clock.move(1000);
      return batch.items.some((item) => item.seq === 0) ? refused("age", 100, 2804003) : ACCEPTED;
    });
    const old = outgoing(0, { time: EVENT_TIME - WINDOWS.standard.seconds });
    const batch = { items: [old, outgoing(1), outgoing(2), outgoing(3)], window: WINDOWS.standard };

    const settled = await settle(withSplit(withAge(inner, clock, 0)), batch);

    expect(summary(settled)).toBe("expired 1 | accepted 1 | accepted 2");
  });
});

describe("a half that fails in another way", () => {
  test("leaves the search, which goes on", async () => {
    const inner = new FakeSink((batch, request) => {
      if (request === 2) return AMBIGUOUS;
      return batch.items.some((item) => item.seq === 6) ? WEAK : ACCEPTED;
    });

    const settled = await settle(withSplit(inner), batchOf(8));

    expect(seqsOf(settled, "ambiguous")).toEqual([0, 1, 2, 3]);
    expect(seqsOf(settled, "refused")).toEqual([6]);
    expect(seqsOf(settled, "accepted")).toEqual([4, 5, 7]);
  });

  test("is tried again by the retry inside, and no healthy half is set aside", async () => {
    const clock = new MovedClock(0);
    const inner = new FakeSink((batch, request) => {
      if (request >= 2 && request <= 4) return AMBIGUOUS;
      return batch.items.some((item) => item.seq === 1) ? WEAK : ACCEPTED;
    });
    const retried = withRetry(inner, {
      clock,
      random: () => 0.5,
      retryForMs: 300_000,
      onAmbiguous: "resend",
    });

    const settled = await settle(withSplit(retried), batchOf(8));

    expect(seqsOf(settled, "refused")).toEqual([1]);
    expect(seqsOf(settled, "accepted")).toEqual([0, 2, 3, 4, 5, 6, 7]);
  });

  test("ends the search when it is config, with nothing set aside", async () => {
    const inner = new FakeSink((_batch, request) => (request === 1 ? WEAK : EXPIRED_TOKEN));

    const settled = await settle(withSplit(inner), batchOf(8));

    expect(seqsOf(settled, "config")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(inner.sent).toHaveLength(2);
  });

  test("by the run's stop leaves the rest unsent", async () => {
    const stop = new AbortController();
    const inner = new FakeSink((_batch, request) => {
      if (request === 2) stop.abort();
      return request === 1 ? WEAK : ACCEPTED;
    });

    const settled = await settle(withSplit(inner), batchOf(8), stop.signal);

    expect(summary(settled)).toBe("accepted 4 | not_sent 4");
    expect(inner.sent).toHaveLength(2);
  });
});

describe("the cap", () => {
  test("ends the search as given up, and what was settled stays settled", async () => {
    const everyOther = Array.from({ length: 500 }, (_, i) => 2 * i);
    const inner = refusing(everyOther);

    const settled = await settle(withSplit(inner), batchOf(1000));

    expect(inner.sent).toHaveLength(200);
    expect(settled.flatMap(({ items }) => items)).toHaveLength(1000);
    expect(settled.at(-1)?.outcome).toMatchObject({
      kind: "gave_up",
      answer: { subcode: 2804050 },
    });
    expect(seqsOf(settled, "config")).toEqual([]);
    expect(seqsOf(settled, "refused").length).toBeGreaterThan(40);
  });

  test("can be lower", async () => {
    const inner = refusing([0, 1, 2, 3, 4, 5, 6, 7]);

    const settled = await settle(withSplit(inner, { maxRequests: 4 }), batchOf(8));

    expect(inner.sent).toHaveLength(4);
    expect(seqsOf(settled, "gave_up").length + seqsOf(settled, "refused").length).toBe(8);
  });
});

describe("a code that is in no list", () => {
  test("is the event's fault when its neighbours are accepted", async () => {
    const settled = await settle(withSplit(refusing([5], UNKNOWN)), batchOf(100));

    expect(seqsOf(settled, "refused")).toEqual([5]);
    expect(seqsOf(settled, "accepted")).toHaveLength(99);
  });

  test("is yielded for the first event only once a neighbour was accepted", async () => {
    const settled = await settle(withSplit(refusing([0], UNKNOWN)), batchOf(4));

    expect(summary(settled)).toBe("refused 1 | accepted 1 | accepted 2");
  });

  test("is the destination's fault when the first two events are refused with it", async () => {
    const all = Array.from({ length: 100 }, (_, seq) => seq);
    const inner = refusing(all, UNKNOWN);

    const settled = await settle(withSplit(inner), batchOf(100));

    expect(summary(settled)).toBe("config 100");
    expect(inner.sent.length).toBeLessThan(12);
  });

  test("is then taken as config at once in the next batch", async () => {
    const all = Array.from({ length: 100 }, (_, seq) => seq);
    const inner = refusing(all, UNKNOWN);
    const sink = withSplit(inner);

    await settle(sink, batchOf(100));
    const before = inner.sent.length;
    const next = await settle(sink, batchOf(100));

    expect(summary(next)).toBe("config 100");
    expect(inner.sent.length - before).toBe(1);
  });

  test("is the events' fault when the second has another", async () => {
    const inner = new FakeSink((batch) => refused("unknown", 100, batch.items[0]?.seq ?? -1));

    const settled = await settle(withSplit(inner), batchOf(2));

    expect(seqsOf(settled, "refused")).toEqual([0, 1]);
  });

  test("is the events' fault after anything was accepted", async () => {
    const inner = refusing([0, 1], UNKNOWN);
    const sink = withSplit(inner);

    await settle(sink, { items: [outgoing(50)], window: WINDOWS.standard });
    const settled = await settle(sink, batchOf(2));

    expect(seqsOf(settled, "refused")).toEqual([0, 1]);
  });

  test("is the events' fault after a refusal with an event's own code", async () => {
    const inner = new FakeSink((batch) =>
      batch.items.some((item) => item.seq === 0) ? WEAK : UNKNOWN,
    );

    const settled = await settle(withSplit(inner), batchOf(3));

    expect(seqsOf(settled, "refused")).toEqual([0, 1, 2]);
  });

  test("of a batch of one is taken at its word", async () => {
    const settled = await settle(withSplit(refusing([0], UNKNOWN)), batchOf(1));

    expect(summary(settled)).toBe("refused 1");
  });

  test("is no one's fault when the way to Meta breaks before it is clear", async () => {
    const inner = new FakeSink((_batch, request) => (request <= 2 ? UNKNOWN : EXPIRED_TOKEN));

    const settled = await settle(withSplit(inner), batchOf(2));

    expect(seqsOf(settled, "config")).toEqual([0, 1]);
  });

  test("leaves no event out when the rest cannot be sent", async () => {
    const inner = new FakeSink((_batch, request) => (request <= 2 ? UNKNOWN : NOT_SENT));

    const settled = await settle(withSplit(inner), batchOf(2));

    expect(seqsOf(settled, "not_sent")).toEqual([1]);
    expect(seqsOf(settled, "refused")).toEqual([0]);
  });
});
