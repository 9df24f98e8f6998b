import type { OutcomeClass } from "./policies.ts";

/** Where a line of the table was read, all in 2026. */
export const ERROR_SOURCES = {
  graph: "https://developers.facebook.com/docs/graph-api/guides/error-handling",
  marketing:
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/error-reference",
  limits:
    "https://developers.facebook.com/documentation/ads-commerce/marketing-api/overview/rate-limiting",
  versions: "https://developers.facebook.com/docs/graph-api/guides/versioning",
  secure: "https://developers.facebook.com/docs/graph-api/guides/secure-requests",
  rudder:
    "https://github.com/rudderlabs/rudder-transformer src/v0/util/facebookUtils/networkHandler.js",
  setono: "https://github.com/Setono/meta-conversions-api-php-sdk",
  whatsapp: "https://github.com/oussch702/whatsapp-conversions-api errors.js",
  uploader: "https://github.com/facebookarchive/offline-conversion-file-uploader issues 25 and 26",
  support: "https://developers.facebook.com/documentation/ads-commerce/conversions-api/support",
  seen: "answers of the live API quoted in public repositories",
  own: "no page: our own reading of HTTP",
  none: "no source found",
} as const;

/** One code of Meta's, or one code with one subcode. */
export interface ErrorCode {
  readonly code: number;
  /** The last code of a range that begins at `code`. */
  readonly to?: number;
  /** Undefined: whatever the subcode, unless a line of its own names it. */
  readonly subcode?: number;
  /** The last subcode of a range that begins at `subcode`. */
  readonly subcodeTo?: number;
  readonly class: OutcomeClass;
  /** What it means, in our words. */
  readonly meaning: string;
  /** What to do about it. */
  readonly fix: string;
  readonly source: keyof typeof ERROR_SOURCES;
  /** Claimed by a third party or not seen at all: no page and no recorded answer states it. */
  readonly unverified?: true;
}

/** A status without a code in the body: a proxy answered, or a front of Meta's. */
export interface HttpStatus {
  readonly status: number;
  /** The last status of a range that begins at `status`. */
  readonly to?: number;
  readonly class: OutcomeClass;
  readonly meaning: string;
  readonly fix: string;
  readonly source: keyof typeof ERROR_SOURCES;
  readonly unverified?: true;
}

const WAIT = "nothing: it is tried again";
const TOKEN = "make a new token in Events Manager and put it where the project reads it";
const RIGHTS = "give the token's system user access to the dataset";
const DATASET = "check dataset_id, and that the token may write to it";
const MAP = "mend the mapping of the field, or its values in the warehouse";
const REPORT = "compare the event with the Conversions API reference";

