import { z } from "zod";
import { childrenOf, GROUPS } from "../capi/fields/groups.ts";
import { OPTION_DOCS } from "../capi/fields/options.ts";
import { ACTION_SOURCES, FIELDS, type Field, type Group } from "../capi/fields.ts";
import { originsOf } from "./blocks.ts";
import { step, VALUES } from "./field-schema.ts";
import { mappingSchema } from "./mapping-schema.ts";

/** A JSON Schema, as far as it is looked into here. */
export interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

type Properties = Readonly<Record<string, JsonSchema>>;

/** What the keys of a mapping are for, by their paths; its fields have sentences of their own. */
// biome-ignore format: a table is read by its columns
const KEYS: Readonly<Record<string, string>> = {
  "version":            "Version of this grammar: 1.",
  "id":                 "What the state is kept under; by default the file's name. To rename a file, write its old name here.",
  "description":        "What the mapping is for, in your words.",
  "owner":              "Who answers for it.",
  "tags":               "Words to select it by: `--select tag:…`.",
  "enabled":            "False: it runs only when it is named.",
  "destination":        "A key of `destinations:` in connections.yaml: the dataset that takes the events.",
  "event_name":         "Name of all events of this mapping; per row it is `fields.event_name`.",
  "action_source":      "Where all its events happened; per row it is `fields.action_source`.",
  "source":             "Where the rows come from.",
  "source.connection":  "A key of `connections:` in connections.yaml.",
  "source.sql":         "The query whose rows become events. It is wrapped as a subquery, so it needs no filter of its own.",
  "source.sql_file":    "File that holds the query, relative to the project folder.",
  "source.table":       "Table or view whose rows become events.",
  "source.where":       "Condition in SQL on the rows.",
  "source.primary_key": "The column or columns that identify a row.",
  "source.incremental": "How a run finds the rows that are new.",
  "source.incremental.cursor":      "The column by which rows are read in order: when a row was written or changed.",
  "source.incremental.lookback":    "How far behind the watermark a run reads again, for rows that come late.",
  "source.incremental.settle":      "How old rows must be to be read, for transactions that are still open.",
  "source.incremental.start":       "Where the first run starts.",
  "source.incremental.timezone":    "Zone of a cursor without an offset.",
  "source.incremental.null_cursor": "What becomes of rows whose cursor is null.",
  "source.on_update":   "What becomes of a row that is read again after it was sent.",
  "source.options":     "Settings of the connector.",
  "schedule":           "When `capisync start` runs it: a cron line, or `{ every: 15m }`.",
  "timezone":           "Zone of timestamps without an offset.",
  "consent":            "Rows whose column does not say yes are left out and counted.",
  "limited_data_use":   "Limited Data Use: `always`, or by a column. Country and state go together; without them Meta finds out both by the IP address.",
  "require_any":        "A row needs at least one of these to be sent.",
  "fields":             "What each parameter of an event is made of; a bare word is a column.",
  "fields.custom_data.contents.from":        "The column that holds the items: a JSON list of objects, or an array of them.",
  "fields.custom_data.contents.item":        "What each parameter of an item is made of; a bare word is a key of the element.",
  "fields.custom_data.contents.derive":      "Members of custom_data to be worked out of the items.",
  "fields.custom_data.contents.check_value": "True: tells of rows whose value is not the sum of their items.",
  "fields.custom_data.contents.price":       "True: repeats item_price as price in store events.",
  "fields.custom_data.extra":                "Your own properties, sent flat in custom_data.",
  "delivery":           "How events are sent.",
  "on_error":           "What becomes of rows and batches that cannot go.",
  "rules":              "Rules that this mapping softens: `{ website_user_agent: warn }`.",
  "leaks":              "What becomes of an event that seems to carry an e-mail address or phone number where none belongs.",
  "tests":              "Rows and the events they must become; `capisync test` runs them.",
};

/** Keys that the `defaults:` of capisync.yaml can give, so that a file may go without. */
const GIVEN_BY_DEFAULTS = ["destination", "source.connection", "source.incremental.cursor"];

/** The JSON Schema of a file under `mappings/`, for editors; draft 7, which they all know. */
export function mappingJsonSchema(): JsonSchema {
  const names = z.registry<{ id: string }>();
  names.add(step, { id: "step" });
  for (const [id, schema] of Object.entries(VALUES)) names.add(schema, { id });
  const drawn: JsonSchema = JSON.parse(
    JSON.stringify(
      z.toJSONSchema(mappingSchema, {
        target: "draft-7",
        io: "input",
        unrepresentable: "any",
        metadata: names,
      }),
    ),
  );
  const { $schema, ...rest } = withSentences(drawn, "");
  const properties = rest.properties ?? {};
  return {
    $schema,
    title: "A mapping of capisync",
    ...rest,
    properties: {
      ...properties,
      action_source: { ...properties.action_source, enum: ACTION_SOURCES },
      source: exactlyOne(["sql", "sql_file", "table"], properties.source),
      fields: withBlocks(properties.fields),
    },
    definitions: withOrigins(rest.definitions as Properties),
  };
}

