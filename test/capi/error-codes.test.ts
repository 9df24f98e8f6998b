import { describe, expect, test } from "vitest";
import {
  classify,
  codeText,
  ERROR_CODES,
  ERROR_SOURCES,
  explain,
  explainStatus,
  explainSubcode,
  HTTP_STATUSES,
} from "../../src/capi/error-codes.ts";
import type { OutcomeClass } from "../../src/capi/policies.ts";

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
    [408, undefined, undefined, false, "transient"],
    [407, undefined, undefined, false, "config"],
    [700, undefined, undefined, false, "transient"],
    [500, 100, undefined, false, "unknown"],
    [400, 1815356, 2804030, false, "event"],
    [400, 1815356, 2804999, false, "event"],
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
    const pairs = ERROR_CODES.map(({ code, to = "", subcode = "" }) => `${code}-${to}/${subcode}`);

    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test("every line is found again by what it says", () => {
    for (const entry of ERROR_CODES) {
      expect(explain(entry.code, entry.subcode)).toBe(entry);
    }
  });

  test("every source is used", () => {
    const used = new Set([...ERROR_CODES, ...HTTP_STATUSES].map((entry) => entry.source));

    expect([...used].sort()).toEqual(Object.keys(ERROR_SOURCES).sort());
  });

  test("an event subcode without a line of its own is explained by their range", () => {
    expect(explain(100, 2804999)).toMatchObject({ class: "event", subcodeTo: 2804999 });
    expect(explainSubcode(2804999)).toBe(explain(100, 2804999));
  });

  test("a subcode by itself finds its line", () => {
    expect(explainSubcode(2804050)).toBe(explain(100, 2804050));
    expect(explainSubcode(463)?.code).toBe(190);
    expect(explainSubcode(12)).toBeUndefined();
  });

  test("what stands in no list has no explanation", () => {
    expect(explain(777, undefined)).toBeUndefined();
    expect(explain(undefined, undefined)).toBeUndefined();
  });

  test("a status has the narrowest line that holds it, and success has none", () => {
    expect(explainStatus(429)?.class).toBe("throttled");
    expect(explainStatus(404)).toMatchObject({ status: 400, to: 499 });
    expect(explainStatus(200)).toBeUndefined();
  });

  test("a known code with a foreign subcode is explained by the code", () => {
    expect(explain(190, 1)?.meaning).toBe("the access token is invalid");
  });
});

/*
 * Every code that Meta's pages and recorded answers name, written down from them by hand: as it is
 * quoted, its class, and whether a page or an answer states it.
 */
