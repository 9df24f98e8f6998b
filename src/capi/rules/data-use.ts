import type { CapiEvent } from "../event.ts";
import { numberOf } from "./read.ts";
import { type Rule, row, warn } from "./rule.ts";

/** The states that Meta's page lists. data-processing-options (read 2026) */
export const STATES = { first: 1000, last: 1013 } as const;

function isLimited(event: CapiEvent): boolean {
  const options = event.data_processing_options;
  return Array.isArray(options) && options.includes("LDU");
}

/** `[]` and `["LDU"]`, nothing else. */
function isOddOption(event: CapiEvent): boolean {
  const options = event.data_processing_options;
  if (options === undefined) return false;
  return !Array.isArray(options) || options.some((word) => word !== "LDU") || options.length > 1;
}

/** Country or state where nothing is limited: which of the two was meant cannot be told. */
function hasStrayRegion(event: CapiEvent): boolean {
  const { data_processing_options_country: country, data_processing_options_state: state } = event;
  return (country !== undefined || state !== undefined) && !isLimited(event);
}

function hasBadRegion(event: CapiEvent): boolean {
  const { data_processing_options_country: country, data_processing_options_state: state } = event;
  if (country === undefined || state === undefined || !isLimited(event)) return false;
  if (country !== 0 && country !== 1) return true;
  return state !== 0 && (country === 0 || !(numberOf(state) >= STATES.first));
}

/** Meta is to find out country and state, and has nothing to find them out by. */
function hasNoPlace(event: CapiEvent): boolean {
  return (
    event.data_processing_options_country === 0 &&
    event.data_processing_options_state === 0 &&
    event.user_data.client_ip_address === undefined &&
    isLimited(event)
  );
}

/**
 * Limited Data Use. None may be softened: they say what a person chose.
 * https://developers.facebook.com/docs/marketing-apis/data-processing-options and
 * conversions-api/parameters/server-event (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const DATA_USE_RULES: readonly Rule[] = [
  row({  code: "data_use_option",     field: "data_processing_options", expected: "[] or [\"LDU\"]",           hint: "use limited_data_use in the mapping", subcode: 2804030, broken: isOddOption }),
  row({  code: "data_use_not_limited", field: "data_processing_options", expected: "[\"LDU\"] beside a country or state", hint: "use limited_data_use in the mapping", subcode: 2804030, broken: hasStrayRegion }),
  row({  code: "data_use_country",    field: "data_processing_options_country", expected: "0 or 1 beside LDU", hint: "give limited_data_use a country: 0 lets Meta find it out", subcode: 2804030, broken: (e) => e.data_processing_options_country === undefined && isLimited(e) }),
  row({  code: "data_use_state",      field: "data_processing_options_state", expected: "0 or a state's number beside LDU", hint: "give limited_data_use a state: 0 lets Meta find it out", subcode: 2804030, broken: (e) => e.data_processing_options_state === undefined && isLimited(e) }),
  row({  code: "data_use_region",     field: "data_processing_options_state", expected: `country 0 with state 0, or country 1 with 0 or ${STATES.first} and up`, hint: "give the state its country", subcode: 2804030, broken: hasBadRegion }),
  warn({ code: "data_use_state_new",  field: "data_processing_options_state", expected: `a state from ${STATES.first} to ${STATES.last}`, hint: "look whether Meta's list has grown", broken: (e) => numberOf(e.data_processing_options_state) > STATES.last && isLimited(e) }),
  warn({ code: "data_use_without_ip", field: "user_data.client_ip_address", expected: "an IP address, since country 0 and state 0 ask Meta to find them out", hint: "map client_ip_address, or give country and state", broken: hasNoPlace }),
];
