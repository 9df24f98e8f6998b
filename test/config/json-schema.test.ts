import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { GROUPS } from "../../src/capi/fields/groups.ts";
import { FIELDS, fieldOf } from "../../src/capi/fields.ts";
import { blockPath } from "../../src/config/blocks.ts";
import { type JsonSchema, mappingJsonSchema } from "../../src/config/json-schema.ts";
import { MAPPING } from "./project.ts";

const ROOT = join(import.meta.dirname, "../..");
const SCHEMA = mappingJsonSchema();
const accepts = new Ajv({ strict: false, allErrors: true }).compile(SCHEMA);

function faultsOf(text: string): readonly string[] {
  return accepts(parse(text)) ? [] : (accepts.errors ?? []).map(({ instancePath }) => instancePath);
}

/** The good mapping with one stretch of text replaced. */
function changed(from: string, to: string): string {
  expect(MAPPING).toContain(from);
  return MAPPING.replace(from, () => to);
}

/** The schema of a block under `fields:`; of one that may be a single value, that of its members. */
function blockAt(path: readonly (string | number)[]): JsonSchema | undefined {
  let schema: JsonSchema | undefined = SCHEMA;
  for (const step of path) {
    const members: JsonSchema | undefined =
      schema?.anyOf?.find((form) => form.properties) ?? schema;
    schema = members?.properties?.[String(step)];
  }
  return schema?.anyOf?.find((form) => form.properties) ?? schema;
}

describe("the schema for editors", () => {
  test("takes every mapping that is shipped or documented", () => {
    const folders = ["mappings", "examples/store-purchases/mappings", "test/config/fixtures"];
    const files = folders.flatMap((folder) =>
      readdirSync(join(ROOT, folder)).map((name) => join(ROOT, folder, name)),
    );

    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      expect([file, faultsOf(readFileSync(file, "utf8"))]).toEqual([file, []]);
    }
  });

  test.for([
    ["a slip in a field", "value: total", "valeu: total", "/fields/custom_data"],
    ["a list where a column is meant", "email: email", "email: [a, b]", "/fields/user_data/email"],
    [
      "two origins",
      "email: email",
      "email: { column: a, const: b }",
      "/fields/user_data/email/const",
    ],
    ["no origin", "email: email", "email: { required: true }", "/fields/user_data/email"],
    [
      "a step with two keys",
      "value: total",
      "value: { column: a, transform: [{ divide: 100, round: 2 }] }",
      "/fields/custom_data/value/transform/0",
    ],
    [
      "a slot with a slip",
      "user_data:",
      "app_data: { extinfo: { os: a } }\n  user_data:",
      "/fields/app_data/extinfo",
    ],
    ["half a click id", "email: email", "fbc: { from_fbclid: a }", "/fields/user_data/fbc"],
    ["an action_source that is none", "physical_store", "shop", "/action_source"],
    ["no query", "sql: select * from orders", "where: total > 0", "/source"],
    ["a column for a nested group", "value: total", "mileage: km", "/fields/custom_data/mileage"],
  ] as const)("refuses %s", ([, from, to, path]) => {
    expect(
      faultsOf(changed(from, to)).some((fault) => path.startsWith(fault) || fault.startsWith(path)),
    ).toBe(true);
  });

  test.for([
    ["Meta's own names", "email: email", "em: email"],
    [
      "a click id of two columns",
      "email: email",
      "fbc: { from_fbclid: a, click_time: b, unit: ms }",
    ],
    [
      "slots by name, and the whole in one column",
      "user_data:",
      "app_data: { extinfo: { os_version: { column: os, transform: [trim] } } }\n  user_data:",
    ],
    [
      "the whole of a group in one column",
      "value: total",
      "store_data: { column: store }\n    value: total",
    ],
    [
      "members of a nested group",
      "value: total",
      "mileage: { value: km, unit: { const: KM } }\n    value: total",
    ],
    ["what the project's defaults give", "destination: retail\n", ""],
    ["a connection from the defaults", "  connection: shop_pg\n", ""],
  ] as const)("takes %s", ([, from, to]) => {
    expect(faultsOf(changed(from, to))).toEqual([]);
  });

  test("offers the readable names with their sentences, and checks Meta's own without offering them", () => {
    for (const { group, name, wire, doc } of FIELDS) {
      const block = blockAt(blockPath(group));
      expect([name, block?.properties?.[name]?.description]).toEqual([name, doc]);
      if (name === wire) continue;
      expect(Object.keys(block?.properties ?? {})).not.toContain(wire);
      expect(Object.keys(block?.patternProperties ?? {})).toContain(`^${wire}$`);
    }
    expect(fieldOf("user_data", "em")?.name).toBe("email");
  });

  test("has a sentence for each block and each key of a mapping", () => {
    const top = Object.entries(SCHEMA.properties ?? {});
    const source = Object.entries(SCHEMA.properties?.source?.properties ?? {});
    const custom = SCHEMA.properties?.fields?.properties?.custom_data;
    const contents = Object.entries(custom?.properties?.contents?.properties ?? {});
    const extra = ["extra", custom?.properties?.extra ?? {}] as const;
    const all = [...top, ...source, ...contents, extra];
    const undocumented = all.filter(([, { description }]) => !description);

    expect(undocumented.map(([name]) => name)).toEqual([]);
    expect(custom?.description).toBe(GROUPS.custom_data.doc);
    expect(custom?.properties?.mileage?.description).toBe(GROUPS.mileage.doc);
    expect(custom?.properties?.contents?.description).toBe(GROUPS.contents.doc);
  });
});
