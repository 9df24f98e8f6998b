import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/lib/errors.ts";
import { mappingOf } from "./mapping-of.ts";
import { type Files, problemsOf } from "./project.ts";

async function notesOf(files: Files): Promise<readonly Problem[]> {
  return problemsOf(files, { advice: true });
}

/** Notes as `code: fields or message`. */
async function toldOf(files: Files, code: string): Promise<readonly string[]> {
  const notes = await notesOf(files);
  return notes.filter((note) => note.code === code).map(({ message }) => message);
}

const PERSON = {
  email: "email",
  phone: "phone",
  first_name: "first",
  last_name: "last",
  external_id: "customer",
};
const BROWSER = { client_ip_address: "ip", client_user_agent: "ua", fbc: "fbc", fbp: "fbp" };
const WEB = { event_id: "id", event_source_url: "url", user_data: { ...PERSON, ...BROWSER } };

describe("recommended keys", () => {
  // biome-ignore format: a table is read by its columns
  const CASES: readonly (readonly [what: string, name: string, source: string, fields: Record<string, unknown>, told: readonly string[]])[] = [
    ["a call with all of a person", "Lead", "phone_call", { user_data: PERSON }, []],
    ["a call with an e-mail address", "Schedule", "phone_call", {}, ["to match more events to people, Meta recommends fields.user_data.phone, fields.user_data.first_name, fields.user_data.last_name, fields.user_data.external_id"]],
    ["a visit with everything", "ViewContent", "website", WEB, []],
    ["a visit without click and browser ids", "Contact", "website", { ...WEB, user_data: { ...PERSON, client_user_agent: "ua", client_ip_address: "ip" } }, ["to match more events to people, Meta recommends fields.user_data.fbc, fields.user_data.fbp"]],
    ["a visit without an id", "Contact", "website", { ...WEB, event_id: undefined }, ["to count an event once that the browser or the SDK sends too, Meta recommends fields.event_id"]],
    ["a lead by e-mail", "Lead", "email", { user_data: { email: "email", phone: "phone", external_id: "customer" } }, ["to match more events to people, Meta recommends fields.user_data.client_user_agent, fields.user_data.client_ip_address, fields.user_data.first_name, fields.user_data.last_name", "to count an event once that the browser or the SDK sends too, Meta recommends fields.event_id"]],
    ["a product seen in a chat", "ViewContent", "chat", { user_data: PERSON }, ["to match more events to people, Meta recommends fields.user_data.client_user_agent"]],
    ["a place on a list", "Waitlist", "chat", { user_data: { ...PERSON, first_name: undefined } }, ["to match more events to people, Meta recommends fields.user_data.client_user_agent, fields.user_data.first_name"]],
    ["a city without its country", "Contact", "phone_call", { user_data: { ...PERSON, city: "city", zip: "zip" } }, ["beside a place, be it the same for all, Meta recommends fields.user_data.country"]],
    ["a store event without its order", "Lead", "physical_store", { user_data: PERSON }, ["to tell store events apart, Meta recommends fields.custom_data.order_id"]],
    ["a cart without its items", "AddToCart", "website", WEB, ["for catalog ads, Meta recommends fields.custom_data.contents"]],
    ["items of no type", "Search", "website", { ...WEB, custom_data: { content_ids: "ids" } }, ["for catalog ads, Meta recommends fields.custom_data.content_type"]],
    ["a CRM stage without its lead", "Won", "system_generated", { user_data: PERSON, custom_data: { event_source: { const: "crm" }, lead_event_source: { const: "Odoo" } } }, ["for conversion leads, Meta recommends fields.user_data.lead_id"]],
    ["a lead without its CRM", "Won", "system_generated", { user_data: { ...PERSON, lead_id: "lead" } }, ["for conversion leads, Meta recommends fields.custom_data.event_source, fields.custom_data.lead_event_source"]],
    ["a predicted value with one id", "AppendValue", "phone_call", { user_data: PERSON, custom_data: { predicted_ltv: "ltv", currency: { const: "EUR" } }, original_event_data: { event_name: { const: "Purchase" }, order_id: "order" } }, ["to find the original event, Meta recommends fields.original_event_data.event_id"]],
    ["a message", "AddToCart", "business_messaging", { messaging_channel: { const: "messenger" }, user_data: { page_id: "page", page_scoped_user_id: "user" } }, []],
    ["a source that a column tells", "Contact", "", { action_source: "src" }, []],
  ];

  test.for(CASES)("%s", async ([, name, source, fields, told]) => {
    const notes = await notesOf(mappingOf(name, source, fields));

    expect(notes.map(({ message }) => message)).toEqual(told);
    expect(notes.filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  test("are not told when nobody asks for advice", async () => {
    expect(await problemsOf(mappingOf("Schedule", "phone_call", {}))).toEqual([]);
  });
});

describe("a member outside the event it is meant for", () => {
  // biome-ignore format: a table is read by its columns
  const CASES: readonly (readonly [name: string, source: string, fields: Record<string, unknown>, told: readonly string[]])[] = [
    ["Search", "phone_call", { custom_data: { search_string: "q" } }, []],
    ["Lead",   "phone_call", { custom_data: { search_string: "q" } }, ["fields.custom_data.search_string is meant for event_name `Search`, found `Lead`"]],
    ["Lead",   "phone_call", { custom_data: { status: "s" } }, ["fields.custom_data.status is meant for event_name `CompleteRegistration`, found `Lead`"]],
    ["Lead",   "phone_call", { custom_data: { num_items: "n" } }, ["fields.custom_data.num_items is meant for event_name `InitiateCheckout` or `Purchase`, found `Lead`"]],
    ["InitiateCheckout", "phone_call", { custom_data: { num_items: "n" } }, []],
    ["Lead",   "phone_call", { custom_data: { level: "l" } }, ["fields.custom_data.level is meant for action_source `app`, found `phone_call`"]],
    ["Lead",   "phone_call", { messaging_channel: { const: "whatsapp" } }, ["fields.messaging_channel is meant for action_source `business_messaging`, found `phone_call`"]],
    ["Lead",   "",           { action_source: "src", messaging_channel: { const: "whatsapp" } }, []],
  ];

  test.for(CASES)("%s by %s with %j", async ([name, source, fields, told]) => {
    expect(await toldOf(mappingOf(name, source, fields), "out_of_place")).toEqual(told);
  });
});

describe("lines of an order in a store", () => {
  const order = { user_data: PERSON, custom_data: { order_id: "Order_ID" } };
  const keyed = (primary_key: unknown) => ({
    source: { connection: "shop_pg", sql: "select 1", primary_key },
  });

  test.for([
    ["the order alone", "order_id", 0],
    ["order and line", ["order_id", "line"], 1],
    ["something else", "line_id", 1],
  ] as const)("keyed by %s", async ([, key, count]) => {
    const told = await toldOf(
      mappingOf("Lead", "physical_store", order, keyed(key)),
      "order_lines",
    );

    expect(told).toHaveLength(count);
  });

  test.for([
    ["with item_number", "physical_store", { order_id: "order_id", item_number: "line" }],
    ["without order_id", "physical_store", {}],
    ["by phone", "phone_call", { order_id: "order_id" }],
  ] as const)("%s are no topic", async ([, source, custom_data]) => {
    const fields = { user_data: PERSON, custom_data };

    expect(
      await toldOf(mappingOf("Lead", source, fields, keyed("line_id")), "order_lines"),
    ).toEqual([]);
  });
});

describe("a schedule", () => {
  // biome-ignore format: a table is read by its columns
  const CASES: readonly (readonly [schedule: unknown, source: string, isLate: boolean])[] = [
    [{ every: "15m" },           "phone_call",     false],
    [{ every: "1h" },            "phone_call",     false],
    [{ every: "2h" },            "phone_call",     true],
    [{ every: "2h" },            "physical_store", false],
    [{ every: "1d" },            "physical_store", false],
    [{ every: "2d" },            "physical_store", true],
    ["*/15 * * * *",             "phone_call",     false],
    ["0 * * * *",                "phone_call",     false],
    ["0 */1 * * *",              "phone_call",     false],
    ["0 */6 * * *",              "phone_call",     true],
    ["0 8-18 * * *",             "phone_call",     false],
    ["0 6 * * *",                "phone_call",     true],
    ["0 6,18 * * *",             "phone_call",     true],
    ["0 6 * * *",                "physical_store", false],
    ["0 6 * * 1",                "physical_store", true],
    ["0 6 1 * *",                "physical_store", true],
    [{ cron: "0 6 * * *" },      "phone_call",     true],
  ];

  test.for(CASES)("%j for %s", async ([schedule, source, isLate]) => {
    const told = await toldOf(mappingOf("Lead", source, {}, { schedule }), "not_fresh");

    expect(told).toHaveLength(isLate ? 1 : 0);
  });

  test("of a source that a column tells is no topic", async () => {
    const files = mappingOf("Lead", "", { action_source: "src" }, { schedule: { every: "2d" } });

    expect(await toldOf(files, "not_fresh")).toEqual([]);
  });
});
