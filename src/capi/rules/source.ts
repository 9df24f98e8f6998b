import type { Json } from "../clean/cleaner.ts";
import type { CapiEvent } from "../event.ts";
import { EXTINFO_SLOTS } from "../fields/extinfo.ts";
import { EXTINFO_VERSIONS } from "../fields/words.ts";
import { lacks, type MemberPath, reader } from "./read.ts";
import { type Rule, row, soft, warn } from "./rule.ts";

const WEB = ["website"];
const APP = ["app"];
const CRM = ["system_generated"];

function isAbsolute(url: Json | undefined): boolean {
  return /^https?:\/\/[^/\s]/i.test(String(url));
}

const extinfo = reader("app_data.extinfo");

function hasBadExtinfo(event: CapiEvent): boolean {
  const info = extinfo(event);
  if (!Array.isArray(info) || info.length !== EXTINFO_SLOTS.count) return true;
  const version = info[EXTINFO_SLOTS.version];
  const system = info[EXTINFO_SLOTS.osVersion];
  return (
    !EXTINFO_VERSIONS.some((each) => each === version) || system === "" || system === undefined
  );
}

/** Broken when a flag of app_data is neither 0 nor 1. */
export function isNoBit(path: MemberPath): (event: CapiEvent) => boolean {
  const read = reader(path);
  return (event) => {
    const bit = read(event);
    return bit !== 0 && bit !== 1;
  };
}

/**
 * Conversion leads: a stage that a CRM reports, known by either of its two members. `broken` is asked
 * of those alone.
 */
function ofCrm(
  broken: (custom: Readonly<Record<string, Json>>) => boolean,
): (event: CapiEvent) => boolean {
  return ({ custom_data: custom }) =>
    custom !== undefined &&
    (custom.event_source !== undefined || custom.lead_event_source !== undefined) &&
    broken(custom);
}

/**
 * What the place of an event asks of it. Subcode: Meta's answers quoted in public repositories.
 * conversions-api/parameters/server-event, parameters/app-data and
 * conversion-leads-integration/payload-specification (read 2026)
 */
// biome-ignore format: a table is read by its columns
export const SOURCE_RULES: readonly Rule[] = [
  soft({ code: "website_url",        field: "event_source_url", expected: "an absolute http or https address", hint: "map event_source_url to the page of the conversion", sources: WEB, broken: (e) => !isAbsolute(e.event_source_url) }),
  soft({ code: "website_user_agent", field: "user_data.client_user_agent", expected: "the browser's user agent", hint: "map client_user_agent", sources: WEB, broken: lacks("user_data.client_user_agent") }),

  row({  code: "app_extinfo",        field: "app_data.extinfo", expected: `${EXTINFO_SLOTS.count} slots, the first ${EXTINFO_VERSIONS.join(" or ")}, the fifth the system's version`, hint: "map the slots ext_info_version (a2 for Android, i2 for iOS) and os_version, or extinfo as one column", subcode: 2804043, sources: APP, broken: hasBadExtinfo }),
  row({  code: "app_tracking",       field: "app_data.advertiser_tracking_enabled", expected: "0 or 1", hint: "map app_data.advertiser_tracking_enabled", sources: APP, broken: isNoBit("app_data.advertiser_tracking_enabled") }),

  soft({ code: "crm_event_source",   field: "custom_data.event_source", expected: "the word crm beside lead_event_source", hint: "set event_source with const", sources: CRM, broken: ofCrm((custom) => custom.event_source !== "crm") }),
  soft({ code: "crm_lead_source",    field: "custom_data.lead_event_source", expected: "the name of the CRM, since event_source is given", hint: "set lead_event_source with const", sources: CRM, broken: ofCrm((custom) => custom.lead_event_source === undefined) }),
  warn({ code: "crm_action_source",  field: "action_source", expected: "system_generated, since event_source is crm", hint: "set action_source to system_generated, or leave event_source out", onlyIf: (_, source) => !CRM.includes(source), broken: (e) => e.custom_data?.event_source === "crm" }),
];

/** The version of extinfo, `a2` for Android and `i2` for Apple's; undefined when there is none. */
export function deviceOf(event: CapiEvent): Json | undefined {
  const info = extinfo(event);
  return Array.isArray(info) ? info[EXTINFO_SLOTS.version] : undefined;
}