/** Meta prints no full list; the edge reference names 100, 190 and 200 alone. */
// biome-ignore format: a table is read by its columns
export const ERROR_CODES: readonly ErrorCode[] = [
  { code: 1, class: "transient", meaning: "unknown error at Meta", fix: WAIT, source: "graph" },
  { code: 2, class: "transient", meaning: "the service is down", fix: WAIT, source: "graph" },
  { code: 5000, class: "transient", meaning: "unknown error at Meta", fix: WAIT, source: "marketing" },
  { code: 21009, class: "transient", meaning: "the dataset does not take uploads for now", fix: WAIT, source: "rudder" },

  { code: 4, class: "throttled", meaning: "the app's call limit", fix: WAIT, source: "graph" },
  { code: 4, subcode: 1504022, class: "throttled", meaning: "the app's call limit", fix: WAIT, source: "limits" },
  { code: 4, subcode: 1504039, class: "throttled", meaning: "the app's call limit", fix: WAIT, source: "limits" },
  { code: 17, class: "throttled", meaning: "the user's or ad account's call limit", fix: WAIT, source: "graph" },
  { code: 17, subcode: 2446079, class: "throttled", meaning: "the ad account's call limit", fix: WAIT, source: "limits" },
  { code: 32, class: "throttled", meaning: "the page's call limit", fix: WAIT, source: "graph" },
  { code: 341, class: "throttled", meaning: "the app's call limit", fix: WAIT, source: "graph" },
  { code: 613, class: "throttled", meaning: "the limit against abuse: calls come too fast", fix: "lower delivery.rate_limit and the number of mappings that run at once", source: "graph" },
  { code: 613, subcode: 1487742, class: "throttled", meaning: "the ad account's call limit", fix: WAIT, source: "limits" },
  { code: 613, subcode: 5044001, class: "throttled", meaning: "calls come too fast", fix: WAIT, source: "limits" },
  { code: 80_000, to: 80_014, class: "throttled", meaning: "the call limit of a business use case", fix: WAIT, source: "limits" },
  { code: 368, class: "blocked", meaning: "blocked for a while for a breach of policy", fix: "look for a notice in Business Manager", source: "graph" },

  { code: 3, class: "config", meaning: "the app lacks the capability", fix: RIGHTS, source: "graph" },
  { code: 10, class: "config", meaning: "permission denied", fix: RIGHTS, source: "graph" },
  { code: 102, class: "config", meaning: "the session is over", fix: TOKEN, source: "graph" },
  { code: 104, class: "config", meaning: "the signature is wrong, appsecret_proof included", fix: "check that app_secret belongs to the app of the token", source: "secure" },
  { code: 190, class: "config", meaning: "the access token is invalid", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 458, class: "config", meaning: "the app was removed by the token's user", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 459, class: "config", meaning: "the token's user must log in to Facebook", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 460, class: "config", meaning: "the password of the token's user changed", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 463, class: "config", meaning: "the access token expired", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 464, class: "config", meaning: "the token's user is not confirmed", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 467, class: "config", meaning: "the access token was revoked", fix: TOKEN, source: "graph" },
  { code: 190, subcode: 492, class: "config", meaning: "the session of the access token is invalid", fix: TOKEN, source: "graph" },
  { code: 200, to: 299, class: "config", meaning: "a permission is missing", fix: RIGHTS, source: "graph" },
  { code: 270, class: "config", meaning: "the app's access tier does not allow it", fix: "ask for a higher access tier, or use a token of Events Manager", source: "marketing" },
  { code: 294, class: "config", meaning: "the permission ads_management is missing", fix: RIGHTS, source: "marketing" },
  { code: 803, class: "config", meaning: "no object has this id", fix: DATASET, source: "none", unverified: true },
  { code: 2500, class: "config", meaning: "the address could not be read", fix: "check endpoint, api_version and dataset_id", source: "graph" },
  { code: 2635, class: "config", meaning: "the API version is no longer served", fix: "raise api_version", source: "versions" },
  { code: 100, class: "unknown", meaning: "a parameter is not valid, of an event or of the request, or (\"Missing Permission\") the token may not write to the dataset", fix: "look at the rows that were set aside; when there are none, check dataset_id, token and partner_agent", source: "graph" },
  { code: 100, subcode: 33, class: "config", meaning: "the dataset does not exist, or the token has no access to it", fix: DATASET, source: "graph" },
  { code: 100, subcode: 2804131, class: "config", meaning: "no Page is linked to the dataset", fix: "link the Page in Events Manager", source: "whatsapp" },
  { code: 100, subcode: 2804132, class: "config", meaning: "no WhatsApp business account is linked to the dataset", fix: "link the account in Events Manager", source: "whatsapp" },

  { code: 105, class: "size", meaning: "too many parameters for one request", fix: "lower delivery.batch_size", source: "rudder" },

  { code: 100, subcode: 2804001, class: "event", meaning: "fbc is malformed", fix: MAP, source: "seen", unverified: true },
  { code: 100, subcode: 2804003, class: "age", meaning: "an event is older than Meta takes", fix: "send sooner; check the clock of this machine", source: "rudder" },
  { code: 100, subcode: 2804004, class: "event", meaning: "event_time is in the future or not a time", fix: MAP, source: "seen", unverified: true },
  { code: 100, subcode: 2804007, class: "event", meaning: "an event is not valid", fix: REPORT, source: "rudder", unverified: true },
  { code: 100, subcode: 2804008, class: "event", meaning: "contents is not a list of objects with an id", fix: MAP, source: "seen" },
  { code: 100, subcode: 2804009, class: "event", meaning: "a Purchase has no value", fix: "map custom_data.value", source: "rudder" },
  { code: 100, subcode: 2804010, class: "event", meaning: "a Purchase has no currency", fix: "map custom_data.currency", source: "seen" },
  { code: 100, subcode: 2804011, class: "event", meaning: "the currency is not one that Meta takes", fix: MAP, source: "seen" },
  { code: 100, subcode: 2804014, class: "event", meaning: "an event is not valid", fix: REPORT, source: "seen", unverified: true },
  { code: 100, subcode: 2804016, class: "event", meaning: "custom_data is not valid", fix: MAP, source: "seen", unverified: true },
  { code: 100, subcode: 2804017, class: "event", meaning: "contact data is not hashed", fix: MAP, source: "seen", unverified: true },
  { code: 100, subcode: 2804019, class: "event", meaning: "event_name or another required parameter is missing", fix: MAP, source: "seen" },
  { code: 100, subcode: 2804023, class: "event", meaning: "a value has no currency", fix: "map custom_data.currency", source: "seen", unverified: true },
  { code: 100, subcode: 2804030, class: "event", meaning: "the choice on limited data use is missing", fix: "set limited_data_use", source: "uploader" },
  { code: 1_815_356, subcode: 2804030, class: "event", meaning: "the choice on limited data use is missing", fix: "set limited_data_use", source: "uploader" },
  { code: 100, subcode: 2804036, class: "event", meaning: "lead_id is not valid", fix: "keep lead_id as text of 15 to 17 digits from the warehouse on", source: "seen" },
  { code: 100, subcode: 2804043, class: "event", meaning: "app_data.extinfo is not valid", fix: MAP, source: "seen" },
  { code: 100, subcode: 2804048, class: "event", meaning: "an event is not valid", fix: REPORT, source: "rudder", unverified: true },
  { code: 100, subcode: 2804050, class: "event", meaning: "user_data says too little about the customer", fix: "map an e-mail address, a phone number or external_id", source: "setono" },
  { code: 100, subcode: 2804066, class: "event", meaning: "business messaging does not know this event_name", fix: MAP, source: "whatsapp" },
  { code: 100, subcode: 2804069, class: "event", meaning: "page_id is missing", fix: "map user_data.page_id", source: "whatsapp" },
  { code: 100, subcode: 2804071, class: "event", meaning: "ctwa_clid is missing", fix: "map user_data.ctwa_clid", source: "whatsapp" },
  { code: 100, subcode: 2804072, class: "event", meaning: "page_id does not belong to ctwa_clid", fix: MAP, source: "whatsapp" },
  { code: 100, subcode: 2804075, class: "event", meaning: "ig_sid is missing", fix: "map user_data.ig_sid", source: "whatsapp" },
  { code: 100, subcode: 2804079, class: "event", meaning: "ig_account_id is missing", fix: "map user_data.ig_account_id", source: "whatsapp" },
  { code: 100, subcode: 2804081, class: "event", meaning: "an OrderCreated has no currency", fix: "map custom_data.currency", source: "whatsapp" },
  { code: 100, subcode: 2804087, class: "event", meaning: "ctwa_clid is not valid", fix: MAP, source: "whatsapp" },
  { code: 100, subcode: 2804116, class: "event", meaning: "page_id or whatsapp_business_account_id is missing", fix: "map user_data.whatsapp_business_account_id", source: "whatsapp" },
  { code: 100, subcode: 2804133, class: "event", meaning: "an event is not valid", fix: REPORT, source: "seen", unverified: true },
  { code: 100, subcode: 2804000, subcodeTo: 2804999, class: "event", meaning: "an event is not valid: every subcode of this range that was ever seen is about one", fix: REPORT, source: "seen", unverified: true },
];

