import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { load } from "./project.ts";

const FIXTURES = join(import.meta.dirname, "fixtures");

const CONNECTIONS = `version: 1
connections:
  shop_pg: { type: postgres, host: 127.0.0.1, database: shop }
destinations:
  retail_dataset: { type: meta_capi, dataset_id: "1", access_token: "\${META_TOKEN}" }
  web_pixel: { type: meta_capi, dataset_id: "2", access_token: "\${META_TOKEN}" }
  crm_dataset: { type: meta_capi, dataset_id: "3", access_token: "\${META_TOKEN}" }
`;

test("store, website and CRM mappings as users write them are valid", async () => {
  const read = (name: string) => readFile(join(FIXTURES, name), "utf8");

  const { project, problems } = await load({
    "connections.yaml": CONNECTIONS,
    "mappings/purchases.yaml": await read("store-purchases.yaml"),
    "mappings/web_purchases.yaml": await read("web-purchases.yaml"),
    "mappings/crm_leads.yaml": await read("crm-leads.yaml"),
    "mappings/sql/lead_stage_changes.sql": "select * from lead_stage_changes;",
  });

  expect(problems).toEqual([]);
  expect(project.mappings.map(({ name, fields }) => [name, fields.length])).toEqual([
    ["crm_leads", 7],
    ["purchases", 12],
    ["web_purchases", 19],
  ]);
  expect(project.mappings[0]?.fields[0]?.from).toMatchObject({
    kind: "column",
    columns: ["stage"],
    steps: [{ op: "map", otherwise: { kind: "reject" } }],
  });
});
