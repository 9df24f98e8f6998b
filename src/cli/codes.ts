import type { Rule } from "../capi/rules/rule.ts";
import { RULES, TOO_OLD } from "../capi/rules.ts";

/** One code of our own, explained. */
export interface OwnCode {
  /** Stable, snake_case. */
  readonly code: string;
  readonly kind: CodeKind;
  /** Where it arises. */
  readonly stage: CodeStage;
  readonly meaning: string;
  /** What to do about it. */
  readonly fix: string;
  /** The error_subcode that Meta would answer, where one is known. */
  readonly subcode?: number | undefined;
}

export type CodeStage = "config" | "source" | "map" | "validate" | "send" | "run";

/** What a code is told of, and what is done about it. */
export const CODE_KINDS = {
  problem:
    "a file of the project: every command tells it with file, line and column; nothing is sent while an error stands, warnings and notes change nothing",
  field:
    "a value: it is left out of the event and counted by field and reason; the row goes on, unless the field is required or what remains breaks a rule",
  row: "a row: it is set aside as a dead letter and its neighbours are sent; on_error.row can be skip or fail instead",
  notice: "a value or an event: it is sent, and counted",
  choice:
    "a value: it is sent and counted, unless the mapping says that its row is set aside or left out",
  expired:
    "a row whose event is too old: it is not sent and counted as `expired`; on_error.stale can make a dead letter of it, or end the run",
  excluded: "a row that is not wanted: it is left out and counted by this reason",
  held: "a row that may have been counted by Meta: it is kept as a dead letter and not sent again",
  warning: "a run: it goes on, and its log has the warning",
  log: "a run: a line of its log, and nothing is wrong",
} as const;

export type CodeKind = keyof typeof CODE_KINDS;

type Line = readonly [code: string, meaning: string, fix: string];