/** What a status says by itself. Meta's own answers have a code, and the code says more. */
// biome-ignore format: a table is read by its columns
export const HTTP_STATUSES: readonly HttpStatus[] = [
  { status: 300, to: 399, class: "config", meaning: "a redirect, which is not followed, since the token would go with it", fix: "check endpoint, and whether a proxy answers in Meta's place", source: "own" },
  { status: 400, to: 499, class: "unknown", meaning: "refused without a code", fix: "check endpoint, and whether a proxy answers in Meta's place", source: "own" },
  { status: 401, class: "config", meaning: "the token is not accepted; seen together with code 190", fix: TOKEN, source: "seen" },
  { status: 403, class: "config", meaning: "not permitted; comes with code 10 or 200 to 299", fix: RIGHTS, source: "graph" },
  { status: 407, class: "config", meaning: "a proxy wants to know who is asking", fix: "check the proxy between this machine and Meta", source: "own" },
  { status: 408, class: "transient", meaning: "the request took too long to arrive", fix: WAIT, source: "own" },
  { status: 413, class: "size", meaning: "the request is too large", fix: "lower delivery.batch_size", source: "none", unverified: true },
  { status: 429, class: "throttled", meaning: "too many requests", fix: WAIT, source: "none", unverified: true },
  { status: 500, to: 599, class: "transient", meaning: "Meta, or something before it, failed; whether the events were processed is not known", fix: WAIT, source: "support" },
];

