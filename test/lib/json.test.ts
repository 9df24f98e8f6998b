import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonText, numberJson, parseJson } from "../../src/lib/json.ts";

describe("parseJson", () => {
  test("keeps every digit of whole numbers beyond 2^53", () => {
    expect(parseJson('{"id":9007199254740993}')).toEqual({ id: 9007199254740993n });
  });

  test("keeps decimals that no float holds as their text", () => {
    expect(parseJson("[1234567890.12345678901]")).toEqual(["1234567890.12345678901"]);
  });

  test("leaves numbers alone that a float holds, beside long digits in text", () => {
    const text = '{"card":"1234567890123456789","n":0.1,"m":1.50,"e":1e3}';

    expect(parseJson(text)).toEqual({ card: "1234567890123456789", n: 0.1, m: 1.5, e: 1000 });
  });

  test("gives undefined for text that is not JSON and says nothing of it", () => {
    expect(parseJson("{jane@example.com}")).toBeUndefined();
  });

  test("gives back any whole number that it wrote", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 70n), 2n ** 70n), (number) => {
        expect(jsonText(parseJson(`[${number}]`) ?? null)).toBe(`[${number}]`);
      }),
    );
  });
});

test.for([
  ["12.50", "12.5"],
  ["2.00", "2"],
  ["100", "100"],
  ["-0.1", "-0.1"],
  ["12345678901234567.89", "12345678901234567.89"],
  ["9007199254740993", "9007199254740993"],
])("numberJson prints %s as %s, without a float's error", ([text, printed]) => {
  expect(JSON.stringify(numberJson(String(text)))).toBe(printed);
});
