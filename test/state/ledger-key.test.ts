import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, ledgerKey } from "../../src/state/ledger-key.ts";

const SECRET = "00".repeat(32);

describe("a ledger key", () => {
  test("is frozen: a changed one would send again what was accepted", () => {
    expect(ledgerKey(SECRET, "1234567890", "Purchase", "order-1")).toBe(
      "8257ca6c055a3914eec5ab4474991e1a",
    );
    expect(ledgerKey(SECRET, "1234567890", "Purchase", 'ordér "1" 🛒')).toBe(
      "9e1d654ff05e683d446680ca1c7a7e74",
    );
  });

  test("depends on the secret", () => {
    expect(ledgerKey("11".repeat(32), "1", "Purchase", "1")).not.toBe(
      ledgerKey(SECRET, "1", "Purchase", "1"),
    );
  });

  test("is the same for the same event only, wherever its parts begin and end", () => {
    const parts = fc.tuple(fc.string(), fc.string(), fc.string());
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const same = one.every((part, index) => part === other[index]);
        expect(ledgerKey(SECRET, ...one) === ledgerKey(SECRET, ...other)).toBe(same);
      }),
    );
    expect(ledgerKey(SECRET, "1", "2,3", "4")).not.toBe(ledgerKey(SECRET, "1,2", "3", "4"));
  });
});

test.for([
  [0, 0],
  [86_399, 0],
  [86_400, 1],
  [-1, -1],
  [1_795_219_200, 20_778],
])("Unix second %i is of day %i", ([seconds, day]) => {
  expect(dayOf(seconds as number)).toBe(day);
});