/** Of files, in the order in which they are read. */
// biome-ignore format: a table is read by its columns
const PROBLEMS: readonly Line[] = [
  ["missing_project",         "the folder has no capisync.yaml",                              "go to the project's folder, or name it with -C"],
  ["missing_file",            "a file that is named does not exist or cannot be read",        "mend the path or put the file there"],
  ["missing_folder",          "a folder under mapping_paths does not exist",                  "make the folder, or name yours under mapping_paths"],
  ["unreadable_file",         "a file cannot be read",                                        "check its permissions"],
  ["file_too_large",          "a file is larger than 1 MiB",                                  "keep data out of it"],
  ["file_outside",            "source.sql_file, or `given` of a test, names a file outside the project", "move the file into the project"],
  ["not_utf8",                "a file is not UTF-8 text",                                     "save it as UTF-8"],
  ["yaml_syntax",             "the file is not YAML",                                         "look at the place and at the line before it: indentation, quotes, colons"],
  ["yaml_tag",                "a YAML tag, which no file here needs",                         "remove the tag, or quote the value"],
  ["yaml_documents",          "the file holds a second YAML document",                        "remove the `---`, or put what follows in a file of its own"],
  ["yaml_alias",              "an alias to nothing, to what it stands in, or too many of them", "write the values out, or put them under `defaults:` in capisync.yaml"],
  ["empty_file",              "the file is empty",                                            "begin with `version: 1`"],
  ["duplicate_key",           "a key stands twice in the same map, so one of them is lost",   "keep one of the two"],
  ["unquoted_value",          "YAML reads a value as a number or a truth value and would change it", "put it in quotes"],
  ["unknown_key",             "a key that the grammar does not have at this place",           "take the name that is suggested; `capisync fields` lists the fields"],
  ["not_supported",           "a key that this version does not read",                        "do what the hint says in its place"],
  ["not_sent",                "a parameter that Meta lists and capisync does not send",       "remove it: the message says why"],
  ["missing_key",             "a required key is not there",                                  "add it"],
  ["conflicting_keys",        "keys that exclude one another stand side by side",             "keep one of them"],
  ["wrong_type",              "a value of another kind than expected: a list for a text, a number for a map", "write what the message expects"],
  ["invalid_value",           "a value that the key does not take",                           "write what the message expects"],
  ["bad_expression",          "`${` or `{{` begins no expression that is known",              "write one of those in the message, or `$${` for the characters themselves"],
  ["missing_variable",        "a variable that a file names is not set, or empty",            "set it in the environment or in .env; `validate --no-env` makes it a warning"],
  ["unknown_target",          "the target does not stand under `targets:`",                   "take one that does, or add it"],
  ["unknown_connector",       "the connection's type is no warehouse that capisync knows",    "take one of those in the message"],
  ["unknown_connection",      "source.connection names a connection that is not in connections.yaml", "add it, or name one that is there"],
  ["unknown_destination",     "`destination` names one that is not in connections.yaml",      "add it, or name one that is there"],
  ["clear_text_token",        "an access token stands in the file in clear text",             "put it into a variable or a file; if the file was ever committed, make a new token"],
  ["clear_text_secret",       "an app's secret stands in the file in clear text",             "put it into a variable or a file; if the file was ever committed, reset the secret"],
  ["test_code_in_production", "a test_event_code is set in the target that sends what counts, or outside all targets", "remove it, or move it into a target of its own; `run --test-event-code` sends test events on purpose"],
  ["api_version_expired",     "Meta ended the API version and serves an older request by another one", "raise api_version to the one in the hint"],
  ["api_version_ends_soon",   "the API version ends within 90 days",                          "raise api_version to the one in the hint"],
  ["api_version_marketing_ended", "the API version has ended by the calendar of the Marketing API, not by that of the Graph API", "raise api_version to the one in the hint"],
  ["api_version_unknown",     "the API version is not in the calendar of this release",       "check that Meta lists it; a newer capisync may know it"],
  ["duplicate_id",            "two mappings have the same id and would share one checkpoint", "set another `id:` in one of them"],
  ["duplicate_name",          "two mapping files have the same name, so neither can be selected", "rename one of them"],
  ["invalid_id",              "a mapping's id holds other characters than letters, digits, `_`, `-` and `.`", "rename the file, or set `id:`"],
  ["empty_sql",               "the statement is empty",                                       "write the query"],
  ["second_statement",        "the SQL holds more than one statement",                        "keep one; what it needs first goes into `with … as (…)`"],
  ["column_missing",          "a column that the mapping names is not in the query's result", "add it to the query, or take the name that is suggested"],
  ["same_field_twice",        "a field is mapped under both of its names",                    "keep the readable one"],
  ["reserved_property",       "an own property has the name of a parameter of Meta's",        "move it to where the hint says, or rename it"],
  ["property_spelling",       "an own property is named almost like a parameter of Meta's, and is sent as it is", "map it as that parameter; if it is none, rename it"],
  ["constant_as_column",      "a bare word is a column, and this one is itself a value of the field", "write `{ const: … }` for a constant, `{ column: … }` for a column of that name"],
  ["option_not_taken",        "an option that the field does not take",                       "remove it, or take one of those in the hint"],
  ["misplaced_step",          "`otherwise` does not follow a `map` step",                     "put it right after the `map` it belongs to"],
  ["contact_in_key",          "a column of source.primary_key also feeds contact data, and keys are kept as they are", "use a key without personal data, such as an order number"],
  ["constant_event_id",       "event_id is the same for all rows, so only the first would be sent", "map a column, or leave event_id out: one is derived from the key"],
  ["constant_event_time",     "event_time is the same for all rows, and soon too old for Meta to take", "map the column that says when the conversion happened"],
  ["event_time_is_cursor",    "event_time is the cursor, which moves when a row changes: its event may then be sent again", "map a column that never changes, such as the time of the conversion"],
  ["no_user_data",            "nothing under fields.user_data, so Meta could match nobody",   "map what you have: email, phone, external_id, client_ip_address"],
  ["require_any_unmapped",    "none of the fields under require_any is mapped, so every row would be rejected", "name a field that is mapped"],
  ["nothing_to_check",        "contents.check_value without the value or the prices that it compares", "map both, or remove check_value"],
  ["nothing_to_send",         "contents.price without item.item_price, which it repeats",     "map item.item_price, or remove price"],
  ["external_id_mode",        "two mappings of one dataset send external_id hashed and raw, which Meta may take for two persons", "give both the same `mode`"],
  ["recommended_keys",        "Meta recommends fields that are not mapped",                   "map those that you have; nothing is wrong without them"],
  ["out_of_place",            "a field that Meta reads with other events only",               "remove it, unless the query serves both"],
  ["order_lines",             "rows of one order share its order_id, so Meta keeps the first of them", "map item_number, or group the order into one row"],
  ["not_fresh",               "the schedule sends later than Meta advises",                   "run more often"],
  ["orphaned_checkpoint",     "the state holds a mapping that no file has: it was renamed or removed", "when it was renamed, set `id:` to the old name, or its events are sent again"],
  ["state_unreadable",        "the state could not be opened to look for such mappings",      "do what the message says; `run` would stop for it"],
  ["more_problems",           "a file has more problems than are shown",                      "mend those above and validate again"],
];

