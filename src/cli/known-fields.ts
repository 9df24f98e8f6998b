import {
  DEPRECATED,
  type Deprecated,
  ELSEWHERE,
  type Elsewhere,
} from "../capi/fields/elsewhere.ts";
import { childrenOf, GROUP_NAMES, GROUPS, pathOf, stepsTo } from "../capi/fields/groups.ts";
import type { Occasion } from "../capi/fields/line.ts";
import { FIELD_SOURCES } from "../capi/fields/sources.ts";
import { FIELDS, type Field, type Group } from "../capi/fields.ts";
import { blockPath } from "../config/blocks.ts";
import { synonymOf } from "../config/synonyms.ts";
import { pathText } from "../config/tree.ts";

/** What a name on the command line can stand for. */
export type FoundField =
  | { readonly kind: "field"; readonly field: Field }
  | { readonly kind: "elsewhere"; readonly parameter: Elsewhere }
  | { readonly kind: "not_sent"; readonly parameter: Deprecated };

/** A field as a mapping writes it: `fields.user_data.email`. */
export function writtenPath({ group, name }: Field): string {
  return pathText([...blockPath(group), name]);
}

/** Where a field stands in the event; of a list of slots each has a place and no name. */
export function sentAs({ group, sentIn, wire }: Field): string {
  if (GROUPS[group].shape !== "slots") return pathOf(sentIn, wire);
  const slots = FIELDS.filter((field) => field.group === group).map((field) => field.wire);
  return `${stepsTo(group).join(".")}[${slots.indexOf(wire)}]`;
}

/** Where Meta has a parameter that no field sets. */
export function elsewherePath({ group, wire }: Elsewhere): string {
  return group === "request" ? wire : pathOf(group, wire);
}

function namesOfField(field: Field): readonly string[] {
  const { group, name, wire } = field;
  return [
    name,
    wire,
    `${group}.${name}`,
    `${group}.${wire}`,
    pathOf(group, name),
    pathOf(group, wire),
  ];
}

/** Whether others call a field by this name, with or without the group in front of it. */
function isCalled({ group, name }: Field, typed: string): boolean {
  const path = pathOf(group, "");
  return synonymOf(group, typed.startsWith(path) ? typed.slice(path.length) : typed) === name;
}

/** Everything of that name: `event_time` is a member of the event and of original_event_data. */
export function findFields(typed: string): readonly FoundField[] {
  const name = typed.replace(/^fields\./, "").replace(".item.", ".");
  return [
    ...FIELDS.filter((field) => namesOfField(field).includes(name) || isCalled(field, name)).map(
      (field) => ({ kind: "field", field }) as const,
    ),
    ...ELSEWHERE.filter((each) => each.wire === name || elsewherePath(each) === name).map(
      (parameter) => ({ kind: "elsewhere", parameter }) as const,
    ),
    ...DEPRECATED.filter((each) => each.wire === name).map(
      (parameter) => ({ kind: "not_sent", parameter }) as const,
    ),
  ];
}

/** The group of that name, if it is one: `user_data`, `app_data.extinfo`, `items` for `contents`. */
export function findGroup(typed: string): Group | undefined {
  const name = typed.replace(/^fields\./, "");
  return (
    GROUP_NAMES.find((group) => group === name || stepsTo(group).join(".") === name) ??
    GROUP_NAMES.find((group) => synonymOf("custom_data", name) === group)
  );
}

/** A group and the groups in it. */
export function withNested(group: Group): readonly Group[] {
  return [group, ...(group === "event" ? [] : childrenOf(group).flatMap(withNested))];
}

/** All names that `findFields` and `findGroup` know, for a suggestion. */
export function knownNames(): readonly string[] {
  return [
    ...FIELDS.flatMap(({ name, wire }) => [name, wire]),
    ...GROUP_NAMES,
    ...ELSEWHERE.map(({ wire }) => wire),
    ...DEPRECATED.map(({ wire }) => wire),
  ];
}

/** What each type of value is to people. */
const TYPE_WORDS: Readonly<Record<Field["type"], string>> = {
  text: "text",
  number: "number",
  amount: "amount",
  integer: "whole number",
  time: "time",
  boolean: "true or false",
  bit: "1 or 0",
  object: "JSON",
  json: "any value",
};

/** What a field holds, in a few words. */
export function valueText({ type, many, hash, words, open }: Field): string {
  const what = words.length === 0 ? TYPE_WORDS[type] : open ? "word" : "one word of a list";
  return `${many ? `${what}, or several` : what}${hash ? ", sent as SHA-256" : ""}`;
}

/** The words that Meta lists for a field; empty where it lists none. */
export function wordsText({ words, open }: Field): string {
  if (words.length === 0) return "";
  return open ? `${words.join(", ")}; others are sent and counted` : words.join(", ");
}

const OCCASIONS: Readonly<Partial<Record<Occasion, string>>> = {
  all: "every event",
  crm: "CRM leads",
};

/** The kinds of event that a field is for. */
export function occasionsText({ recommended }: Field): string {
  return recommended.map((each) => OCCASIONS[each] ?? each).join(", ");
}

/** A field as `--json` prints it. */
export function fieldJson(field: Field): Record<string, unknown> {
  const { group, name, wire, type, many, hash, words, open, options, join } = field;
  return {
    path: writtenPath(field),
    name,
    key: wire,
    group,
    sent_as: sentAs(field),
    type,
    list: many,
    hashed: hash,
    values: words,
    other_values: words.length === 0 || open,
    options,
    joined_from: join?.keys ?? [],
    recommended_for: field.recommended,
    gateway_column: field.csv ?? null,
    source: FIELD_SOURCES[field.source],
    unverified: field.unverified,
    doc: field.doc,
  };
}

/** A parameter that no field sets, as `--json` prints it. */
export function elsewhereJson(parameter: Elsewhere): Record<string, unknown> {
  return {
    key: parameter.wire,
    group: parameter.group,
    sent_as: elsewherePath(parameter),
    set_by: parameter.setBy.replaceAll("`", ""),
    gateway_column: parameter.csv ?? null,
    source: FIELD_SOURCES[parameter.source],
    unverified: parameter.unverified ?? false,
    doc: parameter.doc,
  };
}

/** A parameter that is never sent, as `--json` prints it. */
export function notSentJson({ wire, reason, source }: Deprecated): Record<string, unknown> {
  return { key: wire, group: "request", reason, source: FIELD_SOURCES[source] };
}
