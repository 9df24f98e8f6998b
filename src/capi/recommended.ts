import type { Occasion } from "./fields/line.ts";
import { ACTION_SOURCES, FIELDS, type Field } from "./fields.ts";
import type { When } from "./rules/needs.ts";

/** What Meta advises for events of one kind and takes them without. */
export interface Recommendation {
  readonly when: When;
  /** Wire names, as paths. */
  readonly keys: readonly string[];
  /** What they are good for, to be read behind "Meta recommends … ". */
  readonly why: string;
}

const ON_THE_WEB = { action_source: ["website"] };
const NEAR_A_BROWSER = { action_source: ["website", "app", "email", "chat", "other"] };
const WITH_PEOPLE = {
  action_source: [
    ...NEAR_A_BROWSER.action_source,
    "phone_call",
    "physical_store",
    "system_generated",
  ],
};

/** Custom events by which people sign up; Meta's setup instructions name Waitlist as an example. */
const SIGN_UPS = [
  ...["Waitlist", "waitlist", "JoinWaitlist", "join_waitlist", "WaitlistSignup", "waitlist_signup"],
  ...["SignUp", "Signup", "signup", "sign_up", "NewsletterSignup", "newsletter_signup"],
  ...["Register", "register", "Registration", "registration"],
];

const MATCH = "to match more events to people";
const ONCE = "to count an event once that the browser or the SDK sends too";

/**
 * Keys beyond what an event needs. Pages, under
 * https://developers.facebook.com/docs/marketing-api/conversions-api/ (read 2026): best-practices,
 * parameters/customer-information-parameters, deduplicate-pixel-and-server-events, offline-events,
 * parameters/custom-data, conversion-leads-integration/payload-specification,
 * guides/predicted-lifetime-value and guides/append-attribution; by event: the payload helper.
 */
// biome-ignore format: a table is read by its columns
export const RECOMMENDED: readonly Recommendation[] = [
  { why: MATCH, when: { event_name: ["ViewContent"], ...NEAR_A_BROWSER }, keys: ["user_data.client_user_agent"] },
  { why: MATCH, when: { event_name: ["Lead"], ...NEAR_A_BROWSER },        keys: ["user_data.client_user_agent", "user_data.client_ip_address"] },
  { why: MATCH, when: { event_name: ["Lead"], ...WITH_PEOPLE },           keys: ["user_data.em", "user_data.fn", "user_data.ln"] },
  { why: MATCH, when: { event_name: SIGN_UPS, ...NEAR_A_BROWSER },        keys: ["user_data.client_user_agent"] },
  { why: MATCH, when: { event_name: SIGN_UPS, ...WITH_PEOPLE },           keys: ["user_data.em", "user_data.fn", "user_data.ln"] },
  { why: MATCH, when: WITH_PEOPLE,    keys: ["user_data.em", "user_data.ph", "user_data.fn", "user_data.ln", "user_data.external_id"] },
  { why: MATCH, when: ON_THE_WEB,     keys: ["user_data.client_ip_address", "user_data.client_user_agent", "user_data.fbc", "user_data.fbp"] },
  { why: "beside a place, be it the same for all", when: { "user_data.ct": "mapped" }, keys: ["user_data.country"] },
  { why: "beside a place, be it the same for all", when: { "user_data.zp": "mapped" }, keys: ["user_data.country"] },

  { why: ONCE, when: { action_source: ["website", "app"] }, keys: ["event_id"] },
  { why: ONCE, when: { event_name: ["Lead"], ...NEAR_A_BROWSER }, keys: ["event_id"] },
  { why: "to tell store events apart", when: { action_source: ["physical_store"] }, keys: ["custom_data.order_id"] },

  { why: "for catalog ads", when: { event_name: ["AddToCart"], ...NEAR_A_BROWSER }, keys: ["custom_data.contents"] },
  { why: "for catalog ads", when: { "custom_data.contents": "mapped", ...NEAR_A_BROWSER }, keys: ["custom_data.content_type"] },
  { why: "for catalog ads", when: { "custom_data.content_ids": "mapped", ...NEAR_A_BROWSER }, keys: ["custom_data.content_type"] },

  { why: "for conversion leads", when: { action_source: ["system_generated"], "custom_data.event_source": ["crm"] }, keys: ["user_data.lead_id"] },
  { why: "for conversion leads", when: { action_source: ["system_generated"], "user_data.lead_id": "mapped" }, keys: ["custom_data.event_source", "custom_data.lead_event_source"] },
  { why: "to find the original event", when: { event_name: ["AppendValue"] }, keys: ["original_event_data.event_id", "original_event_data.order_id"] },
  { why: "to find the click",          when: { event_name: ["AppendAttribution"] }, keys: ["user_data.fbc"] },
];

/** A member that Meta's pages know of some events only; on others it does nothing. */
export interface Meaning {
  /** Wire name, as a path. */
  readonly field: string;
  readonly names?: readonly string[];
  readonly sources?: readonly string[];
}

/** Where a CRM's events happen. */
const CRM = "system_generated";

function isSource(occasion: Occasion): boolean {
  return occasion === "crm" || ACTION_SOURCES.some((source) => source === occasion);
}

function meaningOf({ group, wire, recommended }: Field): Meaning {
  const field = group === "event" ? wire : `${group}.${wire}`;
  const sources = recommended.filter(isSource);
  if (sources.length === 0) return { field, names: recommended };
  return { field, sources: sources.map((each) => (each === "crm" ? CRM : each)) };
}

/** The members whose line in the tables of fields says so. */
export const MEANT_FOR: readonly Meaning[] = FIELDS.filter((field) => field.only).map(meaningOf);

/**
 * How soon Meta wants events, in hours: "ideally within the hour" what happens online, daily what
 * happens in a store. best-practices and offline-events, as above (read 2026)
 */
export const FRESH_HOURS = { online: 1, store: 24 } as const;