/** Of values, by what they were meant to be. */
// biome-ignore format: a table is read by its columns
const FIELDS: readonly Line[] = [
  ["not_text",                "neither text nor a number",                                    "give a column of text, or take a part of it with a `path` step"],
  ["not_a_number",            "no plain decimal number",                                      "look at the column, or clean it with steps before"],
  ["bad_operand",             "a `divide` or `multiply` step with a number that cannot be used", "write a decimal number, not 0 to divide by"],
  ["not_json",                "no JSON",                                                      "give a column of JSON or of text that is JSON"],
  ["not_a_list",              "neither a JSON list nor an array",                             "give a list, or remove the step that needs one"],
  ["not_an_object",           "neither a JSON object nor a list, so a `path` step leads nowhere", "look at what the column holds"],
  ["not_sendable",            "bytes, which JSON has no form for",                            "turn them into text in the query"],
  ["number_inexact",          "a whole number that went through a float and lost digits",     "cast the column to text in the query"],
  ["hashed_value",            "a hash where the value itself is wanted",                      "map the column with the plain value; this field is not hashed"],
  ["not_sha256",              "`hashed: true`, and the value is no SHA-256",                  "remove `hashed`, or hash in the warehouse with SHA-256"],
  ["hash_of_nothing",         "the hash of an empty or a placeholder text, such as `null`",   "hash NULL to NULL in the warehouse"],
  ["md5_hash",                "32 hexadecimal digits: an MD5, which Meta does not match",     "give the plain value, or its SHA-256"],
  ["not_email",               "no e-mail address",                                            "look at the column; several addresses in one value take a `split` step and all_of"],
  ["not_phone",               "no phone number that can exist",                               "look at the column"],
  ["phone_country_missing",   "a national phone number, and nothing says of which country",   "set `default_country` on the field, to a country or to a column"],
  ["not_name",                "a name without a letter or a digit",                           "look at the column"],
  ["not_city",                "a city without a letter",                                      "look at the column"],
  ["not_state",               "a state without a letter",                                     "look at the column"],
  ["not_us_state",            "no state, district or territory of the US, and the country is the US", "give the two-letter code or the English name"],
  ["not_postal_code",         "a postal code of fewer than two characters",                   "look at the column"],
  ["not_zip_code",            "no US ZIP code, and the country is the US",                    "keep the column as text, so that leading zeros stay"],
  ["not_country",             "no country",                                                   "give a two-letter code, a three-letter code or the English name"],
  ["not_date",                "no date with a year of four digits",                           "give it as 1997-02-16"],
  ["date_out_of_range",       "a date of birth before 1900 or after today",                   "look at the column; 1900-01-01 and 9999-12-31 are often placeholders"],
  ["date_order_missing",      "a date such as 02/03/1997 that reads two ways",                "set `date_order` on the field"],
  ["not_birth_day",           "no day of a month",                                            "give 1 to 31"],
  ["not_birth_month",         "no month",                                                     "give 1 to 12"],
  ["not_birth_year",          "no year from 1900 to this one",                                "give four digits"],
  ["gender_without_code",     "a gender for which Meta has no code",                          "nothing: it is left out, as it should be"],
  ["not_ip",                  "no IP address",                                                "look at the column"],
  ["ip_not_public",           "a private, local or reserved IP address: a proxy's, not the person's", "map the address that the proxy forwards"],
  ["not_fbc",                 "no click id of Meta's",                                        "map the _fbc cookie, or make it from fbclid with `from_fbclid`"],
  ["not_fbp",                 "no browser id of Meta's",                                      "map the _fbp cookie as it is"],
  ["not_fbclid",              "no fbclid, so no click id can be made of it",                  "map the URL parameter as it arrived, its capitals kept"],
  ["click_time_missing",      "an fbclid without the time of its click",                      "map `click_time` beside from_fbclid"],
  ["not_lead_id",             "no lead id of 15 to 17 digits",                                "keep it as text from the warehouse on"],
  ["not_digits_id",           "an id that is not digits alone",                               "keep it as text from the warehouse on"],
  ["zero_id",                 "an id that is 0",                                              "give NULL where there is none"],
  ["not_time",                "no time that is known",                                        "give a timestamp, Unix seconds, or set `unit` or `format`"],
  ["time_format_unknown",     "a `format` that does not hold a whole date, or a part that is not known", "write it of the parts that docs/mappings.md lists: YYYY, MM, DD, HH24, MI, SS and a few more"],
  ["date_only",               "a date without a time of day",                                 "map a timestamp, or set `date_only: noon_utc`"],
  ["timezone_missing",        "a time without an offset, and nothing says of which time zone", "set `timezone` on the field, the mapping or the project"],
  ["timezone_unknown",        "a time zone that does not exist",                              "give one such as Europe/Amsterdam"],
  ["time_ambiguous",          "a time that occurred twice, as the clocks were put back, and `fold: reject`", "set `fold` to earlier or later, or store times with their offset"],
  ["time_skipped",            "a time that did not exist, as the clocks were put forward, and `gap: reject`", "set `gap: forward`, or store times with their offset"],
  ["unit_missing",            "a number that is no time in Unix seconds",                     "set `unit` to ms, us or ns"],
  ["not_url",                 "no absolute http or https address",                            "give the whole address"],
  ["not_boolean",             "neither true nor false",                                       "give true or false, 1 or 0"],
  ["not_number",              "no decimal number",                                            "look at the column"],
  ["not_integer",             "no whole number",                                              "round it in the query"],
  ["not_positive",            "a number that must be above 0 and is not",                     "look at the column"],
  ["not_amount",              "an amount with grouping, a currency sign or a decimal comma",  "give a plain number such as 1234.50"],
  ["currency_missing",        "an amount in minor units, and no currency says how many make one", "map currency, or set it with const"],
  ["not_allowed",             "none of the words that Meta takes here",                       "turn your words into Meta's with a `map` step"],
  ["not_extinfo",             "no app_data.extinfo: 16 texts, the first a2 or i2",            "give a list as the app's SDK makes it, or map the facts by name, as `capisync fields extinfo` lists them"],
  ["not_store_data",          "no store_data: a JSON object with store_page_id, brand_page_id or store_code", "build it in the query"],
  ["contents_not_a_list",     "no list of items for contents",                                "give a JSON list of objects, or an array of them"],
];