// biome-ignore format: a table is read by its columns
const KNOWN: readonly (readonly [number, number | undefined, OutcomeClass, "stated" | "unverified"])[] = [
  [1, undefined, "transient", "stated"],          [2, undefined, "transient", "stated"],
  [5000, undefined, "transient", "stated"],       [21009, undefined, "transient", "stated"],
  [341, undefined, "throttled", "stated"],        [368, undefined, "blocked", "stated"],
  [105, undefined, "size", "stated"],
  [4, undefined, "throttled", "stated"],          [4, 1504022, "throttled", "stated"],
  [4, 1504039, "throttled", "stated"],            [17, undefined, "throttled", "stated"],
  [17, 2446079, "throttled", "stated"],           [32, undefined, "throttled", "stated"],
  [613, undefined, "throttled", "stated"],        [613, 1487742, "throttled", "stated"],
  [613, 5044001, "throttled", "stated"],
  [80000, undefined, "throttled", "stated"],      [80002, undefined, "throttled", "stated"],
  [80003, undefined, "throttled", "stated"],      [80004, undefined, "throttled", "stated"],
  [80005, undefined, "throttled", "stated"],      [80006, undefined, "throttled", "stated"],
  [80008, undefined, "throttled", "stated"],      [80009, undefined, "throttled", "stated"],
  [80014, undefined, "throttled", "stated"],
  [190, undefined, "config", "stated"],           [190, 458, "config", "stated"],
  [190, 459, "config", "stated"],                 [190, 460, "config", "stated"],
  [190, 463, "config", "stated"],                 [190, 464, "config", "stated"],
  [190, 467, "config", "stated"],                 [190, 492, "config", "stated"],
  [102, undefined, "config", "stated"],           [2635, undefined, "config", "stated"],
  [2500, undefined, "config", "stated"],          [803, undefined, "config", "unverified"],
  [104, undefined, "config", "stated"],           [3, undefined, "config", "stated"],
  [10, undefined, "config", "stated"],            [200, undefined, "config", "stated"],
  [250, undefined, "config", "stated"],           [299, undefined, "config", "stated"],
  [294, undefined, "config", "stated"],           [270, undefined, "config", "stated"],
  [100, 33, "config", "stated"],                  [100, undefined, "unknown", "stated"],
  [100, 1234567, "unknown", "stated"],
  [100, 2804001, "event", "unverified"],          [100, 2804003, "age", "stated"],
  [100, 2804004, "event", "unverified"],          [100, 2804007, "event", "unverified"],
  [100, 2804008, "event", "stated"],              [100, 2804009, "event", "stated"],
  [100, 2804010, "event", "stated"],              [100, 2804011, "event", "stated"],
  [100, 2804014, "event", "unverified"],          [100, 2804016, "event", "unverified"],
  [100, 2804017, "event", "unverified"],          [100, 2804019, "event", "stated"],
  [100, 2804023, "event", "unverified"],          [100, 2804030, "event", "stated"],
  [1815356, 2804030, "event", "stated"],          [100, 2804036, "event", "stated"],
  [100, 2804043, "event", "stated"],              [100, 2804048, "event", "unverified"],
  [100, 2804050, "event", "stated"],              [100, 2804066, "event", "stated"],
  [100, 2804069, "event", "stated"],              [100, 2804071, "event", "stated"],
  [100, 2804072, "event", "stated"],              [100, 2804075, "event", "stated"],
  [100, 2804079, "event", "stated"],              [100, 2804081, "event", "stated"],
  [100, 2804087, "event", "stated"],              [100, 2804116, "event", "stated"],
  [100, 2804131, "config", "stated"],             [100, 2804132, "config", "stated"],
  [100, 2804133, "event", "unverified"],          [100, 2804500, "event", "unverified"],
];

/** The same of statuses without a code. */
// biome-ignore format: a table is read by its columns
const KNOWN_STATUSES: readonly (readonly [number, OutcomeClass, "stated" | "unverified"])[] = [
  [500, "transient", "stated"], [502, "transient", "stated"], [503, "transient", "stated"], [504, "transient", "stated"],
  [429, "throttled", "unverified"], [401, "config", "stated"], [403, "config", "stated"], [413, "size", "unverified"],
  [400, "unknown", "stated"],
];

describe("what is known of Meta's answers", () => {
  test.for(KNOWN)("%s/%s is %s and %s", ([code, subcode, expected, standing]) => {
    const entry = explain(code, subcode);

    expect(entry).toMatchObject({ class: expected });
    expect(entry?.unverified === true).toBe(standing === "unverified");
    expect(classify({ status: 400, code, subcode, isTransient: false })).toBe(expected);
  });

  test.for(KNOWN_STATUSES)("HTTP %s is %s and %s", ([status, expected, standing]) => {
    const entry = explainStatus(status);

    expect(entry).toMatchObject({ class: expected });
    expect(entry?.unverified === true).toBe(standing === "unverified");
  });

  test("is the whole table: no line stands there that is not in this list", () => {
    const listed = new Set([
      ...KNOWN.map(([code, subcode]) => explain(code, subcode)),
      ...KNOWN_STATUSES.map(([status]) => explainStatus(status)),
    ]);
    const unlisted = [...ERROR_CODES, ...HTTP_STATUSES].filter((entry) => !listed.has(entry));

    // What any proxy between here and Meta may answer.
    expect(unlisted.map((entry) => "status" in entry && entry.status)).toEqual([300, 407, 408]);
  });
});
