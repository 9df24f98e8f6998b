import { isJsonObject, type JsonObject } from "../lib/json-object.ts";
import { CURRENCIES } from "./currencies.ts";

/** Why Meta refuses a request: one row of the table below. */
export interface Refusal {
  /** The subcode that goes with code 100. */
  readonly subcode: number;
  readonly title: string;
  readonly isBroken: (event: WireEvent, nowSeconds: number) => boolean;
}

/** An event as it came, with its three objects taken out; an object that is missing is empty. */
export interface WireEvent {
  readonly event: JsonObject;
  readonly user: JsonObject;
  readonly custom: JsonObject;
  readonly app: JsonObject;
}

/** Takes an event apart; undefined for anything but an object. */
export function wireEvent(value: unknown): WireEvent | undefined {
  if (!isJsonObject(value)) return undefined;
  const { user_data: user, custom_data: custom, app_data: app } = value;
  return {
    event: value,
    user: isJsonObject(user) ? user : {},
    custom: isJsonObject(custom) ? custom : {},
    app: isJsonObject(app) ? app : {},
  };
}

const DAY = 86_400;

/** https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api (read 2026) */
const MAX_AGE_SECONDS = 7 * DAY;
const MAX_STORE_AGE_SECONDS = 62 * DAY;

/** Meta names no tolerance. UNVERIFIED; the same minute that integrators let pass. */
const MAX_FUTURE_SECONDS = 60;

/** Absent, null or blank: where Meta sees no value. */
function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "string" && value.trim() === "";
}

/** Present in the JSON, be it empty. Null counts as absent. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Present and not empty, to its last element: neither null, "", [], {} nor a list of such. */
function has(value: unknown): boolean {
  if (isBlank(value)) return false;
  if (Array.isArray(value)) return value.some(has);
  return !isJsonObject(value) || Object.keys(value).length > 0;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && !isBlank(value);
}

/** One name or number: a list or an object is no id, whatever it holds. */
function isId(value: unknown): boolean {
  return isText(value) || typeof value === "number";
}

/** Unix seconds; undefined when event_time is no whole number, of which the docs know no other form. */
function timeOf({ event }: WireEvent): number | undefined {
  const time = event.event_time;
  return typeof time === "number" && Number.isSafeInteger(time) ? time : undefined;
}

/** A number, or a decimal number in text, which stands in samples of Meta's own. */
function isAmount(value: unknown): boolean {
  if (typeof value === "string") return /^-?\d+(\.\d+)?$/.test(value);
  return typeof value === "number" && Number.isFinite(value);
}

/** Samples of Meta's own have it in lower case too. */
function isCurrency(value: unknown): boolean {
  return typeof value === "string" && CURRENCIES.has(value.toUpperCase());
}

function isLeadId(value: unknown): boolean {
  return isId(value) && /^\d{15,17}$/.test(String(value));
}

function isMessaging({ event }: WireEvent, channel?: string): boolean {
  if (event.action_source !== "business_messaging") return false;
  return channel === undefined || event.messaging_channel === channel;
}

/**
 * "Combinations that are too broad": an event is refused when all its keys lie inside one of these.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/best-practices (read 2026)
 */
const WEAK_SETS = [
  ["ct", "country", "st", "zp", "ge", "client_user_agent"],
  ["db", "client_user_agent"],
  ["fn", "ge"],
  ["ln", "ge"],
].map((keys) => new Set(keys));

/**
 * What Meta matches people by; any other key counts for nothing. Those that only Meta's own SDK
 * writes stand last.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters (read 2026)
 */
const USER_KEYS: ReadonlySet<string> = new Set(
  `em ph fn ln db ge ct st zp country external_id client_ip_address client_user_agent fbc fbp
   subscription_id fb_login_id lead_id anon_id madid page_id page_scoped_user_id ctwa_clid
   ig_account_id ig_sid whatsapp_business_account_id
   partner_id partner_name f5first f5last fi dobd dobm doby app_user_id`.split(/\s+/),
);

function isWeak({ user }: WireEvent): boolean {
  const keys = Object.keys(user).filter((key) => USER_KEYS.has(key) && has(user[key]));
  return WEAK_SETS.some((weak) => keys.every((key) => weak.has(key)));
}

/** A list of objects, each with its id; JSON text that holds one is text. */
function isContents(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => isJsonObject(item) && isId(item.id));
}

/** Sixteen texts or numbers, of which the version and that of the operating system are filled. */
function isExtinfo(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 16) return false;
  if (!value.every((slot) => typeof slot === "string" || typeof slot === "number")) return false;
  return (value[0] === "a2" || value[0] === "i2") && isId(value[4]);
}

