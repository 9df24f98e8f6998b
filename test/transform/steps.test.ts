import { describe, expect, test } from "vitest";
import { Fault } from "../../src/capi/clean/cleaner.ts";
import type { Step } from "../../src/config/mapping.ts";
import type { Value } from "../../src/lib/value.ts";
import { compileSteps, SKIPPED, UNMAPPED } from "../../src/transform/steps.ts";

function run(value: Value, ...steps: readonly Step[]): Value | Fault {
  const chain = compileSteps(steps);
  return chain === undefined ? value : chain(value);
}

function codeOf(result: Value | Fault): string | undefined {
  return result instanceof Fault ? result.code : undefined;
}

const STAGES = { mql: "Qualified", won: "Converted" };

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [string, Value, readonly Step[], Value])[] = [
  ["trim takes white space off both ends", "  a b ", [{ op: "trim" }], "a b"],
  ["lower lower-cases", "ÀB", [{ op: "lower" }], "àb"],
  ["upper upper-cases", "eur", [{ op: "upper" }], "EUR"],
  ["digits keeps digits only", "+31 (0)6-12", [{ op: "digits" }], "310612"],
  ["prefix stands before the value", 1001, [{ op: "prefix", text: "pos-" }], "pos-1001"],
  ["prefix makes nothing out of blank text", " ", [{ op: "prefix", text: "pos-" }], null],
  ["suffix stands after it", "a", [{ op: "suffix", text: "-x" }], "a-x"],
  ["replace takes its text literally, everywhere", "a.b.c$&", [{ op: "replace", find: ".", with: "$&" }], "a$&b$&c$&"],
  ["split makes a trimmed list", "a, b", [{ op: "split", separator: "," }], ["a", "b"]],
  ["a step after split works on each part", "A,B", [{ op: "split", separator: "," }, { op: "lower" }], ["a", "b"]],
  ["divide is exact", "12345678901234567890", [{ op: "divide", by: "100" }], "123456789012345678.9"],
  ["multiply is exact", "0.1", [{ op: "multiply", by: "3" }], "0.3"],
  ["round rounds halves away from zero", "1.005", [{ op: "round", digits: 2 }], "1.01"],
  ["to_number expands an exponent", "1.5e3", [{ op: "to_number" }], "1500"],
  ["to_string turns a boolean into its word", true, [{ op: "to_string" }], "true"],
  ["to_string writes a list as JSON, with all digits", [9007199254740993n], [{ op: "to_string" }], "[9007199254740993]"],
  ["json parses text, numbers beyond 2^53 kept", '{"id":9007199254740993}', [{ op: "json" }], { id: 9007199254740993n }],
  ["path follows keys and positions", { a: [{ b: 1 }, { b: 2 }] }, [{ op: "path", path: ["a", "1", "b"] }], 2],
  ["path parses JSON text on the way in", '{"a":"x"}', [{ op: "path", path: ["a"] }], "x"],
  ["path gives nothing where a key is missing", { a: 1 }, [{ op: "path", path: ["b", "c"] }], null],
  ["path does not see what an object inherits", { a: 1 }, [{ op: "path", path: ["constructor"] }], null],
  ["sum adds the elements of a list", [1, "2.5", 3n, null], [{ op: "sum", key: undefined }], "6.5"],
  ["sum adds one key of the elements", '[{"q":2},{"q":1},{}]', [{ op: "sum", key: "q" }], "3"],
  ["a key that no element has gives no sum", '[{"q":2},{"q":1}]', [{ op: "sum", key: "qty" }], null],
  ["an empty list has no sum", "[]", [{ op: "sum", key: undefined }], null],
  ["zeros have one", [0, "0.00"], [{ op: "sum", key: undefined }], "0"],
  ["default fills null", null, [{ op: "default", value: "EUR" }], "EUR"],
  ["default fills blank text", "  ", [{ op: "default", value: 0 }], 0],
  ["default leaves false and zero alone", false, [{ op: "default", value: true }], false],
  ["map translates", "mql", [{ op: "map", table: STAGES, otherwise: { kind: "reject" } }], "Qualified"],
  ["map translates numbers by their text", 1, [{ op: "map", table: { 1: "one" }, otherwise: { kind: "reject" } }], "one"],
  ["otherwise keep lets the value pass", "junk", [{ op: "map", table: STAGES, otherwise: { kind: "keep" } }], "junk"],
  ["otherwise const replaces it", "junk", [{ op: "map", table: STAGES, otherwise: { kind: "const", value: "Other" } }], "Other"],
  ["map leaves null alone", null, [{ op: "map", table: STAGES, otherwise: { kind: "reject" } }], null],
];

test.for(CASES)("%s", ([, value, steps, expected]) => {
  expect(run(value, ...steps)).toEqual(expected);
});

describe("what a step cannot take", () => {
  test("map rejects what its table does not hold, inherited names included", () => {
    const step: Step = { op: "map", table: STAGES, otherwise: { kind: "reject" } };

    expect(run("junk", step)).toBe(UNMAPPED);
    expect(run("constructor", step)).toBe(UNMAPPED);
  });

  test("otherwise skip leaves the row out", () => {
    expect(run("junk", { op: "map", table: STAGES, otherwise: { kind: "skip" } })).toBe(SKIPPED);
  });

  // biome-ignore format: a table is read by its columns
  const FAULTS: readonly (readonly [string, Value, Step])[] = [
    ["not_a_number", "twelve", { op: "divide", by: "100" }],
    ["not_a_number", "1,234.50", { op: "round", digits: 2 }],
    ["not_a_number", Number.NaN, { op: "to_number" }],
    ["bad_operand",  "12", { op: "divide", by: "0" }],
    ["not_text",     { a: 1 }, { op: "trim" }],
    ["not_json",     "{jane", { op: "json" }],
    ["not_a_list",   "{}", { op: "sum", key: undefined }],
    ["not_an_object", "1", { op: "path", path: ["a"] }],
  ];
  test.for(FAULTS)("%s", ([code, value, step]) => {
    expect(codeOf(run(value, step))).toBe(code);
  });

  test("the first fault ends the chain", () => {
    const result = run("x", { op: "to_number" }, { op: "default", value: 1 });

    expect(codeOf(result)).toBe("not_a_number");
  });
});
