import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Batcher } from "../../src/send/batch.ts";
import type { Batch } from "../../src/send/sink.ts";
import { EVENT_TIME, outgoing } from "./events.ts";

function seqs(batches: readonly Batch[]): number[][] {
  return batches.map((batch) => batch.items.map((item) => item.seq));
}

describe("Batcher", () => {
  test("hands out full batches and keeps the rest", () => {
    const batcher = new Batcher(2);

    expect(seqs(batcher.add([0, 1, 2].map((seq) => outgoing(seq))))).toEqual([[0, 1]]);
    expect(seqs(batcher.add([outgoing(3)]))).toEqual([[2, 3]]);
    expect(batcher.flush()).toEqual([]);
  });

  test("flushes what is left, once", () => {
    const batcher = new Batcher(10);
    batcher.add([outgoing(0), outgoing(1)]);

    expect(seqs(batcher.flush())).toEqual([[0, 1]]);
    expect(batcher.flush()).toEqual([]);
  });

  test("never mixes windows", () => {
    const batcher = new Batcher(2);
    const page = [
      outgoing(0, { source: "physical_store" }),
      outgoing(1),
      outgoing(2, { source: "physical_store" }),
    ];

    const batches = [...batcher.add(page), ...batcher.flush()];

    expect(batches.map((batch) => batch.window.name)).toEqual(["62d", "7d"]);
    expect(seqs(batches)).toEqual([[0, 2], [1]]);
  });

  test("puts the oldest of a page first and leaves equals in their order", () => {
    const times = [30, 10, 20, 10];
    const page = times.map((time, seq) => outgoing(seq, { time: EVENT_TIME + time }));

    expect(seqs(new Batcher(4).add(page))).toEqual([[1, 3, 2, 0]]);
  });

  test("leaves the page as it was", () => {
    const page = [outgoing(0, { time: EVENT_TIME + 1 }), outgoing(1)];

    new Batcher(10).add(page);

    expect(page.map((item) => item.seq)).toEqual([0, 1]);
  });

  test("loses and repeats nothing, and overfills no batch, whatever the pages", () => {
    const event = fc.record({
      time: fc.integer({ min: 0, max: 1000 }),
      source: fc.constantFrom("website", "physical_store", "other"),
    });
    const pages = fc.array(fc.array(event, { maxLength: 30 }), { maxLength: 8 });

    fc.assert(
      fc.property(pages, fc.integer({ min: 1, max: 12 }), (drawn, batchSize) => {
        const batcher = new Batcher(batchSize);
        let seq = 0;

        const full = drawn.flatMap((page) =>
          batcher.add(page.map((options) => outgoing(seq++, options))),
        );
        const rest = batcher.flush();

        const all = [...full, ...rest].flatMap((batch) => batch.items);
        expect(all.map((item) => item.seq).sort((a, b) => a - b)).toEqual([...Array(seq).keys()]);
        expect(full.every((batch) => batch.items.length === batchSize)).toBe(true);
        expect(rest.every((batch) => batch.items.length < batchSize)).toBe(true);
        for (const { items, window } of [...full, ...rest]) {
          expect(items.every((item) => item.window === window)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
