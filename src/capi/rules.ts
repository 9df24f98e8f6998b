import type { Json } from "./clean/cleaner.ts";
import { SUFFIX } from "./clean/digest.ts";
import type { CapiEvent } from "./event.ts";
import { MESSAGING_EVENTS } from "./event-names.ts";
import { ACTION_SOURCES, CONTACT_KEYS, MESSAGING_CHANNELS } from "./fields.ts";
import { MAX_FUTURE_SECONDS, windowOf } from "./limits.ts";
import { brokenWeakSet } from "./weak-sets.ts";

/** A rule that spans fields of a finished event. */
export interface Rule {
  /** Stable, snake_case; what a mapping names to soften it. */
  readonly code: string;
  /** `row`: the event cannot go. `warn`: it goes, and the rule is counted. */
  readonly severity: "row" | "warn";
  /** A mapping may turn `row` into `warn`: Meta is not known to refuse such events. */
  readonly soft: boolean;
  /** The field to look at, as issues name it. */
  readonly field: string;
  /** The words after "expected". */
  readonly expected: string;
  /** What to do about it, one imperative sentence. */
  readonly hint: string;
  /** The error_subcode that Meta answers, where one is known. */
  readonly subcode: number | undefined;
  /** Only events with one of these names; undefined: all. */
  readonly names?: readonly string[];
  /** Only events with one of these action sources; undefined: all. */
  readonly sources?: readonly string[];
  /** `now` is in Unix seconds. */
  readonly broken: (event: CapiEvent, now: number) => boolean;
}

type Members = Readonly<Record<string, Json>>;

const NO_MEMBERS: Members = {};

function group(event: CapiEvent, name: string): Members {
  return (event[name] as Members | undefined) ?? NO_MEMBERS;
}

/** A reader of `custom_data.value`, its path taken apart once. */
function reader(path: string): (event: CapiEvent) => Json | undefined {
  const [first = "", second] = path.split(".");
  return second === undefined ? (event) => event[first] : (event) => group(event, first)[second];
}

/** Broken when one of the members is missing. */
function lacks(...paths: readonly string[]): (event: CapiEvent) => boolean {
  const readers = paths.map(reader);
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return (event) => only(event) === undefined;
  return (event) => readers.some((read) => read(event) === undefined);
}

/** Broken when all of the members are missing. */
function lacksAll(...paths: readonly string[]): (event: CapiEvent) => boolean {
  const readers = paths.map(reader);
  return (event) => readers.every((read) => read(event) === undefined);
}

function numberOf(value: Json | undefined): number {
  if (typeof value === "object" && "rawJSON" in value) return Number(value.rawJSON);
  return Number(value);
}

function isNumber(value: Json | undefined): boolean {
  return value !== undefined && Number.isFinite(numberOf(value));
}

const NONE: readonly Json[] = [];

function contentsOf(event: CapiEvent): readonly Json[] {
  const contents = event.custom_data?.contents;
  return contents === undefined ? NONE : Array.isArray(contents) ? contents : [contents as Json];
}

function someItemLacks(member: string): (event: CapiEvent) => boolean {
  const isMissing = (item: Json): boolean => (item as Members)[member] === undefined;
  return (event) => contentsOf(event).some(isMissing);
}

const HASH_LENGTH = 64;

/** By character code, 1 for the digits of a hash: 0 to 9 and a to f. */
const HASH_DIGITS = new Uint8Array(128);
for (const digit of "0123456789abcdef") HASH_DIGITS[digit.charCodeAt(0)] = 1;

/** A hash with what Meta's parameter builder adds to it. */
const SUFFIXED = new RegExp(`^[0-9a-f]{64}\\.(?:${SUFFIX})$`);

/** The net below the cleaners, which let nothing but hashes through. */
function isHash(value: Json): boolean {
  if (typeof value !== "string") return false;
  if (value.length !== HASH_LENGTH) return SUFFIXED.test(value);
  for (let i = 0; i < HASH_LENGTH; i++) {
    if (HASH_DIGITS[value.charCodeAt(i)] !== 1) return false;
  }
  return true;
}

function holdsUnhashed({ user_data: user }: CapiEvent): boolean {
  for (const key in user) {
    if (!CONTACT_KEYS.has(key)) continue;
    const value = user[key];
    if (value === undefined) continue;
    if (!(Array.isArray(value) ? value.every(isHash) : isHash(value))) return true;
  }
  return false;
}

