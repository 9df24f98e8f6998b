import { RULES_AS_OF } from "../capi/as-of.ts";
import { DEPRECATED, ELSEWHERE } from "../capi/fields/elsewhere.ts";
import { GROUP_NAMES, GROUPS, type Group } from "../capi/fields/groups.ts";
import { OPTION_DOCS } from "../capi/fields/options.ts";
import { FIELD_SOURCES } from "../capi/fields/sources.ts";
import { FIELDS, type Field } from "../capi/fields.ts";
import { blockPath } from "../config/blocks.ts";
import { pathText } from "../config/tree.ts";
import { elsewherePath, occasionsText, valueText, wordsText } from "./known-fields.ts";
import { markdownTable } from "./markdown.ts";

const INTRODUCTION = `# Fields

Every parameter of a Conversions API event that a mapping may set, as of ${RULES_AS_OF}, the day on which
Meta's pages were last read. \`capisync fields NAME\` prints one of them, \`capisync fields --json\` all.

A value is a column, \`{ const: … }\`, \`{ column: …, transform: […] }\`, \`{ first_of: […] }\` or, where Meta
takes several, \`{ all_of: […] }\`. Cleaning and hashing belong to the field and are never written. The keys of
Meta's own (\`em\`) may be written instead of the readable names (\`email\`). "Unverified": no page of Meta's
for this API names it. A field without a value in a row is left out of its event.
`;

/** docs/fields.md. */
export function fieldsMarkdown(): string {
  return [
    INTRODUCTION,
    ...GROUP_NAMES.map(section),
    `## Options\n\nWritten beside the column: \`{ column: phone, default_country: NL }\`.\n\n${options()}`,
    `## Not fields of a mapping\n\n${elsewhere()}`,
    `## Never sent\n\n${neverSent()}`,
    `## Sources\n\n${sources()}`,
  ].join("\n");
}

function section(group: Group): string {
  const fields = FIELDS.filter((field) => field.group === group);
  // A column that is empty all the way down says nothing.
  const columns = COLUMNS.filter(([, text]) => fields.some((field) => text(field) !== ""));
  const rows = fields.map((field) => columns.map(([, text]) => text(field)));
  const table = markdownTable(
    columns.map(([title]) => title),
    rows,
  );
  return `## \`${pathText(blockPath(group))}\`\n\n${GROUPS[group].doc}\n\n${table}`;
}

const COLUMNS: readonly (readonly [title: string, text: (field: Field) => string])[] = [
  ["Field", ({ name }) => code(name)],
  ["Meta's key", ({ name, wire }) => (name === wire ? "" : code(wire))],
  ["What it is", what],
  ["Value", valueText],
  ["Options", ({ options, join }) => [...(join?.keys ?? []), ...options].map(code).join(", ")],
  ["For", occasionsText],
  ["Gateway column", ({ csv }) => (csv === undefined ? "" : code(csv))],
  ["Source", ({ source, unverified }) => (unverified ? `unverified; ${source}` : source)],
];

function what(field: Field): string {
  const words = wordsText(field);
  return words === "" ? field.doc : `${field.doc} Meta's words: ${words}.`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function options(): string {
  const rows = Object.entries(OPTION_DOCS).map(([name, doc]) => [code(name), doc]);
  return markdownTable(["Option", "What it is for"], rows);
}

function elsewhere(): string {
  const rows = ELSEWHERE.map((parameter) => [
    code(elsewherePath(parameter)),
    parameter.doc,
    parameter.setBy,
    parameter.csv === undefined ? "" : code(parameter.csv),
    parameter.unverified ? `unverified; ${parameter.source}` : parameter.source,
  ]);
  return markdownTable(["Parameter", "What it is", "Set by", "Gateway column", "Source"], rows);
}

function neverSent(): string {
  const rows = DEPRECATED.map(({ wire, reason, source }) => [code(wire), reason, source]);
  return markdownTable(["Parameter", "Why", "Source"], rows);
}

function sources(): string {
  const rows = Object.entries(FIELD_SOURCES).map(([tag, page]) => [tag, page]);
  return markdownTable(["Tag", "Read in 2026"], rows);
}
