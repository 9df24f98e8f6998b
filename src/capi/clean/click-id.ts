import type { Value } from "../../lib/value.ts";
import { type CleanContext, Fault } from "./cleaner.ts";
import { SUFFIX } from "./digest.ts";
import { isSha256, trimmed } from "./text.ts";
import { readTime } from "./time.ts";

const NOT_FBC = new Fault("not_fbc", "a click id of the form fb.1.1700000000000.AbC");
const NOT_FBP = new Fault("not_fbp", "a browser id of the form fb.1.1700000000000.123");
const NOT_FBCLID = new Fault("not_fbclid", "the value of a URL's fbclid parameter, unchanged");
const CLICK_TIME_MISSING = new Fault("click_time_missing", "the time of the click, `click_time`");

/** `fb`, the domain's depth, milliseconds, the id; and what Meta's parameter builder may add. */
const SHAPE = new RegExp(`^fb\\.\\d+\\.(\\d+)\\.[^.\\s]+(?:\\.(?:${SUFFIX}))?$`);
const COOKIE_START = "fb.";

/**
 * "subdomainIndex: use value 1 if you are generating this field on a server": the page on fbp and
 * fbc parameters (read 2026).
 */
const SERVER_INDEX = 1;

/** Milliseconds have 13 digits until the year 2286; ten are seconds, written by mistake. */
const DIGITS_OF_SECONDS = 10;

/** The cookies expire after 90 days: the page on fbp and fbc parameters (read 2026). */
const LIFETIME_MS = 90 * 86_400_000;

/** Passed on byte for byte: the id's last part is case-sensitive. */
function cookie(value: Value, context: CleanContext, fault: Fault): string | Fault | undefined {
  const text = trimmed(value);
  if (typeof text !== "string") return text;
  const time = SHAPE.exec(text)?.[1];
  if (time === undefined) return fault;
  const isSeconds = time.length <= DIGITS_OF_SECONDS;
  if (isSeconds) context.notice("click_time_in_seconds");
  // A browser id keeps its time as long as the person comes back; a click is a click's age old.
  if (fault === NOT_FBC) tellAge(isSeconds ? Number(time) * 1000 : Number(time), context);
  return text;
}

function tellAge(clickMs: number, context: CleanContext): void {
  if (context.now * 1000 - clickMs > LIFETIME_MS) context.notice("click_time_old");
}

/** The click id of the `_fbc` cookie. */
export function fbc(value: Value, context: CleanContext): string | Fault | undefined {
  return cookie(value, context, NOT_FBC);
}

/** The browser id of the `_fbp` cookie. */
export function fbp(value: Value, context: CleanContext): string | Fault | undefined {
  return cookie(value, context, NOT_FBP);
}

/**
 * The click id as the cookie would hold it, from the `fbclid` of the URL and the time of the click;
 * a value that is such a click id already passes. Undefined: there is no click.
 */
export function fbcFromClick(
  fbclid: Value,
  clickTime: Value,
  context: CleanContext,
): string | Fault | undefined {
  const id = trimmed(fbclid);
  if (typeof id !== "string") return id;
  if (id.startsWith(COOKIE_START)) return fbc(id, context);
  const clickMs = readTime(clickTime, context);
  if (clickMs instanceof Fault) return clickMs;
  if (clickMs === undefined) return CLICK_TIME_MISSING;
  const cookieText = `${COOKIE_START}${SERVER_INDEX}.${clickMs}.${id}`;
  if (!SHAPE.test(cookieText) || isSha256(id)) return NOT_FBCLID;
  tellAge(clickMs, context);
  return cookieText;
}
