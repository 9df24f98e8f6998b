import fc from "fast-check";
import { constant, from } from "../transform/mappings.ts";
import { FORMS, type Form, PASSBACK_TIMES, STORE_TIMES } from "./values.ts";

/** One kind of event that people send, as far as a random mapping of it has to know. */
export interface Kind {
  readonly name: string;
  /** Literal; undefined when `base` maps it. */
  readonly eventName: string | undefined;
  readonly actionSource: string;
  /** What every mapping of this kind maps, besides event_time. */
  readonly base: readonly string[];
  /** What it may map besides. */
  readonly optional: readonly string[];
  /** Forms of its own for some fields. */
  readonly forms?: Readonly<Record<string, readonly Form[]>>;
}

function under(group: string, names: string): readonly string[] {
  return names.split(" ").map((name) => `${group}.${name}`);
}

const PERSON = [
  ...under("user_data", "em ph fn ln db ge ct st zp country external_id client_ip_address"),
  ...under("user_data", "client_user_agent fbc fbp subscription_id fb_login_id"),
];
const GOODS = [
  ...under("custom_data", "content_ids content_type content_name content_category num_items"),
  ...under("custom_data", "delivery_category order_id net_revenue customer_segmentation"),
];
const WEB = ["event_source_url", "user_data.client_user_agent"];
const MONEY = under("custom_data", "value currency");
const DEVICE = [
  ...under("app_data", "extinfo advertiser_tracking_enabled application_tracking_enabled"),
  "app_data.campaign_ids",
];
const ORIGINAL = under("original_event_data", "event_name event_time order_id event_id");
const SHARE = under("attribution_data", "ad_id touchpoint_ts attribution_share attribution_value");

/** A literal in place of a column. */
function literal(value: string): readonly Form[] {
  return [{ source: () => constant(value), value: fc.constant(null) }];
}

/** A column whose words are Meta's own. */
function words(...values: readonly string[]): readonly Form[] {
  return [{ source: (column) => from(column), value: fc.constantFrom(...values) }];
}

const FUNNEL = [
  "ViewContent",
  "AddToCart",
  "InitiateCheckout",
  "Search",
  "Lead",
  "CompleteRegistration",
];
const PASSBACK = { event_time: PASSBACK_TIMES };

/** Every kind for which a ready mapping is handed out, and one for those sources that need nothing. */
// biome-ignore format: a table is read by its columns
export const KINDS: readonly Kind[] = [
  { name: "store purchase",     eventName: "Purchase",    actionSource: "physical_store",   base: ["user_data.em", "custom_data.order_id", ...MONEY], optional: [...PERSON, ...GOODS, "custom_data.item_number", "custom_data.store_data"], forms: { event_time: STORE_TIMES } },
  { name: "store refund",       eventName: "Refund",      actionSource: "physical_store",   base: ["user_data.ph", "custom_data.order_id", ...MONEY], optional: [...PERSON, ...GOODS], forms: { event_time: STORE_TIMES } },
  { name: "website purchase",   eventName: "Purchase",    actionSource: "website",          base: ["event_id", "user_data.fbp", ...WEB, ...MONEY], optional: [...PERSON, ...GOODS, "referrer_url", "opt_out"] },
  { name: "website funnel",     eventName: undefined,     actionSource: "website",          base: ["event_name", "user_data.fbc", ...WEB, ...MONEY], optional: [...PERSON, ...GOODS, "event_id", "custom_data.search_string", "custom_data.status"], forms: { event_name: words(...FUNNEL) } },
  { name: "custom event",       eventName: "Waitlist",    actionSource: "website",          base: ["user_data.external_id", ...WEB], optional: [...PERSON, "custom_data.content_name"] },
  { name: "app event",          eventName: undefined,     actionSource: "app",              base: ["event_name", "user_data.madid", ...DEVICE, ...MONEY], optional: [...PERSON, ...GOODS, "user_data.anon_id", "app_data.vendor_id", "app_data.url_schemes", "app_data.install_referrer", "custom_data.level", "custom_data.success", "custom_data.max_rating_value", "custom_data.description"], forms: { event_name: words("MobileAppInstall", "Purchase", "Level up") } },
  { name: "CRM lead stage",     eventName: undefined,     actionSource: "system_generated", base: ["event_name", "user_data.lead_id", "custom_data.event_source", "custom_data.lead_event_source"], optional: PERSON, forms: { event_name: words("initial_lead", "Qualified", "Lead"), "custom_data.event_source": literal("crm"), "custom_data.lead_event_source": literal("A CRM") } },
  { name: "Messenger",          eventName: "Purchase",    actionSource: "business_messaging", base: ["messaging_channel", "user_data.page_id", "user_data.page_scoped_user_id", ...MONEY], optional: GOODS, forms: { messaging_channel: literal("messenger") } },
  { name: "WhatsApp",           eventName: undefined,     actionSource: "business_messaging", base: ["event_name", "messaging_channel", "user_data.ctwa_clid", "user_data.whatsapp_business_account_id", ...MONEY], optional: [...GOODS, "user_data.page_id"], forms: { messaging_channel: literal("whatsapp"), event_name: words("Purchase", "LeadSubmitted", "OrderCreated", "RatingProvided") } },
  { name: "Instagram",          eventName: "LeadSubmitted", actionSource: "business_messaging", base: ["messaging_channel", "user_data.ig_account_id", "user_data.ig_sid"], optional: [], forms: { messaging_channel: words("instagram") } },
  { name: "subscription renewal", eventName: "Subscribe", actionSource: "system_generated", base: ["user_data.subscription_id", "user_data.em", ...MONEY], optional: [...PERSON, "custom_data.predicted_ltv"] },
  { name: "predicted value",    eventName: "AppendValue", actionSource: "website",          base: ["user_data.external_id", "custom_data.predicted_ltv", "custom_data.currency", ...WEB, ...ORIGINAL], optional: PERSON, forms: PASSBACK },
  { name: "attribution by web", eventName: "AppendAttribution", actionSource: "website",    base: ["event_id", "user_data.fbc", "custom_data.currency", ...WEB, ...ORIGINAL, ...SHARE], optional: PERSON, forms: PASSBACK },
  { name: "attribution by app", eventName: "AppendAttribution", actionSource: "app",        base: ["event_id", "user_data.madid", "user_data.fbc", "custom_data.currency", ...DEVICE, ...ORIGINAL, ...SHARE], optional: PERSON, forms: { ...PASSBACK, "original_event_data.event_name": words("fb_mobile_purchase", "MOBILE_APP_INSTALL") } },
  { name: "phone call",         eventName: "Lead",        actionSource: "phone_call",       base: ["user_data.fn", "user_data.ln"], optional: [...PERSON, ...MONEY] },
];

/** The ways in which a kind's rows may hold a field. */
export function formsOf(kind: Kind, path: string): readonly Form[] {
  const forms = kind.forms?.[path] ?? FORMS[path];
  if (forms === undefined) throw new Error(`no sound values are known for ${path}`);
  return forms;
}

/** The kind with this name. */
export function kindNamed(name: string): Kind {
  const found = KINDS.find((kind) => kind.name === name);
  if (found === undefined) throw new Error(`no kind of event is named ${name}`);
  return found;
}
