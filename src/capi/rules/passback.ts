import type { CapiEvent } from "../event.ts";
import { isNumber, lacks, lacksAll, numberOf, reader } from "./read.ts";
import { type Rule, row, soft, warn } from "./rule.ts";
import { deviceOf, isNoBit } from "./source.ts";

const VALUE = ["AppendValue"];
const SHARE = ["AppendAttribution"];
const BOTH = [...VALUE, ...SHARE];
const APP = ["app"];

/** 48 hours: an attribution that comes later is "classified low quality". guides/append-attribution (read 2026) */
const SHARE_SECONDS = 48 * 3600;

/** 7 days from sending the original. guides/predicted-lifetime-value (read 2026) */
const VALUE_SECONDS = 7 * 86_400;

/** What app events are called in an original_event_data. guides/append-attribution (read 2026) */
const APP_ORIGINALS = ["fb_mobile_purchase", "MOBILE_APP_INSTALL"] as const;

const originalTime = reader("original_event_data.event_time");
const originalId = reader("original_event_data.event_id");
const originalName = reader("original_event_data.event_name");
const share = reader("attribution_data.attribution_share");
const touchTime = reader("attribution_data.touchpoint_ts");

/** Seconds from the original to this event; NaN, which is beyond no limit, when it has no time. */
function lag(event: CapiEvent): number {
  return event.event_time - numberOf(originalTime(event));
}

function hasBadShare(event: CapiEvent): boolean {
  const given = share(event);
  if (given === undefined) return false;
  return !(isNumber(given) && numberOf(given) >= 0 && numberOf(given) <= 1);
}

function isOtherOriginal(event: CapiEvent): boolean {
  const name = originalName(event);
  return name !== undefined && !APP_ORIGINALS.some((each) => each === name);
}

const lacksCampaign = lacks("app_data.campaign_ids");
const lacksDevice = lacks("user_data.madid");

/**
 * Events that add to an earlier one. Meta is not known to enforce what is marked soft.
 * conversions-api/guides/predicted-lifetime-value and guides/append-attribution (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const PASSBACK_RULES: readonly Rule[] = [
  row({  code: "append_value_ltv",     field: "custom_data.predicted_ltv", expected: "the predicted value",      hint: "map predicted_ltv", names: VALUE, broken: lacks("custom_data.predicted_ltv") }),
  row({  code: "append_currency",      field: "custom_data.currency", expected: "a currency",                    hint: "map currency, or set it with const", names: BOTH, broken: lacks("custom_data.currency") }),
  row({  code: "append_original_name", field: "original_event_data.event_name", expected: "the original event's name", hint: "map original_event_data.event_name", names: BOTH, broken: lacks("original_event_data.event_name") }),
  row({  code: "append_original_id",   field: "original_event_data.event_id", expected: "the original event's event_id or order_id", hint: "map original_event_data.event_id or order_id", names: VALUE, broken: lacksAll("original_event_data.event_id", "original_event_data.order_id") }),
  soft({ code: "append_value_order",   field: "event_time", expected: "a time after the original event's",       hint: "look at the two columns and their time zones", names: VALUE, broken: (e) => lag(e) <= 0 }),
  warn({ code: "append_value_late",    field: "event_time", expected: "a time within 7 days of the original event's", hint: "send predicted values sooner", names: VALUE, broken: (e) => lag(e) > VALUE_SECONDS }),

  row({  code: "append_original_time", field: "original_event_data.event_time", expected: "the original event's time", hint: "map original_event_data.event_time", names: SHARE, broken: lacks("original_event_data.event_time") }),
  row({  code: "append_attribution",   field: "attribution_data", expected: "ad_id, touchpoint_ts, attribution_share and attribution_value", hint: "map all four members of attribution_data", names: SHARE, broken: lacks("attribution_data.ad_id", "attribution_data.touchpoint_ts", "attribution_data.attribution_share", "attribution_data.attribution_value") }),
  row({  code: "append_share",         field: "attribution_data.attribution_share", expected: "a share from 0 to 1", hint: "divide a percentage by 100", names: SHARE, broken: hasBadShare }),
  soft({ code: "append_own_id",        field: "event_id", expected: "an id of its own, not the original event's",  hint: "leave event_id out: one is derived from the key", names: SHARE, broken: (e) => e.event_id === originalId(e) }),
  soft({ code: "append_touch_order",   field: "attribution_data.touchpoint_ts", expected: "a time before the original event's", hint: "look at the two columns and their time zones", names: SHARE, broken: (e) => numberOf(touchTime(e)) >= numberOf(originalTime(e)) }),
  warn({ code: "append_late",          field: "event_time", expected: "a time within 48 hours of the original event's", hint: "send passbacks sooner", names: SHARE, broken: (e) => Math.abs(lag(e)) > SHARE_SECONDS }),
  row({  code: "append_app_tracking",  field: "app_data.application_tracking_enabled", expected: "0 or 1, since an app's event is attributed", hint: "map app_data.application_tracking_enabled", names: SHARE, sources: APP, broken: isNoBit("app_data.application_tracking_enabled") }),
  soft({ code: "append_campaign",      field: "app_data.campaign_ids", expected: "the campaign ids, since the device is one of Apple's", hint: "map app_data.campaign_ids", names: SHARE, sources: APP, broken: (e) => deviceOf(e) === "i2" && lacksCampaign(e) }),
  soft({ code: "append_device",        field: "user_data.madid", expected: "the advertising id, since the device runs Android", hint: "map madid", names: SHARE, sources: APP, broken: (e) => deviceOf(e) === "a2" && lacksDevice(e) }),
  warn({ code: "append_app_original",  field: "original_event_data.event_name", expected: APP_ORIGINALS.join(" or "), hint: "name the original as Meta's app events are named", names: SHARE, sources: APP, broken: isOtherOriginal }),
];
