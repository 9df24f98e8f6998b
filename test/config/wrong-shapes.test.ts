import { describe, expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

function custom(fields: Readonly<Record<string, unknown>>) {
  return { custom_data: { currency: { const: "EUR" }, ...fields } };
}

async function messageOf(fields: Readonly<Record<string, unknown>>, top = {}): Promise<string> {
  const problems = await problemsOf(mappingOf("Lead", "phone_call", fields, top));
  expect(problems.length).toBe(1);
  return problems[0]?.message ?? "";
}

describe("a list where a column is wanted", () => {
  test("is advised first_of and all_of where the field takes several", async () => {
    expect(await messageOf({ user_data: { email: ["a", "b"] } })).toContain(
      "say `first_of` (the first that is not empty) or `all_of` (all of them)",
    );
  });

  test.for([
    ["value", custom({ value: ["a", "b"] })],
    ["event_id", { event_id: ["a", "b"] }],
    ["an own property", custom({ extra: { colour: ["a", "b"] } })],
  ] as const)("is not advised all_of where it is refused: %s", async ([, fields]) => {
    const message = await messageOf(fields);

    expect(message).toContain("say `first_of` (the first that is not empty)");
    expect(message).not.toContain("all_of");
  });
});

describe("a word where a map is wanted is answered with an example", () => {
  // biome-ignore format: a table is read by its columns
  test.for([
    ["consent",              {}, { consent: "ads" }, "{ column: ads_consent, equals: true }"],
    ["delivery",             {}, { delivery: 5 },    "{ batch_size: 500, retry_for: 10m }"],
    ["on_error",             {}, { on_error: "skip" }, "{ row: skip, max_error_rate: 5% }"],
    ["rules",                {}, { rules: "warn" },  "{ website_user_agent: warn }"],
    ["fields.custom_data.contents", { custom_data: { contents: "items" } }, {}, "{ from: items, item: { id: sku, quantity: qty } }"],
    ["fields.original_event_data", { original_event_data: "order" }, {}, "{ event_name: { const: Purchase }, event_time: ordered_at }"],
    ["fields.custom_data",   { custom_data: "total" }, {}, "{ value: total, currency: { const: EUR } }"],
  ] as const)("%s", async ([path, fields, top, example]) => {
    expect(await messageOf(fields, top)).toMatch(`${path}: expected a map such as \`${example}\``);
  });
});

describe("a unit that is none", () => {
  test.for([
    ["an amount", custom({ value: { column: "v", unit: "cents" } }), "expected `minor` or `major`"],
    ["a time", { event_time: { column: "t", unit: "sec" } }, "expected `s`, `ms`, `us` or `ns`"],
    [
      "the time of a click",
      { user_data: { email: "e", fbc: { from_fbclid: "f", click_time: "t", unit: "minor" } } },
      "expected `s`, `ms`, `us` or `ns`",
    ],
  ] as const)("of %s is answered with its own", async ([, fields, expected]) => {
    expect(await messageOf(fields)).toMatch(new RegExp(`unit: ${expected}, found`));
  });
});
