import { AMOUNT, ID, NUMBER, TEXT, TIME, usualWord } from "./kinds.ts";
import type { Occasion, Table } from "./line.ts";

// biome-ignore-start format: a table is read by its columns
const MODEL = usualWord([
  "customized_multi_touch",
  "first_touch",
  "last_click",
  "last_touch",
  "linear",
  "position_based",
  "time_decay",
  "unknown",
]);
const METHOD = usualWord(["ard", "deeplink", "gpir", "invalid_response", "mir", "srn"]);
const DECLINE = usualWord([
  "attribute_to_other_source",
  "out_of_lookback_window",
  "view_through_disabled",
  "within_inactive_window",
  "inactive",
  "fraud_detected",
  "unknown",
  "reinstall_attribution_disabled",
  "lookback",
  "not_pmod_match",
  "validation_rule_detected",
  "preload_install",
  "min_time_between_re_engagements",
  "duplicated",
  "pmod_disabled",
]);
// biome-ignore-end format: a table is read by its columns

const PASSBACK: readonly Occasion[] = ["AppendAttribution"];

/** Members of `attribution_data`; four are documented, the others are known to Meta's SDKs only. */
// biome-ignore format: a table is read by its columns
export const ATTRIBUTION_DATA = {
  ad_id:              { kind: ID,      source: "attribution", recommended: PASSBACK, doc: "Id of the ad that the touchpoint belongs to." },
  touchpoint_ts:      { kind: TIME,    source: "attribution", recommended: PASSBACK, doc: "Time of the touchpoint." },
  attribution_share:  { kind: NUMBER,  source: "attribution", recommended: PASSBACK, doc: "Share of the conversion that the ad gets, 0 to 1." },
  attribution_value:  { kind: AMOUNT,  source: "attribution", recommended: PASSBACK, doc: "Value that the ad gets: the share times the event's value." },
  adset_id:           { kind: ID,      source: "sdk24", unverified: true, doc: "Id of the ad set." },
  campaign_id:        { kind: ID,      source: "sdk24", unverified: true, doc: "Id of the campaign." },
  scope:              { kind: TEXT,    source: "sdk24", unverified: true, doc: "What the attribution is for, such as click." },
  visit_time:         { kind: TIME,    source: "sdk24", unverified: true, doc: "Time of the visit that the ad led to." },
  attribution_source: { kind: TEXT,    source: "sdk24", unverified: true, doc: "Who attributed the event." },
  attribution_model:  { kind: MODEL,   source: "sdk24", unverified: true, doc: "Model by which it was attributed." },
  attribution_method: { kind: METHOD,  source: "sdk24", unverified: true, doc: "Method by which it was attributed." },
  attr_window:        { kind: NUMBER,  source: "sdk24", unverified: true, doc: "Length of the attribution window." },
  touchpoint_type:    { kind: TEXT,    source: "sdk24", unverified: true, doc: "Kind of touchpoint, such as click." },
  decline_reason:     { kind: DECLINE, source: "sdk24", unverified: true, doc: "Why the event was not attributed to the ad." },
  auditing_token:     { kind: TEXT,    source: "sdk24", unverified: true, doc: "Token for an audit of the attribution." },
  linkage_key:        { kind: TEXT,    source: "sdk24", unverified: true, doc: "Key that links the event to its touchpoint." },
  touchpoint_id:      { kind: TEXT,    source: "sdk26", unverified: true, doc: "Id of the touchpoint." },
  total_credit:       { kind: NUMBER,  source: "sdk26", unverified: true, doc: "Sum of the shares of all touchpoints." },
  partner_client_id:  { kind: TEXT,    source: "sdk26", unverified: true, doc: "Id of the advertiser with the partner." },
} as const satisfies Table;

/** Members of `attribution_setting`. */
// biome-ignore format: a table is read by its columns
export const ATTRIBUTION_SETTING = {
  inactivity_window_hours:    { kind: NUMBER, source: "sdk24", unverified: true, doc: "Hours without activity after which a person counts as inactive." },
  reattribution_window_hours: { kind: NUMBER, source: "sdk24", unverified: true, doc: "Hours within which an event may be attributed again." },
} as const satisfies Table;