function isLimited(event: CapiEvent): boolean {
  const options = event.data_processing_options;
  return Array.isArray(options) && options.includes("LDU");
}

/** `[]` and `["LDU"]`, nothing else. */
function isOddOption(event: CapiEvent): boolean {
  const options = event.data_processing_options;
  if (options === undefined) return false;
  return !Array.isArray(options) || options.some((word) => word !== "LDU") || options.length > 1;
}

/** The first and last state that the docs list. data-processing-options (read 2026) */
const FIRST_STATE = 1000;
const LAST_STATE = 1013;

function hasBadRegion(event: CapiEvent): boolean {
  if (!isLimited(event)) return false;
  const country = event.data_processing_options_country;
  const state = event.data_processing_options_state;
  if (country === undefined || state === undefined) return false;
  if (country !== 0 && country !== 1) return true;
  return state !== 0 && (country === 0 || numberOf(state) < FIRST_STATE);
}

function isCrm(event: CapiEvent): boolean {
  return event.custom_data?.event_source === "crm";
}

function onChannel(
  channel: (typeof MESSAGING_CHANNELS)[number],
  broken: (event: CapiEvent) => boolean,
): (event: CapiEvent) => boolean {
  return (event) => event.messaging_channel === channel && broken(event);
}

function isAbsolute(url: Json | undefined): boolean {
  return typeof url === "string" && /^https?:\/\/[^/\s]/i.test(url);
}

const extinfo = reader("app_data.extinfo");
const share = reader("attribution_data.attribution_share");
const touchTime = reader("attribution_data.touchpoint_ts");
const originalTime = reader("original_event_data.event_time");

/** Slots of extinfo. conversions-api/parameters/app-data (read 2026) */
const EXTINFO_SLOTS = 16;

function hasBadExtinfo(event: CapiEvent): boolean {
  const info = extinfo(event);
  if (!Array.isArray(info) || info.length !== EXTINFO_SLOTS) return true;
  return (info[0] !== "a2" && info[0] !== "i2") || info[4] === "" || info[4] === undefined;
}

function hasBadShare(event: CapiEvent): boolean {
  const given = numberOf(share(event) ?? 0);
  return !(given >= 0 && given <= 1);
}

/** 48 hours: a passback that comes later counts as low quality. attribution passback (read 2026) */
const PASSBACK_SECONDS = 48 * 3600;

const WEB = ["website"];
const APP = ["app"];
const STORE = ["physical_store"];
const CRM = ["system_generated"];
const CHAT = ["business_messaging"];
const PURCHASE = ["Purchase"];
const VALUE = ["AppendValue"];
const SHARE = ["AppendAttribution"];

type Sparse = Omit<Rule, "severity" | "soft" | "subcode"> & {
  readonly subcode?: number;
};

function row(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "row", soft: false };
}

function soft(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "row", soft: true };
}

function warn(rule: Sparse): Rule {
  return { subcode: undefined, ...rule, severity: "warn", soft: false };
}

/** The rule of the row that is too old; `validate` asks it first, with the margin. */
export const TOO_OLD: Rule = row({
  code: "event_too_old",
  field: "event_time",
  expected: "a time within 7 days, or 62 for physical_store, less the margin",
  hint: "send sooner: such events are lost for good",
  subcode: 2804003,
  broken: (event, now) => now - event.event_time > windowOf(event.action_source).seconds,
});

/** The rule whose issue also says which keys were left out, and why. */
export const WEAK: Rule = row({
  code: "user_data_too_weak",
  field: "user_data",
  expected:
    "an e-mail, phone, external_id or another key that identifies a person, or a stronger set of keys",
  hint: "map more of what identifies the person, or leave such rows out in the query",
  subcode: 2804050,
  broken: brokenWeakSet,
});

/**
 * Every rule that spans fields, one line each; what concerns one value alone is its cleaner's.
 * Subcodes as Meta's answers quoted in public repositories have them; see error-codes.ts.
 * Sources, under https://developers.facebook.com/docs/marketing-api/conversions-api/ (read 2026):
 * parameters/server-event, parameters/custom-data, best-practices, parameters/app-data,
 * business-messaging, conversion-leads-integration; LDU: marketing-apis/data-processing-options.
 */
