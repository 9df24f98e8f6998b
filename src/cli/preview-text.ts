import type { Json } from "../capi/clean/cleaner.ts";
import type { CapiEvent } from "../capi/event.ts";
import { TOO_OLD } from "../capi/rules.ts";
import type { Mapping } from "../config/mapping.ts";
import { isoTime } from "../lib/iso-time.ts";
import { type Issue, issueText } from "../lib/issue.ts";
import { FieldIssues } from "../run/field-issues.ts";
import type { Item } from "../transform/item.ts";
import { table } from "./text.ts";

/** Hexadecimal digits of a hash that are shown: enough to compare, useless for matching. */
const SHOWN_DIGITS = 8;

/** Why a row is expired. The margin is the mapping's own, so it may be what keeps the row back. */
function tooOld({ delivery }: Mapping): Issue {
  const { code, field, expected } = TOO_OLD;
  const margin = `${delivery.ageMarginSeconds / 60} minutes (delivery.age_margin)`;
  return { code, field, expected: `${expected} of ${margin}` };
}

/**
 * One JSON line per row, in order; rows count from 1. A row too old has the issue `event_too_old`,
 * although a run counts it as expired: what keeps it back is its time, and `excluded` is for rows
 * that the mapping does not want. `exact`: events as they would go on the wire; otherwise what
 * identifies a person is cut short.
 */
export function previewLines(items: readonly Item[], mapping: Mapping, exact: boolean): string {
  const late = tooOld(mapping);
  return items.map((item) => `${JSON.stringify(lineOf(item, late, exact))}\n`).join("");
}

function lineOf(item: Item, late: Issue, exact: boolean): Record<string, unknown> {
  const row = item.seq + 1;
  switch (item.kind) {
    case "event":
      return {
        row,
        event: exact ? item.event : masked(item.event),
        notices: (item.notices ?? []).map(issueJson),
      };
    case "rejected":
      return { row, issues: item.issues.map(issueJson) };
    case "expired":
      return { row, issues: [late] };
    case "excluded":
      return { row, excluded: item.reason };
    default:
      return item satisfies never;
  }
}

function issueJson({ code, field, expected }: Issue): Issue {
  return { code, field, expected };
}

/** What a person reads: a line or an event per row, then what was noticed how often. */
export function previewText(
  items: readonly Item[],
  mapping: Mapping,
  form: "table" | "events",
): string {
  if (items.length === 0) return "no rows\n";
  const late = tooOld(mapping);
  const body =
    form === "table"
      ? rowsTable(items, late)
      : items.map((item) => eventText(item, late)).join("\n");
  return `${body}\n${totals(items)}${fieldIssuesText(items)}`;
}

function rowsTable(items: readonly Item[], late: Issue): string {
  return table(
    ["ROW", "BECOMES", "EVENT", "TIME", "EVENT ID", "VALUE", "PERSON, OR WHY NOT"],
    items.map((item) => [String(item.seq + 1), ...cellsOf(item, late)]),
  );
}

function cellsOf(item: Item, late: Issue): readonly string[] {
  if (item.kind !== "event") return [item.kind, "-", "-", "-", "-", whyNot(item, late)];
  const { event } = item;
  const { value, currency } = event.custom_data ?? {};
  const amount = [value, currency].filter((part) => part !== undefined).map(plainText);
  return [
    "event",
    event.event_name,
    isoTime(event.event_time) ?? String(event.event_time),
    event.event_id,
    amount.length === 0 ? "-" : amount.join(" "),
    Object.entries(masked(event).user_data)
      .map(([key, shown]) => `${key} ${plainText(shown)}`)
      .join(", "),
  ];
}

function eventText(item: Item, late: Issue): string {
  const head = `row ${item.seq + 1}: ${item.kind}`;
  return item.kind === "event"
    ? `${head}\n${JSON.stringify(masked(item.event), undefined, 2)}\n`
    : `${head}, ${whyNot(item, late)}\n`;
}

function whyNot(item: Exclude<Item, { kind: "event" }>, late: Issue): string {
  switch (item.kind) {
    case "rejected":
      return item.issues.map(issueText).join("; ");
    case "expired":
      return issueText(late);
    case "excluded":
      return item.reason;
    default:
      return item satisfies never;
  }
}

/** As it stands in the event; a number that no float holds shows its own digits. */
function plainText(value: Json | undefined): string {
  if (Array.isArray(value)) return (value as readonly Json[]).map(plainText).join(" ");
  if (typeof value === "object" && "rawJSON" in value) return String(value.rawJSON);
  return String(value);
}

/** The event with hashes cut short and plain identifiers only named. */
function masked(event: CapiEvent): CapiEvent {
  return {
    ...event,
    user_data: Object.fromEntries(
      Object.entries(event.user_data).map(([key, value]) => [key, mask(value)]),
    ),
  };
}

function mask(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(mask);
  return typeof value === "string" && /^[0-9a-f]{64}/.test(value)
    ? `${value.slice(0, SHOWN_DIGITS)}…`
    : "(set)";
}

function totals(items: readonly Item[]): string {
  const counts = countBy(items.map((item) => item.kind));
  const parts = [...counts].map(
    ([kind, rows]) => `${rows} ${kind === "event" ? "sendable" : kind}`,
  );
  return `${items.length} rows: ${parts.join(", ")}\n`;
}

/** The same counts that a run reports, of sendable and rejected rows alike. */
function fieldIssuesText(items: readonly Item[]): string {
  const found = new FieldIssues();
  for (const item of items) {
    if ("notices" in item) for (const notice of item.notices ?? []) found.add(notice);
  }
  const rows = found
    .list()
    .map(({ code, field, count, expected }) => [code, field, String(count), expected]);
  return rows.length === 0 ? "" : `\n${table(["FIELD ISSUE", "FIELD", "ROWS", "EXPECTED"], rows)}`;
}

function countBy(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
