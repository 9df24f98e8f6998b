import { describe, expect, test } from "vitest";
import { load, MAPPING, places, problemsOf } from "./project.ts";

const FILE = "mappings/purchases.yaml";

/** The line on which the first test begins. */
const FIRST = MAPPING.split("\n").length + 1;

function withTests(text: string) {
  return { [FILE]: `${MAPPING}tests:\n${text}` };
}

const GOOD_TEST = `  - name: a purchase
    now: 2026-11-20T12:00:00+01:00
    given:
      - { order_id: 1001, purchased_at: "2026-11-19T10:00:00Z", email: jane@example.com, gift: ~, tags: [a, { b: 1.5 }] }
    expect:
      - event_id: "1001"
        user_data: { email: jane@example.com }
        custom_data: { anything: 1 }
        app_data: null
    expect_rejected: [{ code: not_email, field: user_data.email }, { expected: a number }]
    expect_skipped: [{ reason: no_consent }]
`;

test("tests stand in the mapping with their place, their clock and their rows", async () => {
  const { project, problems } = await load(withTests(GOOD_TEST));

  expect(problems).toEqual([]);
  expect(project.mappings[0]?.tests).toEqual([
    {
      name: "a purchase",
      place: { line: FIRST, column: 5 },
      nowMs: Date.parse("2026-11-20T11:00:00Z"),
      given: [
        {
          order_id: 1001,
          purchased_at: "2026-11-19T10:00:00Z",
          email: "jane@example.com",
          gift: null,
          tags: ["a", { b: 1.5 }],
        },
      ],
      events: [
        {
          event_id: "1001",
          user_data: { email: "jane@example.com" },
          custom_data: { anything: 1 },
          app_data: null,
        },
      ],
      payload: undefined,
      rejected: [
        { code: "not_email", field: "user_data.em", expected: undefined },
        { code: undefined, field: undefined, expected: "a number" },
      ],
      skipped: ["no_consent"],
    },
  ]);
});

test("a file of rows is found from the mapping's own folder on", async () => {
  const { project } = await load({
    ...withTests("  - { name: a, given: fixtures/orders.csv, expect: [] }\n"),
    "mappings/eu/more.yaml": `${MAPPING}tests:\n  - { name: b, given: ../orders.csv, expect: [] }\n`,
  });

  expect(project.mappings.map((mapping) => mapping.tests[0]?.given)).toEqual([
    { file: "mappings/orders.csv" },
    { file: "mappings/fixtures/orders.csv" },
  ]);
});

test("a mapping without tests has none", async () => {
  const { project } = await load();

  expect(project.mappings[0]?.tests).toEqual([]);
});

describe("a file of rows", () => {
  const gone = withTests("  - { name: a, given: orders.csv, expect: [] }\n");

  test("that is not there is a warning of validate's, and stops no run", async () => {
    expect(await problemsOf(gone, { advice: true })).toContainEqual(
      expect.objectContaining({
        line: FIRST,
        severity: "warning",
        code: "missing_file",
        message: "tests[0].given: `orders.csv` does not exist",
        hint: "a path is read from the mapping's own folder on: mappings/orders.csv",
      }),
    );
    expect(await problemsOf(gone)).toEqual([]);
    const there = await problemsOf({ ...gone, "mappings/orders.csv": "a\n" }, { advice: true });
    expect(there.map(({ code }) => code)).not.toContain("missing_file");
  });

  test("outside the project is an error", async () => {
    const outside = withTests("  - { name: a, given: ../../orders.csv, expect: [] }\n");

    expect(await problemsOf(outside)).toMatchObject([
      {
        line: FIRST,
        severity: "error",
        code: "file_outside",
        message: "tests[0].given: expected a file inside the project, found one outside",
      },
    ]);
  });
});

/** Where a fault of a test is told, and how. */
async function told(text: string): Promise<readonly string[]> {
  const problems = await problemsOf(withTests(text));
  return problems.map(({ line, column, message }) => `${line - FIRST}:${column} ${message}`);
}

describe("a fault in the grammar of tests", () => {
  test("is a test that expects nothing at all", async () => {
    expect(await told("  - { name: a, given: [{ a: 1 }] }\n")).toEqual([
      "0:5 tests[0]: expected `expect`, `expect_payload`, `expect_rejected` or `expect_skipped`",
    ]);
    expect(await told("  - { name: a, given: [{ a: 1 }], expekt: [] }\n")).toEqual([
      "0:35 unknown key `expekt` in tests[0], did you mean `expect`?",
    ]);
  });

  test("is a row that is none", async () => {
    expect(await told("  - name: a\n    given: [1]\n    expect: []\n")).toEqual([
      "1:13 tests[0].given[0]: expected a map from columns to values, found 1",
    ]);
  });

  test("is a clock that hangs on the machine", async () => {
    expect(
      await told("  - name: a\n    now: 2026-11-20T12:00:00\n    given: a.csv\n    expect: []\n"),
    ).toEqual([
      "1:10 tests[0].now: expected a time with its offset such as `2026-11-20T12:00:00Z`, found `2026-11-20T12:00:00`",
    ]);
  });

  test("is a day that does not exist", async () => {
    expect(
      await told("  - name: a\n    now: 2026-02-30T12:00:00Z\n    given: a.csv\n    expect: []\n"),
    ).toEqual([
      "1:10 tests[0].now: expected a time with its offset such as `2026-11-20T12:00:00Z`, found `2026-02-30T12:00:00Z`",
    ]);
  });

  test("is a member that no event has", async () => {
    expect(
      await told(
        "  - name: a\n    given: a.csv\n    expect:\n      - evnt_id: 1\n        user_data: { emial: jane@example.com }\n",
      ),
    ).toEqual([
      "3:9 unknown key `evnt_id` in tests[0].expect[0], did you mean `event_id`?",
      "4:22 unknown key `emial` in tests[0].expect[0].user_data, did you mean `email`?",
    ]);
  });

  test("is an issue or a reason that says nothing", async () => {
    expect(
      await told(
        "  - name: a\n    given: a.csv\n    expect_rejected: [{}]\n    expect_skipped: [no_consent]\n",
      ),
    ).toEqual([
      "2:23 tests[0].expect_rejected[0]: expected at least one of `code`, `field` and `expected`",
      "3:22 tests[0].expect_skipped[0]: expected a reason such as `{ reason: no_consent }`, found `no_consent`",
    ]);
  });

  test("is a value that YAML would change: more digits than a number holds, a zero in front", async () => {
    const problems = await problemsOf(
      withTests("  - name: a\n    given: [{ id: 9007199254740993, zip: 02139 }]\n    expect: []\n"),
    );

    expect(places(problems)).toEqual([
      `${FIRST + 1}:19 unquoted_value`,
      `${FIRST + 1}:42 unquoted_value`,
    ]);
  });
});