// biome-ignore format: a table is read by its columns
export const RULES: readonly Rule[] = [
  row({  code: "event_name_missing",     field: "event_name",    expected: "a name",                              hint: "map event_name, or exclude rows without one", subcode: 2804019, broken: (e) => typeof e.event_name !== "string" || e.event_name.trim() === "" }),
  row({  code: "event_time_missing",     field: "event_time",    expected: "whole Unix seconds",                  hint: "map event_time to the time of the conversion", subcode: 2804004, broken: (e) => !Number.isSafeInteger(e.event_time) }),
  TOO_OLD,
  row({  code: "event_in_future",        field: "event_time",    expected: `a time at most ${MAX_FUTURE_SECONDS} seconds ahead of the clock`, hint: "look at the column's time zone", subcode: 2804004, broken: (e, now) => e.event_time - now > MAX_FUTURE_SECONDS }),
  row({  code: "action_source_unknown",  field: "action_source", expected: ACTION_SOURCES.join(", "),             hint: "map your words to Meta's with a `map` step", broken: (e) => !(ACTION_SOURCES as readonly string[]).includes(e.action_source) }),
  WEAK,
  row({  code: "contact_not_hashed",     field: "user_data",     expected: "SHA-256 in every contact key",        hint: "leave hashing to the field, or mark the column `hashed: true`", subcode: 2804017, broken: holdsUnhashed }),

  soft({ code: "website_url",            field: "event_source_url", expected: "an absolute http or https address", hint: "map event_source_url to the page of the conversion", sources: WEB, broken: (e) => !isAbsolute(e.event_source_url) }),
  soft({ code: "website_user_agent",     field: "user_data.client_user_agent", expected: "the browser's user agent", hint: "map client_user_agent", sources: WEB, broken: lacks("user_data.client_user_agent") }),

  row({  code: "purchase_value",         field: "custom_data.value",    expected: "a number, since the event is a Purchase", hint: "map value to the order's total", subcode: 2804009, names: PURCHASE, broken: (e) => !isNumber(e.custom_data?.value) }),
  row({  code: "purchase_currency",      field: "custom_data.currency", expected: "a currency, since the event is a Purchase", hint: "map currency, or set it with const", subcode: 2804010, names: PURCHASE, broken: lacks("custom_data.currency") }),
  row({  code: "value_currency",         field: "custom_data.currency", expected: "a currency beside the value",   hint: "map currency, or set it with const", subcode: 2804023, broken: (e) => e.custom_data?.value !== undefined && e.custom_data.currency === undefined }),
  row({  code: "contents_id",            field: "custom_data.contents.id", expected: "an id in every item",        hint: "map contents.item.id to the product's id", subcode: 2804008, broken: someItemLacks("id") }),
  soft({ code: "contents_quantity",      field: "custom_data.contents.quantity", expected: "a quantity in every item", hint: "map contents.item.quantity", sources: STORE, broken: someItemLacks("quantity") }),
  row({  code: "predicted_ltv_positive", field: "custom_data.predicted_ltv", expected: "a number above 0",         hint: "leave predicted_ltv out where it is 0", broken: (e) => e.custom_data?.predicted_ltv !== undefined && !(numberOf(e.custom_data.predicted_ltv) > 0) }),

  row({  code: "data_use_option",        field: "data_processing_options", expected: "[] or [\"LDU\"]",           hint: "use limited_data_use in the mapping", subcode: 2804030, broken: isOddOption }),
  row({  code: "data_use_country",       field: "data_processing_options_country", expected: "0 or 1 beside LDU", hint: "give limited_data_use a country: 0 lets Meta find it out", subcode: 2804030, broken: (e) => isLimited(e) && e.data_processing_options_country === undefined }),
  row({  code: "data_use_state",         field: "data_processing_options_state", expected: "0 or a state's number beside LDU", hint: "give limited_data_use a state: 0 lets Meta find it out", subcode: 2804030, broken: (e) => isLimited(e) && e.data_processing_options_state === undefined }),
  row({  code: "data_use_region",        field: "data_processing_options_state", expected: "country 0 with state 0, or country 1 with 0 or 1000 and up", hint: "give the state its country", subcode: 2804030, broken: hasBadRegion }),
  warn({ code: "data_use_state_new",     field: "data_processing_options_state", expected: `a state from ${FIRST_STATE} to ${LAST_STATE}`, hint: "look whether Meta's list has grown", broken: (e) => isLimited(e) && numberOf(e.data_processing_options_state) > LAST_STATE }),
  warn({ code: "data_use_without_ip",    field: "user_data.client_ip_address", expected: "an IP address, since country 0 and state 0 ask Meta to find them out", hint: "map client_ip_address, or give country and state", broken: (e) => isLimited(e) && e.data_processing_options_country === 0 && e.data_processing_options_state === 0 && e.user_data.client_ip_address === undefined }),

  row({  code: "app_extinfo",            field: "app_data.extinfo", expected: "16 slots, the first a2 or i2, the fifth the system's version", hint: "map app_data.extinfo", subcode: 2804043, sources: APP, broken: hasBadExtinfo }),
  row({  code: "app_tracking",           field: "app_data.advertiser_tracking_enabled", expected: "0 or 1",        hint: "map app_data.advertiser_tracking_enabled", sources: APP, broken: lacks("app_data.advertiser_tracking_enabled") }),

  soft({ code: "crm_lead_source",        field: "custom_data.lead_event_source", expected: "the name of the CRM, since event_source is crm", hint: "set lead_event_source with const", sources: CRM, broken: (e) => isCrm(e) && e.custom_data?.lead_event_source === undefined }),

  row({  code: "messaging_channel",      field: "messaging_channel", expected: MESSAGING_CHANNELS.join(", "),      hint: "map messaging_channel", sources: CHAT, broken: (e) => !(MESSAGING_CHANNELS as readonly Json[]).includes(e.messaging_channel ?? "") }),
  row({  code: "messaging_name",         field: "event_name",    expected: [...MESSAGING_EVENTS].join(", "),       hint: "map your words to these with a `map` step", subcode: 2804066, sources: CHAT, broken: (e) => !MESSAGING_EVENTS.has(e.event_name) }),
  row({  code: "messenger_page",         field: "user_data.page_id", expected: "the page's id",                    hint: "map page_id", subcode: 2804069, sources: CHAT, broken: onChannel("messenger", lacks("user_data.page_id")) }),
  row({  code: "messenger_user",         field: "user_data.page_scoped_user_id", expected: "the person's id with the page", hint: "map page_scoped_user_id", sources: CHAT, broken: onChannel("messenger", lacks("user_data.page_scoped_user_id")) }),
  row({  code: "whatsapp_click",         field: "user_data.ctwa_clid", expected: "the click id of the ad",         hint: "map ctwa_clid", subcode: 2804071, sources: CHAT, broken: onChannel("whatsapp", lacks("user_data.ctwa_clid")) }),
  row({  code: "whatsapp_account",       field: "user_data.whatsapp_business_account_id", expected: "the WhatsApp account's or the page's id", hint: "map whatsapp_business_account_id or page_id", subcode: 2804116, sources: CHAT, broken: onChannel("whatsapp", lacksAll("user_data.whatsapp_business_account_id", "user_data.page_id")) }),
  row({  code: "instagram_account",      field: "user_data.ig_account_id", expected: "the Instagram account's id",  hint: "map ig_account_id", subcode: 2804079, sources: CHAT, broken: onChannel("instagram", lacks("user_data.ig_account_id")) }),
  row({  code: "instagram_user",         field: "user_data.ig_sid", expected: "the person's id with the account",   hint: "map ig_sid", subcode: 2804075, sources: CHAT, broken: onChannel("instagram", lacks("user_data.ig_sid")) }),
  row({  code: "order_created_currency", field: "custom_data.currency", expected: "a currency, since the event is OrderCreated", hint: "map currency, or set it with const", subcode: 2804081, names: ["OrderCreated"], sources: CHAT, broken: lacks("custom_data.currency") }),

  row({  code: "append_value_ltv",       field: "custom_data.predicted_ltv", expected: "the predicted value",      hint: "map predicted_ltv", names: VALUE, broken: lacks("custom_data.predicted_ltv") }),
  row({  code: "append_currency",        field: "custom_data.currency", expected: "a currency",                    hint: "map currency, or set it with const", names: [...VALUE, ...SHARE], broken: lacks("custom_data.currency") }),
  row({  code: "append_original_name",   field: "original_event_data.event_name", expected: "the original event's name", hint: "map original_event_data.event_name", names: [...VALUE, ...SHARE], broken: lacks("original_event_data.event_name") }),
  row({  code: "append_original_id",     field: "original_event_data.event_id", expected: "the original event's event_id or order_id", hint: "map original_event_data.event_id or order_id", names: VALUE, broken: lacksAll("original_event_data.event_id", "original_event_data.order_id") }),
  row({  code: "append_original_time",   field: "original_event_data.event_time", expected: "the original event's time", hint: "map original_event_data.event_time", names: SHARE, broken: lacks("original_event_data.event_time") }),
  row({  code: "append_attribution",     field: "attribution_data", expected: "ad_id, touchpoint_ts, attribution_share and attribution_value", hint: "map all four members of attribution_data", names: SHARE, broken: lacks("attribution_data.ad_id", "attribution_data.touchpoint_ts", "attribution_data.attribution_share", "attribution_data.attribution_value") }),
  row({  code: "append_share",           field: "attribution_data.attribution_share", expected: "a share from 0 to 1", hint: "divide a percentage by 100", names: SHARE, broken: hasBadShare }),
  warn({ code: "append_touch_order",     field: "attribution_data.touchpoint_ts", expected: "a time before the original event's", hint: "look at the two columns and their time zones", names: SHARE, broken: (e) => numberOf(touchTime(e)) > numberOf(originalTime(e)) }),
  warn({ code: "append_late",            field: "event_time",    expected: "a time within 48 hours of the original event's", hint: "send passbacks sooner", names: SHARE, broken: (e) => e.event_time - numberOf(originalTime(e)) > PASSBACK_SECONDS }),
];

