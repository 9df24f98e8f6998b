import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadProject } from "../../src/config/load.ts";
import {
  failureOf,
  folderOf,
  GOOD,
  load,
  MAPPING,
  mappingWith,
  places,
  problemsOf,
  SCHEMAS,
} from "./project.ts";

describe("a project that is in order", () => {
  test("gets every default that its files leave out", async () => {
    const { project, problems } = await load();

    expect(problems).toEqual([]);
    expect(project.mappings).toEqual([
      {
        name: "purchases",
        id: "purchases",
        file: "mappings/purchases.yaml",
        description: undefined,
        tags: [],
        enabled: true,
        connection: "shop_pg",
        destination: "retail",
        eventName: "Purchase",
        actionSource: "physical_store",
        source: {
          sql: "select * from orders",
          origin: "mappings/purchases.yaml:7",
          where: undefined,
          primaryKey: ["order_id"],
          incremental: undefined,
          options: expect.anything(),
        },
        consent: undefined,
        limitedDataUse: undefined,
        requireAny: [],
        leaks: "warn",
        fields: [
          {
            group: "event",
            name: "event_time",
            from: column("purchased_at"),
            place: { line: 10, column: 15 },
          },
          {
            group: "user_data",
            name: "em",
            from: column("email"),
            place: { line: 12, column: 12 },
          },
          {
            group: "custom_data",
            name: "value",
            from: column("total"),
            place: { line: 14, column: 12 },
          },
          {
            group: "custom_data",
            name: "currency",
            from: { kind: "const", value: "EUR" },
            place: { line: 15, column: 15 },
          },
        ],
        extra: [],
        contents: undefined,
        delivery: {
          batchSize: 1000,
          concurrency: 4,
          ratePerSecond: undefined,
          retryForSeconds: 300,
          onAmbiguous: "resend",
          ageMarginSeconds: 3600,
        },
        onError: {
          row: "dead_letter",
          stale: "dead_letter",
          batch: "bisect",
          maxErrorRate: 0.05,
          minRows: 100,
        },
        rules: {},
        timezone: "Europe/Amsterdam",
        tests: [],
      },
    ]);
  });

  test("keeps its state in .capisync unless the project says where", async () => {
    const plain = await load();
    const named = await load({
      "capisync.yaml": "version: 1\nname: a\nstate: { url: sqlite:var/x.db }\n",
    });

    expect(plain.project.state.file).toBe(join(plain.project.dir, ".capisync/state.db"));
    expect(named.project.state.file).toBe(join(named.project.dir, "var/x.db"));
  });

  test("lays the project's defaults under every mapping, key by key", async () => {
    const { project } = await load({
      "capisync.yaml": `version: 1
name: a
defaults:
  delivery: { batch_size: 500, concurrency: 2 }
  schedule: { every: 15m }
  source: { incremental: { lookback: 1h } }
`,
      ...mappingWith(
        ["fields:", "delivery: { batch_size: 200 }\nschedule: { cron: '0 * * * *' }\nfields:"],
        [
          "  primary_key: order_id",
          "  primary_key: order_id\n  incremental: { cursor: updated_at }",
        ],
      ),
    });

    expect(project.mappings[0]?.delivery).toMatchObject({ batchSize: 200, concurrency: 2 });
    expect(project.mappings[0]?.source.incremental).toMatchObject({ lookbackSeconds: 3600 });
  });

  test("holds messaging events whose delivery is uncertain, since Meta removes no repeats", async () => {
    const { project } = await load(
      mappingWith(
        ["action_source: physical_store", "action_source: business_messaging"],
        ["  user_data:", "  messaging_channel: channel\n  user_data:"],
      ),
    );

    expect(project.mappings[0]?.delivery.onAmbiguous).toBe("hold");
  });

  test("reads mappings from folders below, with either extension, and skips hidden ones", async () => {
    const { project } = await load({
      "mappings/web/leads.yml": MAPPING,
      "mappings/..2026_11/purchases.yaml": MAPPING,
      "mappings/sql/notes.txt": "no mapping",
    });

    expect(project.mappings.map(({ file }) => file)).toEqual([
      "mappings/purchases.yaml",
      "mappings/web/leads.yml",
    ]);
  });
});