/** Of rows, apart from those of the rules. */
// biome-ignore format: a table is read by its columns
const ROWS: readonly Line[] = [
  ["required_missing",        "a field that the mapping marks `required: true` has no value", "mend the row, or remove `required`"],
  ["unmapped_value",          "a value that the `map` step does not list",                    "add it to the map, or say what else becomes of it with `otherwise`"],
  ["currency_unknown",        "no currency of ISO 4217, which Meta refuses on every event",   "give a three-letter code such as EUR"],
  ["currency_refused",        "a currency that ISO 4217 has and Meta refuses, or no money at all (metals, funds, tests)", "convert the amount in the query"],
  ["data_use_unreadable",     "a column of limited_data_use that cannot be read: its flag, country or state", "give a boolean, and Meta's numbers of country and state: what a person chose is not guessed"],
];

// biome-ignore format: a table is read by its columns
const LEAKS: readonly Line[] = [
  ["leak_email",              "a value that is sent as it is holds an e-mail address",        "take it out in the query; addresses belong in user_data, where they are hashed; `leaks: reject` sets such rows aside"],
  ["leak_phone",              "a value that is sent as it is holds a phone number",           "take it out in the query; numbers belong in user_data, where they are hashed; `leaks: reject` sets such rows aside"],
];

// biome-ignore format: a table is read by its columns
const VALIDATED_ROWS: readonly Line[] = [
  ["require_any_missing",     "none of the fields under require_any has a value",             "mend the row, or shorten the list"],
];

// biome-ignore format: a table is read by its columns
const SENT_ROWS: readonly Line[] = [
  ["meta_refused",            "Meta refused the event by itself; its answer is kept beside it", "look the answer up: `capisync dead-letters show` and `capisync errors` with its code"],
];

// biome-ignore format: a table is read by its columns
const HELD: readonly Line[] = [
  ["count_mismatch",          "Meta took a request and counted another number of events than were sent", "compare with Events Manager; a row that changes is tried again"],
  ["outcome_unknown",         "an earlier attempt was never answered, and delivery.on_ambiguous is hold", "compare with Events Manager; a row that changes is tried again"],
];

// biome-ignore format: a table is read by its columns
const NOTICES: readonly Line[] = [
  ["prehashed",               "the value is a SHA-256 already",                               "nothing; `hashed: true` on the field makes it expected"],
  ["email_not_ascii",         "an e-mail address with letters beyond ASCII",                  "nothing, unless the column's encoding is broken"],
  ["unusual_value",           "a value outside the list or the form that Meta describes, and Meta is not known to refuse it", "compare it with Meta's page; nothing, when it is meant"],
  ["currency_new",            "a currency that is newer than Meta's own SDK",                 "look whether Meta counts it"],
  ["click_time_in_seconds",   "a click id whose time is in seconds, where Meta writes milliseconds", "build fbc with milliseconds"],
  ["click_time_old",          "a click older than 90 days",                                   "nothing, when it really is"],
  ["event_id_derived",        "the column of event_id is empty, so an id is derived from the primary key", "nothing, unless the browser sends the same event: then both need the same id"],
  ["quantity_assumed",        "an item of contents without a quantity: 1 is sent",            "map item.quantity"],
  ["value_differs",           "the value is not the sum of the items' prices times quantities", "nothing, when taxes or discounts make the difference"],
];

