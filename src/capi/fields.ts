import { amount } from "./clean/amount.ts";
import { birthDate } from "./clean/birth-date.ts";
import type { Cleaner, FieldOptions } from "./clean/cleaner.ts";
import { fbc, fbp } from "./clean/click-id.ts";
import { country } from "./clean/country.ts";
import { currency } from "./clean/currency.ts";
import { email } from "./clean/email.ts";
import { externalId } from "./clean/external-id.ts";
import { extinfo } from "./clean/extinfo.ts";
import { bit, flag } from "./clean/flag.ts";
import { gender } from "./clean/gender.ts";
import { digitsId, leadId, mobileAdId } from "./clean/id.ts";
import { ipAddress } from "./clean/ip-address.ts";
import { city, personName } from "./clean/name.ts";
import { integer, number, positive } from "./clean/number.ts";
import { oneOf } from "./clean/one-of.ts";
import { phone } from "./clean/phone.ts";
import { postalCode } from "./clean/postal-code.ts";
import { state } from "./clean/state.ts";
import { storeData } from "./clean/store-data.ts";
import { text, unhashedText } from "./clean/text.ts";
import { time } from "./clean/time.ts";
import { url } from "./clean/url.ts";

/** The object of an event that holds the field. */
export type Group =
  | "event"
  | "user_data"
  | "custom_data"
  | "contents"
  | "app_data"
  | "original_event_data"
  | "attribution_data";

/** One parameter of a Conversions API event. */
export interface Field {
  readonly group: Group;
  /** The readable name of the docs: `email`. Equal to `wire` but for the hashed user_data keys. */
  readonly name: string;
  /** Meta's name: `em`. */
  readonly wire: string;
  readonly clean: Cleaner;
  /** Meta takes the SHA-256 of the cleaned value, never the value. */
  readonly hash: boolean;
  /**
   * Meta takes a list; several columns may feed it. A value that is a list itself is taken apart by
   * `elementsOf` (clean/list.ts), and each element is cleaned by itself.
   */
  readonly many: boolean;
  /** The options that a mapping may set on it. */
  readonly options: readonly (keyof FieldOptions)[];
  /** One sentence for the docs. */
  readonly doc: string;
}

type Options = readonly (keyof FieldOptions)[];

const NONE: Options = [];
const TIME: Options = ["timezone", "unit", "fold", "gap", "date_only"];
const MONEY: Options = ["unit", "on_negative"];

/** The nine values of `action_source`; section "action_source" of the server event parameters. */
export const ACTION_SOURCES = [
  "website",
  "app",
  "email",
  "phone_call",
  "chat",
  "physical_store",
  "system_generated",
  "business_messaging",
  "other",
] as const;

/** The values of `messaging_channel`. */
export const MESSAGING_CHANNELS = ["messenger", "whatsapp", "instagram"] as const;

/** The values of `delivery_category`, for an order and for one of its items. */
const DELIVERY_CATEGORIES = ["in_store", "curbside", "home_delivery"] as const;

/** The values of `customer_segmentation`. */
const CUSTOMER_SEGMENTS = [
  "new_customer_to_business",
  "new_customer_to_business_line",
  "new_customer_to_product_area",
  "new_customer_to_medium",
  "existing_customer_to_business",
  "existing_customer_to_business_line",
  "existing_customer_to_product_area",
  "existing_customer_to_medium",
  "customer_in_loyalty_program",
] as const;

const actionSource = oneOf(ACTION_SOURCES);
const channel = oneOf(MESSAGING_CHANNELS);
const delivery = oneOf(DELIVERY_CATEGORIES);
const segment = oneOf(CUSTOMER_SEGMENTS);

/** A parameter that holds one value and goes as it is. */
function one(group: Group, wire: string, clean: Cleaner, options: Options, doc: string): Field {
  return { group, name: wire, wire, clean, hash: false, many: false, options, doc };
}

/** A parameter that holds a list of values. */
function list(group: Group, wire: string, clean: Cleaner, options: Options, doc: string): Field {
  return { group, name: wire, wire, clean, hash: false, many: true, options, doc };
}

/** A user_data parameter of which Meta takes a list of hashes. */
function hashed(name: string, wire: string, clean: Cleaner, options: Options, doc: string): Field {
  return { group: "user_data", name, wire, clean, hash: true, many: true, options, doc };
}

/**
 * Every parameter that a mapping may set, in the order of the docs. Contents and the Limited Data
 * Use flags have a grammar of their own in a mapping; the members of a contents item stand here.
 *
 * Sources, all under https://developers.facebook.com/docs/marketing-api/conversions-api/ (read
 * 2026): parameters/server-event, parameters/customer-information-parameters,
 * parameters/custom-data, parameters/app-data, parameters/original-event-data.
 */
