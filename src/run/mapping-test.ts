import type { ExpectedEvent, ExpectedIssue, Mapping, MappingTest } from "../config/mapping.ts";
import { type Issue, issueText } from "../lib/issue.ts";
import type { Cells } from "../lib/value.ts";
import { alignRows } from "../source/rows.ts";
import { compile } from "../transform/compile.ts";
import type { EventItem, Item } from "../transform/item.ts";
import { validate, validateSettings } from "../validate/validate.ts";
import { columnLines } from "./column-lines.ts";
import { eventDifferences, payloadDifferences } from "./event-diff.ts";

/** What the rows of a test became, and what of it the test did not expect. */
export interface TestResult {
  /** Name of the mapping. */
  readonly mapping: string;
  readonly name: string;
  /** One line each; empty when the test passed. */
  readonly differences: readonly string[];
}

/**
 * Maps and validates the rows of a test as a run does, at `nowMs`, and compares. Every row has to be
 * accounted for: as an event, as rejected, or as left out. Rows that repeat the one before them, which
 * a run sends once, are not looked for. Pure.
 */
export function runMappingTest(
  mapping: Mapping,
  test: MappingTest,
  given: readonly Cells[],
  nowMs: number,
): TestResult {
  const items = itemsOf(mapping, given, nowMs);
  const differences = [
    ...(given.length === 0 ? ["given: expected at least one row, found none"] : []),
    ...eventLines(test, items),
    ...rejectedLines(test.rejected, items),
    ...skippedLines(test, items),
  ];
  if (differences.length > 0) differences.push(...columnLines(mapping, given, differences));
  return { mapping: mapping.name, name: test.name, differences };
}

function itemsOf(mapping: Mapping, given: readonly Cells[], nowMs: number): readonly Item[] {
  const { columns, rows } = alignRows(given);
  const transform = compile(mapping, columns, { onAbsent: () => undefined });
  const settings = { nowMs, ...validateSettings(mapping) };
  return rows.map((row, seq) => validate(transform(row, seq, nowMs), settings));
}

function eventLines({ events, payload }: MappingTest, items: readonly Item[]): readonly string[] {
  const found = items.filter((item) => item.kind === "event");
  const several = items.length > 1;
  return [
    ...(events === undefined && payload !== undefined
      ? []
      : compareEvents(events ?? [], found, several, eventDifferences)),
    ...(payload === undefined ? [] : compareEvents(payload, found, several, payloadDifferences)),
  ];
}

function compareEvents(
  expected: readonly ExpectedEvent[],
  found: readonly EventItem[],
  several: boolean,
  compare: (expected: ExpectedEvent, item: EventItem) => readonly string[],
): readonly string[] {
  if (expected.length !== found.length) {
    const rows = found.map(({ seq }) => seq + 1).join(", ");
    const which = found.length === 0 ? "" : `, of row ${rows}`;
    return [`expected ${amount(expected.length)}, got ${amount(found.length)}${which}`];
  }
  return found.flatMap((item, i) =>
    compare(expected[i] ?? {}, item).map((line) => (several ? `${rowOf(item)}: ${line}` : line)),
  );
}

function amount(count: number): string {
  return count === 1 ? "1 event" : `${count === 0 ? "no" : count} events`;
}

function rowOf({ seq }: Item): string {
  return `row ${seq + 1}`;
}

/** Takes for each wish the first thing that fits it; what is left over on either side. */
function pairOff<Wish, Thing>(
  wishes: readonly Wish[],
  things: readonly Thing[],
  fits: (wish: Wish, thing: Thing) => boolean,
): { readonly missing: readonly Wish[]; readonly surplus: readonly Thing[] } {
  const surplus = [...things];
  const missing: Wish[] = [];
  for (const wish of wishes) {
    const at = surplus.findIndex((thing) => fits(wish, thing));
    if (at < 0) missing.push(wish);
    else surplus.splice(at, 1);
  }
  return { missing, surplus };
}

/** Each issue of each row is expected by exactly one entry, whatever their order. */
function rejectedLines(
  expected: readonly ExpectedIssue[],
  items: readonly Item[],
): readonly string[] {
  const found = items.flatMap((item) =>
    item.kind === "rejected" ? item.issues.map((issue) => ({ item, issue })) : [],
  );
  // Those that say most choose first, so that a vague one does not take what only they fit.
  const choosy = expected.toSorted((a, b) => saying(b).length - saying(a).length);
  const { missing, surplus } = pairOff(choosy, found, (entry, { issue }) => fits(entry, issue));
  return [
    ...surplus.map(({ item, issue }) => `${rowOf(item)}: rejected, ${issueText(issue)}`),
    ...missing.map((entry) => `expected a row rejected for ${saying(entry).join(", ")}, got none`),
  ];
}

const TOLD = ["code", "field", "expected"] as const;

function saying(entry: ExpectedIssue): readonly string[] {
  return TOLD.flatMap((key) => (entry[key] === undefined ? [] : [`${key} ${entry[key]}`]));
}

function fits(entry: ExpectedIssue, issue: Issue): boolean {
  return TOLD.every((key) => entry[key] === undefined || entry[key] === issue[key]);
}

/**
 * Rows left out by a rule of the mapping need no words in a test that expects no event at all. Rows
 * that are too old always do: nobody wanted that.
 */
function skippedLines(
  { events, skipped, nowMs }: MappingTest,
  items: readonly Item[],
): readonly string[] {
  const isSilent = skipped === undefined && events?.length === 0;
  const found = items.flatMap((item) => {
    const reason = reasonOf(item);
    return reason === undefined || (isSilent && reason !== EXPIRED) ? [] : [{ item, reason }];
  });
  const { missing, surplus } = pairOff(
    skipped ?? [],
    found,
    (wanted, { reason }) => wanted === reason,
  );
  const clock = nowMs === undefined ? " (the test sets no `now`)" : "";
  return [
    ...surplus.map(
      ({ item, reason }) => `${rowOf(item)}: left out, ${reason}${reason === EXPIRED ? clock : ""}`,
    ),
    ...missing.map((reason) => `expected a row left out for ${reason}, got none`),
  ];
}

const EXPIRED = "expired";

function reasonOf(item: Item): string | undefined {
  if (item.kind === "expired") return EXPIRED;
  return item.kind === "excluded" ? item.reason : undefined;
}
