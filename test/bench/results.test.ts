import { describe, expect, test } from "vitest";
import { type Contender, formatResults, median, type Round, resultsOf } from "./results.ts";

function round(contender: Contender, eventsPerSecond: number, peakRssMb?: number): Round {
  return { contender, eventsPerSecond, wallMs: 1000, peakRssMb };
}

describe("the results of a bench", () => {
  test.for([
    [[7], 7],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ] as const)("the median of %j is %d", ([values, expected]) => {
    expect(median(values)).toBe(expected);
  });

  test("medians are compared, so that one slow round does not count", () => {
    const rounds = [100, 90, 1].map((speed) => round("a", speed));
    const results = resultsOf([...rounds, round("b", 45), round("c", 15)]);

    expect(results.ratios).toEqual({ "b/a": 0.5, "b/c": 3 });
  });

  test("a ratio is left out when one of its sides did not run", () => {
    const results = resultsOf([round("a", 10), round("c", 5)]);

    expect(results.ratios).toEqual({});
  });

  test("the highest peak of all rounds is shown, and a missing one is unknown", () => {
    const shown = formatResults(
      resultsOf([round("a", 10, 200), round("a", 10, 250), round("c", 5)]),
    );

    expect(shown).toMatch(/bare loop.*250 MB/);
    expect(shown).toMatch(/official SDK.*unknown/);
  });
});