/** Notices that an option of the field turns into more. */
// biome-ignore format: a table is read by its columns
const CHOICES: readonly Line[] = [
  ["negative_value",          "an amount below 0; on_negative says whether it is sent, rejected or excluded", "send purchases alone, or set on_negative"],
];

// biome-ignore format: a table is read by its columns
const EXCLUDED: readonly Line[] = [
  ["no_consent",              "the consent column does not hold one of the values that allow sending", "nothing: the person did not agree"],
  ["skipped",                 "`otherwise: skip` of a map step, or on_error.row: skip",       "nothing: the mapping says so"],
  ["duplicate_in_run",        "the same event was read earlier in this run",                  "make the key unique in the query"],
  ["null_cursor",             "the cursor is NULL, so that no window holds the row, and incremental.null_cursor is exclude", "fill the column"],
];

// biome-ignore format: a table is read by its columns
const SOURCE_WARNINGS: readonly Line[] = [
  ["unsound_ceiling",         "the warehouse cannot say which transactions are still open, so a late commit may be missed", "keep a lookback as long as your longest transaction"],
  ["ceiling_behind",          "a transaction has been open for long and keeps newer rows from being read", "find and end it in the warehouse"],
];

// biome-ignore format: a table is read by its columns
const SEND_WARNINGS: readonly Line[] = [
  ["test_events",             "events are sent as test events, which Meta uses for targeting and measurement like all others", "use --dry-run to send nothing"],
  ["api_version_warning",     "Meta's answers say that the API version is no longer served as it is", "raise api_version in connections.yaml"],
  ["meta_messages",           "Meta took a batch and had something to say about it",          "look at Diagnostics in Events Manager"],
];

// biome-ignore format: a table is read by its columns
const LOG: readonly Line[] = [
  ["state_created",           "the project's state was made: this is its first run here",     "nothing; when it is not the first, look where the state is kept"],
  ["nothing_to_run",          "no mapping is enabled and selected",                           "enable one"],
  ["run_started",             "a mapping's run begins",                                       "nothing"],
  ["progress",                "how far a run has come",                                       "nothing"],
  ["sink_waiting",            "a batch waits before it is sent, or sent again",               "nothing, unless it goes on for long"],
  ["run_ended",               "a mapping's run is over; the line has its counts",             "nothing"],
  ["stopping",                "the process was told to stop and finishes what is in flight",  "nothing"],
  ["not_run",                 "mappings whose turn did not come before the process was stopped", "run them again"],
];

function lines(kind: CodeKind, stage: CodeStage, of: readonly Line[]): readonly OwnCode[] {
  return of.map(([code, meaning, fix]) => ({ code, kind, stage, meaning, fix }));
}

function kindOf(rule: Rule): CodeKind {
  if (rule === TOO_OLD) return "expired";
  return rule.severity === "row" ? "row" : "notice";
}

function ruleCode(rule: Rule): OwnCode {
  const { code, soft, field, expected, hint, subcode } = rule;
  const softer = soft ? `, or accept such events: \`rules: { ${code}: warn }\`` : "";
  return {
    code,
    kind: kindOf(rule),
    stage: "validate",
    meaning: `${field}: expected ${expected}`,
    fix: `${hint}${softer}`,
    subcode,
  };
}

/** Every code of our own that can be told: in a problem, an issue, a notice, a reason or a log line. */
export const OWN_CODES: readonly OwnCode[] = [
  ...lines("problem", "config", PROBLEMS),
  ...lines("field", "map", FIELDS),
  ...lines("row", "map", ROWS),
  ...lines("notice", "map", NOTICES),
  ...lines("choice", "map", CHOICES),
  ...lines("excluded", "map", EXCLUDED),
  ...RULES.map(ruleCode),
  ...lines("choice", "validate", LEAKS),
  ...lines("row", "validate", VALIDATED_ROWS),
  ...lines("row", "send", SENT_ROWS),
  ...lines("held", "send", HELD),
  ...lines("warning", "source", SOURCE_WARNINGS),
  ...lines("warning", "send", SEND_WARNINGS),
  ...lines("log", "run", LOG),
];
