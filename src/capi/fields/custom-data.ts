import { Fault } from "../clean/cleaner.ts";
import { currency } from "../clean/currency.ts";
import { objectOf } from "../clean/object-of.ts";
import { AMOUNT, BIT, ID, INTEGER, OWN_ID, OWN_IDS, POSITIVE, TEXT, wordOf } from "./kinds.ts";
import type { Kind, Occasion, Table } from "./line.ts";
import { CUSTOMER_SEGMENTS, DELIVERY_CATEGORIES } from "./words.ts";

/** Members of `store_data`. */
// biome-ignore format: a table is read by its columns
export const STORE_DATA = {
  store_page_id: { kind: ID,   source: "offline", doc: "Id of the store's own Facebook page." },
  brand_page_id: { kind: ID,   source: "offline", doc: "Id of the brand's Facebook page." },
  store_code:    { kind: TEXT, source: "offline", doc: "Code of the store, as on its page." },
} as const satisfies Table;

const NOT_STORE_DATA = new Fault(
  "not_store_data",
  "a JSON object with store_page_id, brand_page_id or store_code",
);
const STORE = {
  type: "object",
  clean: objectOf(
    Object.fromEntries(Object.entries(STORE_DATA).map(([name, { kind }]) => [name, kind.clean])),
    NOT_STORE_DATA,
  ),
} as const satisfies Kind;

const CURRENCY = { type: "text", clean: currency } as const satisfies Kind;
const DELIVERY = wordOf(DELIVERY_CATEGORIES);
const SEGMENT = wordOf(CUSTOMER_SEGMENTS);

/*
 * The standard events with which the pixel's reference lists a member.
 * https://developers.facebook.com/docs/meta-pixel/reference (read 2026)
 */
// biome-ignore format: a table is read by its columns
const PRICED: readonly Occasion[] = ["Purchase", "AddPaymentInfo", "AddToCart", "AddToWishlist", "CompleteRegistration", "InitiateCheckout", "Lead", "Search", "StartTrial", "Subscribe", "ViewContent"];
// biome-ignore format: a table is read by its columns
const ITEMS: readonly Occasion[] = ["Purchase", "AddPaymentInfo", "AddToCart", "AddToWishlist", "InitiateCheckout", "Search", "ViewContent"];
// biome-ignore format: a table is read by its columns
const NAMED: readonly Occasion[] = ["Purchase", "AddToCart", "AddToWishlist", "CompleteRegistration", "Lead", "ViewContent"];
// biome-ignore format: a table is read by its columns
const SORTED: readonly Occasion[] = ["AddPaymentInfo", "AddToWishlist", "InitiateCheckout", "Lead", "Search", "ViewContent"];
const LTV: readonly Occasion[] = ["AppendValue", "StartTrial", "Subscribe"];

