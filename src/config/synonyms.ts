import { childrenOf } from "../capi/fields/groups.ts";
import { type Group, namesOf } from "../capi/fields.ts";

/** What warehouses and other APIs call the members of a group, by the name that a mapping has. */
// biome-ignore format: a table is read by its columns
export const SYNONYMS: Readonly<Partial<Record<Group, Readonly<Record<string, readonly string[]>>>>> = {
  event: {
    event_name:        ["event"],
    event_time:        ["time", "timestamp", "occurred_at"],
    action_source:     ["source"],
    event_source_url:  ["url", "page_url", "source_url", "page"],
    referrer_url:      ["referrer", "referer"],
  },
  user_data: {
    email:             ["mail", "email_address", "e_mail"],
    phone:             ["phone_number", "mobile", "mobile_phone", "mobile_number", "cell", "tel", "telephone", "msisdn"],
    first_name:        ["given_name", "forename"],
    last_name:         ["surname", "family_name"],
    date_of_birth:     ["dob", "birthday", "birth_date", "birthdate"],
    gender:            ["sex"],
    city:              ["town"],
    state:             ["province", "region"],
    zip:               ["postcode", "postal_code", "zipcode", "zip_code", "postal"],
    country:           ["country_code"],
    external_id:       ["customer_id", "user_id"],
    client_ip_address: ["ip", "ip_address", "client_ip", "user_ip"],
    client_user_agent: ["user_agent", "ua", "browser"],
    fbc:               ["fbclid", "click_id"],
    lead_id:           ["leadgen_id"],
    madid:             ["idfa", "gaid", "aaid", "advertising_id"],
  },
  custom_data: {
    value:             ["amount", "total", "revenue"],
    currency:          ["currency_code"],
    contents:          ["items", "products", "line_items"],
    content_ids:       ["product_ids"],
    num_items:         ["item_count"],
    order_id:          ["order_number", "transaction_id"],
    search_string:     ["query", "search_term", "search_query"],
  },
  contents: {
    id:                ["sku", "product_id", "content_id"],
    quantity:          ["qty"],
    item_price:        ["unit_price"],
  },
  app_data: {
    advertiser_tracking_enabled: ["tracking_enabled"],
  },
};

/** Letters and digits alone: `postalCode`, `postal_code` and `Postal-Code` are one word. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** By group, what each name and synonym stands for. */
const MEANT = new Map<Group, ReadonlyMap<string, string>>();

function meantIn(group: Group): ReadonlyMap<string, string> {
  const known = MEANT.get(group);
  if (known !== undefined) return known;
  const words = Object.entries(SYNONYMS[group] ?? {}).flatMap(([name, others]) =>
    others.map((other) => [plain(other), name] as const),
  );
  const own = membersOf(group).map((name) => [plain(name), name] as const);
  const meant = new Map([...words, ...own]);
  MEANT.set(group, meant);
  return meant;
}

/** Everything that a mapping may write in a group: its fields, and the groups in it. */
export function membersOf(group: Group): readonly string[] {
  return [...namesOf(group), ...childrenOf(group)];
}

/** The member of a group that is the same name but for case and separators. */
export function sameNameIn(group: Group, key: string): string | undefined {
  return membersOf(group).find((name) => name !== key && plain(name) === plain(key));
}

/** The member of a group that a key means by another name; undefined for a name that it has. */
export function synonymOf(group: Group, key: string): string | undefined {
  return membersOf(group).includes(key) ? undefined : meantIn(group).get(plain(key));
}