/** https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging (read 2026) */
const MESSAGING_EVENTS = new Set([
  "Purchase",
  "LeadSubmitted",
  "InitiateCheckout",
  "AddToCart",
  "ViewContent",
  "OrderCreated",
  "OrderShipped",
  "OrderDelivered",
  "OrderCanceled",
  "OrderReturned",
  "CartAbandoned",
  "QualifiedLead",
  "RatingProvided",
  "ReviewProvided",
]);

const CONTACT_KEYS = ["em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country"] as const;

/** SHA-256 in lower-case hexadecimal, as it is or with the token that Meta's parameter builder adds. */
const HASHED = /^[0-9a-f]{64}(\.([\w-]{8}|AQ|Ag|Aw|BA|BQ|Bg))?$/;

function isHashed(value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  return values.every((one) => isBlank(one) || (typeof one === "string" && HASHED.test(one)));
}

/** Looked at in this order, event by event; the first that is broken is what the request is refused for. */
// biome-ignore format: a table is read by its columns
export const REFUSALS: readonly Refusal[] = [
  { subcode: 2804019, title: "Missing Event Name", isBroken: ({ event }) => !isText(event.event_name) },
  { subcode: 2804004, title: "Invalid Event Timestamp", isBroken: (event, now) => {
    const time = timeOf(event);
    return time === undefined || time > now + MAX_FUTURE_SECONDS;
  } },
  { subcode: 2804003, title: "Event Timestamp Too Old", isBroken: (event, now) => {
    const isStore = event.event.action_source === "physical_store";
    return now - (timeOf(event) ?? now) > (isStore ? MAX_STORE_AGE_SECONDS : MAX_AGE_SECONDS);
  } },
  { subcode: 2804066, title: "Event Type Not Allowed", isBroken: (event) => isMessaging(event) && !MESSAGING_EVENTS.has(String(event.event.event_name)) },
  { subcode: 2804069, title: "Missing Page Id", isBroken: (event) => isMessaging(event, "messenger") && !isId(event.user.page_id) },
  { subcode: 2804071, title: "Missing Click Id", isBroken: (event) => isMessaging(event, "whatsapp") && !isId(event.user.ctwa_clid) },
  { subcode: 2804116, title: "Missing Page or WhatsApp Business Account Id", isBroken: (event) => isMessaging(event, "whatsapp") && !isId(event.user.page_id) && !isId(event.user.whatsapp_business_account_id) },
  { subcode: 2804079, title: "Missing Instagram Account Id", isBroken: (event) => isMessaging(event, "instagram") && !isId(event.user.ig_account_id) },
  { subcode: 2804075, title: "Missing Instagram Scoped Id", isBroken: (event) => isMessaging(event, "instagram") && !isId(event.user.ig_sid) },
  { subcode: 2804081, title: "Missing Currency", isBroken: (event) => isMessaging(event) && event.event.event_name === "OrderCreated" && !has(event.custom.currency) },
  { subcode: 2804036, title: "Invalid Lead Id", isBroken: ({ user }) => isSet(user.lead_id) && !isLeadId(user.lead_id) },
  { subcode: 2804043, title: "Invalid Extinfo", isBroken: ({ event, app }) => (event.action_source === "app" || isSet(app.extinfo)) && !isExtinfo(app.extinfo) },
  { subcode: 2804050, title: "Not Enough Customer Information", isBroken: isWeak },
  { subcode: 2804009, title: "Missing Value", isBroken: ({ event, custom }) => event.event_name === "Purchase" && !isAmount(custom.value) },
  { subcode: 2804010, title: "Missing Currency", isBroken: ({ event, custom }) => event.event_name === "Purchase" && !has(custom.currency) },
  { subcode: 2804011, title: "Invalid Currency", isBroken: ({ custom }) => has(custom.currency) && !isCurrency(custom.currency) },
  { subcode: 2804008, title: "Invalid Contents", isBroken: ({ custom }) => isSet(custom.contents) && !isContents(custom.contents) },
];

/** What Meta is only said to refuse; looked at in strict mode, after the others. */
// biome-ignore format: a table is read by its columns
export const STRICT_REFUSALS: readonly Refusal[] = [
  { subcode: 2804017, title: "Unhashed Customer Information", isBroken: ({ user }) => CONTACT_KEYS.some((key) => !isHashed(user[key])) },
  { subcode: 2804023, title: "Value Without Currency", isBroken: ({ custom }) => has(custom.value) && !has(custom.currency) },
];

/** The first reason to refuse any of these events; undefined when all are taken. */
export function refusalOf(
  events: readonly WireEvent[],
  nowSeconds: number,
  strict: boolean,
): Refusal | undefined {
  const table = strict ? [...REFUSALS, ...STRICT_REFUSALS] : REFUSALS;
  for (const event of events) {
    const refusal = table.find(({ isBroken }) => isBroken(event, nowSeconds));
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
