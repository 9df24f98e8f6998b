import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/capi/clean/cleaner.ts";
import type { CapiEvent } from "../../src/capi/event.ts";
import { ACTION_SOURCES, fieldOf, type Group } from "../../src/capi/fields.ts";
import { NAME_NEEDS, NEEDS, RULES, SOFT_CODES } from "../../src/capi/rules.ts";
import { brokenWeakSet, WEAK_SETS } from "../../src/capi/weak-sets.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { numberJson } from "../../src/lib/json.ts";

const NOW = 1_795_000_000;
const HASH = sha256("jane@example.com");

/** A store purchase that breaks no rule, with what a test changes. */
function event(changes: Record<string, unknown> = {}): CapiEvent {
  return {
    event_name: "Purchase",
    event_time: NOW - 60,
    event_id: "1",
    action_source: "physical_store",
    user_data: { em: [HASH] },
    custom_data: { value: 1, currency: "EUR" },
    ...(changes as { [parameter: string]: Json }),
  };
}

function broken(changes: Record<string, unknown>): readonly string[] {
  const subject = event(changes);
  return RULES.filter(
    (rule) =>
      (rule.names?.includes(subject.event_name) ?? true) &&
      (rule.sources?.includes(subject.action_source) ?? true) &&
      rule.broken(subject, NOW),
  ).map((rule) => rule.code);
}

test("a good event breaks no rule", () => {
  expect(broken({})).toEqual([]);
});

describe("weak sets", () => {
  const user = (...keys: readonly string[]): CapiEvent =>
    event({ user_data: Object.fromEntries(keys.map((key) => [key, [HASH]])) });

  test("an event without any key is too weak", () => {
    expect(brokenWeakSet(user())).toBe(true);
  });

  test.for(WEAK_SETS)("the whole of %j is too weak", (keys) => {
    expect(brokenWeakSet(user(...keys))).toBe(true);
  });

  test("any part of a set is too weak", () => {
    const part = fc.constantFrom(...WEAK_SETS).chain((set) => fc.subarray([...set]));
    fc.assert(
      fc.property(part, (keys) => {
        expect(brokenWeakSet(user(...keys))).toBe(true);
      }),
    );
  });

  test.for([
    ["fn", "ln"],
    ["db", "ct"],
    ["db", "ge"],
    ["fn", "client_user_agent"],
    ["fn", "zp"],
    ["ln", "country"],
  ])("%s with %s crosses the sets and is enough", (keys) => {
    expect(brokenWeakSet(user(...keys))).toBe(false);
  });

  test.for([
    "em",
    "ph",
    "external_id",
    "fbc",
    "fbp",
    "client_ip_address",
    "lead_id",
    "madid",
    "subscription_id",
    "fb_login_id",
    "anon_id",
    "page_scoped_user_id",
    "ctwa_clid",
    "ig_sid",
  ])("%s is enough by itself", (key) => {
    expect(brokenWeakSet(user(key))).toBe(false);
  });

  test("an event is weak exactly when one set holds all its keys", () => {
    const keys = fc.subarray([...new Set([...WEAK_SETS.flat(), "em", "fbp"])]);
    fc.assert(
      fc.property(keys, (some) => {
        const inOne = WEAK_SETS.some((set) => some.every((key) => set.includes(key)));
        expect(brokenWeakSet(user(...some))).toBe(inOne);
      }),
    );
  });
});

describe("Limited Data Use", () => {
  // biome-ignore format: a table is read by its columns
  const MATRIX: readonly (readonly [options: unknown, country: unknown, state: unknown, codes: readonly string[]])[] = [
    [undefined,      undefined, undefined, []],
    [[],             undefined, undefined, []],
    [["LDU"],        0,         0,         ["data_use_without_ip"]],
    [["LDU"],        1,         0,         []],
    [["LDU"],        1,         1000,      []],
    [["LDU"],        1,         1013,      []],
    [["LDU"],        1,         1014,      ["data_use_state_new"]],
    [["LDU"],        0,         1000,      ["data_use_region"]],
    [["LDU"],        1,         999,       ["data_use_region"]],
    [["LDU"],        2,         0,         ["data_use_region"]],
    [["LDU"],        1,         undefined, ["data_use_state"]],
    [["LDU"],        0,         undefined, ["data_use_state"]],
    [["LDU"],        undefined, 1000,      ["data_use_country"]],
    [["LDU"],        undefined, undefined, ["data_use_country", "data_use_state"]],
    [["CCPA"],       undefined, undefined, ["data_use_option"]],
    [["LDU", "LDU"], 1,         0,         ["data_use_option"]],
    ["LDU",          undefined, undefined, ["data_use_option"]],
  ];
  test.for(MATRIX)(
    "options %j, country %j, state %j break %j",
    ([options, country, state, codes]) => {
      const given = Object.entries({
        data_processing_options: options,
        data_processing_options_country: country,
        data_processing_options_state: state,
      }).filter(([, value]) => value !== undefined);

      expect(broken(Object.fromEntries(given))).toEqual(codes);
    },
  );

  test("an IP address lets Meta find country and state", () => {
    const limited = {
      data_processing_options: ["LDU"],
      data_processing_options_country: 0,
      data_processing_options_state: 0,
      user_data: { em: [HASH], client_ip_address: "192.0.2.1" },
    };

    expect(broken(limited)).toEqual([]);
  });
});

