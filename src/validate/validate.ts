import type { CapiEvent } from "../capi/event.ts";
import { RULES, type Rule, TOO_OLD, WEAK } from "../capi/rules.ts";
import type { Issue } from "../lib/issue.ts";
import type { EventItem, Item } from "../transform/item.ts";

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
}

/**
 * Holds an event against Meta's rules at a given time. An event too old becomes `expired`, one that
 * breaks a rule `rejected` with all that is wrong; any other item comes back as it is. Pure.
 */
export function validate(item: Item, settings: ValidateSettings): Item {
  if (item.kind !== "event") return item;
  const { event, seq, window } = item;
  const now = settings.nowMs / 1000;
  if (now - event.event_time > window.seconds - settings.ageMarginSeconds) {
    return { kind: "expired", seq };
  }
  let issues: Issue[] | undefined;
  let notices: Issue[] | undefined;
  for (const rule of rulesFor(event)) {
    if (!rule.broken(event, now)) continue;
    const issue = issueOf(rule, item);
    if (rule.severity === "row" && !isSoftened(rule, settings)) issues = add(issues, issue);
    else notices = add(notices ?? item.notices, issue);
  }
  const missing = missingKey(event, item, settings.requireAny);
  if (missing !== undefined) issues = add(issues, missing);
  notices ??= item.notices as Issue[] | undefined;
  if (issues !== undefined) return { kind: "rejected", seq, stage: "validate", issues, notices };
  return notices === item.notices ? item : { ...item, notices };
}

function isSoftened(rule: Rule, settings: ValidateSettings): boolean {
  return rule.soft && settings.softened[rule.code] === "warn";
}

function add(list: readonly Issue[] | undefined, issue: Issue): Issue[] {
  return list === undefined ? [issue] : [...list, issue];
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
    rules = RULES.filter(
      (rule) =>
        rule !== TOO_OLD &&
        (rule.names === undefined || rule.names.includes(name)) &&
        (rule.sources === undefined || rule.sources.includes(source)),
    );
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

function issueOf(rule: Rule, item: EventItem): Issue {
  if (rule === WEAK) return toIssue(rule, rule.expected + droppedKeys(item));
  return STATIC_ISSUES.get(rule) ?? toIssue(rule, rule.expected);
}

const USER_DATA = "user_data.";

/** Which user_data keys were left out and why: ` (em: email_invalid; ph: phone_country_missing)`. */
function droppedKeys({ event, notices }: EventItem): string {
  const dropped = (notices ?? [])
    .filter(({ field }) => field.startsWith(USER_DATA))
    .map(({ code, field }) => ({ code, key: field.slice(USER_DATA.length) }))
    .filter(({ key }) => event.user_data[key] === undefined)
    .map(({ code, key }) => `${key}: ${code}`);
  return dropped.length === 0 ? "" : ` (${dropped.join("; ")})`;
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
    expected: `at least one of ${requireAny.join(", ")}${droppedKeys(item)}`,
  };
}