/** Members of `custom_data` that are not of one trade. */
// biome-ignore format: a table is read by its columns
export const COMMERCE = {
  value:                 { kind: AMOUNT,   source: "custom",  recommended: PRICED, csv: "VALUE",     doc: "Worth of the event in its currency; required for Purchase." },
  currency:              { kind: CURRENCY, source: "custom",  recommended: [...PRICED, "AppendValue", "AppendAttribution", "OrderCreated"], csv: "CURRENCY", doc: "ISO 4217 code of the amounts; required wherever value is sent." },
  content_ids:           { kind: OWN_IDS,  source: "custom",  recommended: ITEMS, csv: "CONTENT_IDS", doc: "Ids of the products, as in the catalog." },
  content_type:          { kind: TEXT,     source: "custom",  recommended: ["Purchase", "AddToCart", "ViewContent"], doc: "What the ids are: product or product_group, or a word of another catalog." },
  content_name:          { kind: TEXT,     source: "custom",  recommended: NAMED,                    doc: "Name of the page or product." },
  content_category:      { kind: TEXT,     source: "custom",  recommended: SORTED,                   doc: "Category of the page or product." },
  delivery_category:     { kind: DELIVERY, source: "custom",  recommended: ["Purchase"], only: true, doc: "How the order is handed over." },
  num_items:             { kind: INTEGER,  source: "custom",  recommended: ["InitiateCheckout", "Purchase"], only: true, doc: "Number of items; InitiateCheckout and Purchase." },
  order_id:              { kind: OWN_ID,   source: "custom",  recommended: ["Purchase", "physical_store"], csv: "ORDER_ID", doc: "Id of the order; store events are de-duplicated by it." },
  item_number:           { kind: OWN_ID,   source: "offline", recommended: ["physical_store"], only: true, doc: "Tells apart several store events of one order." },
  predicted_ltv:         { kind: AMOUNT,   source: "ltv",     recommended: LTV,                      doc: "Predicted lifetime value of the customer, in the currency." },
  net_revenue:           { kind: AMOUNT,   source: "custom",  recommended: ["Purchase"],             doc: "Value of the event less its costs, in the currency." },
  search_string:         { kind: TEXT,     source: "custom",  recommended: ["Search"], only: true,   doc: "What was searched for; Search only." },
  status:                { kind: TEXT,     source: "custom",  recommended: ["CompleteRegistration"], only: true, doc: "State of the registration; CompleteRegistration only." },
  event_source:          { kind: TEXT,     source: "crm",     recommended: ["crm"], only: true,      doc: "The word crm for events of conversion leads." },
  lead_event_source:     { kind: TEXT,     source: "crm",     recommended: ["crm"], only: true,      doc: "Name of the CRM that a lead event comes from." },
  store_data:            { kind: STORE,    source: "offline", recommended: ["physical_store"], only: true, doc: "Where the store is: store_page_id, brand_page_id, store_code, as a JSON object." },
  customer_segmentation: { kind: SEGMENT,  source: "custom",                                         doc: "Whether the customer is new, and to what." },
  description:           { kind: TEXT,     source: "custom",  recommended: ["app"], only: true,      doc: "Description; app events." },
  level:                 { kind: TEXT,     source: "custom",  recommended: ["app"], only: true,      doc: "Level reached in a game; app events." },
  max_rating_value:      { kind: INTEGER,  source: "custom",  recommended: ["app"], only: true,      doc: "Highest rating that could be given; app events." },
  success:               { kind: BIT,      source: "custom",  recommended: ["app"], only: true,      doc: "Whether the action succeeded, 1 or 0; app events." },
  ad_type:                { kind: TEXT, source: "custom", unverified: true, recommended: ["app"],    doc: "Kind of ad that was seen; app events, in Meta's list without the prefix fb_ too." },
  payment_info_available: { kind: BIT,  source: "custom", unverified: true, recommended: ["app"],    doc: "Whether a means of payment is known, 1 or 0; app events, fb_payment_info_available in Meta's list." },
  registration_method:    { kind: TEXT, source: "custom", unverified: true, recommended: ["app"],    doc: "How the person registered; app events, fb_registration_method in Meta's list." },
} as const satisfies Table;

/** Members of an item of `contents`. */
// biome-ignore format: a table is read by its columns
export const CONTENTS = {
  id:                { kind: OWN_ID,   source: "custom",  recommended: ITEMS,              doc: "Id of the product, as in the catalog; required." },
  quantity:          { kind: POSITIVE, source: "custom",  recommended: [...ITEMS, "physical_store"], doc: "How many; decimals are allowed for goods sold by weight." },
  item_price:        { kind: AMOUNT,   source: "custom",  recommended: ITEMS,              doc: "Price of one unit, in the currency." },
  delivery_category: { kind: DELIVERY, source: "custom",  recommended: ["Purchase"],       doc: "How the item is handed over." },
  brand:             { kind: TEXT,     source: "offline", recommended: ["physical_store"], doc: "Brand." },
  category:          { kind: TEXT,     source: "offline", recommended: ["physical_store"], doc: "Category." },
  title:             { kind: TEXT,     source: "sdk24",   unverified: true,                doc: "Title." },
  description:       { kind: TEXT,     source: "sdk24",   unverified: true,                doc: "Description." },
} as const satisfies Table;
