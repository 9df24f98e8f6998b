import { describe, expect, test } from "vitest";
import { main } from "../../src/cli/program.ts";
import { type Files, folderOf, GOOD, MAPPING } from "../config/project.ts";
import { testIo } from "./io.ts";

const PASSING = `  - name: a total becomes a value
    now: 2026-11-20T12:00:00Z
    given: [{ order_id: 1, purchased_at: "2026-11-19T10:00:00Z", email: jane@example.com, total: 12.5 }]
    expect: [{ custom_data: { value: 12.5, currency: EUR } }]
`;

const FAILING = `  - name: a total is in dollars
    now: 2026-11-20T12:00:00Z
    given: [{ order_id: 1, purchased_at: "2026-11-19T10:00:00Z", email: jane@example.com, total: 12.5 }]
    expect: [{ user_data: { email: joe@example.com }, custom_data: { currency: USD } }]
`;

function withTests(...tests: readonly string[]): string {
  return `${MAPPING}tests:\n${tests.join("")}`;
}

/** Where the first of the tests stands. */
const LINE = MAPPING.split("\n").length + 1;

async function run(files: Files, ...args: readonly string[]) {
  const io = testIo(await folderOf({ ...GOOD, ...files }));
  const code = await main(["test", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

describe("capisync test", () => {
  test("prints a line for each test and the next command, without any variable set", async () => {
    expect(await run({ "mappings/purchases.yaml": withTests(PASSING) })).toEqual({
      code: 0,
      out: "ok    purchases  a total becomes a value\n1 passed; next: capisync preview purchases\n",
      err: "",
    });
  });

  test("ends in 1 when a test fails, with where it stands and what differs, member by member", async () => {
    expect(await run({ "mappings/purchases.yaml": withTests(PASSING, FAILING) })).toEqual({
      code: 1,
      out: [
        "ok    purchases  a total becomes a value",
        `FAIL  purchases  a total is in dollars  (mappings/purchases.yaml:${LINE + 4})`,
        '      custom_data.currency: expected "USD", got "EUR"',
        '      user_data.email: expected the hash of "joe@example.com", got another',
        "1 passed, 1 failed",
        "",
      ].join("\n"),
      err: "",
    });
  });

  test("prints one document with --json", async () => {
    const { code, out } = await run(
      { "mappings/purchases.yaml": withTests(PASSING, FAILING) },
      "--json",
    );

    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      tests: [
        { mapping: "purchases", name: "a total becomes a value", passed: true, differences: [] },
        {
          mapping: "purchases",
          name: "a total is in dollars",
          passed: false,
          differences: [
            'custom_data.currency: expected "USD", got "EUR"',
            'user_data.email: expected the hash of "joe@example.com", got another',
          ],
        },
      ],
      passed: 1,
      failed: 1,
    });
  });

  test("says so when there are no tests, which is no failure", async () => {
    expect(await run({})).toEqual({
      code: 0,
      out: "no tests; put rows and what is to become of them under `tests:` in mappings/purchases.yaml\n",
      err: "",
    });
    const { out } = await run({}, "--json");
    expect(JSON.parse(out)).toEqual({ tests: [], passed: 0, failed: 0 });
  });

  test("runs the tests of the mappings that are selected", async () => {
    const files = {
      "mappings/purchases.yaml": withTests(FAILING),
      "mappings/refunds.yaml": withTests(PASSING),
    };
    expect(await run(files, "--select", "ref*")).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 passed; next: capisync preview refunds"),
    });
    expect(await run(files, "-s", "returns")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--select returns: no mapping fits"),
    });
  });

  test("ends in 2 when a file of the project is wrong", async () => {
    const files = { "mappings/purchases.yaml": withTests("  - { name: a, given: [{ a: 1 }] }\n") };
    expect(await run(files)).toMatchObject({
      code: 2,
      err: expect.stringContaining(
        `mappings/purchases.yaml:${LINE}:5 error[invalid_value] tests[0]`,
      ),
    });
  });
});

describe("rows from a file", () => {
  const NDJSON = `{"order_id":9007199254740993,"purchased_at":"2026-11-19T10:00:00Z","email":"jane@example.com","total":12.5}\n`;

  function withGiven(file: string): Files {
    return {
      "mappings/purchases.yaml": withTests(
        `  - { name: rows, now: "2026-11-20T12:00:00Z", given: ${file}, expect: [{ custom_data: { value: 12.5 } }] }\n`,
      ),
    };
  }

  test.for([
    ["rows.ndjson", NDJSON],
    ["rows.json", `[${NDJSON}]`],
    [
      "rows.csv",
      "order_id, purchased_at,         email,            total\n1,        2026-11-19T10:00:00Z, jane@example.com, 12.5\n",
    ],
  ] as const)("%s is read from the mapping's own folder on", async ([name, content]) => {
    const files = { ...withGiven(`fixtures/${name}`), [`mappings/fixtures/${name}`]: content };
    expect(await run(files)).toMatchObject({ code: 0, err: "" });
  });

  test("that is not there fails the test that wants it, and hides none of the others", async () => {
    const [[path = "", text = ""] = []] = Object.entries(withGiven("rows.csv"));
    const { code, out, err } = await run({ [path]: `${text}${PASSING}` });

    expect([code, err]).toEqual([1, ""]);
    expect(out).toContain(`FAIL  purchases  rows  (mappings/purchases.yaml:${LINE})\n`);
    expect(out).toContain("      given mappings/rows.csv: cannot be read (ENOENT)\n");
    expect(out).toMatch(/ {6}it was looked for at \/.*\/mappings\/rows\.csv\n/);
    expect(out).toContain("ok    purchases  a total becomes a value\n1 passed, 1 failed\n");
  });

  test("that cannot be read as rows fails its test at the line, without its text", async () => {
    const files = { ...withGiven("rows.ndjson"), "mappings/rows.ndjson": "{zqxjk\n" };
    const { code, out } = await run(files);

    expect(code).toBe(1);
    expect(out).toContain("given mappings/rows.ndjson:1: expected a JSON object");
    expect(out).not.toContain("zqxjk");
  });
});
