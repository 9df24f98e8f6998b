import { Fault, type Json } from "../capi/clean/cleaner.ts";
import type { CapiEvent } from "../capi/event.ts";
import { windowOf } from "../capi/limits.ts";
import type { Consent, Mapping } from "../config/mapping.ts";
import type { Issue } from "../lib/issue.ts";
import type { Column, Row, Value } from "../lib/value.ts";
import type { Cell, Member } from "./cell.ts";
import type { Columns } from "./columns.ts";
import { compileContents } from "./contents.ts";
import { compileDataUse } from "./data-use.ts";
import { deriveEventId } from "./event-id.ts";
import type { Item } from "./item.ts";
import { Members } from "./members.ts";
import { optionsOf } from "./target.ts";
import { textOf } from "./text.ts";

// A row is   picked ─► through its steps ─► cleaned ─► hashed ─► a member of its event.
//
// All that depends on the mapping alone is decided once, here: each member becomes one closure, and
// a row runs through an array of them. Nothing waits and nothing is looked up by name per row.

/** Turns one row into an item. Synchronous; one call at a time, since all rows share a draft. */
export type Transform = (row: Row, seq: number, nowMs: number) => Item;

/** What a transform takes from outside its mapping. */
export interface TransformEnv {
  /** The project's IANA zone for timestamps without an offset. */
  readonly timezone?: string;
  /** Told of each column that the result lacks; it is null in every row then, and no error. */
  readonly onAbsent?: (column: string) => void;
}

/**
 * Compiles a mapping against the columns of its result. Throws a ConfigError that names every
 * column which the result does not have, unless `env` wants to be told.
 */
export function compile(
  mapping: Mapping,
  columns: readonly Column[],
  env: TransformEnv,
): Transform {
  const members = new Members(mapping, columns, env.timezone);
  const { draft } = members;
  const consented = compileConsent(mapping.consent, members.columns);
  const build = compileEvent(mapping, members);
  if (env.onAbsent === undefined) members.columns.check();
  else members.columns.absent.forEach(env.onAbsent);
  return (row, seq, nowMs) => {
    if (!consented(row)) return { kind: "excluded", seq, reason: "no_consent" };
    draft.begin(nowMs);
    const event = build(row);
    if (draft.excluded !== undefined) return { kind: "excluded", seq, reason: draft.excluded };
    const { issues, notices } = draft;
    if (event === undefined || issues !== undefined) {
      return { kind: "rejected", seq, stage: "map", issues: issues ?? [], notices };
    }
    return { kind: "event", seq, event, window: windowOf(event.action_source), notices };
  };
}

/** The objects of an event that are left out when they have no member; user_data never is. */
const GROUPS = ["custom_data", "app_data", "original_event_data", "attribution_data"] as const;

/** Members of the event itself that are built one by one. */
const IDENTITY = ["event_name", "event_time", "event_id", "action_source"];

/** Without these there is no event at all. */
const MISSING = {
  event_name: { code: "event_name_missing", field: "event_name", expected: "a name" },
  event_time: { code: "event_time_missing", field: "event_time", expected: "a time" },
  action_source: {
    code: "action_source_unknown",
    field: "action_source",
    expected: "one of Meta's nine action sources",
  },
} as const satisfies Record<string, Issue>;

/** The row's own id was empty or bad: a derived one is as stable, and worth a word. */
const ID_DERIVED: Issue = Object.freeze({
  code: "event_id_derived",
  field: "event_id",
  expected: "an id in the mapped column; one is derived from the primary key",
});

function compileConsent(consent: Consent | undefined, columns: Columns): (row: Row) => boolean {
  if (consent === undefined) return () => true;
  const pick = columns.pick(consent.column);
  const accepted = new Set(consent.in);
  return (row) => {
    const value = pick(row);
    const text = value instanceof Fault ? undefined : textOf(value);
    return text !== undefined && accepted.has(text);
  };
}

