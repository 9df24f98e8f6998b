import { describe, expect, test } from "vitest";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

type Fields = Readonly<Record<string, unknown>>;

function steps(...transform: readonly unknown[]) {
  return { column: "c", transform };
}

function currency(written: unknown): Fields {
  return { custom_data: { currency: written } };
}

describe("a word that a step gives", () => {
  // biome-ignore format: a table is read by its columns
  test.for<readonly [what: string, fields: Fields, place: string, hint?: string]>([
    ["a source that is none", { action_source: steps({ map: { s: "stor", p: "phone_call" } }) }, "fields.action_source.transform[0].map.s"],
    ["a default that is none", { action_source: steps("lower", { default: "emial" }) }, "fields.action_source.transform[1].default", "did you mean `email`?"],
    ["what else a map gives", currency(steps({ map: { e: "EUR" } }, { otherwise: { const: "EURO" } })), "fields.custom_data.currency.transform[1].otherwise.const"],
    ["a currency that is none", currency(steps({ map: { e: "EURO", u: "USD" } })), "fields.custom_data.currency.transform[0].map.e"],
    ["a slot's word", { app_data: { extinfo: { ext_info_version: steps({ map: { a: "a2", i: "ios" } }), os_version: "os" } } }, "fields.app_data.extinfo.ext_info_version.transform[0].map.i"],
    ["an item's word", { custom_data: { contents: { from: "lines", item: { id: "sku", delivery_category: steps({ default: "shop" }) } } } }, "fields.custom_data.contents.item.delivery_category.transform[0].default"],
  ])("is held against the field: %s", async ([, fields, place, hint]) => {
    const problems = await problemsOf(mappingOf("Lead", "phone_call", fields));

    expect(problems).toMatchObject([{ code: "invalid_value", severity: "error" }]);
    expect(problems[0]?.message).toMatch(`${place}: expected `);
    if (hint !== undefined) expect(problems[0]?.hint).toBe(hint);
  });

  // biome-ignore format: a table is read by its columns
  test.for<readonly [what: string, fields: Fields]>([
    ["words of the field", { action_source: steps({ map: { s: "email", p: "Phone_Call" } }, { otherwise: "reject" }) }],
    ["a word that a later step changes", currency(steps({ map: { e: "EURO" } }, { replace: { find: "EURO", with: "EUR" } }))],
    ["nothing, to leave the field out", { user_data: { email: "email", gender: steps({ map: { x: "", w: "f" } }) } }],
    ["a value that an option reads", { user_data: { phone: { ...steps({ default: "0612345678" }), default_country: "NL" } } }],
    ["a hash", { user_data: { email: { ...steps({ default: "a".repeat(64) }), hashed: true } } }],
  ])("may be: %s", async ([, fields]) => {
    const top = Object.hasOwn(fields, "custom_data") ? {} : { custom_data: { value: "v", currency: { const: "EUR" } } };
    expect(await problemsOf(mappingOf("Lead", "phone_call", { ...top, ...fields }))).toEqual([]);
  });

  test("is told as a warning where the field is sent all the same", async () => {
    const fields = { custom_data: { fuel_type: steps({ default: "WOOD" }) } };

    expect(await problemsOf(mappingOf("Lead", "phone_call", fields))).toMatchObject([
      { code: "unusual_value", severity: "warning" },
    ]);
  });
});

test("a constant source that is none is told once, with the near one", async () => {
  const fields = { action_source: { const: "emial" } };

  expect(await problemsOf(mappingOf("Lead", "", fields))).toMatchObject([
    { code: "invalid_value", hint: "did you mean `email`?" },
  ]);
});

describe("a bare column that reads like a value", () => {
  // biome-ignore format: a table is read by its columns
  test.for<readonly [word: string, path: string, fields: Fields]>([
    ["EUR",        "fields.custom_data.currency", currency("EUR")],
    ["phone_call", "fields.action_source",        { action_source: "phone_call" }],
    ["NL",         "fields.user_data.country",    { user_data: { email: "email", country: "NL" } }],
    ["Lead",       "fields.event_name",           { event_name: "Lead" }],
    ["in_store",   "fields.custom_data.delivery_category", { custom_data: { delivery_category: "in_store" } }],
  ])("%s is warned of", async ([word, path, fields]) => {
    expect(await problemsOf(mappingOf("Lead", "phone_call", fields))).toMatchObject([
      {
        code: "constant_as_column",
        severity: "warning",
        message: `${path}: \`${word}\` is read as a column, and is itself a value of this field`,
        hint: `for a constant write \`{ const: ${word} }\`, for a column of that name \`{ column: ${word} }\``,
      },
    ]);
  });

  // biome-ignore format: a table is read by its columns
  test.for<readonly [what: string, fields: Fields]>([
    ["a column's own name",              currency("currency")],
    ["a currency in small letters",      currency("eur")],
    ["three letters that are no currency", currency("CUR")],
    ["a column that is said to be one",  currency({ column: "EUR" })],
    ["a value of another field",         { custom_data: { order_id: "EUR" } }],
  ])("is not seen in %s", async ([, fields]) => {
    expect(await problemsOf(mappingOf("Lead", "phone_call", fields))).toEqual([]);
  });
});
