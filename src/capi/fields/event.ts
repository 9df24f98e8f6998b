import { BIT, FLAG, OWN_ID, TEXT, TIME, URL, wordOf } from "./kinds.ts";
import type { Table } from "./line.ts";
import { ACTION_SOURCES, CUSTOMER_SEGMENTS, MESSAGING_CHANNELS } from "./words.ts";

const ACTION_SOURCE = wordOf(ACTION_SOURCES);
const CHANNEL = wordOf(MESSAGING_CHANNELS);
const SEGMENT = wordOf(CUSTOMER_SEGMENTS);

/** Members of the event itself. */
// biome-ignore format: a table is read by its columns
export const EVENT = {
  event_name:        { kind: TEXT,          source: "server",    recommended: ["all"], csv: "EVENT_NAME",    doc: "What happened: a standard event, or a name of your own; upper and lower case matter." },
  event_time:        { kind: TIME,          source: "server",    recommended: ["all"], csv: "EVENT_TIME",    doc: "When it happened; a timestamp, a date or a Unix time." },
  event_id:          { kind: OWN_ID,        source: "server",    recommended: ["all"],                       doc: "Identifies the event for de-duplication; equals the pixel's eventID when the browser sends it too." },
  action_source:     { kind: ACTION_SOURCE, source: "server",    recommended: ["all"], csv: "ACTION_SOURCE", doc: "Where it happened." },
  event_source_url:  { kind: URL,           source: "server",    recommended: ["website"],                   doc: "The page on which it happened; required for website events." },
  referrer_url:      { kind: URL,           source: "server",                                                doc: "The page that led there." },
  opt_out:           { kind: FLAG,          source: "server",                                                doc: "True: use the event for attribution only, not to optimise delivery." },
  messaging_channel: { kind: CHANNEL,       source: "messaging", recommended: ["business_messaging"], only: true, doc: "The messaging product of a business_messaging event." },
  customer_segmentation:       { kind: SEGMENT, source: "custom", sentIn: "custom_data",                     doc: "Whether the customer is new, and to what; sent in custom_data, where Meta's sample has it." },
  advertiser_tracking_enabled: { kind: BIT,     source: "sdk24",  sentIn: "app_data",                        doc: "Whether the person allowed tracking on the device; sent in app_data, where Meta documents it." },
  advanced_measurement_table:  { kind: TEXT,    source: "sdk24",  unverified: true,                          doc: "Known to Meta's SDK only, without a description." },
} as const satisfies Table;

/** Members of `original_event_data`. */
// biome-ignore format: a table is read by its columns
export const ORIGINAL_EVENT_DATA = {
  event_name: { kind: TEXT, source: "original", recommended: ["AppendValue", "AppendAttribution"], doc: "Name of the event that this one adds to." },
  event_time: { kind: TIME, source: "original", recommended: ["AppendAttribution"],                doc: "Time of the event that this one adds to." },
  order_id:   { kind: OWN_ID, source: "original", recommended: ["AppendValue", "AppendAttribution"], doc: "Order id of the event that this one adds to." },
  event_id:   { kind: OWN_ID, source: "original", recommended: ["AppendValue"],                      doc: "Id of the event that this one adds to." },
} as const satisfies Table;