/** The whole event of a row; undefined when something is missing without which there is none. */
function compileEvent(mapping: Mapping, members: Members): (row: Row) => CapiEvent | undefined {
  const { draft, columns } = members;
  const identity = compileIdentity(mapping, members);
  const readCodes = compileCodes(mapping, members);
  const own = members.event().filter((member) => !IDENTITY.includes(member.name));
  const userData = members.group("user_data");
  const groups = GROUPS.map((name) => ({ name, list: members.group(name) })).filter(
    ({ list }) => list.length > 0,
  );
  const { contents, limitedDataUse } = mapping;
  const writeContents =
    contents &&
    compileContents(
      contents,
      columns.pick(contents.column, contents.place),
      members.items(),
      draft,
    );
  const writeDataUse =
    limitedDataUse === undefined ? undefined : compileDataUse(limitedDataUse, columns);
  return (row) => {
    readCodes(row);
    const event = identity(row);
    if (event === undefined) return undefined;
    fill(event, own, row);
    fill(event.user_data, userData, row);
    for (const group of groups) {
      const object: Record<string, Json> = {};
      if (fill(object, group.list, row)) event[group.name] = object;
    }
    writeContents?.(row, event);
    writeDataUse?.(row, event, draft);
    return event;
  };
}

/** Writes what the row gives for each member; true when it gave anything. */
function fill(
  object: Record<string, Json | undefined>,
  members: readonly Member<Row>[],
  row: Row,
): boolean {
  let filled = false;
  for (const member of members) {
    const value = member.cell(row);
    if (value === undefined) continue;
    object[member.name] = value;
    filled = true;
  }
  return filled;
}

function compileIdentity(mapping: Mapping, members: Members): (row: Row) => CapiEvent | undefined {
  const name = literalOr(mapping.eventName, "event_name", mapping, members);
  const source = literalOr(mapping.actionSource, "action_source", mapping, members);
  const time = mapped("event_time", mapping, members);
  const id = compileEventId(mapping, members);
  return (row) => {
    const event_name = name(row);
    const event_time = time(row);
    const action_source = source(row);
    if (typeof event_name !== "string" || typeof event_time !== "number") return undefined;
    if (typeof action_source !== "string") return undefined;
    const event_id = id(row, event_name);
    return { event_name, event_time, event_id, action_source, user_data: {} };
  };
}

function literalOr(
  literal: string | undefined,
  name: keyof typeof MISSING,
  mapping: Mapping,
  members: Members,
): Cell<Row> {
  return literal === undefined ? mapped(name, mapping, members) : () => literal;
}

/** A member of the event itself that must be there. */
function mapped(name: keyof typeof MISSING, mapping: Mapping, members: Members): Cell<Row> {
  const field = eventField(mapping, name);
  if (field !== undefined) return members.field(field, MISSING[name]);
  return () => {
    members.draft.reject(MISSING[name]);
    return undefined;
  };
}

function eventField(mapping: Mapping, name: string) {
  return mapping.fields.find((field) => field.group === "event" && field.name === name);
}

function compileEventId(
  mapping: Mapping,
  members: Members,
): (row: Row, eventName: string) => string {
  const picks = mapping.source.primaryKey.map((column) => members.columns.pick(column));
  const keyValue = (pick: (row: Row) => Value | Fault, row: Row): Value => {
    const value = pick(row);
    return value instanceof Fault ? null : value;
  };
  const derive = (row: Row, eventName: string): string =>
    deriveEventId(
      mapping.id,
      eventName,
      picks.map((pick) => keyValue(pick, row)),
    );
  const field = eventField(mapping, "event_id");
  if (field === undefined) return derive;
  const own = members.field(field);
  return (row, eventName) => {
    const id = own(row);
    if (typeof id === "string") return id;
    members.draft.notice(ID_DERIVED);
    return derive(row, eventName);
  };
}

/** Reads the row's country and currency, where a cleaner of another field wants to know them. */
function compileCodes(mapping: Mapping, members: Members): (row: Row) => void {
  const { draft } = members;
  const sources = [...mapping.fields, ...(mapping.contents?.item ?? [])].map(({ from }) => from);
  const needsCurrency = sources.some((from) => optionsOf(from).unit === "minor");
  const country = members.code("user_data", "country");
  const currency = needsCurrency ? members.code("custom_data", "currency") : () => undefined;
  return (row) => {
    draft.country = country(row);
    draft.currency = currency(row);
  };
}
