import type { FieldSourceTag } from "./sources.ts";

/** A parameter that a mapping's fields do not set. */
export interface Elsewhere {
  /** Where Meta has it: beside the events of a request, or in one of an event's objects. */
  readonly group: "request" | "event" | "user_data" | "custom_data" | "contents";
  readonly wire: string;
  /** What sets it, for messages: `delivery.upload_tag`. */
  readonly setBy: string;
  readonly csv?: string;
  readonly source: FieldSourceTag;
  readonly unverified?: true;
  /** One sentence for the docs. */
  readonly doc: string;
}

/** The envelope of a request, and what has a grammar of its own in a mapping. */
// biome-ignore format: a table is read by its columns
export const ELSEWHERE: readonly Elsewhere[] = [
  { group: "request", wire: "dataset_id",      source: "use",    setBy: "`dataset_id` of the destination in connections.yaml",   csv: "DATA_SET_ID", doc: "The dataset that takes the events; in the address of the request." },
  { group: "request", wire: "data",            source: "use",    setBy: "capisync",                                              doc: "The events of a request." },
  { group: "request", wire: "access_token",    source: "use",    setBy: "`access_token` of the destination in connections.yaml", doc: "The token that may write to the dataset." },
  { group: "request", wire: "test_event_code", source: "use",    setBy: "`test_event_code` of a target's destination in connections.yaml, or `--test-event-code`", doc: "Shows the events under Test Events; they count all the same." },
  { group: "request", wire: "partner_agent",   source: "main",   setBy: "`partner_agent` of the destination in connections.yaml", doc: "Name of the platform that sends the events." },
  { group: "request", wire: "appsecret_proof", source: "secure", setBy: "`app_secret` of the destination in connections.yaml",   doc: "Proof that the sender knows the app's secret." },
  { group: "request", wire: "appsecret_time",  source: "checklist", unverified: true, setBy: "nothing: the proof is sent without a time", doc: "Time of the proof, which makes it good for five minutes." },
  { group: "request", wire: "upload_tag",      source: "offline", setBy: "`delivery.upload_tag`",                                doc: "Label of an upload of store events." },

  { group: "event",   wire: "data_processing_options",         source: "options", setBy: "`limited_data_use` of the mapping",    doc: "Limited Data Use: `[]` or `[\"LDU\"]`." },
  { group: "event",   wire: "data_processing_options_country", source: "options", setBy: "`limited_data_use.country`",           doc: "Country of Limited Data Use: 1 for the US, 0 to let Meta find out." },
  { group: "event",   wire: "data_processing_options_state",   source: "options", setBy: "`limited_data_use.state`",             doc: "State of Limited Data Use, 0 to let Meta find out." },

  { group: "user_data",   wire: "instagram_business_account_id", source: "messaging", setBy: "`ig_account_id`, by which the API asks for it", doc: "Name of `ig_account_id` in one of Meta's samples." },
  { group: "custom_data", wire: "custom_data",  source: "offline", setBy: "`fields.custom_data.extra`",                          doc: "Own properties, in the legacy offline API; they go flat into custom_data." },
  { group: "custom_data", wire: "fb_content",   source: "custom",  setBy: "`fields.custom_data.contents`",                       doc: "Name of `contents` in app events that the app's SDK sends." },
  { group: "custom_data", wire: "fb_content_id", source: "custom", setBy: "`fields.custom_data.content_ids`",                    doc: "Name of `content_ids` in app events that the app's SDK sends." },
  { group: "custom_data", wire: "_valueToSum",  source: "custom",  setBy: "`fields.custom_data.value`",                          doc: "Name of `value` in app events that the app's SDK sends." },
  { group: "contents",    wire: "price",        source: "offline", setBy: "`price: true` of contents, in store events; map `item_price`", doc: "Name of `item_price` on the page of offline events." },
];

/** A parameter that capisync does not send, and why. */
export interface Deprecated {
  readonly wire: string;
  readonly source: FieldSourceTag;
  /** As a message goes on after "not sent:". */
  readonly reason: string;
}

/** Members of the request that stem from the retired Offline Conversions API. */
// biome-ignore format: a table is read by its columns
export const DEPRECATED: readonly Deprecated[] = [
  { wire: "upload_id",     source: "sdk24", reason: "it kept the books of the retired Offline Conversions API; runs and their counts are kept here" },
  { wire: "upload_source", source: "sdk24", reason: "it kept the books of the retired Offline Conversions API; use `delivery.upload_tag` for a label" },
  { wire: "namespace_id",  source: "sdk24", reason: "it scoped the third-party ids of the retired Offline Conversions API; use external_id" },
  { wire: "progress",      source: "edge",  reason: "it told how far an offline upload was; a batch says nothing of the kind" },
  { wire: "platforms",     source: "edge",  reason: "no page says what it is for" },
];
