import { describe, expect, test } from "vitest";
import { NEEDS } from "../../src/capi/rules/needs.ts";
import { mappingOf } from "./mapping-of.ts";
import { problemsOf } from "./project.ts";

const MONEY = { value: "total", currency: { const: "EUR" } };
const WEB = { event_source_url: "url", user_data: { email: "email", client_user_agent: "ua" } };
const TRACKED = { extinfo: "info", advertiser_tracking_enabled: "att" };
const ORIGINAL = { event_name: { const: "Purchase" }, event_time: "at", order_id: "order_id" };
const SHARE = {
  ad_id: "ad",
  touchpoint_ts: "touch",
  attribution_share: "share",
  attribution_value: "worth",
};
const ATTRIBUTED = {
  original_event_data: ORIGINAL,
  attribution_data: SHARE,
  custom_data: { currency: { const: "EUR" } },
};
const LTV = {
  original_event_data: ORIGINAL,
  custom_data: { predicted_ltv: "ltv", currency: { const: "EUR" } },
};

function chat(channel: unknown, user: Readonly<Record<string, string>>) {
  return { messaging_channel: channel, user_data: user };
}

function without(block: Readonly<Record<string, unknown>>, member: string) {
  return Object.fromEntries(Object.entries(block).filter(([name]) => name !== member));
}

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [what: string, name: string, source: string, fields: Record<string, unknown>, codes: readonly string[]])[] = [
  ["a call",                         "Lead", "phone_call", {}, []],
  ["a visit without its page",       "ViewContent", "website", without(WEB, "event_source_url"), ["website_url"]],
  ["a visit without its browser",    "ViewContent", "website", { event_source_url: "url" }, ["website_user_agent"]],
  ["a whole visit",                  "ViewContent", "website", WEB, []],
  ["a visit by a constant field",    "ViewContent", "", { ...without(WEB, "event_source_url"), action_source: { const: "website" } }, ["website_url"]],
  ["a source that a column tells",   "ViewContent", "", { action_source: "src" }, []],
  ["an app event without its device","Lead", "app", {}, ["app_extinfo", "app_tracking"]],
  ["a whole app event",              "Lead", "app", { app_data: TRACKED }, []],
  ["a device without its version",   "Lead", "app", { app_data: { ...TRACKED, extinfo: { ext_info_version: { const: "a2" } } } }, ["app_extinfo"]],
  ["a device without its platform",  "Lead", "app", { app_data: { ...TRACKED, extinfo: { os_version: "os" } } }, ["app_extinfo"]],
  ["a CRM stage without its CRM",    "Won", "system_generated", { custom_data: { event_source: { const: "crm" } } }, ["crm_lead_source"]],
  ["a CRM stage that says no crm",   "Won", "system_generated", { custom_data: { lead_event_source: { const: "Odoo" } } }, ["crm_event_source"]],
  ["a whole CRM stage",              "Won", "system_generated", { custom_data: { event_source: { const: "crm" }, lead_event_source: { const: "Odoo" } } }, []],
  ["a message without its channel",  "Purchase", "business_messaging", { custom_data: MONEY }, ["messaging_channel"]],
  ["a message on a channel of its row", "AddToCart", "business_messaging", chat("channel", { page_id: "page" }), []],
  ["a Messenger event without ids",  "AddToCart", "business_messaging", chat({ const: "messenger" }, { email: "email" }), ["messenger_page", "messenger_user"]],
  ["a whole Messenger event",        "AddToCart", "business_messaging", chat({ const: "messenger" }, { page_id: "page", page_scoped_user_id: "user" }), []],
  ["a WhatsApp event without ids",   "AddToCart", "business_messaging", chat({ const: "whatsapp" }, { email: "email" }), ["whatsapp_click", "whatsapp_account"]],
  ["a WhatsApp event of a page",     "AddToCart", "business_messaging", chat({ const: "whatsapp" }, { ctwa_clid: "click", page_id: "page" }), []],
  ["an Instagram event without ids", "AddToCart", "business_messaging", chat({ const: "instagram" }, { email: "email" }), ["instagram_account", "instagram_user"]],
  ["an order of a chat without currency", "OrderCreated", "business_messaging", chat({ const: "instagram" }, { ig_account_id: "a", ig_sid: "b" }), ["order_created_currency"]],
  ["a purchase without its worth",   "Purchase", "phone_call", {}, ["purchase_value", "purchase_currency"]],
  ["a purchase without currency, told once", "Purchase", "phone_call", { custom_data: { value: "total" } }, ["purchase_currency"]],
  ["a lead's value without currency","Lead", "phone_call", { custom_data: { value: "total" } }, ["value_currency"]],
  ["items without their ids",        "Lead", "phone_call", { custom_data: { contents: { from: "lines", item: { quantity: "qty" } } } }, ["contents_id"]],
  ["items without quantity in a store", "Lead", "physical_store", { custom_data: { contents: { from: "lines", item: { id: "sku" } } } }, ["contents_quantity"]],
  ["items without quantity by phone","Lead", "phone_call", { custom_data: { contents: { from: "lines", item: { id: "sku" } } } }, []],
  ["AppendValue alone",              "AppendValue", "phone_call", {}, ["append_value_ltv", "append_original_id", "append_currency", "append_original_name"]],
  ["a whole AppendValue",            "AppendValue", "phone_call", LTV, []],
  ["AppendAttribution alone",        "AppendAttribution", "phone_call", {}, ["append_currency", "append_original_name", "append_original_time", ...Array(4).fill("append_attribution")]],
  ["a whole AppendAttribution",      "AppendAttribution", "phone_call", ATTRIBUTED, []],
  ["AppendAttribution of an app",    "AppendAttribution", "app", { ...ATTRIBUTED, app_data: TRACKED }, ["append_app_tracking", "append_device"]],
  ["a whole one of an app",          "AppendAttribution", "app", { ...ATTRIBUTED, app_data: { ...TRACKED, application_tracking_enabled: "att", campaign_ids: "c" } }, []],
  ["a mapping without a time",       "Lead", "phone_call", { event_time: undefined }, ["event_time_missing"]],
];

