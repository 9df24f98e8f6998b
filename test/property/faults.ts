import { WEAK_SETS } from "../../src/capi/weak-sets.ts";
import type { Contents, FieldSource, LimitedDataUse, Mapping } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Value } from "../../src/lib/value.ts";
import { column, field, from } from "../transform/mappings.ts";
import { type Case, type Cells, SOUND_CONTENTS } from "./cases.ts";
import { NOW } from "./values.ts";

/** One thing that is wrong, put into cases that are otherwise sound. */
export interface Fault {
  readonly name: string;
  /** The kind of event into which it is put. */
  readonly into: string;
  readonly put: (one: Case) => Case;
  /** What becomes of every row. */
  readonly ends: "event" | "rejected" | "expired" | "excluded";
  /** Issues of rejected rows, and the reason of excluded ones: `field: code`. */
  readonly issues?: readonly string[];
  /** Field issues that are counted beside them. */
  readonly notices?: readonly string[];
}

type Put = Fault["put"];

function withCells(one: Case, cells: Cells): Case {
  const known = new Set(one.columns.map(({ name }) => name));
  const added = Object.keys(cells).filter((name) => !known.has(name));
  return {
    ...one,
    columns: [...one.columns, ...added.map((name) => column(name, "other"))],
    rows: one.rows.map((row) => ({ ...row, ...cells })),
  };
}

function withMapping(one: Case, change: Partial<Mapping>): Case {
  return { ...one, mapping: { ...one.mapping, ...change } };
}

function pathOf({ group, name }: Mapping["fields"][number]): string {
  return group === "event" ? name : `${group}.${name}`;
}

/** The field, mapped to a column with this value in all rows. */
function has(path: string, value: Value, source: FieldSource = from(path)): Put {
  return (one) => {
    const others = one.mapping.fields.filter((each) => pathOf(each) !== path);
    return withCells(withMapping(one, { fields: [...others, field(path, source)] }), {
      [path]: value,
    });
  };
}

/** The mapping without these fields. */
function lacks(...paths: readonly string[]): Put {
  return (one) =>
    withMapping(one, {
      fields: one.mapping.fields.filter((each) => !paths.includes(pathOf(each))),
    });
}

function all(...puts: readonly Put[]): Put {
  return (one) => puts.reduce((changed, put) => put(changed), one);
}

const WEAK_KEYS = new Set(WEAK_SETS[0]);

/** People who are known by keys of the broadest weak set alone. */
const broad: Put = (one) =>
  withMapping(one, {
    fields: one.mapping.fields.filter(
      ({ group, name }) => group !== "user_data" || WEAK_KEYS.has(name),
    ),
  });

function hasItems(value: Value, change: Partial<Contents> = {}): Put {
  const contents = { ...SOUND_CONTENTS, ...change };
  return (one) => withCells(withMapping(one, { contents }), { lines: value });
}

function limits(use: LimitedDataUse, cells: Cells = {}): Put {
  return (one) => withCells(withMapping(one, { limitedDataUse: use }), cells);
}

function says(change: Partial<Mapping>, cells: Cells = {}): Put {
  return (one) => withCells(withMapping(one, change), cells);
}

/** Unix seconds so many hours ago. */
function ago(hours: number): number {
  return NOW - hours * 3600;
}

/** A value that waits for no currency, as one in its minor unit would. */
const paid = all(has("custom_data.value", "10.00"), lacks("custom_data.net_revenue"));

const MD5 = "5d41402abc4b2a76b9719d911017c592";
const LIMITED = { column: "limited", country: 1, state: { column: "state_code" } } as const;
const SLOTS = ["a2", "", "", "", "13", "", "", "", "", "", "", "", "", "", "", ""];

/** A `map` step over one word, and what becomes of others. */
function words(path: string, otherwise: "reject" | "skip"): FieldSource {
  const step = { op: "map", table: { a: "b" }, otherwise: { kind: otherwise } } as const;
  return from(path, { steps: [step] });
}