/** Gives the keys at a path and below it their sentences, and takes away what defaults may give. */
function withSentences(schema: JsonSchema, path: string): JsonSchema {
  const full = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (schema.properties === undefined) return schema;
  const properties = mapProperties(schema.properties, (inner, name) => {
    const description = KEYS[full(name)];
    const known = withSentences(inner, full(name));
    return description === undefined ? known : { description, ...known };
  });
  const required = schema.required?.filter((name) => !GIVEN_BY_DEFAULTS.includes(full(name)));
  return { ...schema, properties, ...(required && { required }) };
}

/** The `fields:` block: the event's own members, and a block for each group in it. */
function withBlocks(schema: JsonSchema = {}): JsonSchema {
  const described = withFields(schema, "event");
  const properties = { ...described.properties };
  for (const group of childrenOf("event")) {
    const block = properties[group];
    if (block !== undefined) properties[group] = withGroup(block, group);
  }
  return { ...described, properties };
}

/** A group's block and the groups in it, however it is written: as members, or as one value. */
function withGroup(schema: JsonSchema, group: Group): JsonSchema {
  const { doc: description } = GROUPS[group];
  if (schema.anyOf !== undefined) {
    return { description, ...schema, anyOf: schema.anyOf.map((form) => withMembers(form, group)) };
  }
  return { description, ...withMembers(schema, group) };
}

function withMembers(schema: JsonSchema, group: Group): JsonSchema {
  if (schema.properties === undefined) return schema;
  const { item } = schema.properties;
  if (GROUPS[group].shape === "items" && item !== undefined) {
    return { ...schema, properties: { ...schema.properties, item: withFields(item, group) } };
  }
  const described = withFields(schema, group);
  const properties = { ...described.properties };
  for (const child of childrenOf(group)) {
    const block = properties[child];
    if (block !== undefined) properties[child] = withGroup(block, child);
  }
  return { ...described, properties };
}

/**
 * Gives each field its sentence. Meta's own names go where they are checked but not offered: an
 * editor completes the readable ones.
 */
function withFields(schema: JsonSchema, group: Group): JsonSchema {
  const properties: Record<string, JsonSchema> = { ...schema.properties };
  const aliases: Record<string, JsonSchema> = {};
  for (const field of FIELDS.filter((each) => each.group === group)) {
    const inner = properties[field.name];
    if (inner === undefined) continue;
    if (field.wire !== field.name) {
      aliases[`^${field.wire}$`] = properties[field.wire] ?? inner;
      delete properties[field.wire];
    }
    properties[field.name] = { description: field.doc, ...withJoin(inner, field) };
  }
  if (Object.keys(aliases).length === 0) return { ...schema, properties };
  return { ...schema, properties, patternProperties: aliases };
}

/** A value that may be made of two columns: its long form has one origin more. */
function withJoin(schema: JsonSchema, field: Field): JsonSchema {
  if (field.join === undefined || schema.anyOf === undefined) return schema;
  const [first, second] = field.join.keys;
  return {
    ...schema,
    anyOf: schema.anyOf.map((form) =>
      form.properties === undefined
        ? form
        : { ...exactlyOne(originsOf(field), form), dependencies: { [first]: [second] } },
    ),
  };
}

/** What zod cannot say of the definitions: a value has one origin, a step one key. */
function withOrigins(definitions: Properties): Properties {
  return mapProperties(definitions, (schema, name) => {
    if (schema.anyOf === undefined) return schema;
    const anyOf = schema.anyOf.map((form) => {
      if (form.properties === undefined) return form;
      if (name === "step") return { ...form, minProperties: 1, maxProperties: 1 };
      return Object.hasOwn(VALUES, name)
        ? exactlyOne(originsOf(undefined), withOptions(form))
        : form;
    });
    return { ...schema, anyOf };
  });
}

/** Gives the options of a value their sentences. */
function withOptions(form: JsonSchema): JsonSchema {
  const docs: Readonly<Record<string, string>> = OPTION_DOCS;
  const properties = mapProperties(form.properties ?? {}, (schema, name) => {
    const description = docs[name];
    return description === undefined ? schema : { description, ...schema };
  });
  return { ...form, properties };
}

function exactlyOne(names: readonly string[], schema: JsonSchema = {}): JsonSchema {
  return { ...schema, oneOf: names.map((name) => ({ required: [name] })) };
}

function mapProperties(
  properties: Properties,
  change: (schema: JsonSchema, name: string) => JsonSchema,
): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, change(schema, name)]),
  );
}