test.for(CASES)("%s", async ([, name, source, fields, codes]) => {
  const problems = await problemsOf(mappingOf(name, source, fields));

  expect(problems.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
  expect(problems.filter(({ severity }) => severity !== "error")).toEqual([]);
});

test("every need is told of by one of the cases", () => {
  const told = new Set(CASES.flatMap(([, , , , codes]) => codes));

  expect(NEEDS.filter(({ code }) => !told.has(code))).toEqual([]);
});

describe("an event that only some rows are", () => {
  const named = (...transform: readonly unknown[]) => ({
    event_name: { column: "kind", transform },
  });

  test.for([
    ["a word of a map", [{ map: { a: "Lead", b: "Purchase" } }], "transform[0].map.b"],
    [
      "what else a map gives",
      [{ map: { a: "Lead" } }, { otherwise: { const: "Purchase" } }],
      "transform[1].otherwise.const",
    ],
    ["a default behind other steps", ["trim", { default: "Purchase" }], "transform[1].default"],
    [
      "a default behind a map",
      [{ map: { a: "Lead" } }, { default: "Purchase" }],
      "transform[1].default",
    ],
  ] as const)("has its needs as %s", async ([, steps, path]) => {
    const problems = await problemsOf(mappingOf("", "phone_call", named(...steps)));

    expect(problems.map(({ code }) => code)).toEqual(["purchase_value", "purchase_currency"]);
    expect(problems[0]?.message).toContain(`\`fields.event_name.${path}: Purchase\` needs`);
  });

  test.for([
    ["a word that is changed again", [{ map: { b: "Purchase" } }, { suffix: " old" }]],
    [
      "a word of a map before the last",
      [{ map: { b: "Purchase" } }, { map: { Purchase: "Lead" } }],
    ],
    ["a default that is mapped", [{ default: "Purchase" }, { map: { Purchase: "Lead" } }]],
    ["rows that are left out", [{ map: { a: "Lead" } }, { otherwise: "skip" }]],
  ] as const)("has none as %s", async ([, steps]) => {
    expect(await problemsOf(mappingOf("", "phone_call", named(...steps)))).toEqual([]);
  });

  test("has the needs of its source, too", async () => {
    const action_source = { column: "s", transform: [{ map: { w: "website", p: "phone_call" } }] };
    const problems = await problemsOf(mappingOf("Lead", "", { action_source }));

    expect(problems.map(({ code }) => code)).toEqual(["website_url", "website_user_agent"]);
  });
});

describe("the message", () => {
  test("stands at the constant that brings the need about, and says how to go on without", async () => {
    const problems = await problemsOf(
      mappingOf("Lead", "website", without(WEB, "event_source_url")),
    );

    expect(problems).toEqual([
      {
        file: "mappings/purchases.yaml",
        line: 4,
        column: 16,
        length: 9,
        severity: "error",
        code: "website_url",
        message: "`action_source: website` needs fields.event_source_url, which is not mapped",
        hint: "map it, or accept events without it: `rules: { website_url: warn }`",
      },
    ]);
  });

  test("stands at the field where no constant does, and says what to do", async () => {
    const value = { custom_data: { value: "total" } };
    const [problem] = await problemsOf(mappingOf("Lead", "phone_call", value));

    expect(problem).toMatchObject({
      line: 6,
      message: "`fields.custom_data.value` needs fields.custom_data.currency, which is not mapped",
      hint: "map currency, or set it with const",
    });
  });

  test("names all that brings the need about", async () => {
    const fields = {
      app_data: { extinfo: "device", advertiser_tracking_enabled: "att" },
      custom_data: { currency: { const: "EUR" } },
      original_event_data: { event_name: { const: "Purchase" }, event_time: "then" },
      attribution_data: {
        ad_id: "ad",
        touchpoint_ts: "touch",
        attribution_share: "share",
        attribution_value: "worth",
      },
    };
    const problems = await problemsOf(mappingOf("AppendAttribution", "app", fields));

    expect(problems.map(({ message }) => message)).toContain(
      "`event_name: AppendAttribution` and `action_source: app` need fields.app_data.application_tracking_enabled, which is not mapped",
    );
  });

  test("names every field that would do", async () => {
    const { original_event_data, ...rest } = LTV;
    const without = {
      ...rest,
      original_event_data: { event_name: original_event_data.event_name },
    };
    const [problem] = await problemsOf(mappingOf("AppendValue", "phone_call", without));

    expect(problem?.message).toBe(
      "`event_name: AppendValue` needs fields.original_event_data.event_id or fields.original_event_data.order_id, which is not mapped",
    );
  });

  test("is a warning where the rule is softened", async () => {
    const problems = await problemsOf(
      mappingOf(
        "Lead",
        "website",
        { event_source_url: "url" },
        { rules: { website_user_agent: "warn" } },
      ),
    );

    expect(problems).toMatchObject([{ code: "website_user_agent", severity: "warning" }]);
    expect(problems[0]).not.toHaveProperty("hint", expect.stringContaining("rules:"));
  });

  test("is left to the misspelt key where there is one", async () => {
    const problems = await problemsOf(
      mappingOf("Lead", "website", { ...without(WEB, "event_source_url"), event_sorce_url: "url" }),
    );

    expect(problems.map(({ code }) => code)).toEqual(["unknown_key"]);
  });
});