describe("a project that is not", () => {
  test("is told apart from a folder that is none", async () => {
    const dir = await folderOf({ "readme.md": "" });

    const loading = loadProject(dir, { connectors: SCHEMAS, env: {} });

    await expect(loading).rejects.toMatchObject({
      message: expect.stringContaining("no capisync.yaml"),
      hint: expect.stringContaining("-C DIR"),
      problems: [{ code: "missing_project" }],
    });
  });

  test("has the problems of all its files in one error, by file and line", async () => {
    const failure = await failureOf({
      "capisync.yaml": "version: 2\nnmae: shop\n",
      "connections.yaml": "version: 1\nconnections: []\n",
      "mappings/a.yaml": "version: 1\nsource: { connection: x }\n",
    });

    const files = failure.problems.map(({ file }) => file);
    expect(files).toEqual([...files].sort());
    expect(new Set(files)).toEqual(
      new Set(["capisync.yaml", "connections.yaml", "mappings/a.yaml", "mappings/purchases.yaml"]),
    );
    expect(failure.message).toMatch(/^\d+ problems in 4 files$/);
  });

  test("without connections.yaml says where it was looked for", async () => {
    const dir = await folderOf({
      "capisync.yaml": "version: 1\nname: a\n",
      "mappings/a.yaml": MAPPING,
    });

    const loading = loadProject(dir, { connectors: SCHEMAS, env: {} });

    await expect(loading).rejects.toMatchObject({
      problems: [{ file: "connections.yaml", code: "missing_file" }],
    });
  });

  test("cannot have two mappings with one id, or one name", async () => {
    const sameId = await problemsOf({ "mappings/other.yaml": `id: purchases\n${MAPPING}` });
    const sameName = await problemsOf({ "mappings/web/purchases.yaml": `id: web\n${MAPPING}` });

    expect(sameId).toMatchObject([
      { file: "mappings/purchases.yaml", code: "duplicate_id", line: 1 },
    ]);
    expect(sameName).toMatchObject([
      { file: "mappings/web/purchases.yaml", code: "duplicate_name", line: 1 },
    ]);
  });

  test("cannot keep its state elsewhere than in SQLite yet", async () => {
    const problems = await problemsOf({
      "capisync.yaml": "version: 1\nname: a\nstate:\n  url: postgres://db/state\n",
    });

    expect(places(problems)).toEqual(["4:3 invalid_value"]);
    expect(problems[0]?.message).toContain("not supported yet");
  });

  test("shows twenty problems of a file and says how many more there are", async () => {
    const tags = Array.from({ length: 30 }, (_, i) => `  - ${i}`).join("\n");

    const problems = await problemsOf(mappingWith(["fields:", `tags:\n${tags}\nfields:`]));

    expect(problems).toHaveLength(21);
    expect(problems[20]).toMatchObject({
      code: "more_problems",
      message: "10 more problems from here on",
    });
  });

  test("has mistakes in its defaults told once, where they are", async () => {
    const problems = await problemsOf({
      "capisync.yaml": "version: 1\nname: a\ndefaults:\n  delivery: { batch_size: 0 }\n",
      "mappings/second.yaml": MAPPING,
    });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: "capisync.yaml", line: 4, column: 27 });
  });

  test("may be asked about some of its mappings only", async () => {
    const dir = await folderOf({ ...GOOD, "mappings/bad.yaml": "version: 3\n" });

    const loading = loadProject(dir, {
      connectors: SCHEMAS,
      env: { META_TOKEN: "x" },
      only: [join(dir, "mappings/purchases.yaml")],
    });

    await expect(loading).resolves.toMatchObject({ problems: [] });
  });
});

function column(name: string) {
  return {
    kind: "column",
    columns: [name],
    steps: [],
    hashed: false,
    required: false,
    options: {},
  };
}
