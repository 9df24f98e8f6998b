import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/capi/clean/cleaner.ts";
import type { CapiEvent } from "../../src/capi/event.ts";
import { MAX_NAME_LENGTH } from "../../src/capi/event-names.ts";
import { FIELDS, fieldOf, type Group } from "../../src/capi/fields.ts";
import { MEANT_FOR, RECOMMENDED } from "../../src/capi/recommended.ts";
import { NEEDS, type When } from "../../src/capi/rules/needs.ts";
import { concerns } from "../../src/capi/rules/rule.ts";
import { RULES, SOFT_CODES } from "../../src/capi/rules.ts";
import { isWeak, WEAK_SETS } from "../../src/capi/weak-sets.ts";
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
      concerns(rule, subject.event_name, subject.action_source) && rule.broken(subject, NOW),
  ).map((rule) => rule.code);
}

test("a good event breaks no rule", () => {
  expect(broken({})).toEqual([]);
});

describe("weak sets", () => {
  const user = (...keys: readonly string[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(keys.map((key) => [key, [HASH]]));

  test("an event without any key is too weak", () => {
    expect(isWeak(user())).toBe(true);
  });

  test.for(WEAK_SETS)("the whole of %j is too weak", (keys) => {
    expect(isWeak(user(...keys))).toBe(true);
  });

  test("any part of a set is too weak", () => {
    const part = fc.constantFrom(...WEAK_SETS).chain((set) => fc.subarray([...set]));
    fc.assert(
      fc.property(part, (keys) => {
        expect(isWeak(user(...keys))).toBe(true);
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
    expect(isWeak(user(...keys))).toBe(false);
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
    expect(isWeak(user(key))).toBe(false);
  });

  test("the four sets are those of Meta's page", () => {
    expect(WEAK_SETS).toEqual([
      ["ct", "country", "st", "zp", "ge", "client_user_agent"],
      ["db", "client_user_agent"],
      ["fn", "ge"],
      ["ln", "ge"],
    ]);
  });

  test("an event is weak exactly when one set holds all its keys", () => {
    const keys = fc.subarray([...new Set([...WEAK_SETS.flat(), "em", "fbp"])]);
    fc.assert(
      fc.property(keys, (some) => {
        const inOne = WEAK_SETS.some((set) => some.every((key) => set.includes(key)));
        expect(isWeak(user(...some))).toBe(inOne);
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
    [["LDU"],        0,         1013,      ["data_use_region"]],
    [["LDU"],        1,         "CA",      ["data_use_region"]],
    [["LDU"],        undefined, 0,         ["data_use_country"]],
    [["LDU"],        undefined, 1000,      ["data_use_country"]],
    [["LDU"],        undefined, undefined, ["data_use_country", "data_use_state"]],
    [["CCPA"],       undefined, undefined, ["data_use_option"]],
    [["LDU", "LDU"], 1,         0,         ["data_use_option"]],
    [["LDU", "X"],   1,         0,         ["data_use_option"]],
    [[],             1,         1000,      ["data_use_not_limited"]],
    [[],             0,         0,         ["data_use_not_limited"]],
    [[],             undefined, 1014,      ["data_use_not_limited"]],
    [[],             1,         undefined, ["data_use_not_limited"]],
    [undefined,      1,         1000,      ["data_use_not_limited"]],
    [undefined,      0,         1000,      ["data_use_not_limited"]],
    [undefined,      undefined, 0,         ["data_use_not_limited"]],
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
const ORIGINAL = { event_name: "Purchase", event_time: NOW - 3600, event_id: "original" };
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

const APP_SHARE = {
  ...SHARE,
  action_source: "app",
  original_event_data: { ...ORIGINAL, event_name: "fb_mobile_purchase" },
  user_data: { madid: "AECE52E7-03EE-455A-B3C4-E57283966239" },
  app_data: {
    extinfo: EXTINFO.with(0, "a2"),
    advertiser_tracking_enabled: 1,
    application_tracking_enabled: 1,
  },
};
const VALUE = {
  event_name: "AppendValue",
  custom_data: { predicted_ltv: 9, currency: "EUR" },
  original_event_data: { event_name: "Purchase", order_id: "7" },
};
const CRM = { action_source: "system_generated", event_name: "Won" };
const click = (ms: number): Record<string, unknown> => ({
  user_data: { fbc: `fb.1.${ms}.AbCd` },
});

/** The same with members of one of its objects replaced; undefined takes one away. */
function but(base: Record<string, unknown>, group: string, members: Record<string, unknown>) {
  const old = base[group] as Record<string, unknown>;
  const entries = Object.entries({ ...old, ...members }).filter(([, value]) => value !== undefined);
  return { ...base, [group]: Object.fromEntries(entries) };
}

// biome-ignore format: a table is read by its columns
const CASES: readonly (readonly [string, Record<string, unknown>, readonly string[]])[] = [
  ["a blank name",                    { event_name: " ", custom_data: {} }, ["event_name_missing"]],
  ["a name without a letter",         { event_name: "", custom_data: {} }, ["event_name_missing"]],
  ["a standard name in lower case",   { event_name: "purchase" }, ["event_name_spelling"]],
  ["a standard name in snake case",   { event_name: "add_to_cart" }, ["event_name_spelling"]],
  ["a standard name with a dash",     { event_name: "Add-To-Cart" }, ["event_name_spelling"]],
  ["a standard name in words",        { event_name: "Initiate Checkout" }, ["event_name_spelling"]],
  ["a passback's name in lower case", { event_name: "appendvalue" }, ["event_name_spelling"]],
  ["a store's name in lower case",    { event_name: "other" }, ["event_name_spelling"]],
  ["a store's name on the web",       { ...WEB, event_name: "other", user_data: UA }, []],
  ["an app's name in a store",        { event_name: "mobile_app_install" }, []],
  ["an app's name in an app",         { ...APP, event_name: "mobile_app_install", app_data: { extinfo: EXTINFO, advertiser_tracking_enabled: 1 } }, ["event_name_spelling"]],
  ["a message's name on the phone",   { event_name: "lead_submitted", action_source: "phone_call" }, []],
  ["a name of one's own",             { event_name: "Repurchase" }, []],
  ["a name of 50 characters",         { event_name: "N".repeat(50) }, []],
  ["a name of 51 characters",         { event_name: "N".repeat(51) }, ["event_name_long"]],
  ["a time that is no whole number",  { event_time: NOW - 0.5 }, ["event_time_missing"]],
  ["a time in milliseconds",          { event_time: NOW * 1000 }, ["event_in_future"]],
  ["a time 60 s ahead",               { event_time: NOW + 60 }, []],
  ["a time 61 s ahead",               { event_time: NOW + 61 }, ["event_in_future"]],
  ["an age of 62 days in a store",    { event_time: NOW - 62 * 86_400 }, []],
  ["an age of a second more",         { event_time: NOW - 62 * 86_400 - 1 }, ["event_too_old"]],
  ["an age of 7 days",                { ...WEB, user_data: UA, event_time: NOW - 7 * 86_400 }, []],
  ["an age of a second over 7 days",  { ...WEB, user_data: UA, event_time: NOW - 7 * 86_400 - 1 }, ["event_too_old"]],
  ["a source in another case",        { action_source: "Physical_Store" }, ["action_source_unknown"]],
  ["nothing of a person",             { user_data: {} }, ["user_data_too_weak"]],
  ["a city alone",                    { user_data: { ct: [HASH] } }, ["user_data_too_weak"]],
  ["an e-mail that is not hashed",    { user_data: { em: ["jane@example.com"] } }, ["contact_not_hashed"]],
  ["an e-mail that is no list",       { user_data: { em: "jane@example.com" } }, ["contact_not_hashed"]],
  ["one plain value among hashes",    { user_data: { em: [HASH, "jane@example.com"] } }, ["contact_not_hashed"]],
  ["a number among hashes",           { user_data: { em: [HASH, 5] } }, ["contact_not_hashed"]],
  ["a plain phone beside a hash",     { user_data: { em: [HASH], ph: ["16505551212"] } }, ["contact_not_hashed"]],
  ["a hash in upper case",            { user_data: { em: [HASH.toUpperCase()] } }, ["contact_not_hashed"]],
  ["a hash that is no list",          { user_data: { em: HASH } }, []],
  ["a hash with the builder's suffix",{ user_data: { em: [`${HASH}.AQYBAQAA`, `${HASH}.AQ`] } }, []],
  ["a hash with half a suffix",       { user_data: { em: [`${HASH}.AQYB`] } }, ["contact_not_hashed"]],
  ["text before a hash with a suffix",{ user_data: { em: [`jane${HASH}.AQ`] } }, ["contact_not_hashed"]],
  ["text behind a suffix",            { user_data: { em: [`${HASH}.AQ jane`] } }, ["contact_not_hashed"]],
  ["an object as long as a hash",     { user_data: { em: [{ length: 64 }] } }, ["contact_not_hashed"]],
  ["a contact key without a value",   { user_data: { em: undefined, external_id: ["L-77"] } }, []],
  ["a raw external_id",               { user_data: { external_id: ["L-77"] } }, []],
  ["a click in the event's second",   click((NOW - 60) * 1000 + 999), []],
  ["a click a second later",          click((NOW - 59) * 1000), ["click_after_event"]],
  ["a click time in seconds",         click(NOW + 60), []],
  ["a click id that is no text",      { user_data: { fbc: 5 } }, []],
  ["a click id of two parts",         { user_data: { fbc: "fb.1" } }, []],

  ["a web event without its URL",     { action_source: "website", user_data: UA }, ["website_url"]],
  ["a web event with half a URL",     { ...WEB, event_source_url: "/thanks", user_data: UA }, ["website_url"]],
  ["a web event of an app's address", { ...WEB, event_source_url: "myapp://x", user_data: UA }, ["website_url"]],
  ["a URL within text",               { ...WEB, event_source_url: "see https://shop.example.com", user_data: UA }, ["website_url"]],
  ["a URL without a host",            { ...WEB, event_source_url: "https:// /x", user_data: UA }, ["website_url"]],
  ["a URL without TLS, in capitals",  { ...WEB, event_source_url: "HTTP://shop.example.com", user_data: UA }, []],
  ["a URL that is a number",          { ...WEB, event_source_url: 5, user_data: UA }, ["website_url"]],
  ["a web event without user agent",  WEB, ["website_user_agent"]],
  ["a whole web event",               { ...WEB, user_data: UA }, []],
  ["an e-mail event without a URL",   { action_source: "email" }, []],

  ["a purchase without value",        { custom_data: { currency: "EUR" } }, ["purchase_value"]],
  ["a purchase without custom_data",  { custom_data: undefined }, ["purchase_value", "purchase_currency"]],
  ["a value with more digits than a float", { custom_data: { value: numberJson("12345678901234567.89"), currency: "EUR" } }, []],
  ["a value in a string",             { custom_data: { value: "142.52", currency: "EUR" } }, []],
  ["a value that is no number",       { custom_data: { value: "a lot", currency: "EUR" } }, ["purchase_value"]],
  ["a value that is blank",           { custom_data: { value: " ", currency: "EUR" } }, ["purchase_value"]],
  ["a value without end",             { custom_data: { value: Number.POSITIVE_INFINITY, currency: "EUR" } }, ["purchase_value"]],
  ["a value of 0",                    { custom_data: { value: 0, currency: "EUR" } }, []],
  ["a purchase without currency",     { custom_data: { value: 1 } }, ["purchase_currency"]],
  ["a value without currency",        { event_name: "Lead", custom_data: { value: 1 } }, ["value_currency"]],
  ["an order by phone without currency", { event_name: "OrderCreated", action_source: "phone_call", custom_data: { value: 1 } }, ["value_currency"]],
  ["a currency without value",        { event_name: "Lead", custom_data: { currency: "EUR" } }, []],
  ["an item without id",              { custom_data: { value: 1, currency: "EUR", contents: [{ id: "A", quantity: 1 }, { quantity: 1 }] } }, ["contents_id"]],
  ["an item without quantity in a store", { custom_data: { value: 1, currency: "EUR", contents: [{ id: "A" }] } }, ["contents_quantity"]],
  ["an item without quantity on the web", { ...WEB, user_data: UA, custom_data: { value: 1, currency: "EUR", contents: [{ id: "A" }] } }, []],
  ["a predicted value of 0",          { event_name: "Subscribe", custom_data: { predicted_ltv: 0, currency: "EUR" } }, ["predicted_ltv_positive"]],
  ["a predicted value below 0",       { event_name: "Subscribe", custom_data: { predicted_ltv: -1, currency: "EUR" } }, ["predicted_ltv_positive"]],
  ["a predicted value in words",      { event_name: "Subscribe", custom_data: { predicted_ltv: "much", currency: "EUR" } }, ["predicted_ltv_positive"]],
  ["a predicted value beyond a float",{ event_name: "Subscribe", custom_data: { predicted_ltv: numberJson("0.12345678901234567890123"), currency: "EUR" } }, []],

  ["an app event without app_data",   APP, ["app_extinfo", "app_tracking"]],
  ["an app event without tracking",   { ...APP, app_data: { extinfo: EXTINFO } }, ["app_tracking"]],
  ["an app event with tracking 2",    { ...APP, app_data: { extinfo: EXTINFO, advertiser_tracking_enabled: 2 } }, ["app_tracking"]],
  ["an app event with tracking true", { ...APP, app_data: { extinfo: EXTINFO, advertiser_tracking_enabled: true } }, ["app_tracking"]],
  ["an app event of 15 slots",        { ...APP, app_data: { extinfo: EXTINFO.slice(0, -1), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event of an object",       { ...APP, app_data: { extinfo: { 0: "i2", 4: "13", length: 16 }, advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event of an unknown system", { ...APP, app_data: { extinfo: EXTINFO.with(0, "w1"), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event without OS version", { ...APP, app_data: { extinfo: EXTINFO.with(4, ""), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["an app event with a hole there",  { ...APP, app_data: { extinfo: Object.assign([...EXTINFO], { 4: undefined }), advertiser_tracking_enabled: 1 } }, ["app_extinfo"]],
  ["a whole app event of Apple's",    { ...APP, app_data: { extinfo: EXTINFO, advertiser_tracking_enabled: 0 } }, []],
  ["a whole app event of Android",    { ...APP, app_data: { extinfo: EXTINFO.with(0, "a2"), advertiser_tracking_enabled: 1 } }, []],

  ["a CRM event without its CRM",     { ...CRM, custom_data: { event_source: "crm" } }, ["crm_lead_source"]],
  ["a CRM event without event_source",{ ...CRM, custom_data: { lead_event_source: "Odoo" } }, ["crm_event_source"]],
  ["a CRM event in capitals",         { ...CRM, custom_data: { event_source: "CRM", lead_event_source: "Odoo" } }, ["crm_event_source"]],
  ["a whole CRM event",               { ...CRM, custom_data: { event_source: "crm", lead_event_source: "Odoo" } }, []],
  ["a renewal, which is no CRM event",{ ...CRM, custom_data: {} }, []],
  ["a renewal without custom_data",   { ...CRM, custom_data: undefined }, []],
  ["a CRM event that was a phone call", { event_name: "Won", action_source: "phone_call", custom_data: { event_source: "crm" } }, ["crm_action_source"]],
  ["another word for the source of a call", { event_name: "Won", action_source: "phone_call", custom_data: { event_source: "pos" } }, []],

  ["a message without channel",       CHAT, ["messaging_channel"]],
  ["a message on another channel",    { ...CHAT, messaging_channel: "telegram" }, ["messaging_channel"]],
  ["a message with a name of one's own", { ...CHAT, event_name: "Lead", messaging_channel: "messenger", user_data: { page_id: "1", page_scoped_user_id: "2" } }, ["messaging_name"]],
  ["a message's name misspelt",       { ...CHAT, event_name: "lead_submitted", messaging_channel: "messenger", user_data: { page_id: "1", page_scoped_user_id: "2" } }, ["messaging_name"]],
  ["a Messenger event without ids",   { ...CHAT, messaging_channel: "messenger" }, ["messenger_page", "messenger_user"]],
  ["a Messenger event without person",{ ...CHAT, messaging_channel: "messenger", user_data: { page_id: "1" } }, ["messenger_user"]],
  ["a Messenger event without page",  { ...CHAT, messaging_channel: "messenger", user_data: { page_scoped_user_id: "2" } }, ["messenger_page"]],
  ["a whole Messenger event",         { ...CHAT, messaging_channel: "messenger", user_data: { page_id: "1", page_scoped_user_id: "2" } }, []],
  ["a WhatsApp event without ids",    { ...CHAT, messaging_channel: "whatsapp" }, ["whatsapp_click", "whatsapp_account"]],
  ["a WhatsApp event without click",  { ...CHAT, messaging_channel: "whatsapp", user_data: { whatsapp_business_account_id: "1" } }, ["whatsapp_click"]],
  ["a WhatsApp event without account",{ ...CHAT, messaging_channel: "whatsapp", user_data: { ctwa_clid: "c" } }, ["whatsapp_account"]],
  ["a WhatsApp event with an account",{ ...CHAT, messaging_channel: "whatsapp", user_data: { ctwa_clid: "c", whatsapp_business_account_id: "1" } }, []],
  ["a WhatsApp event with a page id", { ...CHAT, messaging_channel: "whatsapp", user_data: { ctwa_clid: "c", page_id: "1" } }, []],
  ["an Instagram event without ids",  { ...CHAT, messaging_channel: "instagram" }, ["instagram_account", "instagram_user"]],
  ["an Instagram event without person", { ...CHAT, messaging_channel: "instagram", user_data: { ig_account_id: "1" } }, ["instagram_user"]],
  ["an Instagram event without account", { ...CHAT, messaging_channel: "instagram", user_data: { ig_sid: "1" } }, ["instagram_account"]],
  ["OrderCreated without currency",   { ...CHAT, event_name: "OrderCreated", custom_data: { value: 1 }, messaging_channel: "instagram", user_data: { ig_account_id: "1", ig_sid: "2" } }, ["order_created_currency"]],
  ["OrderCreated with currency",      { ...CHAT, event_name: "OrderCreated", custom_data: { currency: "EUR" }, messaging_channel: "instagram", user_data: { ig_account_id: "1", ig_sid: "2" } }, []],
  ["OrderShipped without currency",   { ...CHAT, event_name: "OrderShipped", custom_data: {}, messaging_channel: "instagram", user_data: { ig_account_id: "1", ig_sid: "2" } }, []],
  ["OrderCreated by phone",           { event_name: "OrderCreated", action_source: "phone_call", custom_data: {} }, []],
  ["a channel that is no message's",  { action_source: "chat", messaging_channel: "whatsapp" }, []],

  ["AppendValue without anything",    { event_name: "AppendValue", custom_data: {} }, ["append_value_ltv", "append_currency", "append_original_name", "append_original_id"]],
  ["AppendValue without its value",   but(VALUE, "custom_data", { predicted_ltv: undefined }), ["append_value_ltv"]],
  ["AppendValue without currency",    but(VALUE, "custom_data", { currency: undefined, value: 1 }), ["append_currency"]],
  ["AppendValue without the original's name", but(VALUE, "original_event_data", { event_name: undefined }), ["append_original_name"]],
  ["AppendValue without the original's id", but(VALUE, "original_event_data", { order_id: undefined }), ["append_original_id"]],
  ["AppendValue with the event's id", but(VALUE, "original_event_data", { order_id: undefined, event_id: "1" }), []],
  ["a whole AppendValue",             VALUE, []],
  ["AppendValue at the original's time", but(VALUE, "original_event_data", { event_time: NOW - 60 }), ["append_value_order"]],
  ["AppendValue a second later",      but(VALUE, "original_event_data", { event_time: NOW - 61 }), []],
  ["AppendValue after 7 days",        but(VALUE, "original_event_data", { event_time: NOW - 60 - 7 * 86_400 }), []],
  ["AppendValue a second after that", but(VALUE, "original_event_data", { event_time: NOW - 61 - 7 * 86_400 }), ["append_value_late"]],

  ["AppendAttribution without anything", { event_name: "AppendAttribution" }, ["append_original_name", "append_original_time", "append_attribution"]],
  ["a whole AppendAttribution",       SHARE, []],
  ["AppendAttribution without currency", { ...SHARE, custom_data: { value: 1 } }, ["append_currency"]],
  ["AppendAttribution without the original's name", but(SHARE, "original_event_data", { event_name: undefined }), ["append_original_name"]],
  ["AppendAttribution without the original's time", but(SHARE, "original_event_data", { event_time: undefined }), ["append_original_time"]],
  ["AppendAttribution without ad",    but(SHARE, "attribution_data", { ad_id: undefined }), ["append_attribution"]],
  ["AppendAttribution without touch", but(SHARE, "attribution_data", { touchpoint_ts: undefined }), ["append_attribution"]],
  ["AppendAttribution without share", but(SHARE, "attribution_data", { attribution_share: undefined }), ["append_attribution"]],
  ["AppendAttribution without value", but(SHARE, "attribution_data", { attribution_value: undefined }), ["append_attribution"]],
  ["a share in percent",              but(SHARE, "attribution_data", { attribution_share: 30 }), ["append_share"]],
  ["a share below 0",                 but(SHARE, "attribution_data", { attribution_share: -0.1 }), ["append_share"]],
  ["a share in words",                but(SHARE, "attribution_data", { attribution_share: "half" }), ["append_share"]],
  ["a share that is blank",           but(SHARE, "attribution_data", { attribution_share: "" }), ["append_share"]],
  ["the whole share, as text",        but(SHARE, "attribution_data", { attribution_share: "1" }), []],
  ["no share at all",                 but(SHARE, "attribution_data", { attribution_share: 0 }), []],
  ["a passback with the original's id", but(SHARE, "original_event_data", { event_id: "1" }), ["append_own_id"]],
  ["a touch after the conversion",    but(SHARE, "attribution_data", { touchpoint_ts: NOW }), ["append_touch_order"]],
  ["a touch in the conversion's second", but(SHARE, "attribution_data", { touchpoint_ts: NOW - 3600 }), ["append_touch_order"]],
  ["a touch a second before that",    but(SHARE, "attribution_data", { touchpoint_ts: NOW - 3601 }), []],
  ["a passback after 48 hours",       but(SHARE, "original_event_data", { event_time: NOW - 60 - 48 * 3600 }), ["append_touch_order"]],
  ["a passback a second after that",  but(but(SHARE, "original_event_data", { event_time: NOW - 61 - 48 * 3600 }), "attribution_data", { touchpoint_ts: NOW - 900_000 }), ["append_late"]],
  ["a passback days before its original", { ...SHARE, event_time: NOW - 3600 - 48 * 3600 - 1 }, ["append_late"]],

  ["a whole passback of an app",      APP_SHARE, []],
  ["an app's passback without its tracking", but(APP_SHARE, "app_data", { application_tracking_enabled: undefined }), ["append_app_tracking"]],
  ["an app's event without its tracking", { ...but(APP_SHARE, "app_data", { application_tracking_enabled: undefined }), event_name: "Lead" }, []],
  ["an Android passback without device", { ...APP_SHARE, user_data: { em: [HASH] } }, ["append_device"]],
  ["an Apple passback without campaign", but(APP_SHARE, "app_data", { extinfo: EXTINFO }), ["append_campaign"]],
  ["an Apple passback with campaign", { ...but(APP_SHARE, "app_data", { extinfo: EXTINFO, campaign_ids: "c" }), user_data: { em: [HASH] } }, []],
  ["an Android passback without campaign", APP_SHARE, []],
  ["a passback of no known system",   { ...but(APP_SHARE, "app_data", { extinfo: undefined }), user_data: { em: [HASH] } }, ["app_extinfo"]],
  ["an app's original by its web name", but(APP_SHARE, "original_event_data", { event_name: "Purchase" }), ["append_app_original"]],
  ["an app's original without a name",but(APP_SHARE, "original_event_data", { event_name: undefined }), ["append_original_name"]],
  ["an app's original that is an installation", but(APP_SHARE, "original_event_data", { event_name: "MOBILE_APP_INSTALL" }), []],
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

  test("name only rules and fields that exist, wherever they name one", () => {
    const codes = RULES.map((rule) => rule.code);
    const paths = [
      ...NEEDS.flatMap(({ when, anyOf }) => [...Object.keys(when), ...anyOf]),
      ...RECOMMENDED.flatMap(({ when, keys }) => [...Object.keys(when), ...keys]),
      ...MEANT_FOR.map(({ field }) => field),
    ];
    const unknown = paths.filter((path) => {
      const [group, name] = path.includes(".") ? path.split(".") : ["event", path];
      return name !== "contents" && fieldOf(group as Group, String(name))?.wire !== name;
    });

    expect(NEEDS.filter(({ code }) => !codes.includes(code))).toEqual([]);
    expect(unknown).toEqual([]);
  });
});

/** Whether a field's own line lists it for the kind of event that a condition describes. */
function isListedFor(path: string, when: When): boolean {
  const [group = "", name = ""] = path.includes(".") ? path.split(".") : ["event", path];
  const field = name === "contents" ? fieldOf("contents", "id") : fieldOf(group as Group, name);
  const { event_name: names = [], action_source: sources = [] } = when;
  const listed: ReadonlySet<string> = new Set(field?.recommended);
  const lists = (words: readonly string[] | "mapped") =>
    words !== "mapped" && words.length > 0 && words.every((word) => listed.has(word));
  const isCrm = listed.has("crm") && sources.includes("system_generated");
  return listed.has("all") || isCrm || lists(names) || lists(sources);
}

describe("what the mapping is told of a kind of event agrees with the lines of the fields", () => {
  const kinds = [
    ...RECOMMENDED.map(({ when, keys }) => ({ when, keys })),
    ...NEEDS.map(({ when, anyOf }) => ({ when, keys: anyOf })),
  ]
    // What is asked for beside another member is no matter of the kind of event.
    .filter(({ when }) => Object.keys(when).length > 0 && !Object.values(when).includes("mapped"));

  test("as every field that is recommended or needed lists the kind", () => {
    const unlisted = kinds.flatMap(({ when, keys }) =>
      keys.filter((key) => !isListedFor(key, when)).map((key) => `${key} ${JSON.stringify(when)}`),
    );

    expect(kinds.length).toBeGreaterThan(20);
    expect(unlisted).toEqual([]);
  });

  test("as what is recommended of a person for every event is told", () => {
    const told = new Set(RECOMMENDED.flatMap(({ keys }) => keys));
    const every = FIELDS.filter(
      (field) => field.group === "user_data" && field.recommended.includes("all"),
    );

    expect(every.length).toBeGreaterThan(5);
    expect(every.filter(({ wire }) => !told.has(`user_data.${wire}`))).toEqual([]);
  });

  test("as members that mean something for some events only are these", () => {
    const APP =
      "app_data.extinfo app_data.advertiser_tracking_enabled app_data.application_tracking_enabled app_data.install_referrer app_data.installer_package app_data.url_schemes app_data.vendor_id app_data.windows_attribution_id custom_data.description custom_data.level custom_data.max_rating_value custom_data.success user_data.anon_id";
    const CHAT =
      "messaging_channel user_data.page_scoped_user_id user_data.ctwa_clid user_data.ig_account_id user_data.ig_sid user_data.whatsapp_business_account_id";
    const fieldsOf = (source: string) =>
      MEANT_FOR.filter(({ sources }) => sources?.includes(source))
        .map(({ field }) => field)
        .sort();

    expect(fieldsOf("app")).toEqual(APP.split(" ").sort());
    expect(fieldsOf("business_messaging")).toEqual(CHAT.split(" ").sort());
    expect(fieldsOf("physical_store")).toEqual([
      "custom_data.item_number",
      "custom_data.store_data",
    ]);
    expect(fieldsOf("system_generated")).toEqual([
      "custom_data.event_source",
      "custom_data.lead_event_source",
    ]);
    expect(MEANT_FOR.filter(({ names }) => names !== undefined)).toEqual([
      { field: "custom_data.delivery_category", names: ["Purchase"] },
      { field: "custom_data.num_items", names: ["InitiateCheckout", "Purchase"] },
      { field: "custom_data.search_string", names: ["Search"] },
      { field: "custom_data.status", names: ["CompleteRegistration"] },
    ]);
  });
});

// biome-ignore format: a table is read by its columns
const FROZEN: readonly (readonly [code: string, level: "row" | "soft" | "warn", field: string, subcode?: number])[] = [
  ["event_name_missing",     "row",  "event_name", 2804019],
  ["event_name_spelling",    "warn", "event_name"],
  ["event_name_long",        "warn", "event_name"],
  ["event_time_missing",     "row",  "event_time", 2804004],
  ["event_too_old",          "row",  "event_time", 2804003],
  ["event_in_future",        "row",  "event_time", 2804004],
  ["action_source_unknown",  "row",  "action_source"],
  ["user_data_too_weak",     "row",  "user_data", 2804050],
  ["contact_not_hashed",     "row",  "user_data", 2804017],
  ["click_after_event",      "warn", "user_data.fbc"],
  ["website_url",            "soft", "event_source_url"],
  ["website_user_agent",     "soft", "user_data.client_user_agent"],
  ["app_extinfo",            "row",  "app_data.extinfo", 2804043],
  ["app_tracking",           "row",  "app_data.advertiser_tracking_enabled"],
  ["crm_event_source",       "soft", "custom_data.event_source"],
  ["crm_lead_source",        "soft", "custom_data.lead_event_source"],
  ["crm_action_source",      "warn", "action_source"],
  ["purchase_value",         "row",  "custom_data.value", 2804009],
  ["purchase_currency",      "row",  "custom_data.currency", 2804010],
  ["value_currency",         "row",  "custom_data.currency", 2804023],
  ["contents_id",            "row",  "custom_data.contents.id", 2804008],
  ["contents_quantity",      "soft", "custom_data.contents.quantity"],
  ["predicted_ltv_positive", "row",  "custom_data.predicted_ltv"],
  ["data_use_option",        "row",  "data_processing_options", 2804030],
  ["data_use_not_limited",   "row",  "data_processing_options", 2804030],
  ["data_use_country",       "row",  "data_processing_options_country", 2804030],
  ["data_use_state",         "row",  "data_processing_options_state", 2804030],
  ["data_use_region",        "row",  "data_processing_options_state", 2804030],
  ["data_use_state_new",     "warn", "data_processing_options_state"],
  ["data_use_without_ip",    "warn", "user_data.client_ip_address"],
  ["messaging_channel",      "row",  "messaging_channel"],
  ["messaging_name",         "row",  "event_name", 2804066],
  ["order_created_currency", "row",  "custom_data.currency", 2804081],
  ["messenger_page",         "row",  "user_data.page_id", 2804069],
  ["messenger_user",         "row",  "user_data.page_scoped_user_id"],
  ["whatsapp_click",         "row",  "user_data.ctwa_clid", 2804071],
  ["whatsapp_account",       "row",  "user_data.whatsapp_business_account_id", 2804116],
  ["instagram_account",      "row",  "user_data.ig_account_id", 2804079],
  ["instagram_user",         "row",  "user_data.ig_sid", 2804075],
  ["append_value_ltv",       "row",  "custom_data.predicted_ltv"],
  ["append_currency",        "row",  "custom_data.currency"],
  ["append_original_name",   "row",  "original_event_data.event_name"],
  ["append_original_id",     "row",  "original_event_data.event_id"],
  ["append_value_order",     "soft", "event_time"],
  ["append_value_late",      "warn", "event_time"],
  ["append_original_time",   "row",  "original_event_data.event_time"],
  ["append_attribution",     "row",  "attribution_data"],
  ["append_share",           "row",  "attribution_data.attribution_share"],
  ["append_own_id",          "soft", "event_id"],
  ["append_touch_order",     "soft", "attribution_data.touchpoint_ts"],
  ["append_late",            "warn", "event_time"],
  ["append_app_tracking",    "row",  "app_data.application_tracking_enabled"],
  ["append_campaign",        "soft", "app_data.campaign_ids"],
  ["append_device",          "soft", "user_data.madid"],
  ["append_app_original",    "warn", "original_event_data.event_name"],
];

test("codes, severities, softness, fields and subcodes are those that users and letters know", () => {
  const table = RULES.map(({ code, severity, soft, field, subcode }) =>
    [code, soft ? "soft" : severity, field, subcode].filter((part) => part !== undefined),
  );

  expect(table).toEqual(FROZEN);
});

test("every rule is broken alone by one of the cases", () => {
  const alone = new Set(
    CASES.filter(([, , codes]) => codes.length === 1).map(([, , [code]]) => code),
  );
  const elsewhere = RULES.map(({ code }) => code).filter((code) => code.startsWith("data_use"));

  expect(RULES.map(({ code }) => code).filter((code) => !alone.has(code))).toEqual([...elsewhere]);
});

test.for([
  [
    "action_source_unknown",
    "website, app, email, phone_call, chat, physical_store, system_generated, business_messaging, other",
  ],
  ["messaging_channel", "messenger, whatsapp, instagram"],
  [
    "messaging_name",
    "Purchase, InitiateCheckout, AddToCart, ViewContent, LeadSubmitted, OrderCreated, OrderShipped, OrderDelivered, OrderCanceled, OrderReturned, CartAbandoned, QualifiedLead, RatingProvided, ReviewProvided",
  ],
  ["append_app_original", "fb_mobile_purchase or MOBILE_APP_INSTALL"],
])("%s expects one of %s", ([code, expected]) => {
  expect(RULES.find((rule) => rule.code === code)?.expected).toBe(expected);
});

test("a name may have 50 characters", () => {
  expect(MAX_NAME_LENGTH).toBe(50);
});

test("a text as long as a hash is none when any of its characters is no digit of one", () => {
  for (let place = 0; place < HASH.length; place++) {
    for (const foreign of ["g", "A", "@", "/", ":", "`", "\u0661", "\u{1f600}"]) {
      const text = (HASH.slice(0, place) + foreign + HASH.slice(place + 1)).slice(0, 64);
      expect(broken({ user_data: { em: [text] } })).toEqual(["contact_not_hashed"]);
    }
  }
});
