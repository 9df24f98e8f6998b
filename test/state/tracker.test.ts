import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/lib/errors.ts";
import type { Watermark } from "../../src/source/source.ts";
import { Tracker } from "../../src/state/tracker.ts";

function rows(from: number, count: number): Watermark[] {
  return Array.from({ length: count }, (_, n) => ({ cursor: undefined, key: [String(from + n)] }));
}

function at(seq: number): Watermark {
  return { cursor: undefined, key: [String(seq)] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** A tracker with pages of these sizes. */
function openPages(sizes: readonly number[]): Tracker {
  const tracker = new Tracker();
  let opened = 0;
  for (const size of sizes) {
    expect(tracker.open(rows(opened, size))).toBe(opened);
    opened += size;
  }
  return tracker;
}

describe("the watermark", () => {
  test("does not pass a row that is not settled, though later ones are", () => {
    const tracker = new Tracker();
    tracker.open(rows(0, 10));

    tracker.settle([0, 1, 2, 3, 5, 6]);

    expect(tracker.watermark()).toEqual(at(3));
    expect(tracker.passed).toBe(4);
  });

  test("jumps over what was settled before as soon as the gap closes", () => {
    const tracker = new Tracker();
    tracker.open(rows(0, 4));
    tracker.open(rows(4, 4));
    tracker.settle([1, 2, 3, 4, 5]);

    tracker.settle([0]);

    expect(tracker.watermark()).toEqual(at(5));
  });

  test("is undefined until the first row is settled", () => {
    const tracker = new Tracker();
    tracker.open(rows(0, 2));
    tracker.settle([1]);

    expect(tracker.watermark()).toBeUndefined();
  });

  test("never passes an unsettled row and ends at the last, in whatever order rows settle", () => {
    const settlements = fc
      .array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 })
      .chain((pages) => {
        const seqs = Array.from({ length: sum(pages) }, (_, seq) => seq);
        return fc.record({
          pages: fc.constant(pages),
          order: fc.shuffledSubarray(seqs, { minLength: seqs.length }),
          stretch: fc.integer({ min: 1, max: 20 }),
        });
      });

    fc.assert(
      fc.property(settlements, ({ pages, order, stretch }) => {
        const tracker = openPages(pages);
        for (let from = 0; from < order.length; from += stretch) {
          tracker.settle(order.slice(from, from + stretch));
          const unsettled = order.slice(from + stretch);
          const prefix = Math.min(order.length, ...unsettled);
          expect(tracker.watermark()).toEqual(prefix === 0 ? undefined : at(prefix - 1));
          expect(tracker.passed).toBe(prefix);
        }
        expect(tracker.watermark()).toEqual(order.length === 0 ? undefined : at(order.length - 1));
      }),
    );
  });
});

test("positions come from the accessor, and only those that are asked for", () => {
  const asked: number[] = [];
  const tracker = new Tracker();
  const first = tracker.open(1000, (index) => {
    asked.push(index);
    return at(index);
  });

  tracker.settle(Array.from({ length: 500 }, (_, seq) => first + seq));

  expect(tracker.watermark()).toEqual(at(499));
  expect(tracker.position(700)).toEqual(at(700));
  expect(asked).toEqual([499, 700]);
});

test("an empty page opens nothing", () => {
  const tracker = new Tracker();

  expect(tracker.open([])).toBe(0);
  expect(tracker.open(rows(0, 1))).toBe(0);
  expect(tracker.passed).toBe(0);
});

test.for([
  ["a second time", [2]],
  ["twice in one call", [4, 4]],
  ["that was never opened", [10]],
  ["whose page was passed", [0]],
  ["before the first", [-1]],
] as const)("settling a row %s is refused", ([, seqs]) => {
  const tracker = new Tracker();
  tracker.open(rows(0, 2));
  tracker.open(rows(2, 8));
  tracker.settle([0, 1, 2]);

  expect(() => tracker.settle(seqs)).toThrow(InvariantError);
});

test("the position of a row whose page was passed is gone", () => {
  const tracker = new Tracker();
  tracker.open(rows(0, 2));
  tracker.settle([0, 1]);

  expect(() => tracker.position(1)).toThrow(InvariantError);
  expect(tracker.watermark()).toEqual(at(1));
});