const WEB = { action_source: "website", event_source_url: "https://shop.example.com/thanks" };
const UA = { em: [HASH], client_user_agent: "Mozilla/5.0" };
const EXTINFO = ["i2", ...Array<string>(3).fill(""), "13.4.1", ...Array<string>(11).fill("")];
const APP = { action_source: "app", event_name: "Lead" };
const CHAT = { action_source: "business_messaging", event_name: "LeadSubmitted" };
const ORIGINAL = { event_name: "Purchase", event_time: NOW - 3600, event_id: "1" };
const SHARE = {
  event_name: "AppendAttribution",
  original_event_data: ORIGINAL,
  attribution_data: {
    ad_id: "1",
    touchpoint_ts: NOW - 7200,
    attribution_share: 0.3,
    attribution_value: 3,
  },
};

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ["a blank name",                    { event_name: " ", custom_data: {} }, ["event_name_missing"]],
  ["a time that is no whole number",  { event_time: NOW - 0.5 }, ["event_time_missing"]],
  ["a time in milliseconds",          { event_time: NOW * 1000 }, ["event_in_future"]],
  ["a time 60 s ahead",               { event_time: NOW + 60 }, []],
  ["a time 61 s ahead",               { event_time: NOW + 61 }, ["event_in_future"]],
  ["an age of 62 days in a store",    { event_time: NOW - 62 * 86_400 }, []],
  ["an age of a second more",         { event_time: NOW - 62 * 86_400 - 1 }, ["event_too_old"]],
  ["an age of a second over 7 days",  { ...WEB, user_data: UA, event_time: NOW - 7 * 86_400 - 1 }, ["event_too_old"]],
  ["a source in another case",        { action_source: "Physical_Store" }, ["action_source_unknown"]],
  ["an e-mail that is not hashed",    { user_data: { em: ["jane@example.com"] } }, ["contact_not_hashed"]],
  ["one plain value among hashes",    { user_data: { em: [HASH, "jane@example.com"] } }, ["contact_not_hashed"]],
  ["a hash in upper case",            { user_data: { em: [HASH.toUpperCase()] } }, ["contact_not_hashed"]],
  ["a hash with the builder's suffix",{ user_data: { em: [`${HASH}.AQYBAQAA`, `${HASH}.AQ`] } }, []],
  ["a raw external_id",               { user_data: { external_id: ["L-77"] } }, []],

  ["a web event without its URL",     { action_source: "website", user_data: UA }, ["website_url"]],
  ["a web event with half a URL",     { ...WEB, event_source_url: "/thanks", user_data: UA }, ["website_url"]],
  ["a web event without user agent",  WEB, ["website_user_agent"]],
  ["a whole web event",               { ...WEB, user_data: UA }, []],

  ["a purchase without value",        { custom_data: { currency: "EUR" } }, ["purchase_value"]],
  ["a purchase without custom_data",  { custom_data: undefined }, ["purchase_value", "purchase_currency"]],
  ["a value with more digits than a float", { custom_data: { value: numberJson("12345678901234567.89"), currency: "EUR" } }, []],
  ["a value in a string",             { custom_data: { value: "142.52", currency: "EUR" } }, []],
  ["a value that is no number",       { custom_data: { value: "a lot", currency: "EUR" } }, ["purchase_value"]],
  ["a value without currency",        { event_name: "Lead", custom_data: { value: 1 } }, ["value_currency"]],
  ["a currency without value",        { event_name: "Lead", custom_data: { currency: "EUR" } }, []],
  ["an item without id",              { custom_data: { value: 1, currency: "EUR", contents: [{ id: "A", quantity: 1 }, { quantity: 1 }] } }, ["contents_id"]],
  ["an item without quantity in a store", { custom_data: { value: 1, currency: "EUR", contents: [{ id: "A" }] } }, ["contents_quantity"]],
  ["an item without quantity on the web", { ...WEB, user_data: UA, custom_data: { value: 1, currency: "EUR", contents: [{ id: "A" }] } }, []],
  ["a predicted value of 0",          { event_name: "Subscribe", custom_data: { predicted_ltv: 0, currency: "EUR" } }, ["predicted_ltv_positive"]],
  ["a predicted value beyond a float",{ event_name: "Subscribe", custom_data: { predicted_ltv: numberJson("0.12345678901234567890123"), currency: "EUR" } }, []],

  ["an app event without app_data",   APP, ["app_extinfo", "app_tracking"]],
  ["an app event of 15 slots",        { ...APP, app_data: { extinfo: EXTINFO.slice(1), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event of an unknown system", { ...APP, app_data: { extinfo: EXTINFO.with(0, "w1"), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event without OS version", { ...APP, app_data: { extinfo: EXTINFO.with(4, ""), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["a whole app event",               { ...APP, app_data: { extinfo: EXTINFO, advertiser_tracking_enabled: 0 } }, []],

  ["a CRM event without its CRM",     { action_source: "system_generated", event_name: "Won", custom_data: { event_source: "crm" } }, ["crm_lead_source"]],
  ["a renewal, which is no CRM event",{ action_source: "system_generated", event_name: "Won", custom_data: {} }, []],

  ["a message without channel",       CHAT, ["messaging_channel"]],
  ["a message with a name of one's own", { ...CHAT, event_name: "Lead", messaging_channel: "messenger", user_data: { page_id: "1", page_scoped_user_id: "2" } }, ["messaging_name"]],
  ["a Messenger event without ids",   { ...CHAT, messaging_channel: "messenger" }, ["messenger_page", "messenger_user"]],
  ["a WhatsApp event without ids",    { ...CHAT, messaging_channel: "whatsapp" }, ["whatsapp_click", "whatsapp_account"]],
  ["a WhatsApp event with a page id", { ...CHAT, messaging_channel: "whatsapp", user_data: { ctwa_clid: "c", page_id: "1" } }, []],
  ["an Instagram event without ids",  { ...CHAT, messaging_channel: "instagram" }, ["instagram_account", "instagram_user"]],
  ["OrderCreated without currency",   { ...CHAT, event_name: "OrderCreated", custom_data: {}, messaging_channel: "instagram", user_data: { ig_account_id: "1", ig_sid: "2" } }, ["order_created_currency"]],

  ["AppendValue without anything",    { event_name: "AppendValue", custom_data: {} }, ["append_value_ltv", "append_currency", "append_original_name", "append_original_id"]],
  ["a whole AppendValue",             { event_name: "AppendValue", custom_data: { predicted_ltv: 9, currency: "EUR" }, original_event_data: { event_name: "Purchase", order_id: "7" } }, []],
  ["AppendAttribution without anything", { event_name: "AppendAttribution" }, ["append_original_name", "append_original_time", "append_attribution"]],
  ["a whole AppendAttribution",       SHARE, []],
  ["a share in percent",              { ...SHARE, attribution_data: { ...SHARE.attribution_data, attribution_share: 30 } }, ["append_share"]],
  ["a touch after the conversion",    { ...SHARE, attribution_data: { ...SHARE.attribution_data, touchpoint_ts: NOW } }, ["append_touch_order"]],
  ["a passback after 48 hours",       { ...SHARE, original_event_data: { ...ORIGINAL, event_time: NOW - 60 - 48 * 3600 - 1 }, attribution_data: { ...SHARE.attribution_data, touchpoint_ts: NOW - 900_000 } }, ["append_late"]],
];
test.for(CASES)("%s", ([, changes, codes]) => {
  expect(broken(changes)).toEqual(codes);
});

describe("the tables", () => {
  test("give every rule a code of its own, an expectation and a hint", () => {
    const codes = RULES.map((rule) => rule.code);

    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[a-z_]+$/.test(code))).toBe(true);
    expect(RULES.every((rule) => rule.expected !== "" && rule.hint !== "")).toBe(true);
  });

  test("soften nothing that Meta is known to refuse", () => {
    const soft = RULES.filter((rule) => rule.soft);

    expect(soft.map((rule) => rule.code)).toEqual(SOFT_CODES);
    expect(soft.filter((rule) => rule.subcode !== undefined)).toEqual([]);
    expect(SOFT_CODES).toContain("website_user_agent");
  });

  test("name only rules and fields that exist in what a mapping needs", () => {
    const needs = [...Object.values(NEEDS), ...Object.values(NAME_NEEDS)].flat();
    const codes = RULES.map((rule) => rule.code);

    expect(Object.keys(NEEDS)).toEqual([...ACTION_SOURCES]);
    for (const need of needs) {
      expect(codes).toContain(need.code);
      for (const path of need.anyOf) {
        const [group, name] = path.includes(".") ? path.split(".") : ["event", path];
        expect(fieldOf(group as Group, String(name))?.wire).toBe(name);
      }
    }
  });
});

test("a text as long as a hash is none when any of its characters is no digit of one", () => {
  for (let place = 0; place < HASH.length; place++) {
    for (const foreign of ["g", "A", "@", "/", ":", "`", "\u0661", "\u{1f600}"]) {
      const text = (HASH.slice(0, place) + foreign + HASH.slice(place + 1)).slice(0, 64);
      expect(broken({ user_data: { em: [text] } })).toEqual(["contact_not_hashed"]);
    }
  }
});