/** What an event of one kind needs, as far as a mapping alone can tell. */
export interface Need {
  /** Fields of which one must be mapped, as paths: `user_data.client_user_agent`. */
  readonly anyOf: readonly string[];
  /** The rule that rows without it would break. */
  readonly code: string;
}

/** By action_source; one line for each of Meta's nine. */
// biome-ignore format: a table is read by its columns
export const NEEDS: Readonly<Record<(typeof ACTION_SOURCES)[number], readonly Need[]>> = {
  website: [
    { anyOf: ["event_source_url"],                     code: "website_url" },
    { anyOf: ["user_data.client_user_agent"],          code: "website_user_agent" },
  ],
  app: [
    { anyOf: ["app_data.extinfo"],                     code: "app_extinfo" },
    { anyOf: ["app_data.advertiser_tracking_enabled"], code: "app_tracking" },
  ],
  email: [],
  phone_call: [],
  chat: [],
  physical_store: [],
  system_generated: [],
  business_messaging: [
    { anyOf: ["messaging_channel"],                    code: "messaging_channel" },
  ],
  other: [],
};

/** By event_name, whatever the action_source. */
// biome-ignore format: a table is read by its columns
export const NAME_NEEDS: Readonly<Record<string, readonly Need[]>> = {
  Purchase: [
    { anyOf: ["custom_data.value"],              code: "purchase_value" },
    { anyOf: ["custom_data.currency"],           code: "purchase_currency" },
  ],
  AppendValue: [
    { anyOf: ["custom_data.predicted_ltv"],      code: "append_value_ltv" },
    { anyOf: ["custom_data.currency"],           code: "append_currency" },
    { anyOf: ["original_event_data.event_name"], code: "append_original_name" },
    { anyOf: ["original_event_data.event_id", "original_event_data.order_id"], code: "append_original_id" },
  ],
  AppendAttribution: [
    { anyOf: ["custom_data.currency"],           code: "append_currency" },
    { anyOf: ["original_event_data.event_name"], code: "append_original_name" },
    { anyOf: ["original_event_data.event_time"], code: "append_original_time" },
    { anyOf: ["attribution_data.ad_id"],         code: "append_attribution" },
  ],
};

/** Codes of the rules that a mapping may soften. */
export const SOFT_CODES: readonly string[] = RULES.filter((rule) => rule.soft).map(
  (rule) => rule.code,
);
