import type { ACTION_SOURCES, MESSAGING_CHANNELS } from "../fields.ts";

/**
 * What must hold of a mapping, by field: one of these constants stands there, or `mapped`: anything
 * does. Paths are wire names: `custom_data.value`; members of an item are `contents.id`.
 */
export type When = Readonly<Record<string, readonly string[] | "mapped">>;

/** What events of one kind need, as far as a mapping alone can tell. */
export interface Need {
  /** All of it must hold; empty: always. */
  readonly when: When;
  /** Fields of which one must be mapped. */
  readonly anyOf: readonly string[];
  /** The rule that rows without it would break. */
  readonly code: string;
}

function source(name: (typeof ACTION_SOURCES)[number]): When {
  return { action_source: [name] };
}

function channel(name: (typeof MESSAGING_CHANNELS)[number]): When {
  return { ...source("business_messaging"), messaging_channel: [name] };
}

function event(...names: readonly string[]): When {
  return { event_name: names };
}

const ALWAYS: When = {};
const BOTH = ["AppendValue", "AppendAttribution"];
const APP_SHARE: When = { ...event("AppendAttribution"), ...source("app") };
// Where extinfo is a map of its slots; as one column it may hold anything.
const APP_SYSTEM: When = { ...source("app"), "extinfo.os_version": "mapped" };
const APP_VERSION: When = { ...source("app"), "extinfo.ext_info_version": "mapped" };
const CRM: When = { ...source("system_generated"), "custom_data.event_source": "mapped" };
const CRM_NAME: When = { ...source("system_generated"), "custom_data.lead_event_source": "mapped" };
const ORDER_CREATED: When = { ...source("business_messaging"), ...event("OrderCreated") };
const VALUE: When = { "custom_data.value": "mapped" };
const CONTENTS: When = { "custom_data.contents": "mapped" };
const STORE_CONTENTS: When = { ...source("physical_store"), ...CONTENTS };

/** The rules of RULES that a mapping breaks for all of its rows when it leaves a field out. */
// biome-ignore format: a table is read by its columns
export const NEEDS: readonly Need[] = [
  { when: ALWAYS,                        code: "event_time_missing",   anyOf: ["event_time"] },

  { when: source("website"),             code: "website_url",          anyOf: ["event_source_url"] },
  { when: source("website"),             code: "website_user_agent",   anyOf: ["user_data.client_user_agent"] },
  { when: source("app"),                 code: "app_extinfo",          anyOf: ["app_data.extinfo"] },
  { when: APP_SYSTEM,                    code: "app_extinfo",          anyOf: ["extinfo.ext_info_version"] },
  { when: APP_VERSION,                   code: "app_extinfo",          anyOf: ["extinfo.os_version"] },
  { when: source("app"),                 code: "app_tracking",         anyOf: ["app_data.advertiser_tracking_enabled"] },
  { when: CRM,                           code: "crm_lead_source",      anyOf: ["custom_data.lead_event_source"] },
  { when: CRM_NAME,                      code: "crm_event_source",     anyOf: ["custom_data.event_source"] },

  { when: source("business_messaging"),  code: "messaging_channel",    anyOf: ["messaging_channel"] },
  { when: channel("messenger"),          code: "messenger_page",       anyOf: ["user_data.page_id"] },
  { when: channel("messenger"),          code: "messenger_user",       anyOf: ["user_data.page_scoped_user_id"] },
  { when: channel("whatsapp"),           code: "whatsapp_click",       anyOf: ["user_data.ctwa_clid"] },
  { when: channel("whatsapp"),           code: "whatsapp_account",     anyOf: ["user_data.whatsapp_business_account_id", "user_data.page_id"] },
  { when: channel("instagram"),          code: "instagram_account",    anyOf: ["user_data.ig_account_id"] },
  { when: channel("instagram"),          code: "instagram_user",       anyOf: ["user_data.ig_sid"] },
  { when: ORDER_CREATED,                 code: "order_created_currency", anyOf: ["custom_data.currency"] },

  { when: event("Purchase"),             code: "purchase_value",       anyOf: ["custom_data.value"] },
  { when: event("Purchase"),             code: "purchase_currency",    anyOf: ["custom_data.currency"] },
  { when: VALUE,                         code: "value_currency",       anyOf: ["custom_data.currency"] },
  { when: CONTENTS,                      code: "contents_id",          anyOf: ["contents.id"] },
  { when: STORE_CONTENTS,                code: "contents_quantity",    anyOf: ["contents.quantity"] },

  { when: event("AppendValue"),          code: "append_value_ltv",     anyOf: ["custom_data.predicted_ltv"] },
  { when: event("AppendValue"),          code: "append_original_id",   anyOf: ["original_event_data.event_id", "original_event_data.order_id"] },
  { when: event(...BOTH),                code: "append_currency",      anyOf: ["custom_data.currency"] },
  { when: event(...BOTH),                code: "append_original_name", anyOf: ["original_event_data.event_name"] },
  { when: event("AppendAttribution"),    code: "append_original_time", anyOf: ["original_event_data.event_time"] },
  { when: event("AppendAttribution"),    code: "append_attribution",   anyOf: ["attribution_data.ad_id"] },
  { when: event("AppendAttribution"),    code: "append_attribution",   anyOf: ["attribution_data.touchpoint_ts"] },
  { when: event("AppendAttribution"),    code: "append_attribution",   anyOf: ["attribution_data.attribution_share"] },
  { when: event("AppendAttribution"),    code: "append_attribution",   anyOf: ["attribution_data.attribution_value"] },
  { when: APP_SHARE,                     code: "append_app_tracking",  anyOf: ["app_data.application_tracking_enabled"] },
  // Which of the two a row needs hangs on its device.
  { when: APP_SHARE,                     code: "append_device",        anyOf: ["user_data.madid", "app_data.campaign_ids"] },
];
