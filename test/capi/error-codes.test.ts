import { describe, expect, test } from "vitest";
import {
  classify,
  codeText,
  ERROR_CODES,
  ERROR_SOURCES,
  explain,
  type OutcomeClass,
} from "../../src/capi/error-codes.ts";

type Case = readonly [
  status: number,
  code: number | undefined,
  subcode: number | undefined,
  isTransient: boolean,
  expected: OutcomeClass,
];

test.for([
  [400, 100, 2804050, "100/2804050"],
  [400, 190, undefined, "190"],
  [503, undefined, undefined, "HTTP 503"],
  [undefined, undefined, undefined, "no HTTP status"],
] as const)("HTTP %s with code %s/%s is quoted as %s", ([status, code, subcode, text]) => {
  expect(codeText({ status, code, subcode })).toBe(text);
});

describe("classify", () => {
  test.for<Case>([
    [400, 100, 2804003, false, "age"],
    [400, 100, 2804050, false, "event"],
    [400, 100, 2804999, false, "event"],
    [400, 100, 2804132, false, "config"],
    [400, 100, 33, false, "config"],
    [400, 100, undefined, false, "unknown"],
    [400, 100, 999999, false, "unknown"],
    [400, 105, undefined, false, "size"],
    [413, undefined, undefined, false, "size"],
    [400, 190, 463, false, "config"],
    [401, 190, undefined, false, "config"],
    [400, 200, undefined, false, "config"],
    [400, 299, undefined, false, "config"],
    [400, 294, 12, false, "config"],
    [400, 4, 1504022, false, "throttled"],
    [500, 17, undefined, false, "throttled"],
    [400, 80_000, undefined, false, "throttled"],
    [400, 80_014, 2446079, false, "throttled"],
    [400, 80_015, undefined, false, "unknown"],
    [400, 613, 1, false, "throttled"],
    [400, 368, undefined, false, "blocked"],
    [429, undefined, undefined, false, "throttled"],
    [400, 1, undefined, false, "transient"],
    [400, 21_009, undefined, false, "transient"],
    [400, 777, undefined, true, "transient"],
    [400, 777, undefined, false, "unknown"],
    [502, undefined, undefined, false, "transient"],
    [403, undefined, undefined, false, "config"],
    [307, undefined, undefined, false, "config"],
    [404, undefined, undefined, false, "unknown"],
  ])(
    "HTTP %s with code %s/%s, is_transient %s is %s",
    ([status, code, subcode, isTransient, expected]) => {
      expect(classify({ status, code, subcode, isTransient })).toBe(expected);
    },
  );

  test("an event's subcode says more than is_transient", () => {
    expect(classify({ status: 400, code: 100, subcode: 2804888, isTransient: true })).toBe("event");
  });

  test("is_transient says more than a code without a subcode", () => {
    expect(classify({ status: 400, code: 10, subcode: undefined, isTransient: true })).toBe(
      "transient",
    );
  });

  test("a throttle stays one when it also calls itself transient", () => {
    expect(classify({ status: 400, code: 4, subcode: undefined, isTransient: true })).toBe(
      "throttled",
    );
  });

  test("of a negative code the subcode decides", () => {
    expect(classify({ status: 400, code: -3, subcode: 463, isTransient: false })).toBe("config");
    expect(classify({ status: 400, code: -3, subcode: 2804009, isTransient: false })).toBe("event");
  });

  test("a code beats the status it came with", () => {
    expect(classify({ status: 500, code: 190, subcode: undefined, isTransient: false })).toBe(
      "config",
    );
  });
});

describe("ERROR_CODES", () => {
  test("no pair stands twice", () => {
    const pairs = ERROR_CODES.map((entry) => `${entry.code}/${entry.subcode ?? ""}`);

    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test("every line is found again by what it says", () => {
    for (const entry of ERROR_CODES) {
      expect(explain(entry.code, entry.subcode)).toBe(entry);
    }
  });

  test("every source is used", () => {
    const used = new Set(ERROR_CODES.map((entry) => entry.source));

    expect([...used].sort()).toEqual(Object.keys(ERROR_SOURCES).sort());
  });

  test("an event subcode without a line of its own has no explanation", () => {
    expect(explain(100, 2804999)).toBeUndefined();
  });

  test("a known code with a foreign subcode is explained by the code", () => {
    expect(explain(190, 1)?.meaning).toBe("the access token is invalid");
  });
});
