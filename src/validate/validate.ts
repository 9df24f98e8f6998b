import type { CapiEvent } from "../capi/event.ts";
import { concerns, type Rule } from "../capi/rules/rule.ts";
import { RULES, TOO_OLD } from "../capi/rules.ts";
import type { Mapping } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import { isJsonObject } from "../lib/json-object.ts";
import type { EventItem, Item } from "../transform/item.ts";
import { compileLeaks, type LeakCheck } from "./leaks.ts";

/** What the rules are told besides the event. */
export interface ValidateSettings {
  /** Wall clock, Unix milliseconds. */
  readonly nowMs: number;
  /** How far inside Meta's window an event must still be. */
  readonly ageMarginSeconds: number;
  /** Codes of rules that the mapping turns into notices. */
  readonly softened: Readonly<Record<string, "warn">>;
  /** Wire names of user_data keys of which one must be there; empty when it does not matter. */
  readonly requireAny: readonly string[];
  /** Finds contact details where none belong; undefined where none could stand. */
  readonly leaksIn?: LeakCheck | undefined;
  /** What becomes of a row with one; the default is `warn`. */
  readonly leaks?: "warn" | "reject";
}

/** All of the settings that hang on the mapping, to be decided once for all of its rows. */
export function validateSettings(mapping: Mapping): Omit<ValidateSettings, "nowMs"> {
  return {
    ageMarginSeconds: mapping.delivery.ageMarginSeconds,
    softened: mapping.rules,
    requireAny: mapping.requireAny,
    leaksIn: compileLeaks(mapping),
    leaks: mapping.leaks ?? "warn",
  };
}

/**
 * Holds an event against Meta's rules at a given time. An event too old becomes `expired`, one that
 * breaks a rule `rejected` with all that is wrong; any other item comes back as it is. Pure.
 */
export function validate(item: Item, settings: ValidateSettings): Item {
  if (item.kind !== "event") return item;
  const { event, seq, window } = item;
  const { nowMs } = settings;
  if (nowMs / 1000 - event.event_time > window.seconds - settings.ageMarginSeconds) {
    return { kind: "expired", seq };
  }
  // Whole seconds, as times of events are: a fraction would be allocated anew for every rule.
  const now = Math.floor(nowMs / 1000);
  const broken = brokenRules(event, now);
  const missing = missingKey(event, item, settings.requireAny);
  const leaks = settings.leaksIn?.(event);
  if (broken === undefined && missing === undefined && leaks === undefined) return item;
  return judge(item, { broken: broken ?? [], missing, leaks: leaks ?? [] }, settings);
}

function brokenRules(event: CapiEvent, now: number): Rule[] | undefined {
  let broken: Rule[] | undefined;
  for (const rule of rulesFor(event)) {
    if (!rule.broken(event, now)) continue;
    if (broken === undefined) broken = [rule];
    else broken.push(rule);
  }
  return broken;
}

/** All that was found of one event. */
interface Findings {
  readonly broken: readonly Rule[];
  readonly missing: Issue | undefined;
  readonly leaks: readonly Issue[];
}

/** Sorts what was found into what keeps the event back and what is merely told. */
function judge(
  item: EventItem,
  { broken, missing, leaks }: Findings,
  settings: ValidateSettings,
): Item {
  const hard = broken.filter((rule) => isHard(rule, settings));
  const told = broken.filter((rule) => !hard.includes(rule));
  const rejects = settings.leaks === "reject";
  const issues = hard.map((rule) => issueOf(rule, item));
  if (missing !== undefined) issues.push(missing);
  if (rejects) issues.push(...leaks);
  const found = told.map(staticIssueOf);
  if (!rejects) found.push(...leaks);
  const notices = found.length === 0 ? item.notices : [...(item.notices ?? []), ...found];
  if (issues.length === 0) return { ...item, notices };
  return { kind: "rejected", seq: item.seq, stage: "validate", issues, notices };
}

function isHard(rule: Rule, { softened }: ValidateSettings): boolean {
  return rule.severity === "row" && !(rule.soft && softened[rule.code] === "warn");
}

/** Names come from rows, so that their number has no bound; emptied when full. */
const MAX_NAMES = 1000;

/** Rules by action_source, then by event_name. */
const SELECTED = new Map<string, Map<string, readonly Rule[]>>();

/** The rules that can apply to an event at all; its age is asked before them. */
function rulesFor({ action_source: source, event_name: name }: CapiEvent): readonly Rule[] {
  let byName = SELECTED.get(source);
  if (byName === undefined || byName.size >= MAX_NAMES) {
    if (SELECTED.size >= MAX_NAMES) SELECTED.clear();
    byName = new Map();
    SELECTED.set(source, byName);
  }
  let rules = byName.get(name);
  if (rules === undefined) {
    rules = RULES.filter((rule) => rule !== TOO_OLD && concerns(rule, name, source));
    byName.set(name, rules);
  }
  return rules;
}

const STATIC_ISSUES: ReadonlyMap<Rule, Issue> = new Map(
  RULES.map((rule) => [rule, toIssue(rule, rule.expected)]),
);

function toIssue(rule: Rule, expected: string): Issue {
  return Object.freeze({ code: rule.code, field: rule.field, expected });
}

/** What is told and counted: one text for all rows, since a count of them shows one. */
function staticIssueOf(rule: Rule): Issue {
  return STATIC_ISSUES.get(rule) ?? toIssue(rule, rule.expected);
}

/** What keeps a row back; with the reasons why its field, or what lies below, was left out. */
function issueOf(rule: Rule, item: EventItem): Issue {
  const dropped = droppedAt(rule.field, item);
  return dropped === "" ? staticIssueOf(rule) : toIssue(rule, rule.expected + dropped);
}

/**
 * What was left out of a field and why, what lies below it by its shorter name:
 * ` (custom_data.value: currency_missing)`, ` (em: email_invalid; ph: phone_country_missing)`.
 */
function droppedAt(path: string, { event, notices }: EventItem): string {
  if (notices === undefined) return "";
  const below = `${path}.`;
  const dropped = notices
    .filter(({ field }) => field === path || field.startsWith(below))
    .filter(({ field }) => memberAt(event, field) === undefined)
    .map(({ code, field }) => `${field === path ? path : field.slice(below.length)}: ${code}`);
  return dropped.length === 0 ? "" : ` (${dropped.join("; ")})`;
}

/** A member of an event by its path; undefined for a member of items, of which some may have it. */
function memberAt(event: CapiEvent, path: string): unknown {
  let value: unknown = event;
  for (const name of path.split(".")) value = isJsonObject(value) ? value[name] : undefined;
  return value;
}

/** The issue of a row without any of the keys that the mapping asks for. */
function missingKey(
  event: CapiEvent,
  item: EventItem,
  requireAny: readonly string[],
): Issue | undefined {
  if (requireAny.length === 0) return undefined;
  for (const key of requireAny) if (event.user_data[key] !== undefined) return undefined;
  return {
    code: "require_any_missing",
    field: "user_data",
    expected: `at least one of ${requireAny.join(", ")}${droppedAt("user_data", item)}`,
  };
}
