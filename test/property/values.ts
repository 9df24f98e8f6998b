import fc, { type Arbitrary } from "fast-check";
import type { FieldSource, Step } from "../../src/config/mapping.ts";
import { sha256 } from "../../src/lib/hash.ts";
import type { Value } from "../../src/lib/value.ts";
import { from } from "../transform/mappings.ts";

/** Unix seconds at which everything below happens. */
export const NOW = 1_795_176_000;

const HOUR = 3600;
export const DAY = 24 * HOUR;

/** How a column may hold a field's values: what the mapping says of it, and sound values. */
export interface Form {
  readonly source: (column: string) => FieldSource;
  readonly value: Arbitrary<Value>;
}

function plain(value: Arbitrary<Value>): Form {
  return { source: (column) => from(column), value };
}

function options(given: NonNullable<Parameters<typeof from>[1]>["options"] & object) {
  return (column: string): FieldSource => from(column, { options: given });
}

function stepped(...steps: readonly Step[]) {
  return (column: string): FieldSource => from(column, { steps });
}

function hashedForm(column: string): FieldSource {
  return from(column, { hashed: true });
}

/** One of a few: names and addresses that every country's rules take. */
function among(...texts: readonly string[]): Form {
  return plain(fc.constantFrom(...texts));
}

const number = fc.nat({ max: 999_999 });
const hash = number.map((n) => sha256(`value-${n}`));
const digits = (min: number, max: number): Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: min - 1, max: max - 1 }), fc.nat())
    .map(([first, rest, seed]) => `${first}${`${seed}7351902846${seed}`.repeat(3).slice(0, rest)}`);

const email = number.map((n) => `buyer${n}@example.com`);
const shouted = number.map((n) => ` Buyer.${n}+Tag@Example.COM `);
const mobile = number.map((n) => `+1650555${String(n % 10_000).padStart(4, "0")}`);
const words = fc.constantFrom("Red shoes", "running", "Größe 42", "靴", "a & b");
const amounts = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.nat({ max: 99 }))
  .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, "0")}`);
const link = number.map((n) => `https://shop.example/items/${n}?ref=list`);

