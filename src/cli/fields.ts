import { RULES_AS_OF } from "../capi/as-of.ts";
import {
  DEPRECATED,
  type Deprecated,
  ELSEWHERE,
  type Elsewhere,
} from "../capi/fields/elsewhere.ts";
import { FIELD_SOURCES } from "../capi/fields/sources.ts";
import { FIELDS, type Field } from "../capi/fields.ts";
import { didYouMean } from "../lib/did-you-mean.ts";
import { ConfigError } from "../lib/errors.ts";
import { EXIT, type GlobalFlags, type Io } from "./io.ts";
import {
  elsewhereJson,
  elsewherePath,
  type FoundField,
  fieldJson,
  findFields,
  findGroup,
  knownNames,
  notSentJson,
  occasionsText,
  sentAs,
  valueText,
  withNested,
  wordsText,
  writtenPath,
} from "./known-fields.ts";
import { table } from "./text.ts";

/** `capisync fields [NAME]`: every parameter of an event, those of a group, or one in full. */
export async function fields(
  name: string | undefined,
  flags: GlobalFlags,
  io: Io,
): Promise<number> {
  io.stdout(flags.json === true ? `${JSON.stringify(documentOf(name))}\n` : textOf(name));
  return EXIT.ok;
}

/** What a name stands for: parameters to tell in full, and the members of a group. */
interface Chosen {
  readonly found: readonly FoundField[];
  readonly list: readonly Field[];
}

function choose(name: string | undefined): Chosen {
  if (name === undefined) return { found: [], list: FIELDS };
  const found = findFields(name);
  const group = findGroup(name);
  const groups = group === undefined ? [] : withNested(group);
  const list = FIELDS.filter((field) => groups.includes(field.group));
  if (found.length + list.length > 0) return { found, list };
  const near = didYouMean(name, knownNames());
  throw new ConfigError(`fields ${name}: Meta has no such parameter that capisync knows`, {
    hint:
      near === undefined
        ? "`capisync fields` lists all; own properties go under fields.custom_data.extra"
        : `did you mean ${near}?`,
  });
}

function documentOf(name: string | undefined): Record<string, unknown> {
  const { found, list } = choose(name);
  const rest =
    name === undefined
      ? { set_elsewhere: ELSEWHERE.map(elsewhereJson), never_sent: DEPRECATED.map(notSentJson) }
      : {};
  return {
    rules_as_of: RULES_AS_OF,
    fields: [...found.map(foundJson), ...list.map(fieldJson)],
    ...rest,
  };
}

function foundJson(found: FoundField): Record<string, unknown> {
  switch (found.kind) {
    case "field":
      return fieldJson(found.field);
    case "elsewhere":
      return elsewhereJson(found.parameter);
    case "not_sent":
      return notSentJson(found.parameter);
  }
}

function textOf(name: string | undefined): string {
  const { found, list } = choose(name);
  const parts = found.map(foundText);
  if (list.length > 0) parts.push(listText(list));
  if (name === undefined) parts.push(elsewhereText());
  if (list.length > 0) {
    parts.push(`Meta's pages were read on ${RULES_AS_OF}. One in full: capisync fields <name>\n`);
  }
  return parts.join("\n");
}

function listText(list: readonly Field[]): string {
  const rows = list.map((field) => [
    writtenPath(field),
    field.name === field.wire ? "" : field.wire,
    valueText(field),
    field.doc,
  ]);
  return table(["FIELD", "META'S KEY", "VALUE", "WHAT IT IS"], rows);
}

function elsewhereText(): string {
  const rows = ELSEWHERE.map((each) => [elsewherePath(each), each.setBy.replaceAll("`", "")]);
  const never = DEPRECATED.map(({ wire, reason }) => [wire, `never sent: ${reason}`]);
  return table(["NOT A FIELD", "SET BY"], [...rows, ...never]);
}

type Line = readonly [label: string, text: string];

function block(title: string, lines: readonly Line[]): string {
  const shown = lines.filter(([, text]) => text !== "");
  return `${[title, ...shown.map(([label, text]) => `  ${label.padEnd(17)}${text}`)].join("\n")}\n`;
}

function foundText(found: FoundField): string {
  switch (found.kind) {
    case "field":
      return fieldText(found.field);
    case "elsewhere":
      return elsewhereOf(found.parameter);
    case "not_sent":
      return notSentOf(found.parameter);
  }
}

function fieldText(field: Field): string {
  return block(writtenPath(field), [
    ["what it is", field.doc],
    ["sent as", sentAs(field)],
    ["value", valueText(field)],
    ["Meta's words", wordsText(field)],
    ["options", field.options.join(", ")],
    ["or made of", joinText(field)],
    ["for", occasionsText(field)],
    ["Gateway column", field.csv ?? ""],
    ["source", sourceText(field)],
  ]);
}

function joinText({ join }: Field): string {
  return join === undefined ? "" : `${join.keys.join(" and ")}, with ${join.options.join(", ")}`;
}

function elsewhereOf(parameter: Elsewhere): string {
  return block(`${elsewherePath(parameter)}, not a field of a mapping`, [
    ["what it is", parameter.doc],
    ["set by", parameter.setBy.replaceAll("`", "")],
    ["Gateway column", parameter.csv ?? ""],
    ["source", sourceText(parameter)],
  ]);
}

function notSentOf({ wire, reason, source }: Deprecated): string {
  return block(`${wire}, never sent`, [
    ["why", reason],
    ["source", sourceText({ source })],
  ]);
}

function sourceText({
  source,
  unverified,
}: {
  readonly source: keyof typeof FIELD_SOURCES;
  readonly unverified?: boolean;
}): string {
  const page = FIELD_SOURCES[source];
  return unverified === true ? `${page} (unverified)` : page;
}
