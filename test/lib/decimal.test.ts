import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, parseDecimal, plainDecimal } from "../../src/lib/decimal.ts";

// biome-ignore format: a table is read by its columns
test.for([
  ["12990",   "12990"],
  ["-0.50",   "-0.5"],
  ["+7",      "7"],
  ["1.2e3",   "1200"],
  ["12e-1",   "1.2"],
  ["1.5E-3",  "0.0015"],
  ["-0.0",    "0"],
  ["007",     "7"],
  ["00.10",   "0.1"],
  [".5",      "0.5"],
  ["-.5",     "-0.5"],
  ["5.",      "5"],
  ["0e9",     "0"],
] as const)("%j is %j, as a number and as text", ([text, plain]) => {
  const decimal = parseDecimal(text);

  expect(decimal && formatDecimal(decimal)).toBe(plain);
  expect(plainDecimal(text)).toBe(plain);
});

test.for([
  "",
  ".",
  "-",
  "+.",
  "e5",
  "1,234.50",
  "12 000",
  "€5",
  "NaN",
  "Infinity",
  "0x10",
  "1e",
  "--1",
  "1e101",
  "1e-101",
  "1e999",
  "1".repeat(201),
])("%j is no number", (text) => {
  expect(parseDecimal(text)).toBeUndefined();
  expect(plainDecimal(text)).toBeUndefined();
});

test("two hundred digits and an exponent of a hundred are read", () => {
  const digits = "9".repeat(200);

  expect(plainDecimal(digits)).toBe(digits);
  expect(parseDecimal(digits)).toEqual({ units: BigInt(digits), scale: 0 });
  expect(plainDecimal("1e100")).toBe(`1${"0".repeat(100)}`);
  expect(parseDecimal("1e-100")).toEqual({ units: 1n, scale: 100 });
});

test("only the number takes blanks around it", () => {
  expect(parseDecimal(" 3.10 ")).toEqual({ units: 310n, scale: 2 });
  expect(plainDecimal(" 3.10 ")).toBeUndefined();
});

describe("any decimal", () => {
  const anyDecimal = fc.record({
    units: fc.bigInt(-(10n ** 30n), 10n ** 30n),
    scale: fc.integer({ min: 0, max: 12 }),
  });

  test("that is formatted reads back as the same number, either way", () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        const text = formatDecimal(value);
        const again = parseDecimal(text);
        expect(again && formatDecimal(again)).toBe(text);
        expect(plainDecimal(text)).toBe(text);
      }),
    );
  });
});
