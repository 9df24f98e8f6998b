import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PreviewFlags, preview, previewMapping } from "../../src/cli/preview.ts";
import { ConfigError } from "../../src/lib/errors.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Query, Source } from "../../src/source/source.ts";
import { deriveEventId } from "../../src/transform/event-id.ts";
import { column, field, from, mapping, property, source, through } from "../transform/mappings.ts";
import { type TestIo, testIo } from "./io.ts";

const NOW = "2026-11-20T12:00:00Z";

const PURCHASES = mapping({
  consent: { column: "consent", in: ["true"] },
  fields: [
    field("event_time", from("at")),
    field("user_data.em", from("email")),
    field("user_data.client_ip_address", from("ip")),
    field("custom_data.value", through("cents", { op: "divide", by: "100" })),
    field("custom_data.currency", from("currency")),
    field("custom_data.order_id", from("order_id")),
  ],
  contents: {
    column: "lines",
    place: { line: 1, column: 1 },
    item: [property("id", from("sku")), property("quantity", from("qty"))],
  },
});

const GOOD = {
  order_id: 9007199254740993n,
  at: "2026-11-19T14:30:00Z",
  email: "jane@example.com",
  ip: "192.0.2.7",
  cents: 12990,
  currency: "EUR",
  consent: true,
  lines: [{ sku: 9007199254740995n, qty: 1 }],
};

let dir: string;
let io: TestIo;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "capisync-preview-"));
  io = testIo(dir);
});

afterEach(() => rm(dir, { recursive: true }));

/** One JSON object a line, whole numbers with all their digits. */
function ndjson(...rows: readonly object[]): string {
  const write = (_key: string, value: unknown): unknown =>
    typeof value === "bigint" ? `#${value}#` : value;
  return rows.map((row) => `${JSON.stringify(row, write).replace(/"#(\d+)#"/g, "$1")}\n`).join("");
}

async function offline(
  file: string,
  content: string,
  flags: Partial<PreviewFlags> = {},
): Promise<number> {
  await writeFile(join(dir, file), content);
  return previewMapping(PURCHASES, { rows: file, now: NOW, ...flags }, io, noSource);
}

function noSource(): Promise<Source> {
  throw new ConfigError("the warehouse was asked, though the rows came from a file");
}

