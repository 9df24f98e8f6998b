import { isStandardMisspelt, MAX_NAME_LENGTH } from "./event-names.ts";
import { ACTION_SOURCES } from "./fields.ts";
import { MAX_FUTURE_SECONDS, WINDOWS, windowOf } from "./limits.ts";
import { COMMERCE_RULES } from "./rules/commerce.ts";
import { DATA_USE_RULES } from "./rules/data-use.ts";
import { MESSAGING_RULES } from "./rules/messaging.ts";
import { PASSBACK_RULES } from "./rules/passback.ts";
import { always, type Rule, row, warn } from "./rules/rule.ts";
import { SOURCE_RULES } from "./rules/source.ts";
import { holdsUnhashed, isClickedAfter } from "./rules/user-data.ts";
import { isWeak } from "./weak-sets.ts";

/** The rule of the row that is too old; `validate` asks it first, with the margin. */
export const TOO_OLD: Rule = row({
  code: "event_too_old",
  field: "event_time",
  expected: `a time within ${WINDOWS.standard.days} days, or ${WINDOWS.store.days} for physical_store, less the margin`,
  hint: "send sooner: such events are lost for good",
  subcode: 2804003,
  broken: (event, now) => now - event.event_time > windowOf(event.action_source).seconds,
});

/** The rule of the sets of keys that fit too many people; a mapping is held against them too. */
export const WEAK: Rule = row({
  code: "user_data_too_weak",
  field: "user_data",
  expected:
    "an e-mail, phone, external_id or another key that identifies a person, or a stronger set of keys",
  hint: "map more of what identifies the person, or leave such rows out in the query",
  subcode: 2804050,
  broken: (event) => isWeak(event.user_data),
});

function isNoSource(source: string): boolean {
  return !ACTION_SOURCES.some((each) => each === source);
}

/** What every event needs, wherever it happened. */
// biome-ignore format: a table is read by its columns
const COMMON_RULES: readonly Rule[] = [
  row({  code: "event_name_missing",    field: "event_name",    expected: "a name",                              hint: "map event_name, or exclude rows without one", subcode: 2804019, onlyIf: (name) => name.trim() === "", broken: always }),
  warn({ code: "event_name_spelling",   field: "event_name",    expected: "a standard event in Meta's own spelling, such as AddToCart", hint: "map your words to Meta's with a `map` step", onlyIf: isStandardMisspelt, broken: always }),
  warn({ code: "event_name_long",       field: "event_name",    expected: `a name of at most ${MAX_NAME_LENGTH} characters`, hint: "shorten the name", onlyIf: (name) => name.length > MAX_NAME_LENGTH, broken: always }),
  row({  code: "event_time_missing",    field: "event_time",    expected: "whole Unix seconds",                  hint: "map event_time to the time of the conversion", subcode: 2804004, broken: (e) => !Number.isSafeInteger(e.event_time) }),
  TOO_OLD,
  row({  code: "event_in_future",       field: "event_time",    expected: `a time at most ${MAX_FUTURE_SECONDS} seconds ahead of the clock`, hint: "look at the column's time zone", subcode: 2804004, broken: (e, now) => e.event_time - now > MAX_FUTURE_SECONDS }),
  row({  code: "action_source_unknown", field: "action_source", expected: ACTION_SOURCES.join(", "),             hint: "map your words to Meta's with a `map` step", onlyIf: (_, source) => isNoSource(source), broken: always }),
  WEAK,
  row({  code: "contact_not_hashed",    field: "user_data",     expected: "SHA-256 in every contact key",        hint: "leave hashing to the field, or mark the column `hashed: true`", subcode: 2804017, broken: holdsUnhashed }),
  warn({ code: "click_after_event",     field: "user_data.fbc", expected: "a click before the event; it is sent as it is", hint: "look at the click's time and the event's, and their time zones", broken: isClickedAfter }),
];

/**
 * Every rule that spans fields, one line each; what concerns one value alone is its cleaner's. No rule
 * looks for unknown keys: a mapping's grammar knows the fields alone, and whatever else a person wants
 * to send is a property under custom_data.
 *
 * Subcodes as Meta's answers quoted in public repositories have them; see error-codes.ts. Pages, under
 * https://developers.facebook.com/docs/marketing-api/conversions-api/ (read 2026):
 * parameters/server-event, parameters/custom-data and best-practices; others beside their tables.
 */
export const RULES: readonly Rule[] = [
  ...COMMON_RULES,
  ...SOURCE_RULES,
  ...COMMERCE_RULES,
  ...DATA_USE_RULES,
  ...MESSAGING_RULES,
  ...PASSBACK_RULES,
];

/** Codes of the rules that a mapping may soften. */
export const SOFT_CODES: readonly string[] = RULES.filter((rule) => rule.soft).map(
  (rule) => rule.code,
);
