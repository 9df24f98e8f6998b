import type { Json } from "../clean/cleaner.ts";
import type { CapiEvent } from "../event.ts";
import { MESSAGING_EVENTS } from "../event-names.ts";
import { MESSAGING_CHANNELS } from "../fields.ts";
import { lacks, lacksAll } from "./read.ts";
import { always, type Rule, row, type Sparse } from "./rule.ts";

const CHAT = ["business_messaging"];

type Channel = (typeof MESSAGING_CHANNELS)[number];

/** A rule of one channel alone. */
function on(channel: Channel, rule: Omit<Sparse, "sources">): Rule {
  const broken = (event: CapiEvent, now: number): boolean =>
    event.messaging_channel === channel && rule.broken(event, now);
  return row({ ...rule, sources: CHAT, broken });
}

function isNoChannel(channel: Json | undefined): boolean {
  return !MESSAGING_CHANNELS.some((each) => each === channel);
}

/**
 * Events from ads that click to message. Subcodes: Meta's answers quoted in public repositories.
 * https://developers.facebook.com/docs/marketing-api/conversions-api/business-messaging (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const MESSAGING_RULES: readonly Rule[] = [
  row({ code: "messaging_channel", field: "messaging_channel", expected: MESSAGING_CHANNELS.join(", "), hint: "map messaging_channel", sources: CHAT, broken: (e) => isNoChannel(e.messaging_channel) }),
  row({ code: "messaging_name",    field: "event_name",        expected: [...MESSAGING_EVENTS].join(", "), hint: "map your words to these with a `map` step", subcode: 2804066, sources: CHAT, onlyIf: (name) => !MESSAGING_EVENTS.has(name), broken: always }),
  row({ code: "order_created_currency", field: "custom_data.currency", expected: "a currency, since the event is OrderCreated", hint: "map currency, or set it with const", subcode: 2804081, names: ["OrderCreated"], sources: CHAT, broken: lacks("custom_data.currency") }),

  on("messenger", { code: "messenger_page",    field: "user_data.page_id",             expected: "the page's id",                         hint: "map page_id", subcode: 2804069, broken: lacks("user_data.page_id") }),
  on("messenger", { code: "messenger_user",    field: "user_data.page_scoped_user_id", expected: "the person's id with the page",         hint: "map page_scoped_user_id", broken: lacks("user_data.page_scoped_user_id") }),
  on("whatsapp",  { code: "whatsapp_click",    field: "user_data.ctwa_clid",           expected: "the click id of the ad",                hint: "map ctwa_clid", subcode: 2804071, broken: lacks("user_data.ctwa_clid") }),
  on("whatsapp",  { code: "whatsapp_account",  field: "user_data.whatsapp_business_account_id", expected: "the WhatsApp account's or the page's id", hint: "map whatsapp_business_account_id or page_id", subcode: 2804116, broken: lacksAll("user_data.whatsapp_business_account_id", "user_data.page_id") }),
  on("instagram", { code: "instagram_account", field: "user_data.ig_account_id",       expected: "the Instagram account's id",            hint: "map ig_account_id", subcode: 2804079, broken: lacks("user_data.ig_account_id") }),
  on("instagram", { code: "instagram_user",    field: "user_data.ig_sid",              expected: "the person's id with the account",      hint: "map ig_sid", subcode: 2804075, broken: lacks("user_data.ig_sid") }),
];