const EXACT = new Map<string, ErrorCode>();
const BY_SUBCODE = new Map<number, ErrorCode>();
for (const entry of ERROR_CODES) {
  if (entry.subcode === undefined || entry.subcodeTo !== undefined) continue;
  EXACT.set(`${entry.code}/${entry.subcode}`, entry);
  BY_SUBCODE.set(entry.subcode, entry);
}
const SUBCODE_RANGES = ERROR_CODES.filter((entry) => entry.subcodeTo !== undefined);
const BY_CODE = ERROR_CODES.filter((entry) => entry.subcode === undefined);

/** The line for exactly this pair. Of a negative code Meta says: "read the subcode". */
function exactly(code: number | undefined, subcode: number | undefined): ErrorCode | undefined {
  if (code === undefined || subcode === undefined) return undefined;
  return code < 0 ? BY_SUBCODE.get(subcode) : EXACT.get(`${code}/${subcode}`);
}

/** The line for the range that holds a subcode, whatever the code: event checks come under several. */
function ranged(subcode: number | undefined): ErrorCode | undefined {
  if (subcode === undefined) return undefined;
  return SUBCODE_RANGES.find(
    ({ subcode: from = 0, subcodeTo: to = 0 }) => from <= subcode && subcode <= to,
  );
}

/** The line for a code whatever its subcode; the narrowest range that holds it. */
function broadly(code: number | undefined): ErrorCode | undefined {
  if (code === undefined) return undefined;
  return (
    BY_CODE.find((entry) => entry.code === code && entry.to === undefined) ??
    BY_CODE.find((entry) => entry.to !== undefined && entry.code <= code && code <= entry.to)
  );
}

/** What the table knows of a code and its subcode; undefined when it knows neither. */
export function explain(
  code: number | undefined,
  subcode: number | undefined,
): ErrorCode | undefined {
  return exactly(code, subcode) ?? ranged(subcode) ?? broadly(code);
}

/** The line for a subcode by itself, as people quote it without its code. */
export function explainSubcode(subcode: number): ErrorCode | undefined {
  return BY_SUBCODE.get(subcode) ?? ranged(subcode);
}

/** What a status says when the body has no code; undefined for one that is no failure. */
export function explainStatus(status: number): HttpStatus | undefined {
  return (
    HTTP_STATUSES.find((entry) => entry.status === status && entry.to === undefined) ??
    HTTP_STATUSES.find(({ status: from, to = from }) => from <= status && status <= to)
  );
}

/** An answer's code and subcode as people quote them: `100/2804050`, `190`, else `HTTP 503`. */
export function codeText(answer: {
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
}): string {
  const { status, code, subcode } = answer;
  if (code === undefined) return status === undefined ? "no HTTP status" : `HTTP ${status}`;
  return subcode === undefined ? `${code}` : `${code}/${subcode}`;
}

/** What of an answer decides its class. */
export interface Refusal {
  readonly status: number;
  readonly code: number | undefined;
  readonly subcode: number | undefined;
  readonly isTransient: boolean;
}

/** Servers make up statuses beyond the last that HTTP has; they count as that one. */
const LAST_STATUS = 599;

/**
 * The class of an answer that is no success. Codes first, since Meta's HTTP status is unreliable:
 * (code, subcode), event subcodes, is_transient, code, status. A throttle's code goes before
 * is_transient, which throttles set too: they are the finer word, and they say that nothing was
 * processed.
 */
export function classify(answer: Refusal): OutcomeClass {
  const fine = exactly(answer.code, answer.subcode) ?? ranged(answer.subcode);
  if (fine !== undefined) return fine.class;
  const broad = broadly(answer.code)?.class;
  if (broad === "throttled" || broad === "blocked") return broad;
  if (answer.isTransient) return "transient";
  return broad ?? explainStatus(Math.min(answer.status, LAST_STATUS))?.class ?? "unknown";
}
