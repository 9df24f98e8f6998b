import { describe, expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { load, mappingWith } from "./project.ts";

async function readValue(written: string) {
  const { project } = await load(mappingWith(["value: total", `value: ${written}`]));
  return project.mappings[0]?.fields.find(({ name }) => name === "value")?.from;
}

async function emailOf(written: string) {
  const { project } = await load(mappingWith(["email: email", `email: ${written}`]));
  return project.mappings[0]?.fields.find(({ name }) => name === "em")?.from;
}

const plain = { steps: [], hashed: false, required: false, options: {} };

describe("the six shapes of a value", () => {
  test("a column", async () => {
    expect(await readValue("total")).toEqual({ kind: "column", columns: ["total"], ...plain });
  });

  test("a constant", async () => {
    expect(await readValue("{ const: 12.5 }")).toEqual({ kind: "const", value: 12.5 });
  });

  test("a column through a chain", async () => {
    expect(
      await readValue("{ column: cents, transform: [{ divide: 100 }, { round: 2 }] }"),
    ).toEqual({
      ...plain,
      kind: "column",
      columns: ["cents"],
      steps: [
        { op: "divide", by: "100" },
        { op: "round", digits: 2 },
      ],
    });
  });

  test("the first of several columns", async () => {
    expect(await emailOf("{ first_of: [work, home] }")).toEqual({
      ...plain,
      kind: "first_of",
      columns: ["work", "home"],
    });
  });

  test("all of several columns", async () => {
    expect(await emailOf("{ all_of: [work, home] }")).toEqual({
      ...plain,
      kind: "all_of",
      columns: ["work", "home"],
    });
  });

  test("a column that is hashed already", async () => {
    expect(await emailOf("{ column: email_sha256, hashed: true, required: true }")).toEqual({
      ...plain,
      kind: "column",
      columns: ["email_sha256"],
      hashed: true,
      required: true,
    });
  });
});

describe("a chain", () => {
  test("has every step of the list", async () => {
    const from = await readValue(`
      column: a
      transform:
        - trim
        - lower
        - upper
        - digits
        - to_number
        - to_string
        - json
        - sum
        - prefix: a
        - suffix: b
        - replace: { find: x, with: "" }
        - multiply: "0.10"
        - default: 0
        - split: ","
        - path: a.b
        - path: [c.d, e]
        - sum: qty`);

    expect(from).toMatchObject({
      steps: [
        { op: "trim" },
        { op: "lower" },
        { op: "upper" },
        { op: "digits" },
        { op: "to_number" },
        { op: "to_string" },
        { op: "json" },
        { op: "sum", key: undefined },
        { op: "prefix", text: "a" },
        { op: "suffix", text: "b" },
        { op: "replace", find: "x", with: "" },
        { op: "multiply", by: "0.10" },
        { op: "default", value: 0 },
        { op: "split", separator: "," },
        { op: "path", path: ["a", "b"] },
        { op: "path", path: ["c.d", "e"] },
        { op: "sum", key: "qty" },
      ],
    });
  });

  test.for([
    ["rejects what its map does not hold", "[{ map: { a: 1 } }]", { kind: "reject" }],
    ["may skip it", "[{ map: { a: 1 } }, { otherwise: skip }]", { kind: "skip" }],
    [
      "may put a constant in its place",
      "[{ map: { a: 1 } }, { otherwise: { const: 2 } }]",
      { kind: "const", value: 2 },
    ],
  ] as const)("%s", async ([, transform, otherwise]) => {
    const from = await readValue(`{ column: a, transform: ${transform} }`);

    expect(from).toMatchObject({ steps: [{ op: "map", table: { a: "1" }, otherwise }] });
  });

  test("looks values up in nothing but its table", async () => {
    const from = await readValue("{ column: a, transform: [{ map: { a: 1 } }] }");

    const [step] = from?.kind === "column" ? from.steps : [];
    expect(step?.op === "map" && "constructor" in step.table).toBe(false);
  });
});

test("options reach the fields that take them", async () => {
  const { project } = await load(
    mappingWith(
      ["event_time: purchased_at", "event_time: { column: t, timezone: UTC, unit: ms }"],
      ["email: email", "email: email\n    phone: { column: mobile, default_country: nl }"],
    ),
  );

  const options = project.mappings[0]?.fields.map(({ name, from }) => [
    name,
    from.kind === "const" ? undefined : from.options,
  ]);
  expect(options).toContainEqual(["event_time", { timezone: "UTC", unit: "ms" }]);
  expect(options).toContainEqual(["ph", { default_country: "NL" }]);
});

test("contents, own properties, consent and limited data use are read", async () => {
  const { project } = await load(
    mappingWith(
      [
        "fields:",
        "consent: { column: ads, equals: true }\nlimited_data_use: { column: opt_out, country: 1, state: { column: s } }\nrequire_any: [email, ph]\nfields:",
      ],
      [
        "    value: total",
        "    value: total\n    contents: { from: lines, item: { id: sku, quantity: q, item_price: { column: cents, transform: [{ divide: 100 }] } } }\n    extra: { store_code: store }",
      ],
    ),
  );

  expect(project.mappings[0]).toMatchObject({
    consent: { column: "ads", in: ["true"] },
    limitedDataUse: { column: "opt_out", country: 1, state: { column: "s" } },
    requireAny: ["em", "ph"],
    contents: {
      column: "lines",
      item: [{ name: "id" }, { name: "quantity" }, { name: "item_price" }],
      place: { line: 18 },
      derive: [],
      checkValue: false,
      price: false,
    },
    extra: [{ name: "store_code", from: { columns: ["store"] } }],
  });
});

test("delivery, errors and the incremental block are read in their units", async () => {
  const { project } = await load(
    mappingWith(
      [
        "fields:",
        "delivery: { batch_size: 200, concurrency: 2, rate_limit: 300/m, retry_for: 10m, on_ambiguous: hold, age_margin: 2h, upload_tag: stores-2026 }\non_error: { row: skip, stale: fail, batch: fail, max_error_rate: 0.5%, min_rows: 10 }\nfields:",
      ],
      [
        "  primary_key: order_id",
        '  primary_key: [order_id, line]\n  where: total > 0\n  incremental: { cursor: updated_at, lookback: 2h, settle: 0s, start: "2026-10-01", null_cursor: exclude }',
      ],
    ),
  );

  expect(project.mappings[0]).toMatchObject({
    delivery: {
      batchSize: 200,
      concurrency: 2,
      ratePerSecond: 5,
      retryForSeconds: 600,
      onAmbiguous: "hold",
      ageMarginSeconds: 7200,
      uploadTag: "stores-2026",
    },
    onError: { row: "skip", stale: "fail", batch: "fail", maxErrorRate: 0.005, minRows: 10 },
    source: {
      primaryKey: ["order_id", "line"],
      where: "total > 0",
      incremental: {
        cursor: "updated_at",
        lookbackSeconds: 7200,
        settleSeconds: 0,
        start: "2026-10-01",
        timezone: "Europe/Amsterdam",
        nullCursor: "exclude",
      },
    },
  });
});

describe("what becomes of a batch without an answer", () => {
  const mapped = (map: unknown, ...more: readonly unknown[]) => ({
    column: "source",
    transform: [{ map }, ...more],
  });

  async function onAmbiguous(action_source: unknown, top = {}): Promise<string | undefined> {
    const fields = {
      action_source,
      messaging_channel: { const: "messenger" },
      user_data: { page_id: "page", page_scoped_user_id: "user", email: "email" },
      event_source_url: "url",
      custom_data: { value: "total", currency: { const: "EUR" } },
    };
    const rules = { website_user_agent: "warn" };
    const { project } = await load(mappingOf("Purchase", "", fields, { rules, ...top }));
    return project.mappings[0]?.delivery.onAmbiguous;
  }

  // biome-ignore format: a table is read by its columns
  test.for<readonly [what: string, source: unknown, outcome: string]>([
    ["a constant",                       { const: "business_messaging" }, "hold"],
    ["a word of a map",                  mapped({ c: "business_messaging", w: "website" }), "hold"],
    ["what else a map gives",            mapped({ w: "website" }, { otherwise: { const: "business_messaging" } }), "hold"],
    ["a default",                        mapped({ w: "website" }, { default: "business_messaging" }), "hold"],
    ["a bare column",                    "source", "hold"],
    ["a column in the long form",        { column: "source", transform: ["lower"] }, "hold"],
    ["the first of several columns",     { first_of: ["a", "b"] }, "hold"],
    ["a map that keeps what it lacks",   mapped({ w: "website" }, { otherwise: "keep" }), "hold"],
    ["a word that a later step changes", mapped({ w: "business_" }, { suffix: "messaging" }), "hold"],
    ["another constant",                 { const: "website" }, "resend"],
    ["a map without it",                 mapped({ w: "website", p: "phone_call" }), "resend"],
    ["a map without it that skips",      mapped({ w: "website" }, { otherwise: "skip" }), "resend"],
  ])("with %s for a source", async ([, source, outcome]) => {
    expect(await onAmbiguous(source)).toBe(outcome);
  });

  test("is what the mapping says, whatever its source", async () => {
    const top = { delivery: { on_ambiguous: "resend" } };

    expect(await onAmbiguous({ const: "business_messaging" }, top)).toBe("resend");
  });
});