function lines(): readonly Record<string, unknown>[] {
  return io
    .out()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const EXACT = { as: "payload", json: true } as const;

describe("rows from a file", () => {
  test("give one line each, in order, with the event as it goes on the wire", async () => {
    const code = await offline("rows.ndjson", ndjson(GOOD), EXACT);

    expect(code).toBe(0);
    expect(lines()).toEqual([
      {
        row: 1,
        event: {
          event_name: "Purchase",
          event_time: 1_795_098_600,
          event_id: deriveEventId("purchases", "Purchase", ["9007199254740993"]),
          action_source: "physical_store",
          user_data: {
            em: [sha256("jane@example.com")],
            client_ip_address: "192.0.2.7",
          },
          custom_data: {
            value: 129.9,
            currency: "EUR",
            order_id: "9007199254740993",
            contents: [{ id: "9007199254740995", quantity: 1 }],
          },
        },
        notices: [],
      },
    ]);
  });

  test("say of every row what became of it", async () => {
    await offline(
      "rows.jsonl",
      ndjson(
        { ...GOOD, email: "nobody" },
        { ...GOOD, consent: false },
        { ...GOOD, at: "2026-01-01T00:00:00Z" },
        { ...GOOD, at: null },
        { ...GOOD, email: null, ip: null },
      ),
      EXACT,
    );

    expect(lines()).toMatchObject([
      { row: 1, event: {}, notices: [{ field: "user_data.em" }] },
      { row: 2, excluded: "no_consent" },
      { row: 3, issues: [{ code: "event_too_old", field: "event_time" }] },
      { row: 4, issues: [{ code: "event_time_missing", field: "event_time" }] },
      { row: 5, issues: [{ code: "user_data_too_weak", field: "user_data" }] },
    ]);
    expect(Object.keys(lines()[2] ?? {})).toEqual(["row", "issues"]);
  });

  test("say in each issue where, which and what was expected, and nothing else", async () => {
    await offline("rows.ndjson", ndjson({ ...GOOD, email: null, ip: null }), EXACT);

    expect(lines()).toEqual([
      {
        row: 1,
        issues: [
          {
            code: "user_data_too_weak",
            field: "user_data",
            expected: expect.stringContaining("another key that identifies a person"),
          },
        ],
      },
    ]);
  });

  test("keep their numbers in amounts, ids and own properties beyond what a float holds", async () => {
    const mapped = {
      ...PURCHASES,
      fields: [...PURCHASES.fields, field("user_data.lead_id", from("lead"))],
      extra: [property("points", from("points"))],
    };
    const row = {
      ...GOOD,
      cents: 900719925474099301n,
      lead: 12345678901234567n,
      points: 9007199254740993n,
    };
    await writeFile(join(dir, "rows.ndjson"), ndjson(row));
    await previewMapping(mapped, { rows: "rows.ndjson", now: NOW, ...EXACT }, io, noSource);

    expect(io.out()).toContain('"value":9007199254740993.01');
    expect(io.out()).toContain('"lead_id":"12345678901234567"');
    expect(io.out()).toContain('"points":9007199254740993');
  });

  test("never show a value in an issue or a notice", async () => {
    await offline(
      "rows.ndjson",
      ndjson({ ...GOOD, email: "zqxjk", cents: "zqxjk", at: "zqxjk", lines: "zqxjk" }),
      EXACT,
    );

    expect(io.out()).not.toContain("zqxjk");
  });

  test("may be a JSON list", async () => {
    await offline("rows.json", `[${ndjson(GOOD).trim()},\n${ndjson(GOOD).trim()}]`, EXACT);

    expect(lines().map(({ row }) => row)).toEqual([1, 2]);
  });

  test("may be CSV, whose empty cells are null", async () => {
    const csv = [
      "order_id,at,email,ip,cents,currency,consent,lines",
      '1001,2026-11-19T14:30:00Z,jane@example.com,,12990,EUR,true,"[{""sku"":""A"",""qty"":2}]"',
      "",
    ];
    await offline("rows.csv", `\uFEFF${csv.join("\r\n")}`, EXACT);

    expect(lines()).toMatchObject([
      {
        event: {
          event_id: deriveEventId("purchases", "Purchase", ["1001"]),
          user_data: { em: [sha256("jane@example.com")] },
          custom_data: { value: 129.9, contents: [{ id: "A", quantity: 2 }] },
        },
      },
    ]);
    expect(JSON.stringify(lines())).not.toContain("client_ip_address");
  });

  test("may lack a key that another row has", async () => {
    const { ip: _, ...rest } = GOOD;
    await offline("rows.ndjson", ndjson(rest, GOOD), EXACT);

    expect(lines()).toMatchObject([
      { row: 1, notices: [] },
      { row: 2, notices: [] },
    ]);
  });

  test("are all taken unless a limit is given", async () => {
    const rows = ndjson(...Array.from({ length: 12 }, () => GOOD));
    await offline("rows.ndjson", rows, EXACT);
    expect(lines()).toHaveLength(12);

    io = testIo(dir);
    await offline("rows.ndjson", rows, { ...EXACT, limit: 2 });
    expect(lines()).toHaveLength(2);
  });

  // biome-ignore format: a table is read by its columns
  test.for([
    ["rows.parquet", "x",                    /expected a file that ends in/],
    ["rows.ndjson",  '{"a":1}\n{zqxjk\n',    /rows\.ndjson:2: expected a JSON object, found text/],
    ["rows.ndjson",  '["zqxjk"]\n',          /rows\.ndjson:1: expected a JSON object/],
    ["rows.json",    "[1",                   /rows\.json: is not JSON/],
    ["rows.csv",     'a,b\n1,"zqxjk\n',      /rows\.csv:\d: is not CSV/],
    ["rows.csv",     "a,b\n1,2,zqxjk\n",     /rows\.csv:2: is not CSV/],
    ["rows.csv",     "a,a\n1,2\n",           /column a stands twice/],
    ["rows.csv",     "a;b\nzqxjk;2\n",       /rows\.csv:1: semicolons separate the columns, expected commas/],
    ["rows.csv",     "a\tb\nzqxjk\t2\n",     /rows\.csv:1: tabs separate the columns, expected commas/],
  ] as const)("in %s that cannot be read are an error at their line, without their text", async ([file, content, message]) => {
    const failure = await offline(file, content).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).message).toMatch(message);
    expect(`${(failure as ConfigError).message}`).not.toContain("zqxjk");
  });

  test("that do not exist are an error that names the file", async () => {
    await expect(
      previewMapping(PURCHASES, { rows: "none.csv", now: NOW }, io, noSource),
    ).rejects.toThrow("--rows none.csv: cannot be read (ENOENT)");
  });

  test("may lack a column of the mapping, which is told once and is empty then", async () => {
    const { email, ip, ...rest } = GOOD;
    const rows = ndjson({ ...rest, e_mail: email }, { ...rest, e_mail: email });

    expect(await offline("rows.ndjson", rows, EXACT)).toBe(0);
    expect(io.err()).toBe(
      [
        "warning: rows.ndjson has no column email, which is empty in every row then; did you mean e_mail?",
        "warning: rows.ndjson has no column ip, which is empty in every row then",
        "",
      ].join("\n"),
    );
    expect(lines()).toMatchObject([
      { row: 1, issues: [{ code: "user_data_too_weak" }] },
      { row: 2, issues: [{ code: "user_data_too_weak" }] },
    ]);
  });

  test("that hold nothing preview as nothing", async () => {
    expect(await offline("rows.csv", "order_id,at\n")).toBe(0);
    expect(io.out()).toBe("no rows\n");
  });
});