// biome-ignore format: a table is read by its columns
export const FIELDS: readonly Field[] = [
  one("event", "event_name",        text,         NONE, "What happened: a standard event, or a name of your own; upper and lower case matter."),
  one("event", "event_time",        time,         TIME, "When it happened; a timestamp, a date or a Unix time."),
  one("event", "event_id",          text,         NONE, "Identifies the event for de-duplication; equals the pixel's eventID when the browser sends it too."),
  one("event", "action_source",     actionSource, NONE, "Where it happened."),
  one("event", "event_source_url",  url,          NONE, "The page on which it happened; required for website events."),
  one("event", "referrer_url",      url,          NONE, "The page that led there."),
  one("event", "opt_out",           flag,         NONE, "True: use the event for attribution only, not to optimise delivery."),
  one("event", "messaging_channel", channel,      NONE, "The messaging product of a business_messaging event."),

  hashed("email",         "em",          email,      NONE,                "E-mail address."),
  hashed("phone",         "ph",          phone,      ["default_country"], "Phone number with its country code, or a national one and a default country."),
  hashed("first_name",    "fn",          personName, NONE,                "First name."),
  hashed("last_name",     "ln",          personName, NONE,                "Last name."),
  hashed("date_of_birth", "db",          birthDate,  ["date_order"],      "Date of birth."),
  hashed("gender",        "ge",          gender,     NONE,                "Gender: female or male, or their first letter."),
  hashed("city",          "ct",          city,       NONE,                "City."),
  hashed("state",         "st",          state,      NONE,                "State or province; in the US its name or two-letter code."),
  hashed("zip",           "zp",          postalCode, NONE,                "Postal code."),
  hashed("country",       "country",     country,    NONE,                "Country: its ISO 3166-1 code or its English name."),
  hashed("external_id",   "external_id", externalId, ["mode"],            "Your own id of the person, the same on every channel."),
  one("user_data", "client_ip_address", ipAddress,  NONE, "IP address of the browser or device; never hashed."),
  one("user_data", "client_user_agent", unhashedText, NONE, "User agent of the browser; required for website events, never hashed."),
  one("user_data", "fbc",               fbc,        NONE, "Click id, from the _fbc cookie; never hashed."),
  one("user_data", "fbp",               fbp,        NONE, "Browser id, from the _fbp cookie; never hashed."),
  one("user_data", "subscription_id",   unhashedText, NONE, "Id of the subscription."),
  one("user_data", "fb_login_id",       digitsId,   NONE, "App-scoped id that Facebook Login gave."),
  one("user_data", "lead_id",           leadId,     NONE, "Id of the lead from Meta's Lead Ads, 15 to 17 digits."),
  one("user_data", "anon_id",           unhashedText, NONE, "Id of the app's installation; app events only."),
  one("user_data", "madid",             mobileAdId, NONE, "Mobile advertiser id: Apple's IDFA or Google's advertising id."),
  one("user_data", "page_id",           digitsId,   NONE, "Id of the Facebook page in a conversation."),
  one("user_data", "page_scoped_user_id", digitsId, NONE, "Id of the person in a Messenger conversation with the page."),
  one("user_data", "ctwa_clid",         unhashedText, NONE, "Click id of an ad that opens WhatsApp."),
  one("user_data", "ig_account_id",     digitsId,   NONE, "Id of the Instagram account in a conversation."),
  one("user_data", "ig_sid",            digitsId,   NONE, "Id of the person in an Instagram conversation."),
  one("user_data", "whatsapp_business_account_id", digitsId, NONE, "Id of the WhatsApp business account in a conversation."),

  one("custom_data",  "value",                 amount,   MONEY, "Worth of the event in its currency; required for Purchase."),
  one("custom_data",  "currency",              currency, NONE,  "ISO 4217 code of the amounts; required wherever value is sent."),
  list("custom_data", "content_ids",           text,     NONE,  "Ids of the products, as in the catalog."),
  one("custom_data",  "content_type",          text,     NONE,  "What the ids are: product or product_group, or a word of another catalog."),
  one("custom_data",  "content_name",          text,     NONE,  "Name of the page or product."),
  one("custom_data",  "content_category",      text,     NONE,  "Category of the page or product."),
  one("custom_data",  "delivery_category",     delivery, NONE,  "How the order is handed over."),
  one("custom_data",  "num_items",             integer,  NONE,  "Number of items; InitiateCheckout and Purchase."),
  one("custom_data",  "order_id",              text,     NONE,  "Id of the order; store events are de-duplicated by it."),
  one("custom_data",  "item_number",           text,     NONE,  "Tells apart several store events of one order."),
  one("custom_data",  "predicted_ltv",         amount,   MONEY, "Predicted lifetime value of the customer, in the currency."),
  one("custom_data",  "net_revenue",           amount,   MONEY, "Value of the event less its costs, in the currency."),
  one("custom_data",  "search_string",         text,     NONE,  "What was searched for; Search only."),
  one("custom_data",  "status",                text,     NONE,  "State of the registration; CompleteRegistration only."),
  one("custom_data",  "event_source",          text,     NONE,  "The word crm for events of conversion leads."),
  one("custom_data",  "lead_event_source",     text,     NONE,  "Name of the CRM that a lead event comes from."),
  one("custom_data",  "store_data",            storeData, NONE, "Where the store is: store_page_id, brand_page_id, store_code, as a JSON object."),
  one("custom_data",  "customer_segmentation", segment,  NONE,  "Whether the customer is new, and to what."),
  one("custom_data",  "description",           text,     NONE,  "Description; app events."),
  one("custom_data",  "level",                 text,     NONE,  "Level reached in a game; app events."),
  one("custom_data",  "max_rating_value",      integer,  NONE,  "Highest rating that could be given; app events."),
  one("custom_data",  "success",               bit,      NONE,  "Whether the action succeeded, 1 or 0; app events."),

  one("contents", "id",                text,     NONE,  "Id of the product, as in the catalog."),
  one("contents", "quantity",          positive, NONE,  "How many; decimals are allowed for goods sold by weight."),
  one("contents", "item_price",        amount,   MONEY, "Price of one unit, in the currency."),
  one("contents", "delivery_category", delivery, NONE,  "How the item is handed over."),
  one("contents", "brand",             text,     NONE,  "Brand."),
  one("contents", "category",          text,     NONE,  "Category."),
  one("contents", "title",             text,     NONE,  "Title."),
  one("contents", "description",       text,     NONE,  "Description."),

  one("app_data",  "advertiser_tracking_enabled",  bit,     NONE, "Whether the person allowed tracking on the device (iOS 14.5 and later), 1 or 0; required for app events."),
  one("app_data",  "application_tracking_enabled", bit,     NONE, "Whether the person allowed tracking in the app, 1 or 0."),
  one("app_data",  "extinfo",                      extinfo, NONE, "Sixteen facts about the device, in Meta's order, as a list or JSON array; required for app events."),
  one("app_data",  "campaign_ids",                 text,    NONE, "Encoded campaign ids of an app link."),
  one("app_data",  "install_referrer",             text,    NONE, "Referrer of the installation; Android."),
  one("app_data",  "installer_package",            text,    NONE, "Package that installed the app; Android."),
  list("app_data", "url_schemes",                  text,    NONE, "URL schemes of the app."),
  one("app_data",  "vendor_id",                    text,    NONE, "Identifier for vendors; iOS."),
  one("app_data",  "windows_attribution_id",       text,    NONE, "Attribution id; Windows."),

  one("original_event_data", "event_name", text, NONE, "Name of the event that this one adds to."),
  one("original_event_data", "event_time", time, TIME, "Time of the event that this one adds to."),
  one("original_event_data", "order_id",   text, NONE, "Order id of the event that this one adds to."),
  one("original_event_data", "event_id",   text, NONE, "Id of the event that this one adds to."),

  one("attribution_data", "ad_id",             digitsId, NONE,  "Id of the ad that the touchpoint belongs to."),
  one("attribution_data", "touchpoint_ts",     time,     TIME,  "Time of the touchpoint."),
  one("attribution_data", "attribution_share", number,   NONE,  "Share of the conversion that the ad gets, 0 to 1."),
  one("attribution_data", "attribution_value", amount,   MONEY, "Value that the ad gets: the share times the event's value."),
];

/** Wire names of the ten contact keys: nothing but a SHA-256 of them ever leaves. */
export const CONTACT_KEYS: ReadonlySet<string> = new Set(
  FIELDS.filter((field) => field.hash && field.wire !== "external_id").map((field) => field.wire),
);

const BY_NAME: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((field) => [
    [`${field.group}.${field.name}`, field],
    [`${field.group}.${field.wire}`, field],
  ]),
);

/** The field of a group by its readable or its wire name. */
export function fieldOf(group: Group, nameOrWire: string): Field | undefined {
  return BY_NAME.get(`${group}.${nameOrWire}`);
}

/** All names that a mapping may write in a group, the readable ones first. */
export function namesOf(group: Group): readonly string[] {
  const fields = FIELDS.filter((field) => field.group === group);
  return [...new Set([...fields.map((field) => field.name), ...fields.map((field) => field.wire)])];
}
