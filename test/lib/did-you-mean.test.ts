import { expect, test } from "vitest";
import { didYouMean } from "../../src/lib/did-you-mean.ts";

test.for([
  ["X", ["_", "Y"], undefined],
  ["pj", ["ph", "em"], "ph"],
  ["event_nmae", ["event_name", "event_time"], "event_name"],
  ["Purchas", ["Purchase"], "Purchase"],
  ["entirely_else", ["event_name"], undefined],
] as const)("%s among %j is %s", ([found, known, expected]) => {
  expect(didYouMean(found, known)).toBe(expected);
});

test("a limit of one's own is kept", () => {
  expect(didYouMean("Purchsae_", ["Purchase"], 2)).toBe("Purchase");
  expect(didYouMean("Purchsae_", ["Purchase"], 1)).toBeUndefined();
});