describe("the time", () => {
  test("is what --now says", async () => {
    await offline("rows.ndjson", ndjson(GOOD), { ...EXACT, now: "2027-03-01T00:00:00+01:00" });

    expect(lines()).toMatchObject([{ issues: [{ code: "event_too_old" }] }]);
    expect(lines()).toMatchObject([
      { issues: [{ expected: expect.stringContaining("60 minutes (delivery.age_margin)") }] },
    ]);
  });

  test.for(["yesterday", "2026-11-20T12:00:00", "2026-13-40", "2026-02-30T12:00:00Z"])(
    "%s is refused",
    async (now) => {
      await expect(offline("rows.ndjson", ndjson(GOOD), { now })).rejects.toThrow("--now");
    },
  );
});

describe("for a person", () => {
  test("identifiers are cut short or only named", async () => {
    for (const as of ["table", "events"] as const) {
      io = testIo(dir);
      await offline("rows.ndjson", ndjson(GOOD), { as });

      expect(io.out()).toContain(`${sha256("jane@example.com").slice(0, 8)}…`);
      expect(io.out()).not.toContain(sha256("jane@example.com").slice(0, 9));
      expect(io.out()).not.toContain("192.0.2.7");
      expect(io.out()).not.toContain("jane@");
    }
  });

  test("JSON that was not asked to be exact is cut short too", async () => {
    await offline("rows.ndjson", ndjson(GOOD), { json: true });

    expect(io.out()).not.toContain("192.0.2.7");
    expect(lines()).toMatchObject([
      { row: 1, event: { user_data: { client_ip_address: "(set)" } } },
    ]);
  });

  test("the table says why a row does not go, and counts field issues by reason", async () => {
    await offline(
      "rows.ndjson",
      ndjson(
        { ...GOOD, email: "nobody" },
        { ...GOOD, email: "nothing" },
        { ...GOOD, consent: null },
        { ...GOOD, currency: null },
      ),
    );

    expect(io.out()).toMatch(/^1 +event +Purchase +2026-11-19T14:30:00Z .* 129\.9 EUR/m);
    expect(io.out()).toMatch(/^3 +excluded .* no_consent$/m);
    expect(io.out()).toMatch(/^4 +rejected .*custom_data\.currency: purchase_currency/m);
    expect(io.out()).toContain("4 rows: 2 sendable, 1 excluded, 1 rejected\n");
    expect(io.out()).toMatch(/^FIELD ISSUE +FIELD +ROWS +EXPECTED$/m);
    expect(io.out()).toMatch(/^not_email +user_data\.em +2 +an e-mail address/m);
    expect(io.err()).toContain("Next: capisync run --select purchases --dry-run");
  });
});