// biome-ignore format: a table is read by its columns
export const FAULTS: readonly Fault[] = [
  { name: "no time",                     into: "store purchase",   put: has("event_time", null),                          ends: "rejected", issues: ["event_time: event_time_missing"] },
  { name: "a time that is none",         into: "store purchase",   put: has("event_time", "yesterday"),                   ends: "rejected", issues: ["event_time: not_time"], notices: ["event_time: not_time"] },
  { name: "a time without its zone",     into: "store purchase",   put: has("event_time", "2026-11-18 10:00:00"),         ends: "rejected", issues: ["event_time: timezone_missing"], notices: ["event_time: timezone_missing"] },
  { name: "63 days of age, in a store",  into: "store purchase",   put: has("event_time", ago(63 * 24)),                  ends: "expired" },
  { name: "the margin's last hour",      into: "store purchase",   put: has("event_time", ago(62 * 24 - 0.5)),            ends: "expired" },
  { name: "8 days of age, on the web",   into: "website purchase", put: has("event_time", ago(8 * 24)),                   ends: "expired" },
  { name: "a time two minutes ahead",    into: "website purchase", put: has("event_time", NOW + 120),                     ends: "rejected", issues: ["event_time: event_in_future"] },
  { name: "milliseconds for seconds",    into: "website purchase", put: has("event_time", ago(1) * 1000),                 ends: "rejected", issues: ["event_time: unit_missing"], notices: ["event_time: unit_missing"] },
  { name: "no name",                     into: "website funnel",   put: has("event_name", " "),                           ends: "rejected", issues: ["event_name: event_name_missing"] },
  { name: "an unknown source",           into: "phone call",       put: all(says({ actionSource: undefined }), has("action_source", "shop")), ends: "rejected", issues: ["action_source: not_allowed"], notices: ["action_source: not_allowed"] },
  { name: "an empty id",                 into: "website purchase", put: has("event_id", ""),                              ends: "event", notices: ["event_id: event_id_derived"] },

  { name: "nobody to match",             into: "store purchase",   put: all(broad, has("user_data.em", null)),            ends: "rejected", issues: ["user_data: user_data_too_weak"] },
  { name: "an address that is none, alone", into: "store purchase", put: all(broad, has("user_data.em", "nobody")),       ends: "rejected", issues: ["user_data: user_data_too_weak"], notices: ["user_data.em: not_email"] },
  { name: "none of the keys asked for",  into: "custom event",     put: all(lacks("user_data.em"), says({ requireAny: ["em"] })), ends: "rejected", issues: ["user_data: require_any_missing"] },
  { name: "no value where one is a must", into: "custom event",    put: has("user_data.em", null, from("user_data.em", { required: true })), ends: "rejected", issues: ["user_data.em: required_missing"] },
  { name: "no consent",                  into: "custom event",     put: says({ consent: { column: "ok", in: ["yes"] } }, { ok: "no" }), ends: "excluded", issues: ["no_consent"] },
  { name: "a word that no map has",      into: "custom event",     put: has("custom_data.status", "z", words("custom_data.status", "reject")), ends: "rejected", issues: ["custom_data.status: unmapped_value"] },
  { name: "a word that a map skips",     into: "custom event",     put: has("custom_data.status", "z", words("custom_data.status", "skip")), ends: "excluded", issues: ["skipped"] },

  { name: "an address that is none",     into: "website purchase", put: has("user_data.em", "jane@@example.com"),         ends: "event", notices: ["user_data.em: not_email"] },
  { name: "an MD5",                      into: "website purchase", put: has("user_data.em", MD5),                         ends: "event", notices: ["user_data.em: md5_hash"] },
  { name: "the hash of null",            into: "website purchase", put: has("user_data.ph", sha256("null")),              ends: "event", notices: ["user_data.ph: hash_of_nothing"] },
  { name: "a hash without being told",   into: "website purchase", put: has("user_data.em", sha256("jane@example.com")),  ends: "event", notices: ["user_data.em: prehashed"] },
  { name: "plain text for a hash",       into: "website purchase", put: has("user_data.em", "jane@example.com", from("user_data.em", { hashed: true })), ends: "event", notices: ["user_data.em: not_sha256"] },
  { name: "a national phone number",     into: "website purchase", put: has("user_data.ph", "06 12345678"),               ends: "event", notices: ["user_data.ph: phone_country_missing"] },
  { name: "too short a phone number",    into: "website purchase", put: has("user_data.ph", "+31 6"),                     ends: "event", notices: ["user_data.ph: not_phone"] },
  { name: "a name of signs",             into: "website purchase", put: has("user_data.fn", "!!!"),                       ends: "event", notices: ["user_data.fn: not_name"] },
  { name: "30 February",                 into: "website purchase", put: has("user_data.db", "1980-02-30"),                ends: "event", notices: ["user_data.db: not_date"] },
  { name: "a day that may be a month",   into: "website purchase", put: has("user_data.db", "02/05/1997"),                ends: "event", notices: ["user_data.db: date_order_missing"] },
  { name: "a city of digits",            into: "website purchase", put: has("user_data.ct", "12345"),                     ends: "event", notices: ["user_data.ct: not_city"] },
  { name: "a country of fairy tales",    into: "website purchase", put: has("user_data.country", "Narnia"),               ends: "event", notices: ["user_data.country: not_country"] },
  { name: "a private IP address",        into: "website purchase", put: has("user_data.client_ip_address", "10.0.0.1"),   ends: "event", notices: ["user_data.client_ip_address: ip_not_public"] },
  { name: "no IP address",               into: "website purchase", put: has("user_data.client_ip_address", "256.1.1.1"),  ends: "event", notices: ["user_data.client_ip_address: not_ip"] },
  { name: "a malformed click id",        into: "website purchase", put: has("user_data.fbc", "IwAR0"),                    ends: "event", notices: ["user_data.fbc: not_fbc"] },
  { name: "a hashed browser id",         into: "custom event",     put: has("user_data.fbp", sha256("fb")),               ends: "event", notices: ["user_data.fbp: not_fbp"] },
  { name: "a short lead id",             into: "phone call",       put: has("user_data.lead_id", "12345"),                ends: "event", notices: ["user_data.lead_id: not_lead_id"] },

  { name: "no page",                     into: "website purchase", put: has("event_source_url", null),                    ends: "rejected", issues: ["event_source_url: website_url"] },
  { name: "no browser",                  into: "website purchase", put: has("user_data.client_user_agent", null),         ends: "rejected", issues: ["user_data.client_user_agent: website_user_agent"] },
  { name: "no browser, and it may be so", into: "website purchase", put: all(has("user_data.client_user_agent", null), says({ rules: { website_user_agent: "warn" } })), ends: "event", notices: ["user_data.client_user_agent: website_user_agent"] },

  { name: "a Purchase without value",    into: "website purchase", put: has("custom_data.value", null),                   ends: "rejected", issues: ["custom_data.value: purchase_value"] },
  { name: "an amount with a comma",      into: "website purchase", put: has("custom_data.value", "1,234.50"),             ends: "rejected", issues: ["custom_data.value: purchase_value"], notices: ["custom_data.value: not_amount"] },
  { name: "a Purchase without currency", into: "website purchase", put: all(paid, has("custom_data.currency", null)),                ends: "rejected", issues: ["custom_data.currency: purchase_currency"] },
  { name: "a value without currency",    into: "website funnel",   put: all(has("event_name", "ViewContent"), paid, has("custom_data.currency", null)), ends: "rejected", issues: ["custom_data.currency: value_currency"] },
  { name: "an unknown currency",         into: "website funnel",   put: all(paid, has("custom_data.currency", "EURO")),              ends: "rejected", issues: ["custom_data.currency: currency_unknown"] },
  { name: "gold",                        into: "website funnel",   put: all(paid, has("custom_data.currency", "XAU")),               ends: "rejected", issues: ["custom_data.currency: currency_refused"] },
  { name: "a currency that Meta refuses", into: "website funnel",  put: all(paid, has("custom_data.currency", "MRU")),               ends: "rejected", issues: ["custom_data.currency: currency_refused"] },
  { name: "a currency that is new",      into: "website funnel",   put: all(paid, has("custom_data.currency", "STN")),               ends: "event", notices: ["custom_data.currency: currency_new"] },
  { name: "a negative amount",           into: "website purchase", put: has("custom_data.value", "-5.00"),                ends: "event", notices: ["custom_data.value: negative_value"] },
  { name: "a negative amount to leave out", into: "website purchase", put: has("custom_data.value", "-5.00", from("custom_data.value", { options: { on_negative: "exclude" } })), ends: "excluded", issues: ["negative_value"] },
  { name: "a negative amount to refuse", into: "website purchase", put: has("custom_data.value", "-5.00", from("custom_data.value", { options: { on_negative: "reject" } })), ends: "rejected", issues: ["custom_data.value: negative_value"] },
  { name: "a predicted value of 0",      into: "website purchase", put: has("custom_data.predicted_ltv", 0),              ends: "rejected", issues: ["custom_data.predicted_ltv: predicted_ltv_positive"] },
  { name: "an odd way of delivery",      into: "website purchase", put: has("custom_data.delivery_category", "drone"),    ends: "event", notices: ["custom_data.delivery_category: not_allowed"] },

  { name: "an item without an id",       into: "website purchase", put: hasItems([{ sku: "a", qty: 1 }, { qty: 1 }]),     ends: "rejected", issues: ["custom_data.contents.id: contents_id"] },
  { name: "an item without a quantity",  into: "website purchase", put: hasItems([{ sku: "a" }]),                         ends: "event", notices: ["custom_data.contents.quantity: quantity_assumed"] },
  { name: "one without it in a store",   into: "store purchase",   put: hasItems([{ sku: "a" }]),                         ends: "rejected", issues: ["custom_data.contents.quantity: contents_quantity"] },
  { name: "items that are no list",      into: "store purchase",   put: hasItems("3 shirts"),                             ends: "event", notices: ["custom_data.contents: contents_not_a_list"] },

  { name: "a state without its country", into: "custom event",     put: limits({ column: undefined, country: 0, state: 1000 }), ends: "rejected", issues: ["data_processing_options_state: data_use_region"] },
  { name: "no state",                    into: "custom event",     put: limits(LIMITED, { limited: true, state_code: null }), ends: "rejected", issues: ["data_processing_options_state: data_use_state"] },
  { name: "no country",                  into: "custom event",     put: limits({ ...LIMITED, country: { column: "land" } }, { limited: true, state_code: 0, land: null }), ends: "rejected", issues: ["data_processing_options_country: data_use_country"] },
  { name: "a state that is not listed",  into: "custom event",     put: limits(LIMITED, { limited: true, state_code: 1999 }), ends: "event", notices: ["data_processing_options_state: data_use_state_new"] },
  { name: "a choice nobody can read",    into: "custom event",     put: limits(LIMITED, { limited: "perhaps", state_code: 0 }), ends: "rejected", issues: ["data_processing_options: data_use_unreadable"] },

  { name: "15 slots",                    into: "app event",        put: has("app_data.extinfo", SLOTS.slice(1)),          ends: "rejected", issues: ["app_data.extinfo: app_extinfo"], notices: ["app_data.extinfo: not_extinfo"] },
  { name: "a version that is none",      into: "app event",        put: has("app_data.extinfo", SLOTS.with(0, "x1")),     ends: "rejected", issues: ["app_data.extinfo: app_extinfo"], notices: ["app_data.extinfo: not_extinfo"] },
  { name: "no version of the system",    into: "app event",        put: has("app_data.extinfo", SLOTS.with(4, "")),       ends: "rejected", issues: ["app_data.extinfo: app_extinfo"], notices: ["app_data.extinfo: not_extinfo"] },
  { name: "no word on tracking",         into: "app event",        put: has("app_data.advertiser_tracking_enabled", null), ends: "rejected", issues: ["app_data.advertiser_tracking_enabled: app_tracking"] },

  { name: "no CRM",                      into: "CRM lead stage",   put: has("custom_data.lead_event_source", null),       ends: "rejected", issues: ["custom_data.lead_event_source: crm_lead_source"] },

  { name: "no channel",                  into: "Messenger",        put: has("messaging_channel", null),                   ends: "rejected", issues: ["messaging_channel: messaging_channel"] },
  { name: "a name that messages lack",   into: "WhatsApp",         put: has("event_name", "Lead"),                        ends: "rejected", issues: ["event_name: messaging_name"] },
  { name: "no page in Messenger",        into: "Messenger",        put: has("user_data.page_id", null),                   ends: "rejected", issues: ["user_data.page_id: messenger_page"] },
  { name: "no person in Messenger",      into: "Messenger",        put: has("user_data.page_scoped_user_id", ""),         ends: "rejected", issues: ["user_data.page_scoped_user_id: messenger_user"] },
  { name: "no click in WhatsApp",        into: "WhatsApp",         put: has("user_data.ctwa_clid", null),                 ends: "rejected", issues: ["user_data.ctwa_clid: whatsapp_click"] },
  { name: "no account in WhatsApp",      into: "WhatsApp",         put: all(lacks("user_data.page_id"), has("user_data.whatsapp_business_account_id", null)), ends: "rejected", issues: ["user_data.whatsapp_business_account_id: whatsapp_account"] },
  { name: "no account in Instagram",     into: "Instagram",        put: has("user_data.ig_account_id", null),             ends: "rejected", issues: ["user_data.ig_account_id: instagram_account"] },
  { name: "no person in Instagram",      into: "Instagram",        put: has("user_data.ig_sid", null),                    ends: "rejected", issues: ["user_data.ig_sid: instagram_user"] },
  { name: "an order without currency",   into: "WhatsApp",         put: all(has("event_name", "OrderCreated"), lacks("custom_data.value", "custom_data.net_revenue", "custom_data.currency")), ends: "rejected", issues: ["custom_data.currency: order_created_currency"] },

  { name: "no predicted value",          into: "predicted value",  put: has("custom_data.predicted_ltv", null),           ends: "rejected", issues: ["custom_data.predicted_ltv: append_value_ltv"] },
  { name: "its currency missing",        into: "predicted value",  put: all(has("custom_data.predicted_ltv", 20), has("custom_data.currency", null)), ends: "rejected", issues: ["custom_data.currency: append_currency"] },
  { name: "the original without a name", into: "predicted value",  put: has("original_event_data.event_name", null),      ends: "rejected", issues: ["original_event_data.event_name: append_original_name"] },
  { name: "the original without an id",  into: "predicted value",  put: all(lacks("original_event_data.order_id"), has("original_event_data.event_id", null)), ends: "rejected", issues: ["original_event_data.event_id: append_original_id"] },
  { name: "the original without a time", into: "attribution by web", put: has("original_event_data.event_time", null),    ends: "rejected", issues: ["original_event_data.event_time: append_original_time"] },
  { name: "no ad",                       into: "attribution by web", put: has("attribution_data.ad_id", null),            ends: "rejected", issues: ["attribution_data: append_attribution"] },
  { name: "more than the whole",         into: "attribution by app", put: has("attribution_data.attribution_share", 30),  ends: "rejected", issues: ["attribution_data.attribution_share: append_share"] },
  { name: "a passback that comes late",  into: "attribution by web", put: all(has("original_event_data.event_time", ago(90)), has("attribution_data.touchpoint_ts", ago(100))), ends: "event", notices: ["event_time: append_late"] },
  { name: "a name spelt another way",    into: "website funnel",   put: has("event_name", "add_to_cart"),                 ends: "event", notices: ["event_name: event_name_spelling"] },
  { name: "a name of 51 letters",        into: "website funnel",   put: has("event_name", "n".repeat(51)),                ends: "event", notices: ["event_name: event_name_long"] },
  { name: "a click after the event",     into: "website purchase", put: all(has("event_time", ago(2)), has("user_data.fbc", `fb.1.${ago(1)}000.AbCdEf`)), ends: "event", notices: ["user_data.fbc: click_after_event"] },
  { name: "a region to find out without an address", into: "custom event", put: all(lacks("user_data.client_ip_address"), limits({ column: undefined, country: 0, state: 0 })), ends: "event", notices: ["user_data.client_ip_address: data_use_without_ip"] },
  { name: "a CRM without its word",      into: "CRM lead stage",   put: has("custom_data.event_source", null),            ends: "rejected", issues: ["custom_data.event_source: crm_event_source"] },
  { name: "a CRM on the phone",          into: "phone call",       put: all(has("custom_data.event_source", "crm"), has("custom_data.lead_event_source", "A CRM")), ends: "event", notices: ["action_source: crm_action_source"] },
  { name: "a value before its event",    into: "predicted value",  put: all(has("event_time", ago(20)), has("original_event_data.event_time", ago(10))), ends: "rejected", issues: ["event_time: append_value_order"] },
  { name: "a value that comes late",     into: "predicted value",  put: has("original_event_data.event_time", ago(8 * 24)), ends: "event", notices: ["event_time: append_value_late"] },
  { name: "the original's own id",       into: "attribution by web", put: all(has("event_id", "e-1"), has("original_event_data.event_id", "e-1")), ends: "rejected", issues: ["event_id: append_own_id"] },
  { name: "a touchpoint after the event", into: "attribution by web", put: all(has("original_event_data.event_time", ago(30)), has("attribution_data.touchpoint_ts", ago(20))), ends: "rejected", issues: ["attribution_data.touchpoint_ts: append_touch_order"] },
  { name: "a touchpoint in its second",  into: "attribution by web", put: all(has("original_event_data.event_time", ago(30)), has("attribution_data.touchpoint_ts", ago(30))), ends: "rejected", issues: ["attribution_data.touchpoint_ts: append_touch_order"] },
  { name: "no word on tracking in the app", into: "attribution by app", put: has("app_data.application_tracking_enabled", null), ends: "rejected", issues: ["app_data.application_tracking_enabled: append_app_tracking"] },
  { name: "no campaign on iOS",          into: "attribution by app", put: all(has("app_data.extinfo", SLOTS.with(0, "i2")), has("app_data.campaign_ids", null)), ends: "rejected", issues: ["app_data.campaign_ids: append_campaign"] },
  { name: "no device on Android",        into: "attribution by app", put: all(has("app_data.extinfo", SLOTS), has("user_data.madid", null)), ends: "rejected", issues: ["user_data.madid: append_device"] },
  { name: "an original that no app has", into: "attribution by app", put: has("original_event_data.event_name", "Purchase"), ends: "event", notices: ["original_event_data.event_name: append_app_original"] },
  { name: "an address for an id",        into: "website purchase", put: has("event_id", "jane@example.com"),              ends: "event", notices: ["event_id: leak_email"] },
  { name: "a phone number for an order", into: "store purchase",   put: all(has("custom_data.order_id", "+1 650 555 1212"), says({ leaks: "reject" })), ends: "rejected", issues: ["custom_data.order_id: leak_phone"] },
  { name: "items that come to less",     into: "website purchase", put: all(paid, hasItems([{ sku: "a", qty: 1, price: "9.00" }], { checkValue: true })), ends: "event", notices: ["custom_data.value: value_differs"] },
];