function wallClock(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** Times so many hours ago, as text with an offset, without one, and as Unix times of either unit. */
function times(oldest: number, youngest: number): readonly Form[] {
  const at = fc.integer({ min: NOW - oldest * HOUR, max: NOW - youngest * HOUR });
  const iso = at.map((seconds) => new Date(seconds * 1000).toISOString());
  return [
    plain(iso),
    plain(at),
    plain(at.map(String)),
    { source: options({ unit: "ms" }), value: at.map((seconds) => seconds * 1000) },
    {
      source: options({ timezone: "Asia/Tokyo" }),
      value: at.map((seconds) => wallClock(seconds + 9 * HOUR)),
    },
  ];
}

const MONEY: readonly Form[] = [
  plain(amounts),
  plain(amounts.map(Number)),
  plain(fc.bigInt({ min: 1n, max: 10n ** 20n })),
  { source: options({ unit: "minor" }), value: fc.integer({ min: 1, max: 10_000_000 }) },
  { source: stepped({ op: "divide", by: "100" }), value: fc.integer({ min: 1, max: 9_999_999 }) },
];

const ID: readonly Form[] = [
  plain(digits(9, 16)),
  plain(digits(17, 18).map(BigInt)),
  { source: stepped({ op: "trim" }), value: digits(9, 16).map((id) => ` ${id} `) },
];

const TEXT: readonly Form[] = [plain(words)];
const URLS: readonly Form[] = [plain(link)];
const CLICKED = fc.integer({ min: (NOW - 80 * DAY) * 1000, max: (NOW - 65 * DAY) * 1000 });

/** Hashes as warehouses hand them over: text, bytes, or a list with what is missing left as null. */
function contact(...forms: readonly Form[]): readonly Form[] {
  return [
    ...forms,
    ...forms.map(({ source, value }) => ({ source, value: value.map((one) => [null, one]) })),
    { source: hashedForm, value: hash },
    { source: hashedForm, value: hash.map((text) => text.toUpperCase()) },
    { source: hashedForm, value: fc.array(hash, { minLength: 1, maxLength: 3 }) },
    { source: hashedForm, value: hash.map((text) => new Uint8Array(Buffer.from(text, "hex"))) },
  ];
}

const ITEM = {
  sku: number.map((n) => `SKU-${n}`),
  qty: fc.integer({ min: 1, max: 9 }),
  price: amounts,
};
const ITEMS = fc.array(fc.record(ITEM), { minLength: 1, maxLength: 4 });
/** Items of which any member may be missing. */
export const PARTIAL_ITEMS = fc.array(fc.record(ITEM, { requiredKeys: [] }), { maxLength: 3 });

/** The list that `contents` is made from, as a list and as its JSON text. */
export const CONTENTS: Arbitrary<Value> = fc.oneof(
  ITEMS,
  ITEMS.map((items) => JSON.stringify(items)),
);

const SLOTS = ["a2", "com.example.shop", "7", "7.1", "16.1", "Phone 6", "en_US", "CET", "", "1080"];
const EXTINFO = fc
  .constantFrom("a2", "i2")
  .map((version) => [version, ...SLOTS.slice(1), "1920", "2.5", "8", "", "64", "Europe/Amsterdam"]);

/** Sound values by field. Whatever stands here must leave its row without an issue or a notice. */
export const FORMS: Readonly<Record<string, readonly Form[]>> = {
  event_time: times(6 * 24, 1),
  event_id: [plain(number.map((n) => `event-${n}`))],
  event_source_url: URLS,
  referrer_url: URLS,
  opt_out: [plain(fc.boolean()), among("true", "false", "0", "1")],

  "user_data.em": contact(plain(email), plain(shouted)),
  "user_data.ph": contact(
    plain(mobile),
    {
      source: options({ default_country: "US" }),
      value: mobile.map((text) => `(650) 555-${text.slice(-4)}`),
    },
    {
      source: options({ default_country: "NL" }),
      value: fc.constantFrom("06 12345678", "020-1234567"),
    },
  ),
  "user_data.fn": contact(among("Jane", "Mary-Jane", "정", "Valéry", "O'Brien")),
  "user_data.ln": contact(among("de la Cruz", "Müller", "ÇELİK", "Ångström")),
  "user_data.db": contact(among("1980-05-17", "19991231", "1980-05-17 00:00:00")),
  "user_data.ge": contact(among("f", "Male", "FEMALE")),
  "user_data.ct": contact(among("New York", "St. Louis", "São Paulo", "東京")),
  "user_data.st": contact(among("CA", "New York", "texas")),
  "user_data.zp": contact(among("94035", "02139")),
  "user_data.country": contact(among("US", "usa", "Germany", "nl")),
  "user_data.external_id": [
    plain(number.map((n) => `Customer ${n}`)),
    plain(fc.bigInt({ min: 1n, max: 10n ** 25n })),
    { source: options({ mode: "raw" }), value: number.map((n) => `c-${n}`) },
    { source: hashedForm, value: hash },
  ],
  "user_data.client_ip_address": [
    among("203.0.113.9", "8.8.8.8", "2001:db8:85a3::7334", "8.8.4.4:443"),
  ],
  "user_data.client_user_agent": [among("Mozilla/5.0 (X11; Linux x86_64)", "curl/8.5.0")],
  "user_data.fbc": [plain(CLICKED.map((ms) => `fb.1.${ms}.AbCdEf_-1234567890`))],
  "user_data.fbp": [plain(CLICKED.map((ms) => `fb.1.${ms}.1098115397`))],
  "user_data.subscription_id": [plain(number.map((n) => `sub_${n}`))],
  "user_data.fb_login_id": ID,
  "user_data.lead_id": [
    plain(digits(15, 17)),
    plain(digits(16, 17).map(BigInt)),
    plain(digits(15, 17).map((id) => `l:${id}`)),
  ],
  "user_data.anon_id": [plain(fc.uuid())],
  "user_data.madid": [
    among("38400000-8cf0-11bd-b23e-10b96e40000d", "AECE52E7-03EE-455A-B3C4-E57283966239"),
  ],
  "user_data.page_id": ID,
  "user_data.page_scoped_user_id": ID,
  "user_data.ctwa_clid": [plain(number.map((n) => `ARAkLkA8rmlFeiCktEJQ-${n}`))],
  "user_data.ig_account_id": ID,
  "user_data.ig_sid": ID,
  "user_data.whatsapp_business_account_id": ID,

  "custom_data.value": MONEY,
  "custom_data.currency": [among("EUR", "usd", " GBP ", "JPY", "TND")],
  "custom_data.content_ids": [
    plain(fc.array(number.map(String), { minLength: 1, maxLength: 3 })),
    among('["a","b"]', "a"),
  ],
  "custom_data.content_type": [among("product", "product_group", "hotel")],
  "custom_data.content_name": TEXT,
  "custom_data.content_category": TEXT,
  "custom_data.delivery_category": [among("in_store", "curbside", "home_delivery")],
  "custom_data.num_items": [plain(fc.integer({ min: 1, max: 99 })), among("3")],
  "custom_data.order_id": [plain(number), plain(number.map((n) => `O-${n}`))],
  "custom_data.item_number": [plain(number)],
  "custom_data.predicted_ltv": MONEY,
  "custom_data.net_revenue": MONEY,
  "custom_data.search_string": TEXT,
  "custom_data.status": [among("registered", "true")],
  "custom_data.event_source": [among("crm")],
  "custom_data.lead_event_source": [among("A CRM", "Salesforce")],
  "custom_data.store_data": [
    plain(fc.constant({ store_page_id: "1906385232743451", store_code: "a1" })),
  ],
  "custom_data.customer_segmentation": [
    among("new_customer_to_business", "customer_in_loyalty_program"),
  ],
  "custom_data.description": TEXT,
  "custom_data.level": [among("7")],
  "custom_data.max_rating_value": [plain(fc.constant(5))],
  "custom_data.success": [plain(fc.boolean()), plain(fc.constantFrom(0, 1))],

  "app_data.advertiser_tracking_enabled": [plain(fc.boolean()), plain(fc.constantFrom(0, 1))],
  "app_data.application_tracking_enabled": [plain(fc.boolean()), among("true")],
  "app_data.extinfo": [plain(EXTINFO), plain(EXTINFO.map((slots) => JSON.stringify(slots)))],
  "app_data.campaign_ids": [among("abcd1234")],
  "app_data.install_referrer": TEXT,
  "app_data.url_schemes": [plain(fc.constant(["shop", "shop2"]))],
  "app_data.vendor_id": [plain(fc.uuid())],

  "original_event_data.event_name": [among("Purchase", "Subscribe")],
  "original_event_data.event_time": times(30, 12),
  "original_event_data.order_id": [plain(number)],
  "original_event_data.event_id": [plain(number.map((n) => `order-${n}`))],

  "attribution_data.ad_id": ID,
  "attribution_data.touchpoint_ts": times(60, 40),
  "attribution_data.attribution_share": [plain(fc.constantFrom(0, 0.3, 1, "0.5"))],
  "attribution_data.attribution_value": MONEY,
};

/** Times of events that may be older, and of those that follow another one closely. */
export const STORE_TIMES: readonly Form[] = times(61 * 24, 1);
export const PASSBACK_TIMES: readonly Form[] = times(10, 1);