describe("rows from the warehouse", () => {
  const COLUMNS = ["order_id", "at", "email", "ip", "cents", "currency", "consent", "lines"];

  /** Hands out one page of one row, and remembers what it was asked. */
  class OneRowSource implements Source {
    readonly queries: Query[] = [];
    closed = false;

    async describe() {
      return COLUMNS.map((name) => column(name, name === "lines" ? "json" : "text"));
    }

    async ceiling() {
      return { cursor: "", clock: "", sound: true };
    }

    async *read(query: Query) {
      this.queries.push(query);
      yield [["1", "2026-11-19T14:30:00Z", "jane@example.com", null, "100", "EUR", true, null]];
    }

    async [Symbol.asyncDispose]() {
      this.closed = true;
    }
  }

  test("are read through a wrapper that limits them, and the source is closed", async () => {
    const warehouse = new OneRowSource();
    const open = async (): Promise<Source> => warehouse;
    const parts = { ...PURCHASES, source: source({ sql: "select 1 -- all", where: "paid" }) };
    await previewMapping(parts, { now: NOW, ...EXACT }, io, open);
    const [query] = warehouse.queries;

    expect(warehouse.queries).toHaveLength(1);
    expect(query?.sql).toMatch(/^select \* from \(.*select 1 -- all\n.*\bpaid\n.*\nlimit 5$/s);
    expect(query?.params).toEqual([]);
    expect(lines()).toMatchObject([{ row: 1, event: { custom_data: { value: 1 } } }]);
    expect(warehouse.closed).toBe(true);
  });

  test("leave no open source behind when a column is missing", async () => {
    const warehouse = new OneRowSource();
    const parts = { ...PURCHASES, extra: [property("x", from("absent"))] };

    await expect(previewMapping(parts, { now: NOW }, io, async () => warehouse)).rejects.toThrow(
      ConfigError,
    );
    expect(warehouse.closed).toBe(true);
  });
});

describe("a project's mapping", () => {
  const FILES = {
    "capisync.yaml": "version: 1\nname: shop\n",
    "connections.yaml": `version: 1
connections:
  shop_pg: { type: postgres, host: localhost, database: shop, user: reader, password: "\${SHOP_PASSWORD}" }
destinations:
  dataset: { type: meta_capi, dataset_id: "1234567890", access_token: "\${META_TOKEN}", api_version: v25.0 }
`,
    "mappings/leads.yaml": `version: 1
destination: dataset
event_name: Lead
action_source: phone_call
source:
  connection: shop_pg
  sql: select * from leads
  primary_key: id
fields:
  event_time: called_at
  user_data:
    email: mail
`,
  };

  beforeEach(async () => {
    await mkdir(join(dir, "mappings"));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(dir, name), text);
    await writeFile(
      join(dir, "rows.ndjson"),
      '{"id":7,"called_at":"2026-11-19T14:30:00Z","mail":"jane@example.com"}\n',
    );
  });

  test("previews from a file without network, warehouse or credentials", async () => {
    const code = await preview("leads", { rows: "rows.ndjson", now: NOW, ...EXACT }, io);

    expect(code).toBe(0);
    expect(lines()).toMatchObject([
      {
        row: 1,
        event: { event_name: "Lead", user_data: { em: [sha256("jane@example.com")] } },
        notices: [],
      },
    ]);
  });

  test.for([
    ["the project's", "", "2026-11-19T13:30:00Z"],
    ["its own", "timezone: America/New_York\n", "2026-11-19T19:30:00Z"],
  ] as const)(
    "reads times without an offset in %s time zone, as a run does",
    async ([, own, instant]) => {
      await writeFile(
        join(dir, "capisync.yaml"),
        `${FILES["capisync.yaml"]}timezone: Europe/Amsterdam\n`,
      );
      await writeFile(join(dir, "mappings/leads.yaml"), `${FILES["mappings/leads.yaml"]}${own}`);
      await writeFile(
        join(dir, "rows.csv"),
        "id,called_at,mail\n7,2026-11-19 14:30:00,jane@example.com\n",
      );

      await preview("leads", { rows: "rows.csv", now: NOW, ...EXACT }, io);

      expect(lines()).toMatchObject([{ event: { event_time: Date.parse(instant) / 1000 } }]);
    },
  );

  test("is looked for by name, with a suggestion", async () => {
    const failure = await preview("laeds", { rows: "rows.ndjson" }, io).catch((e: unknown) => e);

    expect(failure).toBeInstanceOf(ConfigError);
    expect((failure as ConfigError).hint).toBe("did you mean leads?");
  });
});
