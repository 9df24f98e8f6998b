import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decimal, formatDecimal, parseDecimal } from "../../src/lib/decimal.ts";
import {
  addDecimals,
  divideDecimals,
  multiplyDecimals,
  roundDecimal,
} from "../../src/transform/decimal.ts";

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new TypeError("not a decimal number");
  return parsed;
}

const anyDecimal = fc.record({
  units: fc.bigInt(-(10n ** 30n), 10n ** 30n),
  scale: fc.integer({ min: 0, max: 12 }),
});

describe("arithmetic", () => {
  test("adds ten cents and twenty cents without a float's error", () => {
    expect(formatDecimal(addDecimals(decimal("0.1"), decimal("0.2")))).toBe("0.3");
  });

  test("divides exactly where the quotient ends", () => {
    expect(formatDecimal(divideDecimals(decimal("12990"), decimal("100")))).toBe("129.9");
  });

  test("rounds a quotient that does not end to twenty digits", () => {
    expect(formatDecimal(divideDecimals(decimal("2"), decimal("3")))).toBe(
      "0.66666666666666666667",
    );
  });

  test.for([
    ["2.5", 0, "3"],
    ["-2.5", 0, "-3"],
    ["1.005", 2, "1.01"],
    ["1.0049", 2, "1"],
    ["7", 2, "7"],
  ] as const)("rounds %s to %i digits as %s", ([text, digits, rounded]) => {
    expect(formatDecimal(roundDecimal(decimal(text), digits))).toBe(rounded);
  });

  test("a product divided by its factor is the other factor", () => {
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        fc.pre(b.units !== 0n);
        const product = multiplyDecimals(a, b);
        expect(formatDecimal(divideDecimals(product, b))).toBe(formatDecimal(a));
      }),
    );
  });
});
